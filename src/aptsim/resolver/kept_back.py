"""Installed packages that could be upgraded and are not.

Source: apt-private/private-install.cc, DoCacheManipulationFromCommandLine; before 2.3 apt-private/private-output.cc,
ShowKept.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.sorted_packages import sort_packages


def find_upgradable(cache: DependencyCache) -> list[int]:
    """Gives the installed packages with a newer candidate, sorted by name."""
    return sort_packages(cache.universe, cache.upgradable_packages())


def find_kept_back(cache: DependencyCache, upgradable: Sequence[int]) -> list[int]:
    """Gives those of the packages that were upgradable that the marks leave as they are.

    Args:
        upgradable: of before the marks; older releases look at what is upgradable behind them.
    """
    if cache.release.counts_kept_by_state:
        upgradable = find_upgradable(cache)
    states = ((package, cache.state(package)) for package in upgradable)
    return [package for package, state in states if not state.upgrade and not state.delete]
