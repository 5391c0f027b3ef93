"""The marks of a finished cache, laid out for ordering.

apt's ordering loops over all packages. Only packages that are installed, half installed or marked can be in its list,
be current or be an install version, and every other package is skipped there before it has an effect
(apt-pkg/packagemanager.cc, CreateOrderList: "Not interesting"). Of the installed ones only those are looked at here
that the run asked for: the others stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.model.cache_types import DependencyType, OkState
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.package_state import PURGE, REINSTALL, Mode
from aptsim.universe.facts import Group
from aptsim.universe.known import Known
from aptsim.universe.table import Column

_OBSOLETES = int(DependencyType.OBSOLETES)


class Versions(dict[int, int]):
    """The version that is, or will be, there of each package; of those that nothing happens to, the current one."""

    __slots__ = ("_current",)

    def __init__(self, current: Column) -> None:
        super().__init__()
        self._current = current

    def __missing__(self, package: int) -> int:
        return self._current[package]


class PlannedState:
    """What is to become of each package, read once from the cache.

    A version is *live* when it is the current or the install version of its package; no other can be part of an
    order, so relations are resolved to live versions only, once each.
    """

    def __init__(self, cache: DependencyCache) -> None:
        universe = cache.universe
        self.universe = universe
        self.installed = cache.policy.installed
        self.packages: list[int] = cache.asked_packages()
        """The packages that may change or are not finished, in apt's walk order."""
        self.current_version = universe.current_version
        self.install_version: dict[int, int] = Versions(universe.current_version)
        self.deleted: set[int] = set()
        self.installing: set[int] = set()
        self.purging: set[int] = set()
        """Packages with the purge flag, whatever their mode."""
        self.reinstalling: set[int] = set()
        self.unfinished: dict[int, OkState] = {}
        """Packages for which dpkg has something left to do."""
        self.live: Known[tuple[tuple[int, int], ...]] = Known(self._find_live)
        """By dependency: the live versions that satisfy it, each behind its package, in the order of AllTargets."""
        for package in self.packages:
            self._read(package, cache)

    def _read(self, package: int, cache: DependencyCache) -> None:
        universe = self.universe
        state = cache.state(package)
        self.install_version[package] = state.install_version
        mode, flags = state.mode, state.internal_flags
        if mode == Mode.DELETE:
            self.deleted.add(package)
        elif mode == Mode.INSTALL:
            self.installing.add(package)
        if flags:
            if flags & PURGE:
                self.purging.add(package)
            if flags & REINSTALL:
                self.reinstalling.add(package)
        ok_state = universe.state_of(package)
        if ok_state is not OkState.NEEDS_NOTHING:
            self.unfinished[package] = ok_state

    def is_kept(self, package: int) -> bool:
        """Says whether a package is to stay as it is."""
        return package not in self.installing and package not in self.deleted

    def is_settled(self, package: int) -> bool:
        """Says whether a package is kept as it is and dpkg has nothing to do for it."""
        return package not in self.installing and package not in self.deleted and package not in self.unfinished

    def answers(self, dependency: int) -> Sequence[tuple[int, int]]:
        """Gives the versions that satisfy a dependency, each behind its package (AllTargets)."""
        universe = self.universe
        if universe.dependency_type[dependency] != _OBSOLETES:
            return universe.facts.answers[dependency]
        return [(universe.version_package[version], version) for version in universe.all_targets(dependency)]

    def _find_live(self, dependency: int) -> tuple[tuple[int, int], ...]:
        current, install = self.current_version, self.install_version
        return tuple(
            [
                (package, version)
                for package, version in self.answers(dependency)
                if current[package] == version or install[package] == version
            ]
        )

    def or_groups(self, version: int) -> Sequence[tuple[int, Group]]:
        """Gives the dependencies of a version, alternatives together, behind the type of their first one, in order."""
        return self.universe.facts.groups[version]
