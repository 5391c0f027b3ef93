"""Making a run consistent again after it broke dependencies: the problem resolver.

Source: apt-pkg/algorithms.cc, pkgProblemResolver. apt goes through an array of all packages, sorted by score, until
nothing changes any more. Here the same steps are taken in the same order, but only the packages are visited that apt
would not pass over: broken ones, and those whose planned upgrade was taken back and can be tried once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from heapq import heapify, heappop, heappush

from aptsim.model.cache_types import PackageFlag
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.resolver_state import ResolverState

_AUTO = int(PackageFlag.AUTO)
_GENERATED_BREAKS = "Error, pkgProblemResolver::Resolve generated breaks, this may be caused by held packages."
_HELD = "Unable to correct problems, you have held broken packages."


class ProblemResolver:
    """The problem resolver of one run; requests are noted in it before it is started."""

    def __init__(self, cache: DependencyCache) -> None:
        """Starts without requests."""
        self._cache = cache
        self._state = ResolverState(cache)
        self._upgraded: set[int] = set()

    # ------------------------------------------------------------------ requests

    def protect(self, package: int) -> None:
        """Has the decision about a package left alone."""
        self._state.protected.add(package)
        self._cache.mark_protected(package)

    def remove(self, package: int) -> None:
        """Notes that a package shall be removed, so that it is not tried as a way out."""
        self._state.to_remove.add(package)

    def clear(self, package: int) -> None:
        """Forgets requests about a package; the dependency cache goes on protecting it."""
        self._state.protected.discard(package)
        self._state.to_remove.discard(package)

    # ------------------------------------------------------------------ resolving

    def resolve(self, broken_fix: bool = False) -> bool:
        """Installs, keeps and removes until nothing is broken; False, with an error, when that fails.

        Args:
            broken_fix: whether packages may be upgraded to mend them.
        """
        with self._cache.action_group():
            self._note_preinstalled(broken_fix)
            if self._suspects():
                self._state.make_scores()
                self._resolve_all(broken_fix)
            if self._cache.broken_count:
                return self._fail()
            self._mark_new_automatic()
        return True

    def resolve_by_keep(self, tolerated: Set[int] = frozenset()) -> bool:
        """Takes changes back until nothing is broken, not even by policy; installs and removes nothing.

        Args:
            tolerated: packages that may lack what policy asks for.
        """
        from aptsim.resolver.classic.keeping import resolve_by_keep

        with self._cache.action_group():
            return resolve_by_keep(self._state, tolerated)

    def _note_preinstalled(self, broken_fix: bool) -> None:
        cache, resolver = self._cache, self._state
        if broken_fix:
            while self._install_broken():
                pass
        current = cache.universe.current_version
        resolver.preinstalled = {package for package in cache.asked_packages() if cache.state(package).install}
        self._upgraded = {package for package in resolver.preinstalled if current[package]}
        resolver.spent.clear()

    def _install_broken(self) -> bool:
        """Installs the candidates of broken packages, in the order of apt's walk; says whether any was possible."""
        cache = self._cache
        ranks = cache.universe.package_rank
        cache.take_newly_broken()
        queue = [(ranks[package], package) for package in cache.broken_packages()]
        heapify(queue)
        done = -1
        succeeded = False
        while queue:
            rank, package = heappop(queue)
            state = cache.state(package)
            if rank == done or state.install or not cache.install_broken(package):
                continue
            done = rank
            with cache.because(self._state.cause(package)):
                cache.mark_install(package, False, 0, False)
            succeeded = succeeded or state.install
            for fresh in cache.take_newly_broken():
                if ranks[fresh] > rank:
                    heappush(queue, (ranks[fresh], fresh))
        return succeeded

    def _suspects(self) -> set[int]:
        """Gives the packages that are broken or can be tried again."""
        broken = self._cache.broken_packages()
        return broken.union(package for package in self._upgraded if self._is_retryable(package))

    def _is_retryable(self, package: int) -> bool:
        """Says whether a package's planned upgrade was taken back, and can be tried once more."""
        if package not in self._state.preinstalled:
            return False
        state = self._cache.state(package)
        return state.install_version != 0 and state.candidate_version != state.install_version and not state.protect

    def _resolve_all(self, broken_fix: bool) -> None:
        # Here only, as elsewhere in this class: most runs break nothing, and start the sooner.
        from aptsim.resolver.classic.investigation import Investigation

        resolver = self._state
        maximum = self._cache.configuration.find_i("pkgProblemResolver::MaxCounter", 20)
        for counter in range(maximum):
            has_changed = False
            for package in self._visited():
                if package in self._upgraded and self._is_retryable(package):
                    self._retry(package)
                if self._cache.state(package).install_version and self._cache.install_broken(package):
                    has_changed = Investigation(resolver, package, counter, broken_fix).run() or has_changed
            if not has_changed:
                return

    def _visited(self) -> Iterator[int]:
        """Yields the suspects of one pass, in the order of their scores, those that become it on the way too."""
        from aptsim.resolver.classic.score_queue import ScoreQueue

        cache = self._cache
        cache.take_newly_broken()
        marks = len(cache.marks)
        queue = ScoreQueue(self._state, self._suspects())
        while package := queue.pop():
            yield package
            for fresh in cache.take_newly_broken():
                queue.add(fresh)
            for mark in cache.marks[marks:]:
                if mark.package in self._upgraded:
                    queue.add(mark.package)
            marks = len(cache.marks)

    def _retry(self, package: int) -> None:
        """Installs a candidate once more, and takes that back when it breaks something."""
        cache = self._cache
        broken_before = cache.broken_count
        # This takes all flags, where only a note that it was tried is meant to be left; apt does the same.
        self._state.clear_flags(package)
        with cache.because(self._state.cause(package)):
            cache.mark_install(package, False, 0, False)
            if cache.install_broken(package) or broken_before < cache.broken_count:
                cache.mark_keep(package, False, False)

    # ------------------------------------------------------------------ the end

    def _fail(self) -> bool:
        """Adds the error for what is still broken; always False."""
        cache = self._cache
        is_all_protected = all(cache.state(package).protect for package in cache.broken_packages())
        cache.messages.error(_HELD if is_all_protected else _GENERATED_BREAKS)
        return False

    def _mark_new_automatic(self) -> None:
        cache = self._cache
        for package in cache.asked_packages():
            state = cache.state(package)
            if state.new_install and package not in self._state.preinstalled:
                state.flags |= _AUTO
