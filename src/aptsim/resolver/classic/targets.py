"""The versions that answer one dependency (APT::VersionVector::FromDependency, apt-pkg/cacheset.cc)."""

from __future__ import annotations

from collections.abc import Callable

from aptsim.resolver.classic.dependency_states import DependencyStates


def candidate_targets(states: DependencyStates, dependency: int) -> list[int]:
    """Gives the candidates that satisfy a dependency, or that a conflict hits; the target's own first."""
    if not states.is_candidate(dependency):
        return []
    return _targets(states, dependency, lambda package: states.state(package).candidate_version)


def installed_targets(states: DependencyStates, dependency: int) -> list[int]:
    """Gives the installed versions that satisfy a dependency, or that a conflict hits; the target's own first."""
    return _targets(states, dependency, states.universe.current_version.__getitem__)


def _targets(states: DependencyStates, dependency: int, version_of: Callable[[int], int]) -> list[int]:
    universe = states.universe
    target = universe.dependency_target[dependency]
    found: list[int] = []
    version = version_of(target)
    if version and not universe.is_ignorable(dependency, target) and universe.is_satisfied_by(dependency, version):
        found.append(version)
    for provides in universe.package_provides[target]:
        if universe.is_provides_ignorable(dependency, provides):
            continue
        owner = universe.provides_owner[provides]
        if (
            version_of(universe.version_package[owner]) == owner
            and owner not in found
            and universe.is_satisfied_by_provides(dependency, provides)
        ):
            found.append(owner)
    return found
