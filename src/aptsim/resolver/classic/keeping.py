"""Resolving problems by taking changes back, for upgrades that neither install nor remove.

Source: apt-pkg/algorithms.cc, pkgProblemResolver::ResolveByKeepInternal and InstOrNewPolicyBroken.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.dependency_states import GROUP_INSTALL
from aptsim.resolver.classic.resolver_state import ResolverState
from aptsim.resolver.classic.score_queue import ScoreQueue

_HELD = "Unable to correct problems, you have held broken packages."


def resolve_by_keep(resolver: ResolverState, tolerated: Set[int] = frozenset()) -> bool:
    """Keeps packages, highest score first, until none is broken that can be kept; False, with an error, on a loop.

    Args:
        tolerated: packages that may lack what policy asks for.
    """
    return _Keeping(resolver, tolerated).run()


class _Keeping:
    def __init__(self, resolver: ResolverState, tolerated: Set[int]) -> None:
        self._resolver = resolver
        self._cache = resolver.cache
        self._problems = NewProblems(resolver.cache, tolerated)

    def run(self) -> bool:
        """Visits problem packages in order, and starts again from the first whenever a package could be helped."""
        if not self._problems.packages():
            return self._end()
        resolver = self._resolver
        resolver.make_scores()
        last_stop = 0
        package = ScoreQueue(resolver, self._problems.packages()).pop()
        while package:
            after = package
            if self._keep(package):
                after = 0
            elif self._keep_dependencies(package):
                if package == last_stop:
                    return self._fail(package)
                last_stop, after = package, 0
            package = ScoreQueue(resolver, self._problems.packages(), after).pop()
        return self._end()

    def _end(self) -> bool:
        if not self._cache.broken_count or not self._cache.release.keeps_nothing_broken:
            return True
        self._cache.messages.error(_HELD)
        return False

    def _keep(self, package: int) -> bool:
        """Keeps a problem package; says whether that helped."""
        cache = self._cache
        if cache.state(package).protect:
            return False
        with cache.because(self._resolver.cause(package)):
            cache.mark_keep(package, False, False)
        return not self._problems.has(package)

    def _keep_dependencies(self, package: int) -> bool:
        """Keeps what the broken dependencies of a package point at; says whether that helped."""
        cache, universe = self._cache, self._cache.universe
        for group in list(universe.iter_or_groups(cache.state(package).install_version)):
            if not universe.is_critical(group[-1]) or cache.dependency_state(group[-1]) & GROUP_INSTALL:
                continue
            self._keep_targets(package, group)
            if not self._problems.has(package):
                return True
        return not self._problems.has(package)

    def _keep_targets(self, package: int, group: Sequence[int]) -> None:
        cache, universe = self._cache, self._cache.universe
        for dependency in group:
            for version in universe.all_targets(dependency):
                other = universe.version_package[version]
                if not universe.current_version[other]:
                    continue
                if not cache.state(other).install_version and not cache.release.keeps_removed:
                    continue
                judged = other if cache.release.keeps_by_their_protection else package
                if not cache.state(judged).protect:
                    with cache.because(self._resolver.cause(package, dependency)):
                        cache.mark_keep(other, False, False)
                if not self._problems.has(package):
                    return
            if not self._problems.has(package):
                return

    def _fail(self, package: int) -> bool:
        name = self._cache.universe.full_name(package)
        self._cache.messages.error(f"Internal Error, pkgProblemResolver::ResolveByKeep is looping on package {name}.")
        return False


class NewProblems:
    """The packages that are broken, or lack something they had that policy asks for; kept up to date."""

    def __init__(self, cache: DependencyCache, tolerated: Set[int]) -> None:
        """Looks at everything that will be installed once; later only at what marks may have changed."""
        self._cache = cache
        self._tolerated = tolerated
        self._seen = len(cache.marks)
        self._known: set[int] = set()
        self._watched = set(cache.touched_packages())
        self._stale = set(self._watched)

    def packages(self) -> set[int]:
        """Gives the problem packages."""
        self._note_marks()
        for package in self._stale:
            if self.has(package):
                self._known.add(package)
            else:
                self._known.discard(package)
        self._stale.clear()
        return self._known

    def has(self, package: int) -> bool:
        """Says whether a package is one (InstOrNewPolicyBroken)."""
        cache = self._cache
        if not cache.state(package).install_version:
            return False
        return cache.install_broken(package) or (
            package not in self._tolerated
            and cache.install_policy_broken(package)
            and not cache.now_policy_broken(package)
        )

    def _note_marks(self) -> None:
        """Finds the packages that depend on something that was marked since."""
        marks = self._cache.marks
        changed = {mark.package for mark in marks[self._seen :]}
        self._seen = len(marks)
        universe = self._cache.universe
        targets = set(changed)
        for package in changed:
            for version in universe.package_versions[package]:
                targets.update(universe.provides_package[provides] for provides in universe.version_provides[version])
        self._watched |= changed
        self._stale |= changed
        parents, owners = universe.dependency_parent, universe.version_package
        for target in targets:
            found = {owners[parents[dependency]] for dependency in universe.reverse_depends.members(target)}
            self._stale |= found & self._watched
