"""The search for a consistent set that has one version, complete: it finds one or proves that there is none.

Conflict-driven clause learning over the clauses of `clauses.py`. Two things are special. The clauses of a version are
made when the search first takes it in, so that a search costs what it looks at and not what there is. And decisions
only ever answer the needs of versions that are in; when no need is open, what is not settled stays out, and the set is
whole. Clauses hold for the universe whatever the question, so those learned for one question serve the next.

Source of the method: Silva and Sakallah, GRASP, 1996; Een and Sorensson, An Extensible SAT-solver, 2003.
"""

from __future__ import annotations

from dataclasses import dataclass

from aptsim.debcheck.assignment import Assignment
from aptsim.debcheck.clauses import Clause, Rule, facts_behind
from aptsim.debcheck.facts import Facts

_ENDLESS = 1 << 60
"""More than any level."""


@dataclass(frozen=True, slots=True)
class Found:
    """A consistent set."""

    versions: frozenset[int]


@dataclass(frozen=True, slots=True)
class Refuted:
    """The proof that no consistent set has the version: facts that cannot all hold with it."""

    facts: tuple[Clause, ...]


class Search:
    """A search over one universe, for any number of questions one after the other."""

    def __init__(self, facts: Facts) -> None:
        """Knows no clause yet but those of the essential packages."""
        self._facts = facts
        self._settled = Assignment()
        self._propagated = 0
        """How far down the trail everything that follows was drawn."""
        self._answered: list[int] = []
        """By level, the first first: how far down the trail all needs are answered."""
        self._watching: dict[int, list[Clause]] = {}
        """By literal: the clauses to look at when it becomes false. They watch their first two literals."""
        self._needs: dict[int, list[Clause]] = {}
        """By version that was taken in once: its needs."""
        self._essential = [Clause(list(group), Rule.ESSENTIAL) for group in facts.essential()]
        self._roots: list[Clause] = []
        """Clauses of one literal: they say something before anything is decided."""
        for clause in self._essential:
            self._keep(clause)

    def solve(self, version: int) -> Found | Refuted:
        """Gives a consistent set with the version, or the proof that there is none."""
        settled = self._settled = Assignment()
        self._propagated, self._answered = 0, []
        conflict = next(filter(self._contradicts, self._roots), None)
        while True:
            conflict = conflict or self._propagate()
            if conflict is not None:
                if settled.level <= 1:
                    return self._refute(conflict)
                conflict = self._learn(conflict)
            elif settled.level == 0:
                reason = settled.reason_of(version) if settled.is_false(version) else None
                if reason is not None:
                    return self._refute(reason)
                self._decide(version)
            else:
                choice = self._choose()
                if not choice:
                    return Found(frozenset(literal for literal in settled.trail if literal > 0))
                self._decide(choice)

    def _decide(self, version: int) -> None:
        settled = self._settled
        self._answered.append(self._answered[-1] if self._answered else 0)
        settled.begin_level()
        if not settled.is_true(version):
            settled.settle(version, None)

    def _choose(self) -> int:
        """Gives the first answer to the first need that is open, 0 when none is."""
        settled = self._settled
        trail = settled.trail
        place = self._answered[-1]
        needs = self._essential
        while not (unanswered := self._first_open(needs)):
            if place == len(trail):
                return 0
            self._answered[-1] = place
            needs = self._needs.get(trail[place], [])
            place += 1
        return next(answer for answer in unanswered.answers if not settled.is_false(answer))

    def _first_open(self, needs: list[Clause]) -> Clause | None:
        is_true = self._settled.is_true
        return next((need for need in needs if not any(map(is_true, need.literals))), None)

    # ------------------------------------------------------------------ what follows

    def _propagate(self) -> Clause | None:
        """Settles all that follows from what is settled; gives a clause that came out false."""
        trail = self._settled.trail
        while self._propagated < len(trail):
            literal = trail[self._propagated]
            self._propagated += 1
            conflict = self._look_at_watchers(-literal)
            if conflict is None and literal > 0 and literal not in self._needs:
                conflict = self._take_in(literal)
            if conflict is not None:
                return conflict
        return None

    def _look_at_watchers(self, false: int) -> Clause | None:
        """Looks at the clauses that watch a literal which became false; gives one that is false now."""
        is_false = self._settled.is_false
        watchers = self._watching.get(false, [])
        keep: list[Clause] = []
        for place, clause in enumerate(watchers):
            literals = clause.literals
            if literals[0] == false:
                literals[0], literals[1] = literals[1], false
            other = next((index for index in range(2, len(literals)) if not is_false(literals[index])), 0)
            if other and not self._settled.is_true(literals[0]):
                literals[1], literals[other] = literals[other], false
                self._watching.setdefault(literals[1], []).append(clause)
                continue
            keep.append(clause)
            if is_false(literals[0]):
                self._watching[false] = keep + watchers[place + 1 :]
                return clause
            if not self._settled.is_true(literals[0]):
                self._settled.settle(literals[0], clause)
        self._watching[false] = keep
        return None

    def _take_in(self, version: int) -> Clause | None:
        """Makes the clauses of a version that is in for the first time; gives one that is false."""
        needs = [
            Clause([-version, *need.answers], Rule.NEED, version, need.dependency)
            for need in self._facts.needs(version)
        ]
        self._needs[version] = needs
        exclusions = [
            Clause(
                [-version, -exclusion.version],
                Rule.EXCLUSION if exclusion.dependency else Rule.ONE_VERSION,
                version,
                exclusion.dependency,
            )
            for exclusion in self._facts.exclusions(version)
        ]
        false: list[Clause] = []
        for clause in (*needs, *exclusions):
            self._keep(clause)
            if self._contradicts(clause):
                false.append(clause)
        # What needs the fewest words to tell.
        return min(false, key=lambda clause: len(clause.literals), default=None)

    def _keep(self, clause: Clause) -> None:
        """Has a clause looked at in time: it watches two literals that are not false, or were the last to become so."""
        settled = self._settled
        clause.literals.sort(key=lambda literal: -settled.level_of(literal) if settled.is_false(literal) else -_ENDLESS)
        if len(clause.literals) == 1:
            self._roots.append(clause)
            return
        for literal in clause.literals[:2]:
            self._watching.setdefault(literal, []).append(clause)

    def _contradicts(self, clause: Clause) -> bool:
        """Says whether a clause whose first literals are the ones to look at is false; settles what it leaves."""
        settled, literals = self._settled, clause.literals
        if settled.is_false(literals[0]):
            return True
        if not settled.is_true(literals[0]) and (len(literals) == 1 or settled.is_false(literals[1])):
            settled.settle(literals[0], clause)
        return False

    # ------------------------------------------------------------------ what a contradiction teaches

    def _learn(self, conflict: Clause) -> Clause | None:
        """Goes back to where the contradiction could have been foreseen, with a clause that does so from now on."""
        clause = self._foresee(conflict)
        settled = self._settled
        level = max(map(settled.level_of, clause.literals[1:]), default=0)
        settled.cancel(level)
        del self._answered[level:]
        self._propagated = min(self._propagated, len(settled.trail))
        self._keep(clause)
        return clause if self._contradicts(clause) else None

    def _foresee(self, conflict: Clause) -> Clause:
        """Makes the clause that the contradiction teaches (the first unique implication point)."""
        settled = self._settled
        top = settled.level
        origins: list[Clause] = [conflict]
        kept: list[int] = []
        ground: list[int] = []
        seen: set[int] = set()
        open_count = 0
        place = len(settled.trail)
        clause, pivot = conflict, 0
        while True:
            for literal in clause.literals:
                if literal == pivot or literal in seen:
                    continue
                seen.add(literal)
                level = settled.level_of(literal)
                if level == top:
                    open_count += 1
                else:
                    (kept if level else ground).append(literal)
            place -= 1
            while -settled.trail[place] not in seen:
                place -= 1
            pivot = settled.trail[place]
            open_count -= 1
            reason = settled.reason_of(pivot)
            if not open_count or reason is None:
                break
            clause = reason
            origins.append(clause)
        origins += self._reasons_of(ground)
        return Clause([-pivot, *kept], Rule.LEARNED, origins=tuple(origins))

    def _reasons_of(self, literals: list[int]) -> list[Clause]:
        """Gives the clauses that settled these literals, and those behind them."""
        settled = self._settled
        found: dict[Clause, None] = {}
        waiting = list(literals)
        seen: set[int] = set()
        while waiting:
            literal = abs(waiting.pop())
            if literal in seen:
                continue
            seen.add(literal)
            reason = settled.reason_of(literal)
            if reason is not None:
                found[reason] = None
                waiting += reason.literals
        return list(found)

    def _refute(self, conflict: Clause) -> Refuted:
        return Refuted(tuple(facts_behind([conflict, *self._reasons_of(conflict.literals)])))
