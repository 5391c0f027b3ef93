"""Upgrading the whole system, with or without new packages and removals.

Source: apt-pkg/upgrade.cc, APT::Upgrade::Upgrade and the functions that it chooses from.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from aptsim.model.cache_types import PackageFlag, SelectedState
from aptsim.resolver.classic.causes import RESOLVER, UPGRADE
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.flagged_packages import flagged_packages, held_packages
from aptsim.resolver.classic.phased_updates import PhasedUpdates
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.classic.upgrade_mode import UpgradeMode

_ESSENTIAL = int(PackageFlag.ESSENTIAL)


def upgrade(cache: DependencyCache, mode: UpgradeMode, machine_id: str = "") -> bool:
    """Marks every installed package for upgrade and resolves what that leads to.

    Args:
        machine_id: what /etc/machine-id says, for phased updates; with '' none waits.
    """
    run = _Upgrade(cache, machine_id)
    with cache.action_group(), cache.because(UPGRADE):
        if mode == UpgradeMode.ALLOW_EVERYTHING:
            return run.upgrade_with_everything()
        if mode == UpgradeMode.FORBID_REMOVE_PACKAGES:
            return run.upgrade_with_new_packages()
        return run.upgrade_without_new_packages()


class _Upgrade:
    """One upgrade of a whole system."""

    def __init__(self, cache: DependencyCache, machine_id: str) -> None:
        self._cache = cache
        self._universe = cache.universe
        self._phased = PhasedUpdates(cache, machine_id)
        self._resolver = ProblemResolver(cache)
        self._ignores_holds = cache.configuration.find_b("APT::Ignore-Hold", False)
        current = cache.universe.current_version
        self._installed = [package for package in cache.universe.installed_packages if current[package]]

    # ------------------------------------------------------------------ with new packages and removals

    def upgrade_with_everything(self) -> bool:
        """Installs all candidates, then lets the problem resolver add, remove and take back (pkgDistUpgrade)."""
        cache = self._cache
        if not self._phased.asks_for_candidates:
            self._phased.hold_back(None)
        self._install_candidates(auto_install=False)
        self._install_candidates(auto_install=True)
        self._install_essential()
        self._install_candidates(auto_install=False)
        if not self._ignores_holds:
            for package in held_packages(self._universe):
                self._resolver.protect(package)
                cache.mark_keep(package, False, False)
        if not self._phased.asks_for_candidates:
            self._phased.hold_back(self._resolver)
        with cache.because(RESOLVER):
            return self._resolver.resolve(False) and (not self._phased.asks_for_candidates or self._take_back_phased())

    def _take_back_phased(self) -> bool:
        """Keeps back the updates that wait, once everything else is decided; recommendations do not stop that."""
        cache = self._cache
        resolver = ProblemResolver(cache)
        tolerated = {package for package in cache.touched_packages() if cache.install_policy_broken(package)}
        self._phased.hold_back(resolver)
        return resolver.resolve_by_keep(tolerated)

    def _waits(self, package: int) -> bool:
        return self._phased.asks_for_candidates and self._phased.waits(package)

    def _install_candidates(self, auto_install: bool) -> None:
        for package in self._installed:
            if not self._waits(package):
                self._cache.mark_install(package, auto_install, 0, False)

    def _install_essential(self) -> None:
        """Installs essential packages of which no architecture will be there."""
        cache, universe = self._cache, self._universe
        wanted = cache.configuration.find("pkgCacheGen::Essential", "all")
        if wanted == "none":
            return
        packages = universe.in_walk_order(flagged_packages(universe, _ESSENTIAL))
        if wanted != "all":
            for package in packages:
                if not self._waits(package):
                    cache.mark_install(package, True, 0, False)
            return
        for group in dict.fromkeys(universe.package_group[package] for package in packages):
            siblings = (one for one in universe.group_packages[group] if universe.package_flags[one] & _ESSENTIAL)
            if not any(cache.state(sibling).install for sibling in siblings):
                preferred = universe.find_preferred(group)
                if not self._waits(preferred):
                    cache.mark_install(preferred, True, 0, False)

    # ------------------------------------------------------------------ without removals

    def upgrade_with_new_packages(self) -> bool:
        """Installs candidates and what they need, and takes back what would remove (pkgAllUpgradeWithNewPackages)."""
        cache = self._cache
        self._install_upgrades()
        self._install_needs()
        for package in cache.asked_packages():
            if cache.state(package).delete:
                cache.mark_keep(package, False, False)
        self._phased.hold_back(self._resolver)
        with cache.because(RESOLVER):
            return self._resolver.resolve_by_keep()

    def _install_upgrades(self) -> None:
        cache = self._cache
        for package in self._installed:
            if cache.state(package).install_version and not self._is_held(package) and not self._phased.waits(package):
                cache.mark_install(package, False, 0, False)

    def _install_needs(self) -> None:
        """Installs what each upgraded and each new package needs, in the order of apt's walk.

        New packages are visited if the walk has yet to come to them.
        """
        cache = self._cache
        ranks = self._universe.package_rank
        queue = [(ranks[package], package) for package in cache.asked_packages() if cache.state(package).install]
        heapify(queue)
        done = -1
        while queue:
            rank, package = heappop(queue)
            if rank <= done or not cache.state(package).install:
                continue
            done = rank
            seen = len(cache.marks)
            cache.mark_install(package, True, 0, False)
            for mark in cache.marks[seen:]:
                heappush(queue, (ranks[mark.package], mark.package))

    def upgrade_without_new_packages(self) -> bool:
        """Installs candidates and takes back what would need more than that (pkgAllUpgradeNoNewPackages)."""
        cache = self._cache
        for package in cache.touched_packages():
            state = cache.state(package)
            if state.install:
                self._resolver.protect(package)
            if self._is_held(package) or self._phased.waits(package):
                continue
            if self._universe.current_version[package] and state.install_version:
                cache.mark_install(package, False, 0, False)
        self._phased.hold_back(self._resolver)
        with cache.because(RESOLVER):
            return self._resolver.resolve_by_keep()

    def _is_held(self, package: int) -> bool:
        return not self._ignores_holds and self._universe.selected_state[package] == SelectedState.HOLD
