"""Consistent sets found without looking back, each as large as it gets: the proof for nearly every version.

A set begins with the essential packages, or with a consistent set that the search found, and takes in one version after
the other with all that it needs, always by the first answer that does not disturb what is there. A version that cannot
be taken in so is not refused by that: another set may have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aptsim.debcheck.facts import Facts


class GrowingSet:
    """A consistent set of versions that grows."""

    def __init__(self, facts: Facts, start: Iterable[int] = ()) -> None:
        """Starts with a set that is consistent already."""
        self._facts = facts
        self.members: set[int] = set()
        self._excluded: dict[int, int] = {}
        """By version: how many members exclude it."""
        for version in start:
            self._add(version)

    def take(self, start: Sequence[Sequence[int]]) -> bool:
        """Takes in one version of each group with all that they need; the set is as before where that fails.

        Args:
            start: groups of versions, of each of which one is wanted.
        """
        facts, members = self._facts, self.members
        added: list[int] = []
        wanted: list[Sequence[int]] = list(start)
        while wanted:
            answers = wanted.pop()
            if any(answer in members for answer in answers):
                continue
            chosen = next((answer for answer in answers if self._fits(answer)), 0)
            if not chosen:
                self._drop(added)
                return False
            self._add(chosen)
            added.append(chosen)
            wanted += [need.answers for need in reversed(facts.needs(chosen))]
        return True

    def _fits(self, version: int) -> bool:
        if self._excluded.get(version):
            return False
        members = self.members
        return not any(exclusion.version in members for exclusion in self._facts.exclusions(version))

    def _add(self, version: int) -> None:
        self.members.add(version)
        excluded = self._excluded
        for exclusion in self._facts.exclusions(version):
            excluded[exclusion.version] = excluded.get(exclusion.version, 0) + 1

    def _drop(self, versions: Iterable[int]) -> None:
        self.members.difference_update(versions)
        for version in versions:
            for exclusion in self._facts.exclusions(version):
                self._excluded[exclusion.version] -= 1
