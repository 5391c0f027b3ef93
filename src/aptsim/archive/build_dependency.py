"""Build dependencies: relations that hold only for some architectures and build profiles.

Grammar of one, the parts between blanks or not:

    dependency    = name [ "(" [ operator ] version ")" ] [ architectures ] *profiles ( "," / "|" / end )
    architectures = "[" ["!"] wildcard *( blank ["!"] wildcard ) "]"
    profiles      = "<" ["!"] profile *( blank ["!"] profile ) ">"

Source: apt-pkg/deb/deblistparser.cc, debListParser::ParseDepends with its flags; Debian Policy 7.1.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from aptsim.errors import AptCrashError
from aptsim.model.architecture import ArchitecturePattern
from aptsim.model.cache_types import OR
from aptsim.model.relation_grammar import BLANKS, parse_name, parse_version, skip_blanks
from aptsim.model.value import Value


class BuildField(Enum):
    """The field of a source record that a dependency comes from, in the order in which apt reads them."""

    DEPENDS = "Build-Depends"
    DEPENDS_INDEP = "Build-Depends-Indep"
    CONFLICTS = "Build-Conflicts"
    CONFLICTS_INDEP = "Build-Conflicts-Indep"
    DEPENDS_ARCH = "Build-Depends-Arch"
    CONFLICTS_ARCH = "Build-Conflicts-Arch"

    @property
    def is_conflict(self) -> bool:
        """Whether what the field names must not be installed."""
        return "Conflicts" in self.value

    @property
    def is_for_arch(self) -> bool:
        """Whether the field matters only where architecture dependent packages are built."""
        return self.value.endswith("-Arch")

    @property
    def is_for_indep(self) -> bool:
        """Whether the field matters only where architecture independent packages are built."""
        return self.value.endswith("-Indep")


class BuildDependency(Value):
    """One alternative of a build dependency.

    Args:
        name: as written, a qualifier like ``:native`` included.
        operator: an `Operator`, with the bit `OR` when the next one is an alternative to it.
        version: what the operator compares with, '' for nothing.
    """

    field: BuildField
    name: str
    operator: int = 0
    version: str = ""


class BuildTarget(Value):
    """What is built for: an architecture, and the build profiles that are on."""

    arch: str
    profiles: Collection[str] = ()


class MalformedBuildDependencyError(ValueError):
    """A field that apt refuses."""


class BuildDependencyReader:
    """Collects the dependencies that hold for one target."""

    def __init__(self, target: BuildTarget) -> None:
        self._target = target
        self.dependencies: list[BuildDependency] = []

    def read_field(self, field: BuildField, text: str) -> None:
        """Reads a field of a source record, in which commas too many do no harm (BuildDepends).

        Raises:
            MalformedBuildDependencyError: where apt refuses it.
        """
        position = _skip_commas(text, 0)
        while position < len(text):
            position = _skip_commas(text, self._read_one(field, text, position))

    def read_words(self, field: BuildField, text: str) -> None:
        """Reads an argument of ``satisfy``, in which something has to stand between commas.

        Raises:
            MalformedBuildDependencyError: where apt refuses it.
        """
        position = self._read_one(field, text, 0)
        while position < len(text):
            position = self._read_one(field, text, position)

    def _read_one(self, field: BuildField, text: str, position: int) -> int:
        named = parse_name(text, skip_blanks(text, position))
        if named is None:
            raise MalformedBuildDependencyError
        name, position = named
        versioned = parse_version(text, position)
        if versioned is None:
            raise MalformedBuildDependencyError
        operator, version, position = versioned
        is_for_arch, position = self._read_architectures(text, skip_blanks(text, position))
        is_for_profiles, position = self._read_profiles(text, position)
        follower = text[position : position + 1]
        if follower not in (",", "|", ""):
            raise MalformedBuildDependencyError
        is_or = follower == "|"
        if is_for_arch and is_for_profiles:
            self.dependencies.append(BuildDependency(field, name, operator | (OR if is_or else 0), version))
        elif not is_or:
            self._end_or_group()
        return skip_blanks(text, position + 1) if follower else position

    def _end_or_group(self) -> None:
        """Takes back the promise of an alternative, when the last one does not hold here."""
        if self.dependencies and self.dependencies[-1].operator & OR:
            last = self.dependencies.pop()
            self.dependencies.append(BuildDependency(last.field, last.name, last.operator & ~OR, last.version))

    def _read_architectures(self, text: str, position: int) -> tuple[bool, int]:
        """Says whether a list of architectures fits: the first wildcard that does decides, else any ``!``."""
        if text[position : position + 1] != "[":
            return True, position
        start = end = _opened(text, position)
        found, is_negative = False, False
        while start < len(text):
            is_negated, word, end = _next_term(text, start, end, "]")
            is_negative = is_negative or is_negated
            if word and ArchitecturePattern(word).matches(self._target.arch):
                found, is_negative = True, is_negated
                end = _closing(text, end, "]")
            start = skip_blanks(text, end + 1)
            if text[end] == "]":
                break
            end += 1
        return found != is_negative, start

    def _read_profiles(self, text: str, position: int) -> tuple[bool, int]:
        """Says whether there is no list of profiles, or one that fits as a whole."""
        applies = text[position : position + 1] != "<"
        while text[position : position + 1] == "<":
            start = _opened(text, position)
            if applies:
                end = text.find(">", start)
                if end < 0:
                    raise MalformedBuildDependencyError
                position = skip_blanks(text, end + 1)
            else:
                applies, position = self._read_profile_list(text, start)
        return applies, position

    def _read_profile_list(self, text: str, start: int) -> tuple[bool, int]:
        end = start
        applies = True
        while start < len(text):
            is_negated, word, end = _next_term(text, start, end, ">")
            if (word != "" and word in self._target.profiles) == is_negated:
                applies = False
                end = _closing(text, end, ">")
            start = skip_blanks(text, end + 1)
            if text[end] == ">":
                break
            end += 1
        return applies, start


def _opened(text: str, position: int) -> int:
    if position + 1 == len(text):
        raise MalformedBuildDependencyError
    return position + 1


def _next_term(text: str, start: int, end: int, closing: str) -> tuple[bool, str, int]:
    """Reads a word of a list: whether it is negated, the word, and where it ends.

    Apt looks for the end from one character behind the last word on, so two blanks between words are its death.
    """
    while end < len(text) and text[end] not in BLANKS and text[end] != closing:
        end += 1
    if end == len(text):
        raise MalformedBuildDependencyError
    is_negated = text[start] == "!"
    start += is_negated
    if start > end:
        raise AptCrashError(f"the two blanks in the list of '{text.strip()}'")
    return is_negated, text[start:end], end


def _closing(text: str, position: int, closing: str) -> int:
    """Gives where the list ends; apt looks for that beyond all bounds when it has no end."""
    found = text.find(closing, position)
    if found < 0:
        raise AptCrashError(f"the list without an end in '{text.strip()}'")
    return found


def _skip_commas(text: str, position: int) -> int:
    position = skip_blanks(text, position)
    while text[position : position + 1] == ",":
        position = skip_blanks(text, position + 1)
    return position
