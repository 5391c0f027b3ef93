"""Why packages are broken: each unmet dependency with its alternatives.

Source: apt-private/private-output.cc, ShowBroken and ShowBrokenPackage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aptsim.model.cache_types import OPERATOR_MASK, DependencyType
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.dependency_states import GROUP_INSTALL, GROUP_NOW, VersionKind
from aptsim.resolver.events import Unmet, UnmetAlternative, UnmetDependencies, UnmetGroup, UnmetPackage
from aptsim.resolver.sorted_packages import sort_packages
from aptsim.universe.universe import Universe

#: Puts packages of a universe in order.
Order = Callable[[Universe, Sequence[int]], Sequence[int]]

#: Comparison signs as apt says them here, by `Operator` (pkgCache::CompType).
_SIGNS = ("", "<=", ">=", "<", ">", "=", "!=")


def find_unmet(cache: DependencyCache, which: VersionKind, order: Order = sort_packages) -> UnmetDependencies | None:
    """Gives the broken packages and their unmet dependencies, or None when no package will be broken.

    Args:
        which: `NOW` asks about the installed versions, `INSTALL` about those after the run.
        order: puts the packages in order; apt-get's tables are sorted, those of its solver program are not.
    """
    if cache.broken_count == 0:
        return None
    if which == VersionKind.NOW:
        broken = [package for package in cache.universe.installed_packages if cache.now_broken(package)]
    else:
        broken = list(cache.broken_packages())
    return UnmetDependencies([_explain(cache, package, which) for package in order(cache.universe, broken)])


def _explain(cache: DependencyCache, package: int, which: VersionKind) -> UnmetPackage:
    universe = cache.universe
    now = which == VersionKind.NOW
    version = universe.current_version[package] if now else cache.state(package).install_version
    groups: list[UnmetGroup] = []
    holds = GROUP_NOW if now else GROUP_INSTALL
    for group in universe.iter_or_groups(version) if version else ():
        # Of alternatives to a conflict one that exists is enough, though only the last one makes a package broken.
        if cache.importance.has(group[-1]) and not cache.dependency_state(group[-1]) & holds:
            groups.append(_explain_group(cache, group, now))
    return UnmetPackage(universe.full_name(package, pretty=True), groups, bool(version))


def _explain_group(cache: DependencyCache, group: Sequence[int], now: bool) -> UnmetGroup:
    universe = cache.universe
    alternatives: list[UnmetAlternative] = []
    for dependency in group:
        target = universe.dependency_target[dependency]
        wanted = universe.dependency_version[dependency]
        sign = _SIGNS[universe.dependency_operator[dependency] & OPERATOR_MASK]
        reason, version = _reason(cache, target, now)
        alternatives.append(
            UnmetAlternative(
                universe.full_name(target, pretty=True),
                f"{sign} {wanted}" if wanted else "",
                reason,
                universe.version_strings[version] if version else "",
            )
        )
    return UnmetGroup(DependencyType(universe.dependency_type[group[-1]]), alternatives)


def _reason(cache: DependencyCache, target: int, now: bool) -> tuple[Unmet, int]:
    universe = cache.universe
    if universe.package_provides[target]:
        return Unmet.PROVIDED, 0
    state = cache.state(target)
    version = universe.current_version[target] if now else state.install_version
    if version:
        return Unmet.INSTALLED if now else Unmet.TO_BE_INSTALLED, version
    if not state.candidate_version:
        return Unmet.NOT_INSTALLABLE, 0
    return Unmet.NOT_INSTALLED if now else Unmet.NOT_GOING_TO_BE_INSTALLED, 0
