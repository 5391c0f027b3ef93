"""Upgrading a package, and what it then needs, to make another one installable.

Source: apt-pkg/algorithms.cc, pkgProblemResolver::DoUpgrade.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.resolver.classic.dependency_states import DEPENDENCY_CANDIDATE, GROUP_INSTALL
from aptsim.resolver.classic.resolver_state import ResolverState
from aptsim.resolver.classic.smart_target import smart_target


def try_upgrade(resolver: ResolverState, package: int) -> bool:
    """Installs the candidate of a package and upgrades what it then lacks; takes it back when that fails."""
    cache = resolver.cache
    state = cache.state(package)
    if package in resolver.spent or not state.upgradable or package in resolver.protected:
        return False
    resolver.spent.add(package)
    was_kept = state.keep
    with cache.action_group():
        if not cache.mark_install(package, False, 0, False):
            return False
        version = state.install_version
        if not version:
            return False
        if _are_needs_met(resolver, package, version):
            return True
        if was_kept:
            cache.mark_keep(package, False, False)
        else:
            cache.mark_delete(package, False, 0, False)
    return False


def _are_needs_met(resolver: ResolverState, package: int, version: int) -> bool:
    universe = resolver.cache.universe
    for group in list(universe.iter_or_groups(version)):
        if universe.is_critical(group[-1]) and not _meet(resolver, package, group):
            return False
    return True


def _meet(resolver: ResolverState, package: int, group: Sequence[int]) -> bool:
    """Tries to have an or-group satisfied by upgrades; conflicts are left for later."""
    cache, universe = resolver.cache, resolver.cache.universe
    fine = True
    for dependency in group:
        if cache.dependency_state(group[-1]) & GROUP_INSTALL:
            break
        needed = smart_target(universe, dependency)
        if cache.state(needed).protect:
            fine = False
        elif cache.dependency_state(dependency) & DEPENDENCY_CANDIDATE:
            with cache.because(resolver.cause(package, dependency)):
                if try_upgrade(resolver, needed):
                    return True
            fine = False
        elif universe.is_negative(dependency):
            break
        else:
            fine = False
    return fine
