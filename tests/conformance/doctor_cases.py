"""Sick systems: what the doctor must find on each, and what the real apt must do because of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aptsim.archive.list_names import uri_to_file_name

STATUS = "var/lib/dpkg/status"
SOURCES = "etc/apt/sources.list"
CONF = "etc/apt/apt.conf"
PREFERENCES = "etc/apt/preferences"
SITE = "http://tiny.example/x"
LIST = "var/lib/apt/lists/tiny.example_x_._Packages"
RELEASE = "var/lib/apt/lists/tiny.example_x_._InRelease"
STATES = "var/lib/apt/extended_states"
NOW = "2026-01-01"

_ARCHITECTURE = 'APT::Architecture "amd64"; APT::Architectures { "amd64"; };\n'


def offered(name: str, version: str = "1", more: str = "", arch: str = "amd64") -> str:
    """A stanza of an index."""
    archive = f"Filename: {name}_{version}.deb\nSize: 10\nSHA256: {'0' * 64}\n"
    return f"Package: {name}\nArchitecture: {arch}\nVersion: {version}\n{archive}{more}\n"


def installed(name: str, version: str = "1", more: str = "", state: str = "install ok installed") -> str:
    """A stanza of the status."""
    return f"Package: {name}\nStatus: {state}\nArchitecture: amd64\nVersion: {version}\n{more}\n"


BASE, LIBC = installed("base", more="Essential: yes\n"), installed("libc", "2")
NEEDS_LIBC = "Depends: libc (>= 1)\n"
HEALTHY = BASE + LIBC + installed("tool", more=NEEDS_LIBC)
INDEX = (
    offered("base", more="Essential: yes\n")
    + offered("libc", "2")
    + offered("tool", more=NEEDS_LIBC)
    + offered("app", more="Depends: tool\n")
    + offered("rival", more="Conflicts: tool\n")
)
FILES = {
    CONF: _ARCHITECTURE,
    SOURCES: f"deb [trusted=yes] {SITE} ./\n",
    LIST: INDEX,
    STATUS: HEALTHY,
    "var/lib/dpkg/arch": "amd64\n",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A command for the real apt, and what must be true of its answer.

    Args:
        command: behind ``apt-get``; ``{root}`` is the root folder.
        exit_code: what it must exit with.
        says: what must be found in its two streams, as regular expressions.
        lacks: what must not be found there.
        program: which program of apt.
    """

    command: str
    exit_code: int = 0
    says: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    program: str = "apt-get"


@dataclass(frozen=True, slots=True)
class SickCase:
    """A sick system.

    Args:
        code: of the finding that must be there.
        files: in place of the healthy system's; None takes one away.
        asked: what shows that apt does what the finding says.
        line: of the finding, where it must name one; None where that is not looked at.
        change: what cannot be said by files.
    """

    code: str
    files: dict[str, str | None]
    asked: tuple[Asked, ...]
    line: int | None = None
    change: Callable[[Path], None] | None = None


def _tool_in(state: str) -> dict[str, str | None]:
    return {STATUS: BASE + LIBC + installed("tool", more=NEEDS_LIBC, state=state)}


def _status_folder(root: Path) -> None:
    (root / STATUS).unlink()
    (root / STATUS).mkdir()


def _file_source(release: str) -> Callable[[Path], None]:
    """Move the archive into the root, so that ``apt-get update`` can fetch from it; its lists are there already."""

    def change(root: Path) -> None:
        folder = root / "srv"
        folder.mkdir()
        (folder / "Packages").write_text(INDEX)
        (folder / "Release").write_text(release)
        (root / SOURCES).write_text(f"deb [trusted=yes] file:{folder} ./\n")
        (root / LIST).unlink()
        for name in ("Packages", "Release"):
            path = root / "var/lib/apt/lists" / uri_to_file_name(f"file:{folder}/./{name}")
            path.write_text((folder / name).read_text())

    return change


_INSTALL = "-s install app"
_FAILS = Asked(_INSTALL, 100, lacks=("Inst ",))
_EVERYTHING_ANEW = Asked(_INSTALL, 0, says=("Inst libc ", "Inst tool ", "Inst app "))
_NOT_FOUND = Asked(_INSTALL, 100, says=("Unable to locate package app",))
_RELEASE_OF_2011 = "Suite: x\nDate: Sat, 01 Jan 2011 00:00:00 UTC\n"
_FIVE = ("one", "two", "three", "four", "five")

