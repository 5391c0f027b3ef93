"""A list of packages under its heading, broken into lines as apt does.

Source: apt-private/private-output.h, ShowList.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.resolver.events import ListEntry, ListKind, PackageList

#: Columns that a list may use: those of a terminal of 80, less one for the cursor, less apt's margin.
LINE_WIDTH = 80 - 1 - 3

_HEADINGS = {
    ListKind.ADDITIONAL: "The following {extra} packages will be installed:",
    ListKind.SUGGESTED: "Suggested packages:",
    ListKind.RECOMMENDED: "Recommended packages:",
    ListKind.REMOVED: "The following packages will be REMOVED:",
    ListKind.NEW: "The following NEW packages will be installed:",
    ListKind.PHASED: "The following upgrades have been deferred due to phasing:",
    ListKind.KEPT_BACK: "The following packages have been kept back:",
    ListKind.HELD: "The following held packages will be changed:",
    ListKind.UPGRADED: "The following packages will be upgraded:",
    ListKind.DOWNGRADED: "The following packages will be DOWNGRADED:",
    ListKind.ESSENTIAL: (
        "WARNING: The following essential packages will be removed.\n"
        "This should NOT be done unless you know exactly what you are doing!"
    ),
    ListKind.UNUSED: "The following packages were automatically installed and are no longer required:",
    ListKind.UNAUTHENTICATED: "WARNING: The following packages cannot be authenticated!",
    ListKind.REPLACING: "However the following packages replace it:",
}
_ONE_UNUSED = "The following package was automatically installed and is no longer required:"


def heading_of(shown: PackageList, release: AptRelease = DEFAULT_RELEASE) -> str:
    """Gives the heading of a list; only that of unused packages agrees in number."""
    if shown.kind is ListKind.UNUSED and shown.count == 1:
        return _ONE_UNUSED
    return _HEADINGS[shown.kind].format(extra=release.extra_packages)


def format_list(
    shown: PackageList, shows_versions: bool, width: int = LINE_WIDTH, release: AptRelease = DEFAULT_RELEASE
) -> str:
    """Gives the heading and the entries, ending in a newline; '' for an empty list.

    Args:
        shows_versions: one entry a line, with its versions in brackets (``-V``).
        width: columns to stay below; a line is indented by two beside that.
        release: whose words are used.
    """
    if not shown.entries:
        return ""
    lines = _one_a_line(shown.entries) if shows_versions else wrap((entry.text for entry in shown.entries), width)
    return heading_of(shown, release) + "".join(f"\n{line}" for line in lines) + "\n"


def wrap(words: Iterable[str], width: int = LINE_WIDTH) -> list[str]:
    """Gives the words in lines that are indented by two."""
    lines: list[list[str]] = []
    used = 0
    for word in words:
        if used == 0 or used + len(word) >= width:
            lines.append([])
            used = 0
        else:
            used += 1
        lines[-1].append(word)
        used += len(word)
    return ["  " + " ".join(line) for line in lines]


def _one_a_line(entries: Iterable[ListEntry]) -> list[str]:
    return [f"   {entry.text} ({entry.versions})" if entry.versions else f"   {entry.text}" for entry in entries]
