"""The versions that answer a dependency, best first (getAllPossibleSolutions and CompareProviders, depcache.cc)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aptsim.model.cache_types import MultiArch, PackageFlag
from aptsim.resolver.classic.dependency_states import DependencyStates
from aptsim.resolver.classic.introsort import std_sort
from aptsim.resolver.classic.package_state import PROTECTED
from aptsim.resolver.classic.targets import candidate_targets, installed_targets

#: Gives the versions that answer one dependency.
TargetsOf = Callable[[DependencyStates, int], list[int]]


def sorted_solutions(cache: DependencyStates, group: Sequence[int], targets_of: TargetsOf) -> list[int]:
    """Gives the answers to an or-group: installed packages first, then by alternative and by preference."""
    if len(group) == 1:
        versions = targets_of(cache, group[0])
        if len(versions) < 2:
            return _without_refused(cache, group, versions)
    universe = cache.universe
    installed: list[int] = []
    others: list[int] = []
    for dependency in group:
        versions = targets_of(cache, dependency)
        if len(versions) > 1:
            order = ProviderOrder(cache, universe.dependency_target[dependency])
            std_sort(versions, order.is_better)
        for version in versions:
            package = universe.version_package[version]
            (installed if universe.current_version[package] else others).append(version)
    return _without_refused(cache, group, _without_repeats(installed + others))


def installed_or_candidate_solutions(cache: DependencyStates, group: Sequence[int]) -> list[int]:
    """Gives the candidates and installed versions that answer an or-group, first known first."""
    found: list[int] = []
    for dependency in group:
        versions = candidate_targets(cache, dependency)
        found += versions
        found += [version for version in installed_targets(cache, dependency) if version not in versions]
    if len(found) > 1:
        found = _without_repeats(cache.universe.sort_versions(found))
    return _without_refused(cache, group, found)


def _without_repeats(versions: list[int]) -> list[int]:
    """Leaves out a version that follows itself, as std::unique does."""
    return [version for place, version in enumerate(versions) if not place or versions[place - 1] != version]


def _without_refused(cache: DependencyStates, group: Sequence[int], versions: list[int]) -> list[int]:
    """Leaves out what the user does not want, when the group is a positive dependency."""
    universe = cache.universe
    if universe.is_negative(group[-1]):
        return versions
    result: list[int] = []
    for version in versions:
        package = universe.version_package[version]
        state = cache.asked_state(package)
        if (
            state is None
            or not state.internal_flags & PROTECTED
            or state.install
            or (state.keep and universe.current_version[package])
        ):
            result.append(version)
    return result


_SAME = int(MultiArch.SAME)


class ProviderOrder:
    """Which of two answers apt tries first (CompareProviders)."""

    def __init__(self, cache: DependencyStates, target: int) -> None:
        self.cache = cache
        self.target_group = cache.universe.package_group[target]

    def is_better(self, left: int, right: int) -> bool:
        """Says whether version `left` comes before version `right`."""
        universe = self.cache.universe
        a, b = universe.version_package[left], universe.version_package[right]
        protect_a, protect_b = self.cache.state(a).protect, self.cache.state(b).protect
        if protect_a != protect_b:
            return protect_a
        sibling_a, sibling_b = self._has_installed_sibling(left), self._has_installed_sibling(right)
        if sibling_a != sibling_b:
            return sibling_a
        current_a, current_b = universe.current_version[a], universe.current_version[b]
        if (not current_a or not current_b) and current_a != current_b:
            return bool(current_a)
        group_a, group_b = universe.package_group[a], universe.package_group[b]
        if group_a != group_b and self.target_group in (group_a, group_b):
            return group_a == self.target_group
        return self._is_better_by_kind(left, right, a, b)

    def _is_better_by_kind(self, left: int, right: int, a: int, b: int) -> bool:
        universe = self.cache.universe
        for flag in (PackageFlag.ESSENTIAL, PackageFlag.IMPORTANT):
            flag_a, flag_b = universe.package_flags[a] & flag, universe.package_flags[b] & flag
            if flag_a != flag_b:
                return bool(flag_a)
        arch_a, arch_b = universe.package_arch[a], universe.package_arch[b]
        if arch_a != arch_b:
            for arch in (universe.native_arch, *universe.architectures):
                if arch in (arch_a, arch_b):
                    return arch == arch_a
        priority_a, priority_b = universe.version_priority[left], universe.version_priority[right]
        if priority_a != priority_b:
            return priority_a < priority_b
        return universe.is_later(a, b)

    def _has_installed_sibling(self, version: int) -> bool:
        universe = self.cache.universe
        if not universe.version_multi_arch[version] & _SAME:
            return False
        group = universe.package_group[universe.version_package[version]]
        return any(universe.current_version[package] for package in universe.group_packages[group])
