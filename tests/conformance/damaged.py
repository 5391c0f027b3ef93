"""Roots with damaged files: what apt accepts, what it complains about, and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from .cases import Case, make_case
from .material import material_of
from .root import Contents, Root
from .small import small_root
from .snapshots import FLAT, FLAT_LIST, jessie_files, jessie_status

DAMAGED = "damaged"
STATUS = "var/lib/dpkg/status"
SOURCES = "etc/apt/sources.list"
CONF = "etc/apt/apt.conf"
PREFERENCES = "etc/apt/preferences"
STATES = "var/lib/apt/extended_states"
RELEASE = FLAT_LIST.replace("Packages", "InRelease")
DEB822 = "etc/apt/sources.list.d/jessie.sources"

Files = dict[str, str]


def _status(change: Callable[[str], str]) -> Callable[[Files], None]:
    return _changed(STATUS, change)


def _index(change: Callable[[str], str]) -> Callable[[Files], None]:
    return _changed(FLAT_LIST, change)


def _changed(name: str, change: Callable[[str], str]) -> Callable[[Files], None]:
    def damage(files: Files) -> None:
        files[name] = change(files[name])

    return damage


def _with(name: str, text: str) -> Callable[[Files], None]:
    def damage(files: Files) -> None:
        files[name] = text

    return damage


def _without(*names: str) -> Callable[[Files], None]:
    def damage(files: Files) -> None:
        for name in names:
            del files[name]

    return damage


def _stanzas(text: str) -> list[str]:
    return [stanza for stanza in text.split("\n\n") if stanza.strip()]


def _joined(stanzas: list[str]) -> str:
    return "".join(f"{stanza}\n\n" for stanza in stanzas)


def _states(status: str) -> Callable[[str], str]:
    return lambda text: text.replace("Status: install ok installed", f"Status: {status}")


def _without_field(name: str, package: str = r"[^\n]*") -> Callable[[str], str]:
    pattern = re.compile(rf"(Package: {package}\n(?:[^\n]+\n)*?){name}: [^\n]*\n")
    return lambda text: pattern.sub(r"\1", text, count=1)


def _field(package: str, line: str) -> Callable[[str], str]:
    """Put a line behind a package's first one."""
    return lambda text: text.replace(f"Package: {package}\n", f"Package: {package}\n{line}\n", 1)


def _replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


