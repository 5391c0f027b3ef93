"""What holds on the system as it is: a property of the universe, so it is found once and stored with it.

Source: apt-pkg/depcache.cc, pkgDepCache::CheckDep with NowVersion and VersionState.
"""

from __future__ import annotations

from aptsim.universe.universe import Universe


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
            if universe.is_answered_now(group[-1]):
                return True
        elif not any(universe.is_answered_now(dependency) for dependency in group):
            return True
    return False
