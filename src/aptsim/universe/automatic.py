"""What the extended states say of a universe's packages."""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.system.extended_states import ExtendedState
from aptsim.system.root import System
from aptsim.system.state_progress import reading_progress
from aptsim.universe.universe import Universe


def automatic_packages(universe: Universe, states: Iterable[ExtendedState]) -> set[int]:
    """Gives the packages that are marked as installed automatically (pkgDepCache::readStateFile)."""
    automatic: set[int] = set()
    for state in states:
        if not state.is_auto:
            continue
        package = universe.find_with_versions(state.name, state.architecture or "any")
        if not package:
            continue
        automatic.add(package)
        if state.architecture in (None, "", "any"):
            siblings = universe.group_packages[universe.package_group[package]]
            automatic.update(one for one in siblings if universe.package_versions[one])
    return automatic


def states_progress(system: System, path: str, universe: Universe) -> int:
    """Gives the percentage that apt shows while it reads the states; it is seen at quiet level 0 only."""
    if system.configuration.find_i("quiet", 0) > 0:
        return 0

    def is_known(name: str, arch: str) -> bool:
        return bool(universe.find_with_versions(name, arch))

    return reading_progress(system.tree.read(path), is_known)
