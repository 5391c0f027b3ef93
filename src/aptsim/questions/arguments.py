"""The package arguments of apt-cache, which speaks less about them than apt-get does.

Source: apt-pkg/cacheset.cc, CacheSetHelper; apt-private/private-cacheset.cc, CacheSetHelperVirtuals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aptsim.request.package_arguments import ArgumentReader
from aptsim.request.packages import packages_from_name, packages_from_string
from aptsim.request.run_state import RunState
from aptsim.request.selection import PackageSelector, Selection, VersionSelector
from aptsim.request.tasks import ReadFile

_NO_VERSION = {
    VersionSelector.CANDIDATE: "Can't select candidate version from package {name} as it has no candidate",
    VersionSelector.INSTALLED: "Can't select installed version from package {name} as it is not installed",
    VersionSelector.NEWEST: "Can't select newest version from package '{name}' as it is purely virtual",
    VersionSelector.ALL: "Can't select versions from package '{name}' as it is purely virtual",
    VersionSelector.RELEASE: "Release '{match}' for '{name}' was not found",
    VersionSelector.VERSION_NUMBER: "Version '{match}' for '{name}' was not found",
}


class Question:
    """The arguments of one question, read against a system.

    Attributes:
        virtual_packages: packages that an argument names and that have no version.
    """

    def __init__(self, run: RunState, read: ReadFile, takes_unknown: bool = False) -> None:
        """Starts without arguments.

        Args:
            read: gives the uncompressed bytes of an index file, for tasks.
            takes_unknown: whether names that only dependencies know are packages too (CacheSetHelperVirtuals).
        """
        self._selection = _QuietSelection(run, takes_unknown)
        self._reader = ArgumentReader(self._selection, read)
        self._read = read

    @property
    def virtual_packages(self) -> set[int]:
        """The packages that an argument names and that have no version."""
        return self._selection.virtual_packages

    def packages(self, argument: str) -> Sequence[int]:
        """Gives the packages that an argument names, as apt finds them (PackageContainerInterface::FromString)."""
        return packages_from_string(self._selection, argument, self._read).packages

    def packages_by_name(self, name: str) -> Sequence[int]:
        """Gives the package of a name, or of `name:arch` (PackageContainerInterface::FromName)."""
        found = packages_from_name(self._selection, name)
        return found.packages if found is not None else ()

    def versions(self, arguments: Iterable[str], selector: VersionSelector, is_silent: bool = False) -> list[int]:
        """Gives the versions that the arguments name, as often as they name them (VersionList::FromCommandLine)."""
        with self._selection.silent(is_silent):
            return [version for argument in arguments for version in self._reader.versions(argument, selector)]


class _Unsaid:
    """Takes notes that apt-cache does not make."""

    def say(self, text: str, package: str = "") -> None:
        """Nothing is said."""

    def mention(self, text: str, package: str = "") -> None:
        """Nothing is said."""

    def list_replacing(self, packages: Sequence[int]) -> None:
        """Nothing is said."""


class _QuietSelection(Selection):
    """Failures are notices, and nothing stands in for what is missing."""

    __slots__ = ("_takes_unknown",)

    def __init__(self, run: RunState, takes_unknown: bool) -> None:
        super().__init__(run, _Unsaid())
        self._takes_unknown = takes_unknown

    def error(self, text: str) -> None:
        """Add a notice, unless nothing is to be said."""
        if not self._is_silent:
            self.run.messages.notice(text)

    def show_package(self, package: int, selector: PackageSelector, pattern: str) -> None:
        """Nothing is said about packages that a pattern selected."""

    def show_version(self, version: int, selector: VersionSelector, match: str) -> None:
        """Nothing is noted about a version that was chosen."""

    def package_not_found(self, name: str) -> int:
        """Give a package that only dependencies know, where these count; else 0, with a notice."""
        package = self._referred_package(name) if self._takes_unknown else 0
        if not package:
            self.error(f"Unable to locate package {name}")
        return package

    def version_not_found(self, package: int, selector: VersionSelector) -> int:
        """Remember the package, with a notice; always 0."""
        self.virtual_packages.add(package)
        name = self.run.universe.full_name(package, True)
        self.error(_NO_VERSION[selector].format(name=name, match=self.last_match))
        return 0
