"""Source lists lead to the same index files, and the same complaints, as in apt."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.archive.index_set import read_index_set
from aptsim.archive.index_targets import index_targets
from aptsim.archive.sources import read_sources
from aptsim.errors import PendingErrors
from aptsim.files.tree import DISK
from aptsim.model.message import Messages, Severity
from aptsim.system.root import open_root
from tests.unit.real_apt import ask_apt, make_root, need_reference

MULTI_ARCH = 'APT::Architecture "amd64"; APT::Architectures { "amd64"; "i386"; };'
_FORMAT = "$(CREATED_BY) $(FILENAME) $(DESCRIPTION) $(SOURCESENTRY)"


def targets_of(root: Path, messages: Messages) -> list[str]:
    """List the index targets of a root, each as ``NAME PATH DESCRIPTION PLACE``."""
    system = open_root(str(root), messages)
    configuration = system.configuration
    return [
        f"{target.created_by} {target.list_path(configuration)} {target.description} {target.place}"
        for archive in read_sources(configuration, list(system.architectures), DISK, messages)
        for target in index_targets(archive, configuration, messages)
    ]


def complaints_of(root: Path, severity: Severity = Severity.WARNING) -> str:
    """Read a root's source lists and give the printed messages."""
    messages = Messages()
    try:
        system = open_root(str(root), messages)
        read_index_set(system.configuration, list(system.architectures), DISK, messages)
    except PendingErrors:
        pass
    return messages.render(severity)


