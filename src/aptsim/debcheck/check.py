"""Which versions are installable: by sets that grow, and by the search for what these leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from aptsim.debcheck.clauses import Clause
from aptsim.debcheck.facts import Facts
from aptsim.debcheck.growing import GrowingSet
from aptsim.debcheck.reasons import Step, order_steps
from aptsim.debcheck.search import Found, Search
from aptsim.universe.universe import Universe

#: Told how many versions are settled, and of how many.
Progress = Callable[[int, int], None]

_STEPS = 500
"""Versions between two reports of progress."""
_WORTH_GROWING = 0.1
"""The share of the open versions that a growing set has to settle, for the next found set to grow too."""


@dataclass(frozen=True, slots=True)
class Uninstallable:
    """A version that no consistent set has, and why: facts that contradict each other, in the order to read them."""

    version: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DistributionCheck:
    """The answer: how many versions were looked at, and those that cannot be installed."""

    checked: int
    uninstallable: tuple[Uninstallable, ...]


def check_installability(
    universe: Universe, versions: Iterable[int] | None = None, progress: Progress | None = None
) -> DistributionCheck:
    """Finds the versions that cannot be installed whatever else is.

    Only what sources offer counts, and nothing of what is installed.

    Args:
        versions: those that are asked about; None for all that are offered. What is not offered is passed over.
        progress: told now and then how far it is.
    """
    facts = Facts(universe)
    asked = facts.versions() if versions is None else [version for version in versions if facts.offered[version]]
    refuted = _Check(facts, asked, progress).run()
    found = (Uninstallable(version, order_steps(version, refuted[version])) for version in asked if version in refuted)
    return DistributionCheck(len(asked), tuple(found))


class _Check:
    """Takes turns: the search settles one version, and the set that it found grows as far as that is worth while."""

    def __init__(self, facts: Facts, asked: Sequence[int], progress: Progress | None) -> None:
        self._facts = facts
        self._search = Search(facts)
        self._open = list(reversed(asked))
        """The next one is the last."""
        self._installable: set[int] = set()
        self._total = len(asked)
        self._refuted: dict[int, tuple[Clause, ...]] = {}
        self._progress = progress

    def run(self) -> dict[int, tuple[Clause, ...]]:
        """Gives the proofs for those that cannot be installed."""
        growing = GrowingSet(self._facts)
        if growing.take(self._facts.essential()):
            self._grow(growing)
        is_worth_growing = True
        while self._open:
            version = self._open.pop()
            if version in self._installable:
                continue
            self._tell(0)
            answer = self._search.solve(version)
            if not isinstance(answer, Found):
                self._refuted[version] = answer.facts
                continue
            self._installable |= answer.versions
            if is_worth_growing:
                before = len(self._open)
                self._grow(GrowingSet(self._facts, answer.versions))
                is_worth_growing = before - len(self._open) >= before * _WORTH_GROWING
        return self._refuted

    def _grow(self, growing: GrowingSet) -> None:
        """Has a set take in of the open versions what it can, and settles these."""
        for place, version in enumerate(reversed(self._open)):
            if version not in growing.members:
                growing.take([(version,)])
            if not place % _STEPS:
                self._tell(place)
        self._open = [version for version in self._open if version not in growing.members]

    def _tell(self, place: int) -> None:
        if self._progress is not None:
            self._progress(self._total - len(self._open) + place, self._total)