STATUS_CASES = (
    SickCase("status-absent", {STATUS: None}, (_EVERYTHING_ANEW,)),
    SickCase("status-empty", {STATUS: ""}, (_EVERYTHING_ANEW,)),
    SickCase(
        "status-nothing-installed",
        {STATUS: HEALTHY.replace("install ok installed", "deinstall ok config-files")},
        (_EVERYTHING_ANEW,),
    ),
    SickCase("status-unreadable", {}, (_FAILS,), change=_status_folder),
    SickCase("status-unparsable", {STATUS: f"{BASE}{LIBC}garbage\n"}, (_FAILS,), line=12),
    SickCase("status-unparsable", {STATUS: f"{BASE}Status: install ok installed\n\n{LIBC}"}, (_FAILS,), line=7),
    SickCase(
        "status-unparsable",
        {STATUS: HEALTHY.replace("(>= 1)", "(>= 1")},
        (_FAILS,),
        line=16,
    ),
    SickCase("status-unparsable", {STATUS: f"\ufeff{HEALTHY}"}, (_FAILS,), line=1),
    SickCase("status-unparsable", {STATUS: HEALTHY + installed("x", state="wish ok installed")}, (_FAILS,), line=19),
    SickCase(
        "status-odd",
        {STATUS: HEALTHY + installed("x", more="Multi-Arch: maybe\n")},
        (Asked(_INSTALL, 0, says=("W: Unknown Multi-Arch type",)),),
        line=22,
    ),
    SickCase(
        "status-cut",
        {STATUS: HEALTHY + installed("x", more="Depends: nowhere\n").partition("\nDepends")[0]},
        (Asked(_INSTALL, 0, says=("Inst app",)), Asked("-s install x", 0, says=("x is already the newest version",))),
        line=21,
    ),
    SickCase(
        "status-stanza-twice",
        {STATUS: HEALTHY + installed("tool", "7")},
        (Asked("policy tool", 0, says=("Installed: 7",), program="apt-cache"),),
        line=18,
    ),
    SickCase("status-lost-packages", {"var/lib/dpkg/info/app.list": "/.\n"}, (Asked(_INSTALL, 0, says=("Inst app",)),)),
    SickCase(
        "status-smaller-than-old",
        {"var/lib/dpkg/status-old": HEALTHY + installed("app")},
        (Asked(_INSTALL, 0, says=("Inst app",)),),
    ),
    SickCase(
        "essential-missing",
        {STATUS: LIBC},
        (
            Asked(_INSTALL, 0, says=("Inst app",), lacks=("Inst base",)),
            Asked("-s upgrade", 0, lacks=("Inst base",)),
            Asked("-s dist-upgrade", 0, says=("Inst base",)),
        ),
    ),
    SickCase(
        "essential-none",
        {STATUS: LIBC, LIST: INDEX.replace("Essential: yes\n", "")},
        (Asked(_INSTALL, 0, says=("Inst tool", "Inst app")),),
    ),
    SickCase(
        "dpkg-interrupted",
        {"var/lib/dpkg/updates/0000": installed("tool")},
        (Asked(_INSTALL, 0, says=("Inst app",)), Asked("--assume-no install app", 100, says=("dpkg was interrupted",))),
    ),
)

_CONFIGURES = (Asked("-s install", 0, says=("Conf tool ",)), Asked("-s upgrade", 0, says=("Conf tool ",)))
_LEAVES = (Asked("-s install", 0, lacks=("Conf tool", "Inst tool", "Remv tool", "not fully")),)

