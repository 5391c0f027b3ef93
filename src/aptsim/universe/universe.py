"""All versions of all packages in apt's order: the read-only tables that every later room looks into.

A universe holds what apt's own cache holds, as parallel tables addressed by small numbers. A package, version,
dependency, provides or group is an `int`; 0 means "none". Numbers are given in the order in which apt gives its IDs
(apt's ID + 1), and every list below has the order that apt's linked list has, because apt breaks ties by both.
"""

from __future__ import annotations

from collections.abc import Iterator

from aptsim.universe.facts import Facts, Group
from aptsim.universe.universe_tables import UniverseTables


class Universe(UniverseTables):
    """The tables, with what follows from them, which is remembered for all runs."""

    __slots__ = ("facts",)

    facts: Facts

    def __init__(self, **tables: object) -> None:
        """Takes the tables, and begins to remember what follows from them; see `UniverseTables`."""
        super().__init__(**tables)
        self.facts = Facts(self)

    def full_name(self, package: int, pretty: bool = False) -> str:
        """Gives `name:arch`; with `pretty`, without the architecture when it is native, all or any (FullName)."""
        return self.facts.pretty_names[package] if pretty else self.facts.full_names[package]

    def is_downloadable(self, version: int) -> bool:
        """Says whether some source that is not the dpkg status offers the version (VerIterator::Downloadable)."""
        if self.release.needs_size_to_download and not self.version_size[version]:
            return False
        return bool(self.facts.sources[version])

    def iter_or_groups(self, version: int) -> Iterator[Group]:
        """Yields the version's dependencies, alternatives of one group together (DepIterator::GlobOr)."""
        return iter([group for _, group in self.facts.groups[version]])

    def is_answered_now(self, dependency: int) -> bool:
        """Says whether an installed version satisfies a dependency; True for a conflict that exists."""
        current = self.current_version
        for package, version in self.facts.answers[dependency]:
            if current[package] == version:
                return True
        return False
