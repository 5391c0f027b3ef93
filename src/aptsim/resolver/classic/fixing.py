"""Marking more than was asked for: mending a broken system, and making a set of upgrades small.

Source: apt-pkg/algorithms.cc, pkgFixBroken; apt-pkg/upgrade.cc, pkgMinimizeUpgrade.
"""

from __future__ import annotations

from aptsim.model.cache_types import OkState
from aptsim.resolver.classic.causes import RESOLVER
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.problem_resolver import ProblemResolver


def fix_broken(cache: DependencyCache) -> bool:
    """Installs candidates for what is broken or half unpacked, and resolves what that leads to (pkgFixBroken)."""
    universe = cache.universe
    with cache.action_group():
        with cache.because(RESOLVER):
            for package in universe.installed_packages:
                if cache.now_broken(package):
                    cache.mark_install(package, True, 0, False)
            for package in universe.installed_packages:
                if universe.state_of(package) is not OkState.NEEDS_UNPACK:
                    continue
                state = cache.state(package)
                if state.delete or not state.install_version or not universe.is_downloadable(state.install_version):
                    continue
                cache.mark_install(package, True, 0, False)
        return ProblemResolver(cache).resolve(True)


def minimize_upgrade(cache: DependencyCache) -> bool:
    """Takes back every upgrade that nothing needs; False when something is broken (pkgMinimizeUpgrade)."""
    with cache.action_group():
        if cache.broken_count:
            return False
        for _ in range(10):
            if not _take_upgrades_back(cache):
                break
        if cache.broken_count:
            cache.messages.error("Internal Error in pkgMinimizeUpgrade")
            return False
    return True


def _take_upgrades_back(cache: DependencyCache) -> bool:
    """Tries to keep each package that would be upgraded; says whether one could be."""
    has_changed = False
    with cache.because(RESOLVER):
        for package in cache.asked_packages():
            state = cache.state(package)
            if not state.upgrade or state.new_install:
                continue
            cache.mark_keep(package, False, False)
            if cache.broken_count:
                cache.mark_install(package, False, 0, False)
            elif not state.upgrade:
                has_changed = True
    return has_changed