PACKAGE_CASES = (
    SickCase("package-unpacked", _tool_in("install ok unpacked"), _CONFIGURES, line=12),
    SickCase("package-half-configured", _tool_in("install ok half-configured"), _CONFIGURES, line=12),
    SickCase(
        "package-half-installed",
        _tool_in("install ok half-installed"),
        (
            Asked("-s install", 0, says=("Remv tool ",)),
            Asked("-s upgrade", 0, says=("Remv tool ",)),
            Asked(_INSTALL, 0, lacks=("Remv tool",)),
        ),
        line=12,
    ),
    SickCase("package-triggers-awaited", _tool_in("install ok triggers-awaited"), _LEAVES, line=12),
    SickCase("package-triggers-pending", _tool_in("install ok triggers-pending"), _LEAVES, line=12),
    SickCase(
        "package-reinst-required",
        _tool_in("install reinstreq half-installed"),
        (
            Asked("-s install", 0, says=("1 not fully installed or removed",), lacks=("Inst tool", "Conf tool")),
            Asked("-s install --reinstall tool", 0, says=("Inst tool ",)),
        ),
        line=12,
    ),
    SickCase(
        "package-reinst-required",
        {STATUS: BASE + LIBC + installed("tool", "0.5", state="install reinstreq installed")},
        (Asked("-s install", 0, says=("Inst tool ",)),),
        line=12,
    ),
    SickCase(
        "package-reinst-lost",
        {STATUS: HEALTHY + installed("mine", state="install reinstreq installed")},
        (
            Asked(_INSTALL, 100, says=("mine needs to be reinstalled, but I can't find an archive for it",)),
            Asked("-s remove mine", 100, says=("can't find an archive",)),
        ),
        line=18,
    ),
    SickCase(
        "package-not-ok",
        _tool_in("install hold installed"),
        (Asked(_INSTALL, 100, says=("is not ok and I don't know how to fix it!",)),),
        line=12,
    ),
    SickCase(
        "package-held",
        {STATUS: BASE + installed("libc", "1", state="hold ok installed")},
        (Asked("-s upgrade", 0, says=("kept back:\n  libc",)), Asked("-s install libc", 0, says=("Inst libc",))),
        line=7,
    ),
    SickCase(
        "package-not-offered",
        {STATUS: HEALTHY + installed("mine")},
        (
            Asked("-s install --reinstall mine", 0, says=("Reinstallation of mine is not possible",)),
            Asked("-s dist-upgrade", 0, lacks=("Remv mine",)),
        ),
        line=18,
    ),
    SickCase(
        "dependency-broken",
        {STATUS: BASE + installed("tool", more=NEEDS_LIBC)},
        (
            Asked(_INSTALL, 100, says=("Unmet dependencies",)),
            Asked("-s upgrade", 100, says=("Unmet dependencies",)),
            Asked("-s --fix-broken install", 0, says=("Inst libc",)),
        ),
        line=7,
    ),
    SickCase(
        "conflict-installed",
        {STATUS: HEALTHY + installed("rival", more="Conflicts: tool\n")},
        (
            Asked(_INSTALL, 100, says=("Unmet dependencies",)),
            Asked("-s --fix-broken install", 0, says=("Remv (tool|rival)",)),
        ),
        line=18,
    ),
)

LIST_CASES = (
    SickCase("sources-none", {SOURCES: "# nothing\n"}, (_NOT_FOUND,)),
    SickCase("lists-absent", {LIST: None}, (_NOT_FOUND,), line=1),
    SickCase(
        "list-missing",
        {SOURCES: f"deb [trusted=yes] {SITE} ./\ndeb [trusted=yes] http://other.example/y stable main\n"},
        (Asked(_INSTALL, 0, says=("Inst app",), lacks=("other.example", "W:")),),
        line=2,
    ),
    SickCase("lists-empty", {LIST: ""}, (_NOT_FOUND,)),
    SickCase("list-other-architecture", {LIST: INDEX.replace("amd64", "arm64")}, (_NOT_FOUND,)),
    SickCase("list-unparsable", {LIST: INDEX + "garbage\n"}, (_FAILS,), line=40),
    SickCase(
        "list-odd",
        {LIST: INDEX + offered("x", more="Multi-Arch: maybe\n")},
        (Asked(_INSTALL, 0, says=("W: Unknown Multi-Arch type", "Inst app")),),
        line=46,
    ),
    SickCase("release-unparsable", {RELEASE: "garbage\n"}, (_FAILS,)),
    SickCase(
        "release-expired",
        {},
        (Asked("update", 100, says=("is expired",)), Asked(_INSTALL, 0, says=("Inst app",), lacks=("expired",))),
        change=_file_source(f"{_RELEASE_OF_2011}Valid-Until: Sat, 08 Jan 2011 00:00:00 UTC\n"),
    ),
    SickCase(
        "release-from-the-future",
        {},
        (Asked("update", 100, says=("not valid yet",)), Asked(_INSTALL, 0, says=("Inst app",), lacks=("not valid",))),
        change=_file_source("Suite: x\nDate: Sat, 01 Jan 2095 00:00:00 UTC\n"),
    ),
    SickCase(
        "release-old",
        {RELEASE: _RELEASE_OF_2011},
        (Asked(_INSTALL, 0, says=("Inst app",), lacks=("W:", "2011")),),
    ),
    SickCase(
        "lists-newer-release",
        {
            STATUS: BASE + "".join(installed(name) for name in _FIVE),
            LIST: "".join(offered(name, "2") for name in _FIVE)
            + offered("base", more="Essential: yes\n")
            + offered("app", more="Depends: one (>= 2)\n"),
        },
        (Asked(_INSTALL, 0, says=(r"Inst one \[1\] \(2 ", "Inst app"), lacks=("Inst two",)),),
    ),
    SickCase(
        "lists-older-release",
        {
            STATUS: BASE + "".join(installed(name, "2") for name in _FIVE),
            LIST: "".join(offered(name) for name in _FIVE)
            + offered("base", more="Essential: yes\n")
            + offered("app", more="Depends: one (= 1)\n"),
        },
        (
            Asked(_INSTALL, 100, says=(r"app : Depends: one \(= 1\) but 2 is to be installed",)),
            Asked("-s dist-upgrade", 0, lacks=("Inst",)),
        ),
    ),
    SickCase(
        "source-unsigned",
        {SOURCES: f"deb {SITE} ./\n"},
        (Asked("-y --download-only install app", 100, says=("cannot be authenticated", "unauthenticated packages")),),
        line=1,
    ),
    SickCase(
        "source-trusted",
        {},
        (Asked("-y --print-uris install app", 0, says=("app_1.deb",), lacks=("authentic",)),),
        line=1,
    ),
)

