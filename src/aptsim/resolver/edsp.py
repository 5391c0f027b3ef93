"""What apt's internal solver does when it is asked as an external one: a request of a scenario, on an opened cache.

Source: cmdline/apt-internal-solver.cc, main and WriteSolution; apt-pkg/edsp.cc, EDSP::ApplyRequest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from aptsim.request.edsp_request import Ask, EdspRequest
from aptsim.resolver.classic.causes import REQUESTED
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.dependency_states import VersionKind
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.classic.upgrade import upgrade
from aptsim.resolver.classic.upgrade_mode import UpgradeMode
from aptsim.resolver.events import Record
from aptsim.resolver.plan import Outcome, Plan, list_changes
from aptsim.resolver.sorted_packages import sort_packages
from aptsim.resolver.unmet import find_unmet
from aptsim.universe.universe import Universe


class StanzaKind(Enum):
    """What an answer says of a version."""

    INSTALL = "Install"
    REMOVE = "Remove"
    AUTOREMOVE = "Autoremove"


class Unsolvable(Enum):
    """Why there is no solution, by the name that the protocol's error gets."""

    REQUEST = "ERR_UNSOLVABLE"
    UPGRADE = "ERR_UNSOLVABLE_UPGRADE"
    FULL_UPGRADE = "ERR_UNSOLVABLE_FULL_UPGRADE"


@dataclass(frozen=True, slots=True)
class EdspStanza:
    """One decision: what is done with which version."""

    kind: StanzaKind
    version: int


@dataclass(frozen=True, slots=True)
class EdspAnswer:
    """The answer to a scenario.

    Args:
        plan: what changes, with everything that a plan says.
        solution: the decisions in apt's order; empty without a solution.
        failure: why there is none; None where there is one.
    """

    plan: Plan
    solution: Sequence[EdspStanza] = ()
    failure: Unsolvable | None = None


class Phase(Enum):
    """The steps that a solver tells apt of, with the percentage that apt's own shows."""

    START = (0, "Start up solver…")
    REQUEST = (1, "Read request…")
    SCENARIO = (5, "Read scenario…")
    APPLY = (50, "Apply request on scenario…")
    RESOLVE = (60, "Call problemresolver on current scenario…")
    WRITE = (95, "Write solution…")
    DONE = (100, "Done")


#: Told of each step when it begins.
Progress = Callable[[Phase], None]


def solve_request(
    cache: DependencyCache, request: EdspRequest, record: Record, machine_id: str, progress: Progress
) -> EdspAnswer:
    """Answers a request on a cache that nothing was marked in yet.

    Args:
        machine_id: what the machine is called; it decides about phased updates.
    """
    with cache.inhibit_sweeps():
        progress(Phase.APPLY)
        resolver = ProblemResolver(cache)
        with cache.because(REQUESTED):
            _apply(cache, request, resolver)
        progress(Phase.RESOLVE)
        failure = _resolve(cache, request.flags, resolver, machine_id)
        if failure is not None:
            _note_unmet(cache, record)
            return EdspAnswer(_plan(cache, record, Outcome.FAILED), (), failure)
        progress(Phase.WRITE)
        cache.mark_and_sweep()
    solution = _solution(cache)
    is_idle = all(stanza.kind is StanzaKind.AUTOREMOVE for stanza in solution)
    return EdspAnswer(_plan(cache, record, Outcome.NOTHING_TO_DO if is_idle else Outcome.SIMULATED), solution)


def _apply(cache: DependencyCache, request: EdspRequest, resolver: ProblemResolver) -> None:
    """Marks what the request names, first without dependencies, then with them."""
    install = _find_all(cache, request.install)
    remove = _find_all(cache, request.remove)
    for package in install:
        cache.mark_install(package, False)
    for package in remove:
        cache.mark_delete(package)
    for package in remove:
        resolver.clear(package)
        resolver.protect(package)
        resolver.remove(package)
    for package in install:
        resolver.clear(package)
        resolver.protect(package)
    for package in install:
        cache.mark_install(package, True)


def _find_all(cache: DependencyCache, names: Sequence[str]) -> list[int]:
    """Gives the packages of these names; unknown ones, which apt goes on with at its own risk, are only warned of."""
    found = [(name, cache.universe.find_package_full(name)) for name in names]
    for name, package in found:
        if not package:
            cache.messages.warning(f"Package {name} is not known, so can't be installed")
    return [package for _, package in found if package]


def _resolve(cache: DependencyCache, flags: Ask, resolver: ProblemResolver, machine_id: str) -> Unsolvable | None:
    if not flags & Ask.UPGRADE_ALL:
        return None if resolver.resolve() else Unsolvable.REQUEST
    mode = UpgradeMode.ALLOW_EVERYTHING
    if flags & Ask.FORBID_NEW_INSTALL:
        mode |= UpgradeMode.FORBID_INSTALL_NEW_PACKAGES
    if flags & Ask.FORBID_REMOVE:
        mode |= UpgradeMode.FORBID_REMOVE_PACKAGES
    if upgrade(cache, mode, machine_id):
        return None
    return Unsolvable.UPGRADE if mode else Unsolvable.FULL_UPGRADE


def _note_unmet(cache: DependencyCache, record: Record) -> None:
    """Records what is broken, in the order of apt's walk (ShowBroken for a pkgCacheFile)."""
    unmet = find_unmet(cache, VersionKind.INSTALL, Universe.in_walk_order)
    if unmet is not None:
        record.add(unmet)


def _solution(cache: DependencyCache) -> list[EdspStanza]:
    """Gives the decisions in the order of apt's walk over all packages."""
    current = cache.universe.current_version
    solution: list[EdspStanza] = []
    for package in cache.asked_packages():
        state = cache.state(package)
        if state.delete:
            solution.append(EdspStanza(StanzaKind.REMOVE, current[package]))
        elif state.new_install or state.upgrade:
            solution.append(EdspStanza(StanzaKind.INSTALL, state.candidate_version))
        elif state.garbage:
            solution.append(EdspStanza(StanzaKind.AUTOREMOVE, current[package]))
    return solution


def _plan(cache: DependencyCache, record: Record, outcome: Outcome) -> Plan:
    universe = cache.universe
    packages = sort_packages(universe, cache.asked_packages())
    unused = [universe.full_name(package, pretty=True) for package in packages if cache.state(package).garbage]
    changes = list_changes(packages, cache) if outcome is Outcome.SIMULATED else []
    return Plan(outcome, changes, [], unused, 0, 0, cache.totals.usr_size, record.events, cache.messages)
