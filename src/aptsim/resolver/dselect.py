"""The run of `apt-get dselect-upgrade`: does what the status says that the administrator wants.

Source: cmdline/apt-get.cc, DoDSelectUpgrade; apt-get(8).
"""

from __future__ import annotations

from aptsim.model.cache_types import SelectedState
from aptsim.resolver.classic.causes import REQUESTED
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.classic.upgrade import upgrade
from aptsim.resolver.classic.upgrade_mode import UpgradeMode
from aptsim.resolver.confirmation import Confirmation
from aptsim.resolver.events import Record
from aptsim.resolver.install import Helpers
from aptsim.resolver.plan import Outcome, Plan
from aptsim.resolver.run_steps import make_plan, show_unmet
from aptsim.resolver.system_health import check_system

_FAILED = "Internal error, problem resolver broke stuff"
_GENTLE = UpgradeMode.FORBID_REMOVE_PACKAGES | UpgradeMode.FORBID_INSTALL_NEW_PACKAGES


def plan_selections(cache: DependencyCache, record: Record, helpers: Helpers) -> Plan:
    """Runs `dselect-upgrade` on a cache that nothing was marked in yet."""
    if not check_system(cache, record, allows_broken=False):
        return make_plan(cache, record, Outcome.FAILED)
    with cache.action_group():
        with cache.because(REQUESTED):
            _mark_selections(cache)
        if not _resolve(cache) or not upgrade(cache, _GENTLE, helpers.machine_id):
            show_unmet(cache, record)
            cache.messages.error(_FAILED)
            return make_plan(cache, record, Outcome.FAILED)
        kept_back = _find_kept_back(cache)
        confirmation = Confirmation(cache, record, helpers.archive_order, helpers.archive_sources, kept_back)
        outcome = confirmation.confirm(asks=True)
    return make_plan(cache, record, outcome, confirmation.kept_back, confirmation)


def _mark_selections(cache: DependencyCache) -> None:
    """Marks what is wanted, first without its dependencies, so that they find it; what is not wanted goes last."""
    selected = cache.universe.selected_state
    changing = (SelectedState.INSTALL, SelectedState.DEINSTALL, SelectedState.PURGE)
    packages = cache.universe.in_walk_order([one for one, state in enumerate(selected) if one and state in changing])
    for auto_install in (False, True):
        for package in packages:
            if selected[package] == SelectedState.INSTALL:
                cache.mark_install(package, auto_install)
    for package in packages:
        if selected[package] != SelectedState.INSTALL:
            cache.mark_delete(package, selected[package] == SelectedState.PURGE)


def _resolve(cache: DependencyCache) -> bool:
    """Solves the problems that the selections make; packages on hold stay as they are."""
    if not cache.broken_count:
        return True
    resolver = ProblemResolver(cache)
    if not cache.configuration.find_b("APT::Ignore-Hold", False):
        selected = cache.universe.selected_state
        held = [one for one, state in enumerate(selected) if one and state == SelectedState.HOLD]
        for package in cache.universe.in_walk_order(held):
            resolver.protect(package)
            cache.mark_keep(package)
    return resolver.resolve()


def _find_kept_back(cache: DependencyCache) -> list[int]:
    universe = cache.universe
    installed = (one for one in universe.installed_packages if universe.current_version[one])
    states = ((one, cache.state(one)) for one in installed)
    return [one for one, state in states if state.upgradable and not state.upgrade and not state.delete]