CONFIGURATION_CASES = (
    SickCase(
        "architecture-mismatch",
        {STATUS: HEALTHY.replace("Architecture: amd64", "Architecture: arm64")},
        (Asked(_INSTALL, 0, says=("Inst libc ", "Inst tool ")),),
    ),
    SickCase(
        "architecture-unknown",
        {
            STATUS: HEALTHY + installed("other", more="Multi-Arch: foreign\n").replace("amd64", "arm64"),
            LIST: INDEX + offered("other") + offered("needs", more="Depends: other\n"),
        },
        (Asked("-s install needs", 0, says=("Inst other ", "Remv other:arm64")),),
        line=18,
    ),
    SickCase("configuration-unparsable", {CONF: f'{_ARCHITECTURE}\nAPT::Get::Purge "x"\n'}, (_FAILS,), line=4),
    SickCase(
        "configuration-odd",
        {},
        (Asked(_INSTALL, 0, says=("W: Unable to read .*apt.conf.d", "Inst app")),),
        change=lambda root: (root / "etc/apt/apt.conf.d").rmdir(),
    ),
    SickCase(
        "file-ignored",
        {"etc/apt/sources.list.d/more.txt": f"deb {SITE} stable main\n"},
        (Asked(f"-q=0 {_INSTALL}", 0, says=("N: Ignoring file 'more.txt'",)), Asked(_INSTALL, 0, lacks=("more.txt",))),
    ),
    SickCase("sources-unparsable", {SOURCES: f"\ndep {SITE} ./\n"}, (_FAILS,), line=2),
    SickCase(
        "sources-odd",
        {SOURCES: f"deb [trusted=yes] {SITE} ./\n" * 2},
        (Asked(_INSTALL, 0, says=("W: .*configured multiple times", "Inst app")),),
    ),
    SickCase("preferences-unparsable", {PREFERENCES: "Package: app\nPin: version 1\nPin-Priority: 0\n"}, (_FAILS,)),
    SickCase(
        "preferences-odd",
        {PREFERENCES: "Package: app\nPin: colour red\nPin-Priority: -1\n"},
        (Asked(_INSTALL, 0, says=("W: Did not understand pin type", "Inst app")),),
    ),
    SickCase("default-release-unknown", {CONF: f'{_ARCHITECTURE}APT::Default-Release "nosuch";\n'}, (_FAILS,)),
    SickCase("states-unparsable", {STATES: "garbage\n"}, (_FAILS,)),
)

CASES = (*STATUS_CASES, *PACKAGE_CASES, *LIST_CASES, *CONFIGURATION_CASES)

OTHER_RELEASES = frozenset(("apt-too-old", "apt-stand-in", "apt-too-new"))
"""What they say is about other releases of apt than the one on PATH."""

ONLINE = frozenset(("source-unreachable", "list-outdated"))
"""What needs a server; these have tests of their own."""


def fails_to_show(asked: Asked, text: str, exit_code: int) -> list[str]:
    """Say what is not as it must be in an answer of apt."""
    faults = [] if exit_code == asked.exit_code else [f"exit code {exit_code}, not {asked.exit_code}"]
    faults += [f"{pattern!r} is missing" for pattern in asked.says if not re.search(pattern, text)]
    return faults + [f"{pattern!r} is there" for pattern in asked.lacks if re.search(pattern, text)]
