"""From an argument of `build-dep` to a source package: by its own name or by that of a package built from it.

Grammar:

    argument = name [ ":" architecture ] [ "=" version ] [ "/" release ]

Source: apt-private/private-source.cc, FindSrc; apt-get(8), source.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aptsim.archive.source_index import SourceIndex, SourceRecords
from aptsim.archive.source_record import SourceRecord
from aptsim.errors import PendingErrors
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.value import Value
from aptsim.model.version import compare_versions
from aptsim.universe.universe import Universe
from aptsim.universe.version_match import VersionMatch, VersionMatchKind


@dataclass(slots=True)
class _Wish:
    """An argument taken apart; a part that is not there is empty."""

    name: str
    arch: str
    version: str
    release: str


class SourceSystem(Value):
    """The system that source packages are looked for on.

    Args:
        candidate_of: gives the candidate of a package by policy, or 0; it is asked only where that matters, and may
            raise `PendingErrors`.
        say: takes what apt says meanwhile.
    """

    universe: Universe
    records: SourceRecords
    configuration: Configuration
    messages: Messages
    candidate_of: Callable[[int], int]
    say: Callable[[str], None]


def find_source_package(system: SourceSystem, argument: str) -> tuple[str, SourceRecord]:
    """Gives the name that the source package was found by, and its newest record that fits.

    Raises:
        PendingErrors: when there is none; apt's words are in the messages.
    """
    try:
        return _SourceSearch(system, argument).find()
    except PendingErrors:
        system.messages.error(f"Unable to find a source package for {argument}")
        raise


class _SourceSearch:
    def __init__(self, system: SourceSystem, argument: str) -> None:
        self._system = system
        self._wish = _parse(argument, system.configuration.find("APT::Default-Release"))
        self._is_version_given = bool(self._wish.version)

    def find(self) -> tuple[str, SourceRecord]:
        wish = self._wish
        source, is_source_only = self._source_of_package()
        if source:
            is_source_only = True
            if source != wish.name:
                self._system.say(f"Picking '{source}' as source package instead of '{wish.name}'")
        else:
            source = wish.name
        found = self._newest_record(source, is_source_only)
        if found is None:
            if wish.version:
                self._system.messages.error(f"Can not find version '{wish.version}' of package '{wish.name}'")
            raise PendingErrors
        return source, found

    # ------------------------------------------------------------------ from a package to its source package

    def _source_of_package(self) -> tuple[str, bool]:
        """Gives the source package of the package that is called so, '' when nothing is known of it."""
        system, wish = self._system, self._wish
        is_source_only = system.configuration.find_b("APT::Get::Only-Source")
        package = system.universe.find_package(wish.name, wish.arch or "native")
        if not package and wish.arch:
            system.messages.error(f"Can not find a package for architecture '{wish.arch}'")
            raise PendingErrors
        if is_source_only or not package:
            return "", is_source_only
        source = self._source_of_version(package) if wish.version or wish.release or wish.arch else ""
        if not source and wish.arch:
            self._fail_for_arch(package)
        return source or self._source_of_candidate(package), is_source_only

    def _source_of_version(self, package: int) -> str:
        """Gives the source package of the first version that is wanted, and wants that one's source version."""
        universe, wish = self._system.universe, self._wish
        versions = universe.package_versions[package]
        for is_fuzzy in (False, True):
            for version in versions:
                if wish.arch and universe.version_arch(version) != wish.arch:
                    continue
                number = universe.version_strings[version]
                if wish.arch and not wish.version and not wish.release and compare_versions("", number) < 0:
                    wish.version = number
                if wish.version and not _is_version(number, wish.version, is_fuzzy):
                    continue
                if any(self._is_wanted_file(package, version, found.file) for found in universe.version_files[version]):
                    wish.version = universe.version_source_version[version]
                    return universe.version_source[version]
        return ""

    def _is_wanted_file(self, package: int, version: int, number: int) -> bool:
        universe, wish = self._system.universe, self._wish
        file = universe.package_files[number]
        if file.is_not_source and universe.current_version[package] != version:
            return False
        return bool(wish.version) or wish.release in (file.archive, file.codename)

    def _source_of_candidate(self, package: int) -> str:
        universe, wish = self._system.universe, self._wish
        candidate = self._system.candidate_of(package)
        if not candidate:
            return ""
        number = universe.version_source_version[candidate]
        if not wish.version and number != universe.version_strings[candidate]:
            wish.version = number
        source = universe.version_source[candidate]
        return "" if source == universe.name(package) else source

    def _fail_for_arch(self, package: int) -> None:
        messages, wish = self._system.messages, self._wish
        name = self._system.universe.full_name(package)
        if wish.version:
            messages.error(f"Can not find a package '{name}' with version '{wish.version}'")
        if wish.release:
            messages.error(f"Can not find a package '{name}' with release '{wish.release}'")
        raise PendingErrors

    # ------------------------------------------------------------------ from a source package to its record

    def _newest_record(self, source: str, is_source_only: bool) -> SourceRecord | None:
        system, wish = self._system, self._wish
        newest: SourceRecord | None = None
        found_in: SourceIndex | None = None
        for index, record in system.records.iter_named(source, is_source_only):
            number = record.version
            if wish.release and not self._is_version_given and not self._is_of_release(index):
                continue
            if wish.version and compare_versions(wish.version, number) != 0:
                continue
            if newest is None or compare_versions(newest.version, number) < 0:
                newest, found_in = record, index
            if wish.version and wish.version == number:
                break
        if newest is not None and newest.version and wish.release and not self._is_version_given:
            system.say(f"Selected version '{newest.version}' ({wish.release}) for {source}")
        if found_in is not None and system.records.is_lost(found_in):
            raise PendingErrors
        return newest

    def _is_of_release(self, index: SourceIndex) -> bool:
        """Says whether an index belongs to the wanted release."""
        match = VersionMatch(self._wish.release, VersionMatchKind.RELEASE, self._system.messages)
        return match.matches_release_file(index.release)


def _parse(argument: str, default_release: str) -> _Wish:
    rest, slash, release = argument.rpartition("/")
    if not slash:
        rest, release = argument, default_release
    before, equals, version = rest.rpartition("=")
    if not equals:
        before, version = rest, ""
    name, colon, arch = before.rpartition(":")
    return _Wish(name, arch, version, release) if colon else _Wish(before, "", version, release)


def _is_version(number: str, wanted: str, is_fuzzy: bool) -> bool:
    return number.startswith(wanted) if is_fuzzy else compare_versions(wanted, number) == 0
