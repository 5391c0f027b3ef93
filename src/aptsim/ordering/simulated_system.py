"""The system while a simulated run goes on: what is installed, and what is broken by it.

apt simulates on a second cache that starts at the installed state and follows each step by marking a single package,
with nothing marked along (apt-pkg/algorithms.cc, pkgSimulate; its policy takes the candidates of the first cache). Of
such a cache only the install versions and the broken packages are seen. So this keeps only these, and after a step it
looks again only at the relations onto what the step changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aptsim.model.cache_types import OR, DependencyType, OkState
from aptsim.ordering.planned_state import PlannedState
from aptsim.resolver.classic.dependency_cache import DependencyCache

_PRE_DEPENDS: Final = int(DependencyType.PRE_DEPENDS)
_NEGATIVE: Final = frozenset((DependencyType.CONFLICTS, DependencyType.OBSOLETES, DependencyType.BREAKS))
_CRITICAL: Final = _NEGATIVE | {DependencyType.DEPENDS, DependencyType.PRE_DEPENDS}


class SimulatedSystem:
    """Install versions and broken packages; starts at the installed state of the cache's universe."""

    def __init__(self, cache: DependencyCache, planned: PlannedState) -> None:
        universe = cache.universe
        self._cache = cache
        self._universe = universe
        self._planned = planned
        self._version: dict[int, int] = {}
        self._possible: set[int] = set()
        self._onto: dict[int, list[int]] = {}
        self._broken: dict[int, set[int]] = {}
        self._violated: dict[int, set[int]] = {}
        current_version = universe.current_version
        for package in planned.packages:
            current = self._version[package] = current_version[package]
            self._possible.add(current)
            self._possible.add(cache.state(package).candidate_version)
        self._possible.discard(0)
        for package in sorted(self._possibly_broken()):
            if self._version[package]:
                self._look_at_all(package, self._version[package])

    def _possibly_broken(self) -> set[int]:
        """Gives the packages that can be broken, or violate something, before the first step.

        That are those which the run breaks or leaves broken, those that it gives something else to stand on, and
        those with alternatives in a negative relation, which the count of broken packages can miss.
        """
        planned, universe = self._planned, self._universe
        found = set(self._cache.broken_packages())
        for package, version in planned.install_version.items():
            current = self._version[package]
            if version == current:
                continue
            found.add(package)
            provided = planned.provided_packages(current) + planned.provided_packages(version)
            for target in {package, *provided}:
                found.update(universe.parent_package(dependency) for dependency in self._relations_onto(target))
        operators, types = universe.dependency_operator, universe.dependency_type
        for package, current in self._version.items():
            for dependency in universe.version_depends[current]:
                if operators[dependency] & OR and types[dependency] in _NEGATIVE:
                    found.add(package)
        return found & self._version.keys()

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
            self._look_at_all(package, version)
        provided = self._planned.provided_packages(before) + self._planned.provided_packages(version)
        for target in {package, *provided}:
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
            groups = self._planned.or_groups(self._version[package])
            found += [(package, groups[place][0]) for place in sorted(self._violated[package])]
        return found

    def unmet(self, package: int) -> list[int]:
        """Gives the important dependencies of a package that do not hold, each alternative for itself."""
        universe = self._universe
        return [
            dependency
            for dependency in universe.version_depends[self._version[package]]
            if self._cache.is_important_dependency(dependency)
            and self._is_hit(dependency) == universe.is_negative(dependency)
        ]

    def _look_at_all(self, package: int, version: int) -> None:
        types = self._universe.dependency_type
        for place, group in enumerate(self._planned.or_groups(version)):
            if types[group[0]] in _CRITICAL or types[group[-1]] == _PRE_DEPENDS:
                self._look_at(package, place, group)

    def _look_at_relations_onto(self, target: int) -> None:
        universe, versions = self._universe, self._version
        parents, owners = universe.dependency_parent, universe.version_package
        for dependency in self._relations_onto(target):
            version = parents[dependency]
            package = owners[version]
            if versions[package] == version:
                for place, group in enumerate(self._planned.or_groups(version)):
                    if dependency in group:
                        self._look_at(package, place, group)
                        break

    def _relations_onto(self, target: int) -> list[int]:
        """Gives the critical relations onto a package of all versions that can be on the system during the run."""
        onto = self._onto.get(target)
        if onto is None:
            universe, possible = self._universe, self._possible
            parents, types = universe.dependency_parent, universe.dependency_type
            onto = self._onto[target] = [
                dependency
                for dependency in universe.reverse_depends[target]
                if parents[dependency] in possible and types[dependency] in _CRITICAL
            ]
        return onto

    def _look_at(self, package: int, place: int, group: tuple[int, ...]) -> None:
        """Notes whether one or-group holds.

        A negative or-group breaks its package by its last alternative only, but is reported when any is hit.
        """
        types = self._universe.dependency_type
        if types[group[0]] in _NEGATIVE:
            breaks = self._is_hit(group[-1])
            violates = breaks or self._is_any_hit(group[:-1])
        else:
            breaks = not self._is_any_hit(group)
            violates = breaks and types[group[-1]] == _PRE_DEPENDS
        _note(self._broken, package, place, breaks)
        _note(self._violated, package, place, violates)

    def _is_any_hit(self, dependencies: Iterable[int]) -> bool:
        return any(self._is_hit(dependency) for dependency in dependencies)

    def _is_hit(self, dependency: int) -> bool:
        """Says whether something installed is what the dependency names (pkgDepCache::CheckDep)."""
        universe, versions = self._universe, self._version
        target = universe.dependency_target[dependency]
        installed = versions.get(target, 0)
        if (
            installed
            and universe.is_satisfied_by(dependency, installed)
            and not universe.is_ignorable(dependency, target)
        ):
            return True
        for provides in universe.package_provides[target]:
            owner = universe.provides_owner[provides]
            if (
                versions.get(universe.version_package[owner], 0) == owner
                and universe.is_satisfied_by_provides(dependency, provides)
                and not universe.is_provides_ignorable(dependency, provides)
            ):
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
