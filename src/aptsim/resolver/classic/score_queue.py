"""The packages that a pass of the problem resolver has yet to visit, in the order of their scores."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from aptsim.resolver.classic.resolver_state import ResolverState


class ScoreQueue:
    """Gives packages by falling first score, equals by their place in apt's sorted array; never goes back.

    Places are worked out only for packages of equal score.
    """

    def __init__(self, state: ResolverState, packages: Iterable[int], after: int = 0) -> None:
        """Starts before the first of these packages.

        Args:
            after: a package; only those behind it are given. With 0, all are.
        """
        self._state = state
        self._last = after
        self._waiting: dict[int, list[int]] = {}
        self._scores: list[int] = []
        #: Place and number of the packages that have the score that the queue has come to.
        self._level: list[tuple[int, int]] = []
        for package in packages:
            self.add(package)

    def add(self, package: int) -> None:
        """Has a package visited if the queue has yet to come to it."""
        state = self._state
        score = state.first_score(package)
        if self._last:
            reached = state.first_score(self._last)
            if score == reached:
                place = state.position(package)
                if place > state.position(self._last):
                    heappush(self._level, (place, package))
            if score >= reached:
                return
        if score not in self._waiting:
            self._waiting[score] = []
            heappush(self._scores, -score)
        self._waiting[score].append(package)

    def pop(self) -> int:
        """Gives the next package; 0 when there is none."""
        while self._level or self._scores:
            if not self._level:
                packages = set(self._waiting.pop(-heappop(self._scores)))
                if len(packages) == 1:
                    self._last = packages.pop()
                    return self._last
                self._level = sorted((self._state.position(package), package) for package in packages)
            _, package = heappop(self._level)
            if package != self._last:
                self._last = package
                return package
        return 0
