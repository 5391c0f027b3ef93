"""Whether the system is sound enough to work on: half-done packages first, then what is broken now.

Source: apt-private/private-cachefile.cc, CacheFile::CheckDeps; apt-pkg/algorithms.cc, pkgApplyStatus.
"""

from __future__ import annotations

from aptsim.model.cache_types import CurrentState, InstallState, OkState
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.dependency_states import VersionKind
from aptsim.resolver.classic.fixing import fix_broken, minimize_upgrade
from aptsim.resolver.events import Record
from aptsim.resolver.unmet import find_unmet

_REINSTALL = (InstallState.REINST_REQUIRED, InstallState.HOLD_REINST_REQUIRED)
_HALF_DONE = (
    CurrentState.UNPACKED,
    CurrentState.HALF_CONFIGURED,
    CurrentState.TRIGGERS_AWAITED,
    CurrentState.TRIGGERS_PENDING,
)


def check_system(cache: DependencyCache, record: Record, allows_broken: bool) -> bool:
    """Marks what half-done packages need and, with ``--fix-broken``, repairs; False where apt gives up.

    Args:
        allows_broken: whether broken packages are left to what follows.
    """
    if cache.messages.pending_error:
        return False
    if not apply_status(cache):
        return False
    find_b = cache.configuration.find_b
    fixes = find_b("APT::Get::Fix-Broken", False)
    if find_b("APT::Get::Fix-Policy-Broken", False):
        fixes = True
        _install_policy_broken(cache)
    if cache.broken_count == 0 or allows_broken:
        return True
    if fixes:
        return _correct(cache, record)
    record.note(f"You might want to run '{cache.release.fixing_command}' to correct these.")
    _show_unmet(cache, record)
    cache.messages.error(f"Unmet dependencies. {cache.release.broken_system}")
    return False


def apply_status(cache: DependencyCache) -> bool:
    """Marks half-installed, half-configured and damaged packages for what they need (pkgApplyStatus)."""
    universe = cache.universe
    with cache.action_group():
        for package in cache.policy.installed.unsettled:
            if not universe.package_versions[package]:
                continue
            if universe.install_state[package] in _REINSTALL:
                if not _apply_reinstall(cache, package):
                    return False
            elif universe.current_state[package] in _HALF_DONE:
                _apply_half_done(cache, package)
            elif universe.current_state[package] == CurrentState.HALF_INSTALLED:
                cache.mark_delete(package, False, 0, False)
            elif universe.install_state[package] != InstallState.OK:
                name = universe.full_name(package)
                cache.messages.error(f"The package {name} is not ok and I don't know how to fix it!")
                return False
    return True


def _has_archive(cache: DependencyCache, version: int) -> bool:
    return bool(version) and cache.universe.is_downloadable(version)


def _apply_reinstall(cache: DependencyCache, package: int) -> bool:
    universe = cache.universe
    if _has_archive(cache, universe.current_version[package]):
        cache.mark_keep(package, False, False)
    elif _has_archive(cache, cache.state(package).candidate_version):
        cache.mark_install(package, False, 0, False)
    else:
        name = universe.full_name(package, pretty=True)
        cache.messages.error(f"The package {name} needs to be reinstalled, but I can't find an archive for it.")
        return False
    return True


def _apply_half_done(cache: DependencyCache, package: int) -> None:
    universe = cache.universe
    if _has_archive(cache, universe.current_version[package]) or universe.state_of(package) is not OkState.NEEDS_UNPACK:
        cache.mark_keep(package, False, False)
    elif _has_archive(cache, cache.state(package).candidate_version):
        cache.mark_install(package, True, 0, False)
    else:
        cache.mark_delete(package, False, 0, False)


def _install_policy_broken(cache: DependencyCache) -> None:
    if cache.policy_broken_count:
        for package in tuple(cache.universe.installed_packages):
            if cache.now_policy_broken(package):
                cache.mark_install(package, True, 0, False, True)


def _correct(cache: DependencyCache, record: Record) -> bool:
    begin = "Correcting dependencies..."
    if not fix_broken(cache) or cache.broken_count:
        record.note(f"{begin} failed.")
        _show_unmet(cache, record)
        cache.messages.error("Unable to correct dependencies")
        return False
    if not minimize_upgrade(cache):
        cache.messages.error("Unable to minimize the upgrade set")
        return False
    record.note(f"{begin} Done")
    return True


def _show_unmet(cache: DependencyCache, record: Record) -> None:
    unmet = find_unmet(cache, VersionKind.NOW)
    if unmet is not None:
        record.add(unmet)
