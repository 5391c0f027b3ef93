"""A universe that is read in part is the whole one, as far as it was looked at; and says so where it is not enough."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from aptsim.archive.stanza_blocks import split_at_stanzas
from aptsim.cli.main import main
from aptsim.errors import WholeUniverseNeededError
from aptsim.files.memory_tree import OpenBytes
from aptsim.files.tree import DISK
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.simulator import Simulator
from aptsim.universe.first_mention import FirstMentions
from aptsim.universe.partial_universe import PartialUniverse
from aptsim.universe.skimmed_index import SkimmedIndex
from aptsim.universe.universe import Universe
from tests.unit.real_apt import make_root

_INDEX = """\
Package: app
Source: app-source (3)
Version: 1
Installed-Size: 10
Maintainer: Nobody <nobody@example.org>
Architecture: amd64
Depends: lib (>= 2) | other, mail-agent, tool:any
Recommends: extra
Suggests: far, nothing
Conflicts: rival (<< 1)
Description: an app
Section: misc
Priority: optional
Filename: pool/app.deb
Size: 100
SHA256: 00

Package: base
Version: 1
Architecture: all
Essential: yes
Filename: pool/base.deb
Size: 5

Package: extra
Version: 2
Maintainer: Nobody <nobody@example.org>
Architecture: all
Provides: mail-agent (= 5), other-name
Multi-Arch: foreign
Section: mail
Priority: optional
Filename: pool/extra.deb
Size: 20
SHA256: 00

Package: far
Version: 1
Architecture: amd64
Depends: gcc:amd64
Filename: pool/far.deb
Size: 3

Package: gcc
Version: 12
Architecture: amd64
Filename: pool/gcc.deb
Size: 3

Package: lib
Version: 2
Architecture: amd64
Multi-Arch: same
Filename: pool/lib.deb
Size: 7

Package: lib
Version: 3
Architecture: amd64
Multi-Arch: same
Breaks: app (<< 1)
Filename: pool/lib.deb
Size: 8

Package: postman
Version: 1
Maintainer: Nobody <nobody@example.org>
Architecture: amd64
Provides: mail-agent
Description: brings mail
Section: mail
Priority: optional
Filename: pool/postman.deb
Size: 9
SHA256: 00

Package: tool
Version: 4
Architecture: amd64
Multi-Arch: allowed
Filename: pool/tool.deb
Size: 2
"""
_STATUS = """\
Package: base
Status: install ok installed
Version: 1
Architecture: all
Essential: yes

Package: lib
Status: install ok installed
Version: 1
Architecture: amd64
Multi-Arch: same
Depends: base

Package: gone
Status: deinstall ok config-files
Version: 1
Architecture: amd64
"""
_LISTS = "var/lib/apt/lists"
_RUNS = (
    "install app",
    "install app extra-",
    "install --no-install-recommends app tool",
    "install mail-agent",
    "install far",
    "install lib",
    "install '?installed'",
    "install 'li*'",
    "install nosuchpackage",
    "install app=7",
    "remove base",
    "remove lib",
    "upgrade",
    "dist-upgrade",
    "autoremove",
)


@pytest.fixture(autouse=True)
def _of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aptsim.universe.load.SMALLEST_IN_PART", 0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Gives a root of one architecture."""
    return _root(tmp_path / "root")


def _root(folder: Path, index: str = _INDEX) -> Path:
    return make_root(
        folder,
        {
            "etc/apt/sources.list": "deb [trusted=yes] http://a.example ./\n",
            "etc/apt/apt.conf": 'APT::Architecture "amd64"; APT::Architectures { "amd64"; };\n',
            f"{_LISTS}/a.example_._Packages": index,
            "var/lib/dpkg/status": _STATUS,
            "var/lib/apt/extended_states": "Package: lib\nArchitecture: amd64\nAuto-Installed: 1\n",
        },
    )


def _simulator(root: Path, reads_in_part: bool) -> Simulator:
    simulator = Simulator.open(root)
    simulator.cache_path = None
    simulator.reads_in_part = reads_in_part
    return simulator


