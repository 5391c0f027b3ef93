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
        group = universe.find_group(state.name)
        package = universe.find_in_group(group, state.architecture or "any") if group else 0
        if not package or not universe.package_versions[package]:
            continue
        automatic.add(package)
        if state.architecture in (None, "", "any"):
            automatic.update(one for one in universe.group_packages[group] if universe.package_versions[one])
    return automatic


def states_progress(system: System, path: str, universe: Universe) -> int:
    """Gives the percentage that apt shows while it reads the states; it is seen at quiet level 0 only."""
    if system.configuration.find_i("quiet", 0) > 0:
        return 0

    def is_known(name: str, arch: str) -> bool:
        package = universe.find_package(name, arch)
        return bool(package) and bool(universe.package_versions[package])

    return reading_progress(system.tree.read(path), is_known)
