"""The marks of a finished cache, laid out for ordering.

apt's ordering loops over all packages. Only packages that are installed, half installed or marked can be in its list,
be current or be an install version, and every other package is skipped there before it has an effect
(apt-pkg/packagemanager.cc, CreateOrderList: "Not interesting"). So everything below holds such packages only.
"""

from __future__ import annotations

from typing import Final

from aptsim.model.cache_types import OR, CurrentState, OkState
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.package_state import PURGE, REINSTALL, Mode

_FINISHED: Final = frozenset((int(CurrentState.NOT_INSTALLED), int(CurrentState.INSTALLED)))


class PlannedState:
    """What is to become of each package, read once from the cache.

    A version is *live* when it is the current or the install version of its package; no other can be part of an
    order, so relations are resolved to live versions only, once each.
    """

    def __init__(self, cache: DependencyCache) -> None:
        universe = cache.universe
        self.universe = universe
        self.packages: list[int] = cache.touched_packages()
        """All packages that can matter, in apt's walk order."""
        self.current_version = universe.current_version
        self.install_version: dict[int, int] = {}
        self.deleted: set[int] = set()
        self.installing: set[int] = set()
        self.kept: set[int] = set()
        self.purging: set[int] = set()
        """Packages with the purge flag, whatever their mode."""
        self.reinstalling: set[int] = set()
        self.unfinished: dict[int, OkState] = {}
        """Packages for which dpkg has something left to do."""
        self._live: set[int] = set()
        self._targets: dict[int, tuple[int, ...]] = {}
        self._groups: dict[int, tuple[tuple[int, ...], ...]] = {}
        for package in self.packages:
            self._read(package, cache)
        self._live.discard(0)

    def _read(self, package: int, cache: DependencyCache) -> None:
        universe = self.universe
        state = cache.state(package)
        current, install = self.current_version[package], state.install_version
        self.install_version[package] = install
        self._live.add(install)
        self._live.add(current)
        mode, flags = state.mode, state.internal_flags
        if mode == Mode.KEEP:
            self.kept.add(package)
        elif mode == Mode.DELETE:
            self.deleted.add(package)
        elif mode == Mode.INSTALL:
            self.installing.add(package)
        if flags & PURGE:
            self.purging.add(package)
        if flags & REINSTALL:
            self.reinstalling.add(package)
        if universe.install_state[package] or universe.current_state[package] not in _FINISHED:
            ok_state = universe.state_of(package)
            if ok_state is not OkState.NEEDS_NOTHING:
                self.unfinished[package] = ok_state

    def is_settled(self, package: int) -> bool:
        """Says whether a package is kept as it is and dpkg has nothing to do for it."""
        return package in self.kept and package not in self.unfinished

    def live_targets(self, dependency: int) -> tuple[int, ...]:
        """Gives the live versions that satisfy a dependency, in the order of AllTargets; repeated where apt does."""
        targets = self._targets.get(dependency)
        if targets is None:
            targets = self._targets[dependency] = tuple(self._find_live_targets(dependency))
        return targets

    def _find_live_targets(self, dependency: int) -> list[int]:
        universe, live = self.universe, self._live
        target = universe.dependency_target[dependency]
        found: list[int] = []
        for version in universe.package_versions[target]:
            if (
                version in live
                and not universe.is_ignorable(dependency, target)
                and universe.is_satisfied_by(dependency, version)
            ):
                found.append(version)
        for provides in universe.package_provides[target]:
            owner = universe.provides_owner[provides]
            if (
                owner in live
                and not universe.is_provides_ignorable(dependency, provides)
                and universe.is_satisfied_by_provides(dependency, provides)
            ):
                found.append(owner)
        return found

    def or_groups(self, version: int) -> tuple[tuple[int, ...], ...]:
        """Gives the dependencies of a version, alternatives together, in order."""
        groups = self._groups.get(version)
        if groups is None:
            found: list[tuple[int, ...]] = []
            begun: list[int] = []
            operators = self.universe.dependency_operator
            for dependency in self.universe.version_depends[version]:
                if operators[dependency] & OR:
                    begun.append(dependency)
                elif begun:
                    found.append((*begun, dependency))
                    begun = []
                else:
                    found.append((dependency,))
            if begun:
                found.append(tuple(begun))
            groups = self._groups[version] = tuple(found)
        return groups

    def provided_packages(self, version: int) -> list[int]:
        """Gives the packages that a version provides, in order; empty for no version."""
        if not version:
            return []
        universe = self.universe
        return [universe.provides_package[provides] for provides in universe.version_provides[version]]