def _version(universe: Universe, version: int) -> object:
    """Gives all that the tables say of a version, by names."""
    depends = [
        (
            universe.full_name(universe.dependency_target[one]),
            universe.dependency_type[one],
            universe.dependency_operator[one],
            universe.dependency_version[one],
        )
        for one in universe.version_depends[version]
    ]
    provides = sorted(
        (universe.full_name(universe.provides_package[one]), universe.provides_version[one])
        for one in universe.version_provides[version]
    )
    return (
        universe.version_strings[version],
        universe.version_arch(version),
        universe.version_multi_arch[version],
        universe.version_priority[version],
        universe.version_section[version],
        universe.version_source[version],
        universe.version_source_version[version],
        universe.version_size[version],
        universe.version_installed_size[version],
        list(universe.version_files[version]),
        depends,
        provides,
    )


def _package(universe: Universe, package: int) -> object:
    """Gives all that the tables say of a package."""
    current = universe.current_version[package]
    providers = [
        (universe.full_name(universe.provides_owner_package(one)), universe.provides_version[one])
        for one in universe.package_provides[package]
    ]
    return (
        [_version(universe, version) for version in universe.package_versions[package]],
        universe.version_strings[current] if current else "",
        (universe.selected_state[package], universe.install_state[package], universe.current_state[package]),
        universe.package_flags[package],
        providers,
    )


_REAL = ("app", "base", "extra", "far", "gcc", "lib", "postman", "tool")
_NAMES = (*_REAL, "gone", "mail-agent", "other-name", "tool:any")


def test_a_package_looked_at_is_as_in_the_whole_universe(root: Path) -> None:
    """Versions, dependencies, providers and states of every package are the same, in the same order."""
    part = _simulator(root, True).run("install", ["app"]).cache
    whole = _simulator(root, False).run("install", ["app"]).cache
    assert part is not None and isinstance(part.universe, PartialUniverse)
    assert whole is not None and not isinstance(whole.universe, PartialUniverse)
    for name in _NAMES:
        numbers = [one.universe.find_package_full(name) for one in (part, whole)]
        assert all(numbers), name
        assert _package(part.universe, numbers[0]) == _package(whole.universe, numbers[1]), name
    installed = [[one.universe.full_name(p) for p in one.universe.installed_packages] for one in (part, whole)]
    assert installed[0] == installed[1]


def test_ids_have_the_order_of_first_mention(root: Path) -> None:
    """Which of two packages apt met first is known without reading them all."""
    part = _simulator(root, True).run("install", ["app"]).cache
    whole = _simulator(root, False).run("install", ["app"]).cache
    assert part is not None and whole is not None
    orders = []
    for universe in (part.universe, whole.universe):
        packages = universe.sort_packages([universe.find_package(name) for name in _REAL])
        orders.append([universe.name(package) for package in packages])
    assert orders[0] == orders[1]
    assert orders[1][:4] == ["app", "lib", "extra", "far"]


