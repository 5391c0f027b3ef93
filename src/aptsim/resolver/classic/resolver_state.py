"""What the problem resolver knows beside the dependency cache: its flags, its scores and the order they give.

Source: apt-pkg/algorithms.h, the members of pkgProblemResolver. In apt the order is an array of all packages; here a
package's place in it is worked out when it matters, which it does for packages that are broken or might be restored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aptsim.resolver.classic.causes import Cause, Reason
from aptsim.resolver.classic.dependency_cache import DependencyCache

if TYPE_CHECKING:
    from aptsim.resolver.classic.score_order import ScoreOrder


class ResolverState:
    """The flags, scores and order of one problem resolver.

    Attributes:
        protected: packages that the user wants as they are (the flag; the cache has its own).
        to_remove: packages that the user wants removed.
        preinstalled: packages that were to be installed before the resolver changed anything.
        spent: packages that are not upgraded again to save others.
    """

    def __init__(self, cache: DependencyCache) -> None:
        """Starts without flags and scores."""
        self.cache = cache
        self.protected: set[int] = set()
        self.to_remove: set[int] = set()
        self.preinstalled: set[int] = set()
        self.spent: set[int] = set()
        self._scores: dict[int, int] = {}
        self._first_scores: dict[int, int] = {}
        self._order: ScoreOrder | None = None

    def clear_flags(self, package: int) -> None:
        """Takes all flags from a package."""
        self.protected.discard(package)
        self.to_remove.discard(package)
        self.preinstalled.discard(package)
        self.spent.add(package)

    def make_scores(self) -> None:
        """Scores all packages for what they are now, and puts them in order."""
        from aptsim.resolver.classic.scores import make_scores  # here only: most runs break nothing

        self._scores = make_scores(self.cache, self.protected)
        self._first_scores = dict(self._scores)
        self._order = None

    def score(self, package: int) -> int:
        """Gives the score of a package as it is now."""
        return self._scores.get(package, 0)

    def set_score(self, package: int, score: int) -> None:
        """Changes a score; the order stays as it is."""
        self._scores[package] = score

    def first_score(self, package: int) -> int:
        """Gives the score of a package when all were put in order."""
        return self._first_scores.get(package, 0)

    def position(self, package: int) -> int:
        """Gives the index of a package in the array of all packages, sorted by their first scores."""
        ranks = self.cache.universe.package_rank
        if self._order is None:
            from aptsim.resolver.classic.score_order import ScoreOrder

            size = len(self.cache.universe.package_group) - 1
            self._order = ScoreOrder({ranks[known]: score for known, score in self._first_scores.items()}, size)
        return self._order.position(ranks[package])

    def cause(self, parent: int, dependency: int = 0) -> Cause:
        """Gives the cause to record for what is done about a package's broken dependency."""
        return Cause(Reason.RESOLVER, parent, dependency)