DAMAGE: dict[str, Callable[[Files], None]] = {
    "status-absent": _without(STATUS),
    "status-empty": _with(STATUS, ""),
    "status-blank": _with(STATUS, "\n\n\n"),
    "status-without-states": _status(lambda text: re.sub(r"Status: .*\n", "", text)),
    "status-config-files": _status(_states("deinstall ok config-files")),
    "status-carriage-returns": _status(lambda text: text.replace("\n", "\r\n")),
    "status-end-cut": _status(lambda text: text[:-200]),
    "status-no-final-newline": _status(lambda text: text.rstrip("\n")),
    "status-doubled": _status(lambda text: text + text),
    "status-latin-1": _status(lambda text: text.replace("Maintainer: ", "Maintainer: J\udcf6rg ")),
    "status-lower-case": _status(lambda text: re.sub(r"(?m)^[A-Z][A-Za-z-]*:", lambda m: m[0].lower(), text)),
    "status-reversed": _status(lambda text: _joined(_stanzas(text)[::-1])),
    "status-held": _status(_states("hold ok installed")),
    "status-unpacked": _status(_states("install ok unpacked")),
    "status-half-configured": _status(_states("install ok half-configured")),
    "status-half-installed": _status(_states("install ok half-installed")),
    "status-triggers": _status(_states("install ok triggers-pending")),
    "status-reinstreq": _status(_states("install reinstreq installed")),
    "status-half": _status(lambda text: text[: len(text) // 2]),
    "status-60-stanzas": _status(lambda text: _joined(_stanzas(text)[:60])),
    "status-5-stanzas": _status(lambda text: _joined(_stanzas(text)[:5])),
    "status-no-libc6": _status(
        lambda text: _joined([s for s in _stanzas(text) if not s.startswith("Package: libc6\n")])
    ),
    "status-no-blank-lines": _status(lambda text: text.replace("\n\n", "\n")),
    "status-space-lines": _status(lambda text: text.replace("\n\n", "\n \n")),
    "status-tab-lines": _status(lambda text: text.replace("\n\n", "\n\n\t\n")),
    "status-extra-blank-lines": _status(lambda text: "\n\n" + text.replace("\n\n", "\n\n\n\n")),
    "status-wrong-architecture": _status(lambda text: text.replace("Architecture: amd64", "Architecture: armhf")),
    "status-i386": _status(lambda text: text.replace("Architecture: amd64", "Architecture: i386")),
    "status-byte-order-mark": _status(lambda text: "\ufeff" + text),
    "status-garbage-line": _status(lambda text: text.replace("\n\n", "\n\nthis is no field\n", 1)),
    "status-garbage-inside": _status(_replaced("Package: bash\n", "Package: bash\ngarbage without a colon\n")),
    "status-garbage-at-the-end": _status(lambda text: text + "garbage"),
    "status-merge-conflict": _status(lambda text: "<<<<<<< HEAD\n" + text + "=======\n>>>>>>> other\n"),
    "status-binary": _with(STATUS, "\x00\x01\x02\udcff\udcfe\n" * 50),
    "status-nul-byte": _status(_replaced("Package: dash", "Package: da\x00sh")),
    "status-html": _with(STATUS, "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n"),
    "status-comment": _status(lambda text: "# a comment\n" + text),
    "status-no-package": _status(_replaced("Package: dash\n", "")),
    "status-no-version": _status(_without_field("Version", "dash")),
    "status-no-architecture": _status(_without_field("Architecture", "dash")),
    "status-bad-version": _status(lambda text: re.sub(r"(Package: dash\n(?:.+\n)*?Version: ).*", r"\1one two", text)),
    "status-bad-state": _status(_field("dash", "X-A: b")),
    "status-unknown-state": _status(lambda text: text.replace("install ok installed", "install ok nonsense", 1)),
    "status-unknown-want": _status(lambda text: text.replace("install ok installed", "wish ok installed", 1)),
    "status-unknown-flag": _status(lambda text: text.replace("install ok installed", "install maybe installed", 1)),
    "status-two-words": _status(lambda text: text.replace("install ok installed", "install ok", 1)),
    "status-bad-relation": _status(_field("dash", "Recommends: libc6 (>= 2")),
    "status-bad-operator": _status(_field("dash", "Recommends: libc6 (~> 2)")),
    "status-empty-relation": _status(_field("dash", "Suggests: ")),
    "status-bad-name": _status(_field("dash", "Recommends: Bad_Name!, x y")),
    "status-bad-provides": _status(_field("dash", "Provides: a (>= 2), b | c, (= 3)")),
    "status-bad-multi-arch": _status(_field("dash", "Multi-Arch: maybe")),
    "status-bad-essential": _status(_field("dash", "Essential: maybe")),
    "status-bad-size": _status(_field("dash", "Installed-Size: many")),
    "status-field-twice": _status(_field("dash", "Version: 9")),
    "status-stanza-twice": _status(lambda text: text + _stanzas(text)[3] + "\n\n"),
    "status-two-versions": _status(
        lambda text: text + re.sub(r"Version: .*", "Version: 99", _stanzas(text)[3]) + "\n\n"
    ),
    "status-long-line": _status(_field("dash", "X-Long: " + "x" * 70000)),
    "index-empty": _with(FLAT_LIST, ""),
    "index-absent": _without(FLAT_LIST),
    "index-cut": _index(lambda text: text[: len(text) // 2]),
    "index-garbage": _index(lambda text: text.replace("\n\n", "\n\ngarbage here\n", 1)),
    "index-html": _with(FLAT_LIST, "<html>\n<body>a captive portal</body>\n</html>\n"),
    "index-carriage-returns": _index(lambda text: text.replace("\n", "\r\n")),
    "index-no-package": _index(_replaced("Package: openssh-client\n", "")),
    "index-no-version": _index(_without_field("Version", "openssh-client")),
    "index-no-architecture": _index(_without_field("Architecture", "openssh-client")),
    "index-bad-relation": _index(_field("openssh-client", "Recommends: xauth (>= 1")),
    "index-bad-depends": _index(_field("openssh-client", "Pre-Depends: (>= 1), , libc6")),
    "index-bad-operator": _index(_field("openssh-client", "Recommends: xauth (=> 1)")),
    "index-bad-architecture": _index(
        _field("openssh-client", "Suggests: xauth [amd64], keychain [!amd64], x <!nocheck>")
    ),
    "index-no-size": _index(_without_field("Size", "openssh-client")),
    "index-no-filename": _index(_without_field("Filename", "openssh-client")),
    "index-no-installed-size": _index(_without_field("Installed-Size", "openssh-client")),
    "index-bad-size": _index(lambda text: re.sub(r"(?m)^Size: .*", "Size: 12x", text)),
    "index-other-architecture": _index(lambda text: text.replace("Architecture: amd64", "Architecture: arm64")),
    "index-doubled": _index(lambda text: text + text),
    "index-no-hashes": _index(lambda text: re.sub(r"(?m)^(MD5sum|SHA1|SHA256): .*\n", "", text)),
    "index-long-name": _index(_field("openssh-client", "Provides: " + "n" * 3000)),
    "sources-absent": _without(SOURCES),
    "sources-empty": _with(SOURCES, ""),
    "sources-comments": _with(SOURCES, f"# one\n\n  # two\ndeb [trusted=yes] {FLAT} ./ # three\n"),
    "sources-bad-type": _with(SOURCES, f"dep {FLAT} ./\n"),
    "sources-bad-uri": _with(SOURCES, "deb nonsense ./\n"),
    "sources-no-suite": _with(SOURCES, f"deb {FLAT}\n"),
    "sources-no-component": _with(SOURCES, f"deb {FLAT} jessie\n"),
    "sources-bad-option": _with(SOURCES, f"deb [trusted=yes {FLAT} ./\n"),
    "sources-unknown-option": _with(SOURCES, f"deb [trusted=yes colour=red] {FLAT} ./\n"),
    "sources-twice": _with(SOURCES, f"deb [trusted=yes] {FLAT} ./\n" * 2),
    "sources-conflicting": _with(SOURCES, f"deb [trusted=yes] {FLAT} ./\ndeb [trusted=no] {FLAT} ./\n"),
    "sources-untrusted": _with(SOURCES, f"deb {FLAT} ./\n"),
    "sources-other-architecture": _with(SOURCES, f"deb [arch=i386] {FLAT} ./\n"),
    "sources-architecture-list": _with(SOURCES, f"deb [trusted=yes arch=amd64,i386 arch-=i386] {FLAT} ./\n"),
    "sources-source-only": _with(SOURCES, f"deb-src {FLAT} ./\n"),
    "sources-missing-lists": _with(SOURCES, f"deb [trusted=yes] {FLAT} ./\ndeb http://nowhere.example/x stable main\n"),
    "sources-deb822": _with(DEB822, f"Types: deb\nURIs: {FLAT}/\nSuites: ./\nTrusted: yes\n"),
    "sources-deb822-no-types": _with(DEB822, f"URIs: {FLAT}/\nSuites: ./\n"),
    "sources-deb822-no-uris": _with(DEB822, "Types: deb\nSuites: ./\n"),
    "sources-deb822-no-suites": _with(DEB822, f"Types: deb\nURIs: {FLAT}/\n"),
    "sources-deb822-disabled": _with(
        DEB822, "Enabled: no\nTypes: deb\nURIs: http://x.example\nSuites: a\nComponents: b\n"
    ),
    "sources-deb822-garbage": _with(DEB822, "no colon here\n"),
    "sources-deb822-bad-type": _with(DEB822, "Types: dep\nURIs: http://x.example\nSuites: a\nComponents: b\n"),
    "sources-odd-file": _with("etc/apt/sources.list.d/strange.txt", "deb http://x.example a b\n"),
    "sources-no-extension": _with("etc/apt/sources.list.d/strange", "deb http://x.example a b\n"),
    "sources-backup-file": _with("etc/apt/sources.list.d/x.list.save", "nonsense\n"),
    "conf-open-brace": _with(CONF, "APT { Get {\n"),
    "conf-extra-brace": _with(CONF, 'APT::Install-Recommends "0"; };\n'),
    "conf-no-semicolon": _with(CONF, 'APT::Install-Recommends "0"\n'),
    "conf-open-quote": _with(CONF, 'APT::Install-Recommends "0;\n'),
    "conf-garbage": _with(CONF, "this is not configuration\n"),
    "conf-bad-directive": _with(CONF, "#nonsense x;\n"),
    "conf-missing-include": _with(CONF, "#include /nonexistent/x.conf;\n"),
    "conf-clear": _with(
        CONF, 'APT::NeverAutoRemove { "a"; };\n#clear APT::NeverAutoRemove;\nAPT::Install-Recommends "false";\n'
    ),
    "conf-comments": _with(CONF, '// one\n/* two\n three */ APT /* four */ { Install-Recommends "false"; }; # five\n'),
    "conf-odd-file": _with("etc/apt/apt.conf.d/99strange.txt", 'APT::Install-Recommends "false";\n'),
    "conf-no-extension": _with("etc/apt/apt.conf.d/99plain", 'APT::Install-Recommends "false";\n'),
    "conf-bad-name": _with("etc/apt/apt.conf.d/99 space", 'APT::Install-Recommends "false";\n'),
    "conf-not-boolean": _with(CONF, 'APT::Install-Recommends "perhaps";\nAPT::Get::Show-Versions "2";\n'),
    "conf-bad-regex": _with(CONF, 'APT::NeverAutoRemove { "[unclosed"; };\n'),
    "conf-foreign": _with(CONF, 'APT::Architecture "amd64";\nAPT::Architectures { "amd64"; "i386"; };\n'),
    "conf-default-release": _with(CONF, 'APT::Default-Release "nosuch";\n'),
    "preferences-no-package": _with(PREFERENCES, "Pin: release a=x\nPin-Priority: 100\n"),
    "preferences-no-pin": _with(PREFERENCES, "Package: bash\nPin-Priority: 100\n"),
    "preferences-no-priority": _with(PREFERENCES, "Package: bash\nPin: version 4*\n"),
    "preferences-zero": _with(PREFERENCES, "Package: bash\nPin: version 4*\nPin-Priority: 0\n"),
    "preferences-bad-type": _with(PREFERENCES, "Package: bash\nPin: colour red\nPin-Priority: 100\n"),
    "preferences-not-a-number": _with(PREFERENCES, "Package: bash\nPin: version *\nPin-Priority: high\n"),
    "preferences-too-large": _with(PREFERENCES, "Package: bash\nPin: version *\nPin-Priority: 40000\n"),
    "preferences-garbage": _with(PREFERENCES, "garbage\n"),
    "preferences-comments": _with(
        PREFERENCES, "# one\n\nExplanation: two\nPackage: *\nPin: version *\nPin-Priority: -5\n"
    ),
    "preferences-odd-file": _with("etc/apt/preferences.d/x.txt", "Package: *\nPin: version *\nPin-Priority: -5\n"),
    "preferences-bad-regex": _with(PREFERENCES, "Package: /[/\nPin: version *\nPin-Priority: 5\n"),
    "states-garbage": _with(STATES, "garbage\n"),
    "states-no-package": _with(STATES, "Architecture: amd64\nAuto-Installed: 1\n\n"),
    "states-unknown": _with(STATES, "Package: nosuch\nArchitecture: amd64\nAuto-Installed: 1\n\n"),
    "states-no-architecture": _with(
        STATES, "Package: libacl1\nAuto-Installed: 1\n\nPackage: libbz2-1.0\nAuto-Installed: 1\n\n"
    ),
    "states-zero": _with(STATES, "Package: dash\nArchitecture: amd64\nAuto-Installed: 0\n\n"),
    "states-cut": _with(STATES, "Package: dash\nArchitecture: amd64\nAuto-Inst"),
    "states-all": _with(STATES, "Package: debconf\nArchitecture: all\nAuto-Installed: 1\n\n"),
    "release-garbage": _with(RELEASE, "garbage\n"),
    "release-empty": _with(RELEASE, ""),
    "release-expired": _with(
        RELEASE, "Suite: oldoldstable\nCodename: jessie\nValid-Until: Sat, 01 Jan 2011 00:00:00 UTC\n"
    ),
    "release-not-automatic": _with(RELEASE, "Suite: jessie\nNotAutomatic: yes\n"),
    "release-but-automatic-upgrades": _with(RELEASE, "Suite: jessie\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n"),
    "release-full": _with(RELEASE, "Origin: O O\nLabel: L\nSuite: s\nCodename: c\nVersion: 8.10\nDate: x\n"),
    "dpkg-updates": _with("var/lib/dpkg/updates/0000", "Package: dash\nStatus: install ok unpacked\n"),
}


def iter_damaged_cases(count: int, seed: int) -> Iterator[Case]:
    """The first *count* cases, one damage after the other: the jessie question first, then generated ones."""
    names = list(DAMAGE)
    for number in range(count):
        turn, place = divmod(number, len(names))
        kind = f"{DAMAGED}-{names[place]}"
        if turn == 0:
            yield Case(kind, (), "install", ("--no-install-recommends", "openssh-client"), "damaged")
        else:
            yield make_case(kind, material_of(damaged_root(kind)), seed, turn)


@lru_cache(maxsize=256)
def damaged_root(kind: str) -> Root:
    """The jessie root with one thing damaged."""
    files = jessie_files(jessie_status())
    DAMAGE[kind.removeprefix(f"{DAMAGED}-")](files)
    return small_root(DAMAGED, kind, Contents(files))