@pytest.mark.parametrize("line", _RUNS)
@pytest.mark.parametrize("form", ["apt", "text", "json"])
def test_the_first_answer_is_the_answer(
    root: Path, line: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The first run on new lists reads them in part, the second one all; both say the same."""
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path / "cache"))
    words = [word.strip("'") for word in line.split()]
    answers = []
    for _ in range(2):
        code = main([words[0], "--root", str(root), "--format", form, *words[1:]])
        answers.append((code, *capfd.readouterr()))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("relation", ["Depends: base:i386", "Provides: x:i386", "Breaks: y (<< 1), base:amd64"])
def test_an_installed_package_that_names_an_architecture_needs_all(root: Path, relation: str) -> None:
    """What another architecture brings with it is not worked out in part; epochs and `any` name none."""
    status = root / "var/lib/dpkg/status"
    status.write_text(status.read_text().replace("Depends: base\n", f"{relation}\n"))
    whole = _simulator(root, True).run("install", ["app"]).cache
    status.write_text(_STATUS.replace("Depends: base\n", "Depends: base (<< 1:2), base:any\n"))
    part = _simulator(root, True).run("install", ["app"]).cache
    assert whole is not None and not isinstance(whole.universe, PartialUniverse)
    assert part is not None and isinstance(part.universe, PartialUniverse)


def test_lists_are_stored_when_they_are_asked_about_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One question leaves only a mark that it was asked; the second one leaves the tables."""
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("aptsim.universe.load.SMALLEST_STORED", 0)
    seen = []
    for _ in range(3):
        assert main(["install", "--root", str(root), "app"]) == 0
        seen.append([path.suffix for path in sorted((tmp_path / "cache/universes").iterdir())])
    capfd.readouterr()
    assert seen == [[".asked"], [".universe"], [".universe"]]


_PLAIN = "Package: a\nVersion: 1\nArchitecture: amd64\n"


@pytest.mark.parametrize(
    "text",
    [
        _PLAIN.replace("\n", "\r\n"),
        _PLAIN + "Depends: b (>> 1\n",
        _PLAIN + "Provides: b (>= 1)\n",
        _PLAIN + "Multi-Arch: maybe\n",
        _PLAIN + "nonsense\n",
        _PLAIN + "Phased-Update-Percentage: 10\n",
        _PLAIN.replace("a\n", "A\n"),
        _PLAIN.replace("amd64", "i386"),
        _PLAIN.replace("amd64", "all") + "Multi-Arch: same\n",
        "Package: a\nArchitecture: amd64\n",
    ],
)
def test_an_unusual_stanza_is_not_skimmed(text: str) -> None:
    """What apt would warn of, refuse, or take for something else is left to the reading of all stanzas."""
    with pytest.raises(WholeUniverseNeededError):
        SkimmedIndex([(_PLAIN.replace("a\n", "b\n") + "\n" + text).encode()], "amd64")


def test_fields_in_any_case_and_order_are_skimmed() -> None:
    """A stanza is found with what it provides, however it is written."""
    text = "package: a\nprovides: b,c ( = 2 )\nversion: 1\narchitecture: amd64\nessential: no\n\n"
    index = SkimmedIndex([text.encode()], "amd64")
    assert "a" in index and index.providers("b") == ["a"] and index.providers("c") == ["a"]
    assert index.flagged == ["a"]
    assert index.places("a") == [(0, len(text) - 1)]


def _blocks(text: bytes, size: int) -> Iterator[bytes]:
    return split_at_stanzas(OpenBytes(text), size)


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_parts_of_a_file_end_with_one_empty_line(size: int) -> None:
    """The parts are the file, and each but the last ends where a stanza ends."""
    text = b"A: 1\n\nB: 2\n\n\nC: 3\n\n" + b"D: 4\n" * 30 + b"\nE: 5\n"
    parts = list(_blocks(text, size))
    assert b"".join(parts) == text
    for part, following in pairwise(parts):
        assert part.endswith(b"\n\n") and not part.endswith(b"\n\n\n") and not following.startswith(b"\n")


def test_a_name_in_a_description_is_no_mention(tmp_path: Path) -> None:
    """Only what a relation names counts, alternatives and the native architecture included."""
    text = (
        "Package: a\nVersion: 1\nArchitecture: amd64\nDescription: needs c and d\n and c, d\n\n"
        "Package: b\nVersion: 1\nArchitecture: amd64\nDepends: d:any, x | c:amd64 (>= 1)\n\n"
        "Package: c\nVersion: 1\nArchitecture: amd64\n\n"
        "Package: d\nVersion: 1\nArchitecture: amd64\n\n"
    )
    path = tmp_path / "Packages"
    path.write_text(text)
    file = PackageFile(0, str(path), IndexType.PACKAGES)

    def read_at(file: PackageFile, offset: int, size: int) -> bytes:
        opened = DISK.open(file.path)
        data = opened.read_at(offset, size)
        opened.close()
        return data

    mentions = FirstMentions([(file, SkimmedIndex([text.encode()], "amd64"))], read_at, "amd64")
    assert mentions["c"] == (0, text.index("Package: b"), 3)
    assert mentions["d"] == (0, text.index("Package: d"), 0)
