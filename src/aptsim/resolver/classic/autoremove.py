"""Finding the packages that nothing needs any more: mark what is needed, sweep up the rest.

Source: apt-pkg/depcache.cc, pkgDepCache::MarkRequired, MarkPackage and Sweep. Only packages that are or will be
installed can be marked to any effect, so only those are looked at, in the order of apt's walk over all packages.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from aptsim.model.cache_types import DependencyType, PackageFlag, Priority, SelectedState
from aptsim.model.version import version_key
from aptsim.resolver.classic.hash_order import unordered_map_order
from aptsim.resolver.classic.kernels import protected_kernels, versioned_kernel_packages
from aptsim.resolver.classic.mode_rules import ModeRules
from aptsim.resolver.classic.package_state import Mode
from aptsim.resolver.classic.root_set import RootSet
from aptsim.universe.facts import Way, Wish

_HOLD = int(SelectedState.HOLD)
_ROOT_FLAGS = int(PackageFlag.ESSENTIAL | PackageFlag.IMPORTANT)


def sweep(cache: ModeRules) -> None:
    """Notes the packages that are needed, and sets `garbage` on those that nothing needs (MarkAndSweep)."""
    root_set = RootSet(cache.universe, cache.configuration, cache.kernel_release)
    if not root_set.is_usable:
        return
    packages = cache.touched_packages()
    if cache.configuration.find("APT::Solver", "internal") == "internal":
        for package in cache.asked_packages():
            cache.state(package).garbage = False
        marking = Marking(cache, packages)
        is_complete = marking.mark_roots(root_set)
        cache.marked = marking.marked
        if not is_complete:
            return
    current_version, marked = cache.universe.current_version, cache.marked
    for package in packages:
        if package in marked:
            continue
        current = current_version[package]
        if not _is_required(cache, current) if current else cache.state(package).install:
            cache.state(package).garbage = True


def _is_required(cache: ModeRules, version: int) -> bool:
    return cache.universe.version_priority[version] == Priority.REQUIRED


class Marking:
    """One pass over everything that is needed."""

    def __init__(self, cache: ModeRules, packages: list[int]) -> None:
        """Notes which version of each package is there in the end.

        Args:
            packages: all whose state is not the default, in the order of apt's walk.
        """
        self._cache = cache
        self._universe = cache.universe
        self.marked: set[int] = set()
        self._explored: set[int] = set()
        self._versions: dict[int, int] = {}
        current_version, asked_state = cache.universe.current_version, cache.asked_state
        for package in packages:
            state = asked_state(package)
            if state is None or state.mode == Mode.KEEP:
                version = current_version[package]
            else:
                version = state.install_version if state.install else 0
            if version:
                self._versions[package] = version
        self._ignores_holds = cache.configuration.find_b("APT::Ignore-Hold", False)
        followed = {DependencyType.DEPENDS, DependencyType.PRE_DEPENDS}
        if cache.configuration.find_b("APT::AutoRemove::RecommendsImportant", True):
            followed.add(DependencyType.RECOMMENDS)
        if cache.configuration.find_b("APT::AutoRemove::SuggestsImportant", True):
            followed.add(DependencyType.SUGGESTS)
        self._followed = frozenset(int(kind) for kind in followed)

    # ------------------------------------------------------------------ roots

    def mark_roots(self, root_set: RootSet) -> bool:
        """Marks what is needed for its own sake and all that it needs; False when that is nested too deeply."""
        mark = self._mark if self._cache.release.explores_targets else self._mark_before_2_3
        for package, version in self._versions.items():
            if package not in self.marked and self._is_root(package, root_set) and not mark(package, version):
                return False
        return True

    def _is_root(self, package: int, root_set: RootSet) -> bool:
        cache, universe = self._cache, self._universe
        state = cache.asked_state(package)
        is_auto = package in cache.automatic if state is None else state.auto
        if not is_auto or universe.package_flags[package] & _ROOT_FLAGS:
            return True
        current = universe.current_version[package]
        return (
            (bool(current) and _is_required(cache, current))
            or root_set.has(universe.name(package))
            or (universe.selected_state[package] == _HOLD and not self._ignores_holds)
            or (state is not None and not cache.is_mode_change_ok(Mode.GARBAGE, package, 0, False))
        )

    # ------------------------------------------------------------------ what roots need

    def _mark(self, package: int, version: int) -> bool:
        """Marks a package and, depth first, what its dependencies lead to (MarkPackage)."""
        marked, explored, versions, followed = self.marked, self._explored, self._versions, self._followed
        wishes, owners, maximum = (
            self._universe.facts.wishes,
            self._universe.version_package,
            self._cache.release.maximum_depth,
        )
        marked.add(package)
        stack: list[Iterator[Wish]] = [iter(wishes[version])]
        while stack:
            for target, kind, dependency, way in stack[-1]:
                if target in explored or kind not in followed:
                    continue
                if way == Way.PROVIDED:
                    answers = self._find_providers(dependency, target)
                    # Each answer is followed to its end before the next one is looked at.
                    stack[-1] = chain([(0, kind, answer, Way.FOUND) for answer in answers], stack[-1])
                    break
                if way == Way.FOUND:
                    needed, found = owners[dependency], dependency
                else:
                    needed, found = target, versions.get(target, 0)
                    if not found:
                        marked.add(target)
                        explored.add(target)
                        continue
                    if way == Way.NUMBERED and not self._is_satisfied(dependency, target, found):
                        continue
                    explored.add(target)
                if needed in marked:
                    continue
                if len(stack) > maximum:
                    return False
                marked.add(needed)
                stack.append(iter(wishes[found]))
                break
            else:
                stack.pop()
        return True

    def _is_satisfied(self, dependency: int, target: int, version: int) -> bool:
        universe = self._universe
        if version == universe.current_version[target]:
            return universe.facts.holds_now[dependency]
        return universe.is_satisfied_by(dependency, version)

    def _mark_before_2_3(self, package: int, version: int) -> bool:
        """Does what `_mark` does as older releases do it."""
        marked, owners = self.marked, self._universe.version_package
        marked.add(package)
        stack = [self._follow_unmarked(version)]
        while stack:
            for found in stack[-1]:
                if owners[found] not in marked:
                    marked.add(owners[found])
                    stack.append(self._follow_unmarked(found))
                    break
            else:
                stack.pop()
        return True

    def _follow_unmarked(self, version: int) -> Iterator[int]:
        """Yields the versions that answer the dependencies of a version, but for those on what is marked already.

        Providers come first, of each source package only those of its newest version (MarkPackage before 2.3).
        """
        universe, versions = self._universe, self._versions
        for dependency in universe.version_depends[version]:
            target = universe.dependency_target[dependency]
            if target in self.marked or universe.dependency_type[dependency] not in self._followed:
                continue
            owners = [
                universe.provides_owner[provides]
                for provides in universe.package_provides[target]
                if versions.get(universe.provides_owner_package(provides)) == universe.provides_owner[provides]
                and universe.is_satisfied_by_provides(dependency, provides)
            ]
            yield from self._newest_of_sources(owners)
            answer = versions.get(target)
            if answer is not None and universe.is_satisfied_by(dependency, answer):
                yield answer

    def _newest_of_sources(self, owners: list[int]) -> list[int]:
        universe = self._universe
        sources, numbers = universe.version_source, universe.version_source_version
        owners.sort(key=lambda version: universe.name(universe.version_package[version]))
        owners.sort(key=lambda version: version_key(numbers[version]), reverse=True)
        owners.sort(key=lambda version: sources[version])
        kept: list[int] = []
        for version in owners:
            if not kept or sources[kept[-1]] != sources[version] or numbers[kept[-1]] == numbers[version]:
                kept.append(version)
        return kept

    def _find_providers(self, dependency: int, target: int) -> list[int]:
        """Gives the versions that answer a dependency on something that other packages provide, too."""
        cache, universe, versions = self._cache, self._universe, self._versions
        by_source: dict[str, list[int]] = {}
        is_unsatisfied = False
        answer = versions.get(target)
        if answer is not None:
            if universe.is_satisfied_by(dependency, answer):
                by_source[universe.version_source[answer]] = [answer]
            else:
                is_unsatisfied = True
        if answer is None:
            self.marked.add(target)
        for provides in universe.package_provides[target]:
            owner = universe.provides_owner[provides]
            if versions.get(universe.version_package[owner]) != owner:
                continue
            if universe.is_satisfied_by_provides(dependency, provides):
                by_source.setdefault(universe.version_source[owner], []).append(owner)
            else:
                is_unsatisfied = True
        if not is_unsatisfied:
            self._explored.add(target)
        answers = {source: found if len(found) == 1 else self._spared(found) for source, found in by_source.items()}
        if cache.release.prefers_installed_providers and len(answers) > 1:
            answers = self._installed_first(answers)
        order = unordered_map_order(by_source) if len(by_source) > 1 else by_source
        return [version for source in order for version in answers[source]]

    def _installed_first(self, answers: dict[str, list[int]]) -> dict[str, list[int]]:
        """Leaves out answers that are new, where another source has one that is installed already."""
        current, packages = self._universe.current_version, self._universe.version_package
        if not any(current[packages[version]] for found in answers.values() for version in found):
            return answers
        return {
            source: [version for version in found if current[packages[version]]] for source, found in answers.items()
        }

    def _spared(self, found: list[int]) -> list[int]:
        """Gives of several answers from one source those of its newest version, and of kernels the protected ones."""
        cache, universe = self._cache, self._universe
        names = universe.version_source_version
        newest = names[max(found, key=lambda version: (version_key(names[version]), universe.version_order(version)))]
        found = [version for version in found if names[version] == newest]
        if len(found) == 1:
            return found
        is_kernel_package = versioned_kernel_packages(cache.configuration)
        if not all(is_kernel_package(universe.name(universe.version_package[version])) for version in found):
            return found
        is_protected = protected_kernels(universe, cache.configuration, cache.kernel_release)
        protected = [version for version in found if is_protected(universe.name(universe.version_package[version]))]
        return protected or found
