"""The system while a simulated run goes on: what is installed, and what is broken by it.

apt simulates on a second cache that starts at the installed state and follows each step by marking a single package,
with nothing marked along (apt-pkg/algorithms.cc, pkgSimulate; its policy takes the candidates of the first cache). Of
such a cache only the install versions and the broken packages are seen. So this keeps only these, and after a step it
looks again only at the relations onto what the step changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aptsim.model.cache_types import CRITICAL, NEGATIVE, DependencyType, OkState
from aptsim.ordering.planned_state import PlannedState, Versions
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.universe.facts import Group

_PRE_DEPENDS: Final = int(DependencyType.PRE_DEPENDS)

#: A package, the version that is on the system, and one of its or-groups behind its place.
_Relation = tuple[int, int, int, Group]


class SimulatedSystem:
    """Install versions and broken packages; starts at the installed state of the cache's universe."""

    def __init__(self, cache: DependencyCache, planned: PlannedState) -> None:
        universe = cache.universe
        self._cache = cache
        self._universe = universe
        self._planned = planned
        self._version: dict[int, int] = Versions(universe.current_version)
        #: By target: the critical or-groups onto it of versions that the run has put on the system.
        self._onto: dict[int, list[_Relation]] = {}
        self._broken: dict[int, set[int]] = {}
        self._violated: dict[int, set[int]] = {}
        for package in self._possibly_broken():
            if self._version[package]:
                self._look_at_all(package, self._version[package])

    def _possibly_broken(self) -> set[int]:
        """Gives the packages that can be broken, or violate something, before the first step.

        That are those which the run breaks or leaves broken, those that it gives something else to stand on, and
        those with alternatives in a negative relation, which the count of broken packages can miss.
        """
        planned, universe = self._planned, self._universe
        found = set(self._cache.broken_packages())
        current_version, provided, dependants = (
            universe.current_version,
            universe.facts.provided,
            planned.installed.dependants,
        )
        for package, version in planned.install_version.items():
            current = current_version[package]
            if version == current:
                continue
            found.add(package)
            for target in {package, *provided[current], *provided[version]}:
                found.update(dependants[target])
        found.update(planned.installed.with_negative_alternatives)
        return found

    # ------------------------------------------------------------------ steps

    def install(self, package: int) -> None:
        """Puts the candidate of a package on the system (MarkInstall without its dependencies)."""
        candidate = self._cache.state(package).candidate_version
        universe = self._universe
        if (
            candidate == universe.current_version[package]
            and not self._version[package]
            and self._planned.unfinished.get(package) is OkState.NEEDS_UNPACK
            and not universe.is_downloadable(candidate)
        ):
            return
        if candidate:
            self._change(package, candidate)

    def remove(self, package: int) -> None:
        """Takes a package from the system (MarkDelete)."""
        self._change(package, 0)

    def _change(self, package: int, version: int) -> None:
        before = self._version[package]
        if before == version:
            return
        self._version[package] = version
        self._broken.pop(package, None)
        self._violated.pop(package, None)
        if version:
            self._note_relations(package, version)
            self._look_at_all(package, version)
        provided = self._universe.facts.provided
        for target in {package, *provided[before], *provided[version]}:
            self._look_at_relations_onto(target)

    # ------------------------------------------------------------------ what is broken

    @property
    def is_broken(self) -> bool:
        """Says whether some package is broken (BrokenCount)."""
        return bool(self._broken)

    def is_package_broken(self, package: int) -> bool:
        """Says whether a critical dependency of what is installed of a package does not hold (InstBroken)."""
        return package in self._broken

    def broken_packages(self) -> list[int]:
        """Gives the broken packages in apt's walk order."""
        return self._universe.in_walk_order(list(self._broken))

    def violations(self) -> list[tuple[int, int]]:
        """Gives unmet pre-dependencies and violated conflicts and breaks, as packages and the first of each or-group.

        In apt's walk order, then in the order of the version's dependencies.
        """
        found: list[tuple[int, int]] = []
        for package in self._universe.in_walk_order(list(self._violated)):
            groups = self._universe.facts.groups[self._version[package]]
            found += [(package, groups[place][1][0]) for place in sorted(self._violated[package])]
        return found

    def unmet(self, package: int) -> list[int]:
        """Gives the important dependencies of a package that do not hold, each alternative for itself."""
        universe = self._universe
        return [
            dependency
            for dependency in universe.version_depends[self._version[package]]
            if self._cache.importance.has(dependency) and self._is_hit(dependency) == universe.is_negative(dependency)
        ]

    def _look_at_all(self, package: int, version: int) -> None:
        types = self._universe.dependency_type
        for place, (kind, group) in enumerate(self._universe.facts.groups[version]):
            if CRITICAL[kind] or types[group[-1]] == _PRE_DEPENDS:
                self._look_at(package, place, group)

    def _look_at_relations_onto(self, target: int) -> None:
        versions = self._version
        for package, version, place, group in self._onto.get(target, ()):
            if versions[package] == version:
                self._look_at(package, place, group)
        universe, relations = self._universe, self._planned.installed.relations(target)
        parents, owners = universe.dependency_parent, universe.version_package
        for dependency in relations:
            version = parents[dependency]
            package = owners[version]
            if versions[package] == version:
                self._look_at(package, *self._group_of(dependency, version))

    def _group_of(self, dependency: int, version: int) -> tuple[int, Group]:
        """Gives the or-group of a dependency, behind its place among those of the version."""
        groups = enumerate(self._universe.facts.groups[version])
        return next((place, group) for place, (_, group) in groups if dependency in group)

    def _note_relations(self, package: int, version: int) -> None:
        """Notes what the critical relations of a version depend on, once it is put on the system."""
        if version == self._universe.current_version[package]:
            return
        types, targets = self._universe.dependency_type, self._universe.dependency_target
        for place, (_, group) in enumerate(self._universe.facts.groups[version]):
            for dependency in group:
                if CRITICAL[types[dependency]]:
                    relation = (package, version, place, group)
                    self._onto.setdefault(targets[dependency], []).append(relation)

    def _look_at(self, package: int, place: int, group: tuple[int, ...]) -> None:
        """Notes whether one or-group holds.

        A negative or-group breaks its package by its last alternative only, but is reported when any is hit.
        """
        types = self._universe.dependency_type
        if NEGATIVE[types[group[0]]]:
            breaks = self._is_hit(group[-1])
            violates = breaks or self._is_any_hit(group[:-1])
        else:
            breaks = not self._is_any_hit(group)
            violates = breaks and types[group[-1]] == _PRE_DEPENDS
        if breaks or package in self._broken:
            _note(self._broken, package, place, breaks)
        if violates or package in self._violated:
            _note(self._violated, package, place, violates)

    def _is_any_hit(self, dependencies: Iterable[int]) -> bool:
        return any(map(self._is_hit, dependencies))

    def _is_hit(self, dependency: int) -> bool:
        """Says whether something installed is what the dependency names (pkgDepCache::CheckDep)."""
        versions = self._version
        for package, version in self._planned.answers(dependency):
            if versions[package] == version:
                return True
        return False


def _note(failing: dict[int, set[int]], package: int, place: int, fails: bool) -> None:
    places = failing.get(package)
    if fails:
        failing.setdefault(package, set()).add(place)
    elif places is not None:
        places.discard(place)
        if not places:
            del failing[package]
