"""Packages that others only suggest or recommend and that will not be there after the run.

Source: apt-private/private-install.cc, DoInstall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aptsim.model.cache_types import DependencyType
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.targets import candidate_targets, installed_targets
from aptsim.resolver.events import ListEntry, ListKind, PackageList
from aptsim.resolver.package_lists import candidate_string


def find_suggestions(cache: DependencyCache, installed: Iterable[int]) -> tuple[PackageList, PackageList]:
    """Gives the list of suggested packages and that of recommended ones.

    Args:
        installed: packages whose mode is INSTALL, sorted by name.
    """
    universe = cache.universe
    found: dict[int, list[ListEntry]] = {DependencyType.SUGGESTS: [], DependencyType.RECOMMENDS: []}
    seen: set[tuple[int, str]] = set()
    for package in installed:
        candidate = cache.state(package).candidate_version
        for kind, group in universe.facts.groups[candidate]:
            if kind not in found:
                continue
            names = [universe.facts.pretty_names[universe.dependency_target[one]] for one in group]
            key = (kind, " | ".join(names))
            if key in seen:
                continue
            seen.add(key)
            if not _is_answered(cache, group):
                found[kind] += _entries(cache, names)
    return (
        PackageList(ListKind.SUGGESTED, found[DependencyType.SUGGESTS]),
        PackageList(ListKind.RECOMMENDED, found[DependencyType.RECOMMENDS]),
    )


def _is_answered(cache: DependencyCache, group: Sequence[int]) -> bool:
    """Says whether an alternative stays installed, or will be installed or upgraded."""
    owner = cache.universe.version_package
    for dependency in group:
        if any(not cache.state(owner[version]).delete for version in installed_targets(cache, dependency)):
            return True
        if any(cache.state(owner[version]).upgrade for version in candidate_targets(cache, dependency)):
            return True
    return False


def _entries(cache: DependencyCache, names: Sequence[str]) -> list[ListEntry]:
    entries: list[ListEntry] = []
    for place, name in enumerate(names):
        package = cache.universe.find_package_full(name)
        versions = candidate_string(cache, package) if package else ""
        entries.append(ListEntry(f"| {name}" if place else name, versions))
    return entries