GOOD = {
    "plain": ("deb http://h/debian bookworm main contrib\ndeb-src http://h/debian bookworm main\n", MULTI_ARCH),
    "options": (
        "deb [arch=amd64,armhf trusted=yes] http://x/y/ s a b\ndeb [arch-=i386 lang=de,none] http://x2/y s a\n"
        "deb [ arch+=arm64 target-=Translations ] http://x3/y s a\ndeb [arch=all,amd64] http://x4/y s a\n"
        "deb [arch-=all] http://x5/y s a\ndeb [lang=none] http://x6 s a\n",
        MULTI_ARCH,
    ),
    "flat": (
        "deb [trusted=yes] file:/srv/repo ./\ndeb file:///srv/a_b/ sub/dir/\ndeb copy:/srv/repo /\n"
        "deb http://u:p@h:80/x~y+z $(ARCH)/\n",
        "",
    ),
    "quoting": (
        'deb http://x/%41%2fb s%20t a\ndeb [arch=amd64 foo=a#b ] http://x s a # y\ndeb http://y s main"q r" [b c]\n'
        "deb cdrom:[Debian GNU/Linux 12 _B_]/ bookworm main\ndeb http://[::1]:8080/x s a\n  \t deb\thttp://z\ts\ta\r\n",
        "",
    ),
    "targets": (
        "deb http://x s a\ndeb [target=Foo] http://y s a\ndeb [Foo=yes Contents=yes] http://z s b\n",
        'Acquire::IndexTargets::deb::Foo { MetaKey "$(COMPONENT)/Foo-$(ARCHITECTURE)"; Description "$(COMPONENT) Foo";'
        ' DefaultEnabled "no"; Fallback-Of "Packages"; }; Acquire::IndexTargets::deb::Nat {'
        ' MetaKey "$(COMPONENT)/Nat-$(NATIVE_ARCHITECTURE)"; Description "x"; Identifier "Contents";'
        ' DefaultEnabled "0"; };',
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_targets_are_those_of_the_real_apt(tmp_path: Path, name: str) -> None:
    """The real apt lists the same index files in the same order under the same names."""
    need_reference()
    sources, conf = GOOD[name]
    root = make_root(tmp_path / "root", {"etc/apt/sources.list": sources, "etc/apt/apt.conf": conf})
    for line in targets_of(root, Messages()):
        Path(line.split(" ")[1]).touch()
    ours = targets_of(root, Messages())
    real = ask_apt(root, "apt-get", "indextargets", "--no-release-info", "--format", _FORMAT)
    assert ours == real.stdout.splitlines()
    assert ours


STANZAS = (
    "# comment\nTypes: deb deb-src\nURIs: http://x/y http://z/y\nSuites: s t\n# inside\nComponents: a b\n"
    "Languages: none\nArchitectures-Add: arm64\nTargets-Remove: Translations\n\nTypes: deb\nEnabled: no\n\n"
    "types: deb\nuris: http://q\nsuites:\n $(ARCH)/\nSigned-By: /usr/share/keyrings/x.gpg\n"
)


def test_deb822_sources_are_those_of_the_real_apt(tmp_path: Path) -> None:
    """Each stanza stands for all its types, URIs, suites and components, in that order."""
    need_reference()
    root = make_root(tmp_path / "root", {"etc/apt/sources.list.d/a.sources": STANZAS})
    for line in targets_of(root, Messages()):
        Path(line.split(" ")[1]).touch()
    real = ask_apt(root, "apt-get", "indextargets", "--no-release-info", "--format", _FORMAT)
    assert targets_of(root, Messages()) == real.stdout.splitlines()


BAD_LINES = {
    "deb": "Malformed line 1 in source list {list} (type)",
    "rpm http://x s a": "Type 'rpm' is not known on line 1 in source list {list}",
    "deb http://x": "Malformed entry 1 in list file {list} (Suite)",
    "deb http://x s": "Malformed entry 1 in list file {list} (Component)",
    "deb http://x s/ a": "Malformed entry 1 in list file {list} (absolute Suite Component)",
    "deb nocolon s a": "Malformed entry 1 in list file {list} (URI parse)",
    'deb "http://x s': "Malformed entry 1 in list file {list} (URI)",
    "deb [ x": "Malformed entry 1 in list file {list} ([option] too short)",
    "deb [abc] http://x s a": "Malformed entry 1 in list file {list} ([option] not assignment)",
    "deb [=ab] http://x s a": "Malformed entry 1 in list file {list} ([option] no key)",
    "deb [ab=] http://x s a": "Malformed entry 1 in list file {list} ([option] no value)",
    "deb [trusted=yes] http://x s a\ndeb http://x s b": (
        "Conflicting values set for option Trusted regarding source http://x/ s"
    ),
    "deb [signed-by=nofinger] http://x s a": (
        "Invalid value set for option Signed-By regarding source http://x/ s (not a fingerprint)"
    ),
    "deb [allow-insecure=yes] http://x s a\ndeb http://x s b": (
        "Conflicting values set for option ALLOW_INSECURE regarding source <set> <unset>"
    ),
    "deb [valid-until-max=5] http://x s a\ndeb [valid-until-max=7] http://x s b": (
        "Conflicting values set for option Max-ValidTime regarding source http://x/ s"
    ),
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_wrong_entries_have_apts_words(tmp_path: Path, line: str) -> None:
    """A wrong entry is an error that names file and line, and no list of sources is left."""
    root = make_root(tmp_path / "root", {"etc/apt/sources.list": f"{line}\n"})
    error = BAD_LINES[line].format(list=f"{root}/etc/apt/sources.list")
    assert complaints_of(root) == f"E: {error}\nE: The list of sources could not be read.\n"


BAD_STANZAS = [
    "URIs: http://x\nSuites: s\nComponents: a\n",
    "Types: deb\nSuites: s\nComponents: a\n",
    "Types: deb\nURIs: http://x\nComponents: a\n",
    "Types: deb\nURIs: http://x\nSuites: s\n",
    "Types: deb\nURIs: nocolon\nSuites: s\nComponents: a\n",
    "Types: foo\nURIs: http://x\nSuites: s\n",
    "Types: deb\nURIs: http://x\nSuites: s/\nComponents: a\n",
    "garbage\n",
    "Types: deb\nURIs: http://x\nSuites: s\nComponents: a\ngarbage without",
    "Types: deb\n\nURIs: http://x\nSuites: s\nComponents: a\n",
    "Types: deb\r\nURIs: http://x\r\nSuites: s\r\nComponents: a\r\n",
    "\n# only\n\n",
    "\n",
]


@pytest.mark.parametrize("text", [*BAD_LINES, *BAD_STANZAS])
def test_the_real_apt_complains_alike(tmp_path: Path, text: str) -> None:
    """The real apt-cache prints the same lines about the same file."""
    need_reference()
    name = "etc/apt/sources.list" if text in BAD_LINES else "etc/apt/sources.list.d/a.sources"
    root = make_root(tmp_path / "root", {name: text})
    real = ask_apt(root, "apt-cache", "policy", "nothing-here")
    stderr = "".join(line for line in real.stderr.splitlines(True) if not line.startswith("N: Unable to locate"))
    assert complaints_of(root) == stderr


def test_an_index_named_twice_is_read_once(tmp_path: Path) -> None:
    """Two entries for one index lead to one file and to a warning for each target."""
    lines = "deb http://x/y s a\ndeb http://x/y s a b\n"
    root = make_root(
        tmp_path / "root", {"etc/apt/sources.list": lines, "etc/apt/apt.conf": 'APT::Architecture "amd64";'}
    )
    messages = Messages()
    paths = [line.split(" ")[1] for line in targets_of(root, messages)]
    assert len(paths) == len(set(paths)) == 6
    place = f"{root}/etc/apt/sources.list"
    assert messages.render() == "".join(
        f"W: Target {target} is configured multiple times in {place}:1 and {place}:2\n"
        for target in (
            "Packages (a/binary-amd64/Packages)",
            "Packages (a/binary-all/Packages)",
            "Translations (a/i18n/Translation-en)",
        )
    )


def test_missing_source_lists_are_warnings(tmp_path: Path) -> None:
    """Without list and folder both are named; with one of them there is nothing to say."""
    root = make_root(tmp_path / "root", {})
    (root / "etc/apt/sources.list").unlink()
    assert complaints_of(root) == ""
    (root / "etc/apt/sources.list.d").rmdir()
    assert complaints_of(root) == (
        f"W: Unable to read {root}/etc/apt/sources.list.d/ - DirectoryExists (2: No such file or directory)\n"
        f"W: Unable to read {root}/etc/apt/sources.list - RealFileExists (2: No such file or directory)\n"
    )


def test_files_with_other_names_are_noticed(tmp_path: Path) -> None:
    """The folder's files count only when they end in .list or .sources."""
    root = make_root(tmp_path / "root", {f"etc/apt/sources.list.d/{name}": "bad" for name in ("a", "b.foo", "c.save")})
    folder = f"{root}/etc/apt/sources.list.d/"
    notices = sorted(complaints_of(root, Severity.NOTICE).splitlines())
    assert notices == [
        f"N: Ignoring file 'a' in directory '{folder}' as it has no filename extension",
        f"N: Ignoring file 'b.foo' in directory '{folder}' as it has an invalid filename extension",
    ]


def test_indexes_are_in_apts_order_with_the_status_last(tmp_path: Path) -> None:
    """Package files come by archive, component and architecture; lists that are not there are left out."""
    names = ["main_binary-i386", "main_binary-amd64", "main_binary-all", "contrib_binary-amd64"]
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/sources.list": "deb http://h/d s main contrib\n",
            "etc/apt/apt.conf": MULTI_ARCH,
            **{f"var/lib/apt/lists/h_d_dists_s_{name}_Packages": "" for name in names},
            "var/lib/apt/lists/h_d_dists_s_InRelease": "Origin: O\nLabel: L\nSuite: S\nCodename: C\nVersion: 1\n",
        },
    )
    messages = Messages()
    system = open_root(str(root), messages)
    files = read_index_set(system.configuration, list(system.architectures), DISK, messages).package_files
    assert [file.rel_str for file in files] == [
        "v=1,o=O,a=S,n=C,l=L,c=main,b=amd64",
        "v=1,o=O,a=S,n=C,l=L,c=main,b=i386",
        "v=1,o=O,a=S,n=C,l=L,c=main,b=all",
        "v=1,o=O,a=S,n=C,l=L,c=contrib,b=amd64",
        "a=now",
    ]
    assert [file.id for file in files] == list(range(5))
    assert (files[0].site, files[0].release_name, files[-1].release_name) == ("h", "L:1/S", "now")
    assert len(messages) == 0


def test_trust_follows_options_and_signatures(tmp_path: Path) -> None:
    """An archive is trusted by option, else when an InRelease or Release.gpg is among the lists."""
    lists = "var/lib/apt/lists/"
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/sources.list": "".join(
                f"deb {option} file:/{name} ./\n"
                for option, name in (
                    ("[trusted=yes]", "a"), ("[trusted=no]", "b"), ("", "c"), ("", "d"), ("", "e"), ("", "f"),
                )
            ),
            **{f"{lists}_{name}_._Packages": "" for name in "abcdef"},
            **{f"{lists}_{name}_._InRelease": "Suite: s\n" for name in "bc"},
            **{f"{lists}_{name}_._Release": "Suite: s\n" for name in "de"},
            f"{lists}_e_._Release.gpg": "",
        },
    )  # fmt: skip
    messages = Messages()
    system = open_root(str(root), messages)
    files = read_index_set(system.configuration, list(system.architectures), DISK, messages).package_files
    assert [file.trusted for file in files[:-1]] == [True, False, True, False, True, False]
    assert files[5].release_name == "localhost"
