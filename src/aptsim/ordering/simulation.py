"""The run that `apt-get -s` prints instead of making it (apt-pkg/algorithms.cc, pkgSimulate::Go)."""

from __future__ import annotations

from aptsim.model.cache_types import DependencyType
from aptsim.model.value import Value
from aptsim.ordering.actions import Action, Configure, Purge, Remove, Unpack
from aptsim.ordering.events import (
    Breakage,
    BrokenConf,
    Candidate,
    Conf,
    Event,
    Inst,
    Remv,
    UnmetRelation,
    Violation,
)
from aptsim.ordering.package_manager import order_planned
from aptsim.ordering.planned_state import PlannedState
from aptsim.ordering.simulated_system import SimulatedSystem
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.universe.release_string import release_string


class Simulation(Value):
    """What a simulated run told.

    Args:
        lines: one event for each step; `str` gives apt's text of it. None when no order was found.
        success: whether the run came to its end. Errors can be among the cache's messages all the same, and make
            apt's exit code 100.
    """

    lines: tuple[Event, ...]
    success: bool

    @property
    def text(self) -> str:
        """Gives what apt prints on its output."""
        return "".join(f"{line}\n" for line in self.lines)


def simulate(cache: DependencyCache) -> Simulation:
    """Orders the changes of a cache and follows them step by step; what goes wrong is told to the cache's messages."""
    planned = PlannedState(cache)
    order = order_planned(cache, planned)
    if not order.actions:
        return Simulation((), order.is_complete)
    run = _Run(cache, planned)
    return Simulation(tuple(run.follow(action) for action in order.actions), True)


class _Run:
    def __init__(self, cache: DependencyCache, planned: PlannedState) -> None:
        self._cache = cache
        self._universe = cache.universe
        self._system = SimulatedSystem(cache, planned)
        self._seen: set[int] = set()
        self._candidates: dict[int, Candidate | None] = {}

    def follow(self, action: Action) -> Event:
        self._seen.add(action.package)
        match action:
            case Unpack(package):
                return self._unpack(package)
            case Configure(package):
                return self._configure(package)
            case Remove(package):
                return self._remove(package, False)
            case Purge(package):
                return self._remove(package, True)

    def _unpack(self, package: int) -> Event:
        self._system.install(package)
        universe = self._universe
        violations: list[Violation] = []
        for parent, dependency in self._system.violations():
            name = universe.full_name(parent)
            kind = DependencyType(universe.dependency_type[dependency])
            violations.append(Violation(name, universe.full_name(universe.dependency_target[dependency]), kind))
            if kind is DependencyType.CONFLICTS:
                self._cache.messages.error(f"Fatal, conflicts violated {name}")
        return Inst(
            package,
            universe.full_name(package, pretty=True),
            universe.package_arch[package],
            self._current_version(package),
            self._candidate(package),
            tuple(violations),
            self._breakage(),
        )

    def _configure(self, package: int) -> Event:
        universe = self._universe
        arch = universe.package_arch[package]
        if not self._system.is_package_broken(package):
            name = universe.full_name(package, pretty=True)
            return Conf(package, name, arch, self._candidate(package), self._breakage())
        name = universe.full_name(package)
        self._cache.messages.error(f"Conf Broken {name}")
        unmet = tuple(
            UnmetRelation(
                DependencyType(universe.dependency_type[dependency]),
                universe.full_name(universe.dependency_target[dependency]),
            )
            for dependency in self._system.unmet(package)
        )
        return BrokenConf(package, name, arch, unmet, self._breakage())

    def _remove(self, package: int, purge: bool) -> Event:
        self._system.remove(package)
        universe = self._universe
        name = universe.full_name(package, pretty=True)
        arch = universe.package_arch[package]
        return Remv(package, name, arch, self._current_version(package), purge, self._breakage())

    def _current_version(self, package: int) -> str:
        return self._universe.version_strings[self._universe.current_version[package]]

    def _candidate(self, package: int) -> Candidate | None:
        if package not in self._candidates:
            universe, version = self._universe, self._cache.state(package).candidate_version
            found = Candidate(universe.version_strings[version], release_string(universe, version)) if version else None
            self._candidates[package] = found
        return self._candidates[package]

    def _breakage(self) -> Breakage | None:
        system = self._system
        if not system.is_broken:
            return None
        names = [self._universe.full_name(package) for package in system.broken_packages() if package not in self._seen]
        return Breakage(tuple(names))
