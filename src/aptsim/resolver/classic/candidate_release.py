"""Switching candidates to another release, with what their dependencies need from it.

Source: apt-pkg/depcache.cc, pkgDepCache::SetCandidateRelease.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.model.cache_types import DependencyType
from aptsim.resolver.classic.dependency_states import VersionKind
from aptsim.resolver.classic.marks import Marks
from aptsim.universe.version_match import VersionMatch, VersionMatchKind

Changes = list[tuple[int, int]]


def set_candidate_release(cache: Marks, version: int, release: str, changed: Changes) -> bool:
    """Makes `version` the candidate and follows its dependencies; False, with all undone, when one cannot be met.

    Args:
        changed: gets a pair (version, version that required it) for each switch.
    """
    cache.set_candidate_version(version)
    if release in ("installed", "candidate"):
        return True
    kept = len(changed)
    universe = cache.universe
    for group in universe.iter_or_groups(version):
        kind = universe.dependency_type[group[0]]
        if not _is_followed(cache, group[0]):
            continue
        if any(_is_fine(cache, dependency) for dependency in group):
            continue
        if _switch_one(cache, group, version, release, changed):
            continue
        if kind in (DependencyType.PRE_DEPENDS, DependencyType.DEPENDS):
            for undone, _ in changed[kept:]:
                cache.set_candidate_version(undone)
            del changed[kept:]
            return False
    return True


def _is_followed(cache: Marks, dependency: int) -> bool:
    kind = cache.universe.dependency_type[dependency]
    if kind in (DependencyType.PRE_DEPENDS, DependencyType.DEPENDS):
        return True
    weak = kind in (DependencyType.RECOMMENDS, DependencyType.SUGGESTS)
    return weak and cache.importance.has(dependency)


def _is_fine(cache: Marks, dependency: int) -> bool:
    """Says whether an alternative is met now, or by an installable candidate."""
    universe = cache.universe
    target = universe.dependency_target[dependency]
    if not universe.package_provides[target] and not universe.package_versions[target]:
        return False
    current = universe.current_version[target]
    if current and universe.is_satisfied_by(dependency, current):
        return True
    candidate = cache.state(target).candidate_version
    if not universe.dependency_version[dependency]:
        if universe.package_provides[target]:
            return any(_is_installable_provider(cache, provides) for provides in universe.package_provides[target])
        return bool(candidate) and not cache.is_broken(candidate, VersionKind.INSTALL)
    return (
        bool(candidate)
        and universe.is_satisfied_by(dependency, candidate)
        and not cache.is_broken(candidate, VersionKind.INSTALL)
    )


def _is_installable_provider(cache: Marks, provides: int) -> bool:
    universe = cache.universe
    owner = universe.provides_owner[provides]
    candidate = cache.state(universe.version_package[owner]).candidate_version
    return candidate == owner and not cache.is_broken(candidate, VersionKind.INSTALL)


def _switch_one(cache: Marks, group: Sequence[int], parent: int, release: str, changed: Changes) -> bool:
    """Switches the first alternative whose version from the release answers; False when none does."""
    universe = cache.universe
    match = VersionMatch(release, VersionMatchKind.RELEASE)
    for place, dependency in enumerate(group):
        if not universe.dependency_version[dependency]:
            continue
        target = universe.dependency_target[dependency]
        versions = universe.package_versions[target]
        version = (versions[0] if versions else 0) if release == "newest" else match.find(universe, target)
        if not version or not universe.is_satisfied_by(dependency, version):
            continue
        before = cache.state(target).candidate_version
        if version == before and any(universe.version_package[one] == target for one, _ in changed):
            return True
        changed.append((version, parent))
        if not set_candidate_release(cache, version, release, changed):
            if place == len(group) - 1:
                return False
            cache.set_candidate_version(before)
            changed.pop()
            continue
        return True
    return False
