"""The tables of a universe that is read as far as a run looks at it, and what they cannot tell by numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from aptsim.universe.first_mention import FirstMentions
from aptsim.universe.partial_tables import Source, place_order
from aptsim.universe.universe import Universe

MOST_PACKAGES: Final = 1 << 22


class PackageReader(Source, Protocol):
    """What reads packages, and knows where their names stand and are mentioned first."""

    mentions: FirstMentions

    def has_stanzas(self, name: str) -> bool:
        """Says whether a package is described anywhere."""


class PartialUniverse(Universe):
    """The tables, as far as they were looked at; see `Universe`."""

    __slots__ = ("reader",)
    reader: PackageReader

    @property
    def package_limit(self) -> int:
        """A number that no package reaches."""
        return MOST_PACKAGES

    def find_with_versions(self, name: str, arch: str = "native") -> int:
        """Gives the package of a name and architecture if any version of it is known, else 0."""
        return super().find_with_versions(name, arch) if self.reader.has_stanzas(name) else 0

    def same_source(self, version: int) -> Sequence[int]:
        """Gives the versions built from the source package of a version, those of installed packages among them."""
        builder = self.reader.builder
        return self.group_source_versions[builder.group_by_name[builder.version_source[version]]]

    def sort_packages(self, packages: Iterable[int]) -> list[int]:
        """Gives packages in the order of apt's IDs.

        Raises:
            WholeUniverseNeededError: when that is in doubt.
        """
        found = list(packages)
        return sorted(found, key=lambda package: self.reader.mentions[self.name(package)]) if len(found) > 1 else found

    def is_later(self, package: int, other: int) -> bool:
        """Says whether apt met the name of a package after that of another one.

        Raises:
            WholeUniverseNeededError: when that is in doubt.
        """
        mentions = self.reader.mentions
        return package != other and mentions[self.name(package)] > mentions[self.name(other)]

    def version_order(self, version: int) -> tuple[int, int]:
        """Gives what orders versions as apt's IDs do: where they stand."""
        return place_order(self.reader.builder)(version)
