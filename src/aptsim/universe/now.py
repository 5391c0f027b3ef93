"""What holds on the system as it is: a property of the universe, so it is found once and stored with it.

Source: apt-pkg/depcache.cc, pkgDepCache::CheckDep with NowVersion and VersionState.
"""

from __future__ import annotations

from aptsim.model.cache_types import DependencyType
from aptsim.universe.universe import Universe


def is_satisfied_now(universe: Universe, dependency: int) -> bool:
    """Says whether an installed version satisfies a dependency; True for a conflict that exists."""
    target = universe.dependency_target[dependency]
    current = universe.current_version[target]
    if current and universe.is_satisfied_by(dependency, current) and not universe.is_ignorable(dependency, target):
        return True
    if universe.dependency_type[dependency] == DependencyType.OBSOLETES:
        return False
    for provides in universe.package_provides[target]:
        owner = universe.provides_owner[provides]
        if (
            universe.current_version[universe.version_package[owner]] == owner
            and universe.is_satisfied_by_provides(dependency, provides)
            and not universe.is_provides_ignorable(dependency, provides)
        ):
            return True
    return False


def find_broken_packages(universe: Universe) -> list[int]:
    """Gives the installed packages that lack something critical, in the order of apt's walk."""
    return [package for package in universe.installed_packages if _is_broken(universe, package)]


def _is_broken(universe: Universe, package: int) -> bool:
    current = universe.current_version[package]
    if not current:
        return False
    for group in universe.iter_or_groups(current):
        if not universe.is_critical(group[0]):
            continue
        if universe.is_negative(group[0]):
            if is_satisfied_now(universe, group[-1]):
                return True
        elif not any(is_satisfied_now(universe, dependency) for dependency in group):
            return True
    return False
