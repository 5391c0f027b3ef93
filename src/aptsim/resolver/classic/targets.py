"""The versions that answer one dependency (APT::VersionVector::FromDependency, apt-pkg/cacheset.cc)."""

from __future__ import annotations

from collections.abc import Callable

from aptsim.resolver.classic.dependency_states import DependencyStates


def candidate_targets(states: DependencyStates, dependency: int) -> list[int]:
    """Gives the candidates that satisfy a dependency, or that a conflict hits; the target's own first."""
    if not states.is_candidate(dependency):
        return []
    return _targets(states, dependency, states.candidate_version)


def installed_targets(states: DependencyStates, dependency: int) -> list[int]:
    """Gives the installed versions that satisfy a dependency, or that a conflict hits; the target's own first."""
    return _targets(states, dependency, states.universe.current_version.__getitem__)


def _targets(states: DependencyStates, dependency: int, version_of: Callable[[int], int]) -> list[int]:
    found: list[int] = []
    for package, version in states.universe.facts.answers[dependency]:
        if version_of(package) == version and version not in found:
            found.append(version)
    return found
