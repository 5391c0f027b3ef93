"""From the package arguments of a command line to the versions they ask to install and to remove.

::

    argument := selection [modifier]
    selection := packages ["=" version | "/" release]
    packages := name [":" arch] | glob | regular expression | task "^" | pattern
    modifier := "+" (install) | "-" (remove)

Source: apt-get(8); apt-pkg/cacheset.cc, VersionContainerInterface; apt-private/private-install.cc,
DoCacheManipulationFromCommandLine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from aptsim.model.value import Value
from aptsim.request.packages import packages_from_name, packages_from_string
from aptsim.request.run_state import RunState
from aptsim.request.selection import Selection, VersionSelector
from aptsim.request.tasks import ReadFile
from aptsim.universe.version_match import VersionMatch, VersionMatchKind


class Modifier(Enum):
    """What an argument asks for; the value is the sign that may stand behind it."""

    INSTALL = "+"
    REMOVE = "-"

    @property
    def selector(self) -> VersionSelector:
        """Which version of a package is meant when the argument does not say."""
        return VersionSelector.CANDIDATE if self is Modifier.INSTALL else VersionSelector.NEWEST


class RequestedVersions(Value):
    """The versions that the arguments ask for, in the order of the arguments, each once."""

    install: list[int]
    remove: list[int]


def read_package_arguments(
    selection: Selection, arguments: Iterable[str], fallback: Modifier, read: ReadFile
) -> RequestedVersions:
    """Read all arguments (VersionVector::GroupedFromCommandLine).

    Failures are errors in the messages of the run; what is found is found nevertheless.

    Args:
        selection: gets what was switched and what was missing.
        arguments: what stands behind the verb.
        fallback: what an argument without sign asks for.
        read: gives the uncompressed bytes of an index file, for tasks.
    """
    reader = ArgumentReader(selection, read)
    versions: dict[Modifier, list[int]] = {Modifier.INSTALL: [], Modifier.REMOVE: []}
    for argument in arguments:
        modifier, found = reader.read_argument(argument, fallback)
        versions[modifier].extend(found)
    if selection.run.universe.release.sorts_requests:
        sort = selection.run.universe.sort_versions
        return RequestedVersions(*(sort(set(versions[modifier])) for modifier in Modifier))
    return RequestedVersions(*(list(dict.fromkeys(versions[modifier])) for modifier in Modifier))


class ArgumentReader:
    """Reads single arguments for one selection."""

    __slots__ = ("_read", "run", "selection", "universe")

    def __init__(self, selection: Selection, read: ReadFile) -> None:
        self.selection = selection
        self.run: RunState = selection.run
        self.universe = selection.run.universe
        self._read = read

    def read_argument(self, argument: str, fallback: Modifier) -> tuple[Modifier, Sequence[int]]:
        """Read one argument with its modifier (FromModifierCommandLine).

        A name that ends in the sign itself, like ``g++``, is that package when there is one.
        """
        if not argument:
            return fallback, ()
        sign = next((m for m in Modifier if len(argument) > 1 and argument.endswith(m.value)), None)
        if sign is None:
            return fallback, self._versions(argument, fallback.selector, False)
        with self.selection.silent():
            found = self._versions(argument, sign.selector, True)
        if found:
            return fallback, found
        return sign, self._versions(argument[:-1], sign.selector, False)

    def versions(self, text: str, selector: VersionSelector) -> list[int]:
        """Read ``packages[=version|/release]`` without a modifier (FromString)."""
        return self._versions(text, selector, only_by_name=False)

    def _versions(self, text: str, selector: VersionSelector, only_by_name: bool) -> list[int]:
        position = max(text.rfind("/"), text.rfind("="))
        packages, wanted = (text, None) if position < 0 else (text[:position], text[position + 1 :])
        if only_by_name:
            by_name = packages_from_name(self.selection, packages)
            selected, is_surprising = tuple(self.universe.sort_packages(by_name.packages if by_name else ())), False
        else:
            by_string = packages_from_string(self.selection, packages, self._read)
            selected, is_surprising = tuple(self.universe.sort_packages(by_string.packages)), by_string.is_surprising
        with self.selection.silent(is_surprising):
            if wanted is None and selector is VersionSelector.ALL:
                return [version for package in selected for version in self._all_versions(package)]
            if wanted is None:
                versions = (self.version_of(package, selector) for package in selected)
            else:
                kind = VersionSelector.RELEASE if text[position] == "/" else VersionSelector.VERSION_NUMBER
                versions = (self._matching_version(package, wanted, kind) for package in selected)
            return [version for version in versions if version]

    def _all_versions(self, package: int) -> Sequence[int]:
        versions = self.universe.package_versions[package]
        if not versions:
            self.selection.version_not_found(package, VersionSelector.ALL)
        return versions

    def version_of(self, package: int, selector: VersionSelector) -> int:
        """Give the candidate or the newest version of a package, or what stands in for it, or 0 (FromPackage)."""
        if selector is VersionSelector.NEWEST:
            if self.universe.package_versions[package]:
                return self.universe.package_versions[package][0]
            # Apt looks for a provider to remove here, says so when it finds one, and then forgets it.
            self.selection.version_not_found(package, selector)
            return 0
        return self._candidate(package)

    def _candidate(self, package: int) -> int:
        candidate = self.run.state(package).candidate_version
        return candidate or self.selection.version_not_found(package, VersionSelector.CANDIDATE)

    def _matching_version(self, package: int, wanted: str, kind: VersionSelector) -> int:
        """Give the version that ``=wanted`` or ``/wanted`` means, or 0."""
        selection, universe = self.selection, self.universe
        match wanted:
            case "installed":
                version = universe.current_version[package]
                version = version or selection.version_not_found(package, VersionSelector.INSTALLED)
            case "candidate":
                version = self._candidate(package)
            case "newest":
                versions = universe.package_versions[package]
                version = versions[0] if versions else selection.version_not_found(package, VersionSelector.NEWEST)
            case _:
                version = self._version_match(wanted, kind).find(universe, package)
                selection.last_match = wanted
                if not version:
                    with selection.silent(False, overrides=universe.release.tells_missing_versions):
                        version = selection.version_not_found(package, kind)
        if version:
            selection.show_version(version, kind, wanted)
        return version

    def _version_match(self, wanted: str, kind: VersionSelector) -> VersionMatch:
        match_kind = VersionMatchKind.RELEASE if kind is VersionSelector.RELEASE else VersionMatchKind.VERSION
        return VersionMatch(wanted, match_kind, self.run.messages)
