"""Selecting versions by number, by archive or by origin, as pins, ``-t``, ``name=version`` and ``name/suite`` do.

Source: apt-pkg/versionmatch.cc, class pkgVersionMatch; apt_preferences(5).
"""

from __future__ import annotations

from enum import Enum

from aptsim.model.file_glob import compile_glob, has_wildcards
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile, ReleaseFile
from aptsim.model.posix_regex import PosixRegexError, compile_posix_regex
from aptsim.model.words import SPACES, lower_ascii
from aptsim.universe.universe import Universe

_MOST_FRAGMENTS = 20
_MOST_BYTES = 299
_WILDCARDS = frozenset("*[?")


class VersionMatchKind(Enum):
    """What a match looks at (pkgVersionMatch::MatchType)."""

    NONE = 0
    VERSION = 1
    RELEASE = 2
    ORIGIN = 3


class VersionMatch:
    """One compiled selection.

    Args:
        data: a version number like ``1.2*``; an archive like ``bookworm``, ``2.1*``, ``*`` or ``o=Debian,a=stable``;
            or the name of a host, in double quotes or without.
        kind: which of the three it is.
        messages: takes the warning about a ``/regular expression/`` that cannot be compiled; without it, such an
            expression silently matches nothing.
    """

    __slots__ = (
        "_architecture",
        "_archive",
        "_codename",
        "_component",
        "_label",
        "_match_all",
        "_messages",
        "_origin",
        "_release",
        "_release_version",
        "_release_version_is_prefix",
        "_site",
        "_version",
        "_version_is_prefix",
        "kind",
    )

    def __init__(self, data: str, kind: VersionMatchKind, messages: Messages | None = None) -> None:
        self.kind = kind
        self._messages = messages
        self._match_all = False
        self._version = self._release_version = self._site = ""
        self._version_is_prefix = self._release_version_is_prefix = False
        self._release = self._archive = self._codename = self._origin = self._label = ""
        self._component = self._architecture = ""
        if not data:
            return
        match kind:
            case VersionMatchKind.VERSION:
                self._version, self._version_is_prefix = _cut_star(data)
            case VersionMatchKind.RELEASE:
                self._read_release(data)
            case VersionMatchKind.ORIGIN:
                quoted = len(data) >= 2 and data[0] == data[-1] == '"'
                self._site = data[1:-1] if quoted else data
            case VersionMatchKind.NONE:
                pass

    def _read_release(self, data: str) -> None:
        """Read ``release := "*" | number | name | letter "=" pattern ("," letter "=" pattern)*``."""
        if data == "*":
            self._match_all = True
        elif "=" in data:
            self._read_fragments(data)
        elif data[0] in "0123456789":
            self._release_version, self._release_version_is_prefix = _cut_star(data)
        else:
            self._release = data

    def _read_fragments(self, data: str) -> None:
        fragments = _split_fragments(data[:_MOST_BYTES])
        if fragments is None:
            self.kind = VersionMatchKind.NONE
            return
        for fragment in fragments:
            if len(fragment) < 3:
                continue
            value = fragment[2:]
            match lower_ascii(fragment[:2]):
                case "v=":
                    self._release_version = value
                case "o=":
                    self._origin = value
                case "a=":
                    self._archive = value
                case "n=":
                    self._codename = value
                case "l=":
                    self._label = value
                case "c=":
                    self._component = value
                case "b=":
                    self._architecture = value
        self._release_version, self._release_version_is_prefix = _cut_star(self._release_version)

    def find(self, universe: Universe, package: int) -> int:
        """Give the package's first version that matches, else the owner of a matching own provides, else 0 (Find)."""
        for version in universe.package_versions[package]:
            if self.matches_version(universe, version):
                return version
        for provides in universe.package_provides[package] if universe.release.looks_for_provided_versions else ():
            number = universe.provides_version[provides]
            if number and universe.provides_owner_package(provides) == package and self._matches_number(number):
                return universe.provides_owner[provides]
        return 0

    def matches_version(self, universe: Universe, version: int) -> bool:
        """Tell whether a version matches, by its number or by a file that offers it (VersionMatches)."""
        if self.kind is VersionMatchKind.VERSION:
            return self._matches_number(universe.version_strings[version])
        asks_for_nothing = self.kind is VersionMatchKind.RELEASE and not (self._match_all or self._selects_something())
        if asks_for_nothing and not universe.release.empty_release_is_now:
            return False
        files = universe.package_files
        return any(self.matches_file(files[found.file]) for found in universe.version_files[version])

    def matches_file(self, file: PackageFile) -> bool:
        """Tell whether a package index belongs to what is selected (FileMatch for a PkgFileIterator)."""
        if file.release is not None:
            if not self.matches_release_file(file.release):
                return False
        elif self.kind is not VersionMatchKind.RELEASE or not self._matches_without_release(file):
            return False
        if self.kind is VersionMatchKind.RELEASE and not self._match_all:
            if self._component and not self._expression_matches(self._component, file.component):
                return False
            if self._architecture and not self._expression_matches(self._architecture, file.architecture):
                return False
        return True

    def matches_release_file(self, file: ReleaseFile) -> bool:
        """Tell whether an archive is what is selected, its indexes left aside (FileMatch for an RlsFileIterator)."""
        if self.kind is VersionMatchKind.ORIGIN:
            return self._expression_matches(self._site, file.site)
        if self.kind is not VersionMatchKind.RELEASE:
            return False
        if self._match_all:
            return True
        return self._selects_something() and self._matches_release_fields(file)

    def _selects_something(self) -> bool:
        return bool(
            self._release_version
            or self._origin
            or self._archive
            or self._label
            or self._release
            or self._codename
            or self._component
            or self._architecture
        )

    def _matches_release_fields(self, file: ReleaseFile) -> bool:
        expression_matches = self._expression_matches
        if (
            self._release_version
            and not _has_number(file.version, self._release_version, self._release_version_is_prefix)
            and not expression_matches(self._release_version, file.version)
        ):
            return False
        for pattern, value in (
            (self._origin, file.origin),
            (self._archive, file.archive),
            (self._codename, file.codename),
            (self._label, file.label),
        ):
            if pattern and not expression_matches(pattern, value):
                return False
        release = self._release
        return not release or expression_matches(release, file.archive) or expression_matches(release, file.codename)

    def _matches_without_release(self, file: PackageFile) -> bool:
        """Tell whether the dpkg status matches; its component, ``now``, stands for its archive."""
        for pattern in (self._archive, self._release):
            if pattern and not self._expression_matches(pattern, file.component):
                return False
        return not (self._origin or self._label or self._release_version or self._codename)

    def _matches_number(self, number: str) -> bool:
        if _has_number(number, self._version, self._version_is_prefix):
            return True
        return self._expression_matches(self._version, number)

    def _expression_matches(self, pattern: str, text: str | None) -> bool:
        return VersionMatch.expression_matches(pattern, text, self._messages)

    @staticmethod
    def expression_matches(pattern: str, text: str | None, messages: Messages | None = None) -> bool:
        """Tell whether a text fits a wildcard pattern or a ``/regular expression/`` (ExpressionMatches).

        >>> VersionMatch.expression_matches("book*", "Bookworm"), VersionMatch.expression_matches("/^w/", "bookworm")
        (True, False)
        >>> VersionMatch.expression_matches("/ok+w/", "bookworm"), VersionMatch.expression_matches("*", None)
        (True, False)
        """
        if text is None:
            return False
        if pattern.startswith("/") and pattern.endswith("/"):
            expression = pattern[1:-1]
            try:
                return compile_posix_regex(expression).search(text) is not None
            except PosixRegexError:
                if messages is not None:
                    messages.warning(f"Invalid regular expression: {expression}")
                return False
        if not has_wildcards(pattern):
            return lower_ascii(pattern) == lower_ascii(text)
        return compile_glob(pattern).fullmatch(text) is not None

    @staticmethod
    def name_matches(pattern: str, name: str) -> bool:
        """Tell whether a pin for a package name, wildcard or ``/regular expression/`` is for this name (CreatePin).

        A wildcard pattern is not meant for a package that is called exactly so.
        """
        is_expression = pattern.startswith("/") and pattern.endswith("/")
        if is_expression or not _WILDCARDS.isdisjoint(pattern):
            return name != pattern and VersionMatch.expression_matches(pattern, name)
        return name == pattern


def _cut_star(data: str) -> tuple[str, bool]:
    """Cut a ``*`` off the end and say whether there was one."""
    return (data[:-1], True) if data.endswith("*") else (data, False)


def _has_number(number: str | None, wanted: str, is_prefix: bool) -> bool:
    """Tell whether a version number is, or begins with, the wanted one (MatchVer)."""
    if number is None or len(number) < len(wanted) or (len(number) != len(wanted) and not is_prefix):
        return False
    return lower_ascii(number[: len(wanted)]) == lower_ascii(wanted)


def _split_fragments(data: str) -> list[str] | None:
    """Split at commas, without the spaces around them; None for more pieces than apt holds (TokSplitString)."""
    fragments: list[str] = []
    length = len(data)
    start = length - len(data.lstrip(SPACES))
    position = start
    while position != length:
        comma = data.find(",", position)
        position = length if comma < 0 else comma
        fragments.append(data[start:position].rstrip("," + SPACES))
        if len(fragments) >= _MOST_FRAGMENTS:
            return None
        while position != length and data[position] in "," + SPACES:
            position += 1
        start = position
    return fragments
