"""A proof put into the order in which it reads well: from the version asked about down to where it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aptsim.debcheck.clauses import Clause, Rule


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of the proof.

    Args:
        rule: what kind of fact it is.
        version: the version that it is about; 0 for an essential package.
        dependency: the first alternative of the dependency that says so; 0 where none does.
        others: the versions that answer it, or the one that is excluded; none for a need that nothing answers.
    """

    rule: Rule
    version: int
    dependency: int
    others: tuple[int, ...]


def order_steps(version: int, facts: Iterable[Clause]) -> tuple[Step, ...]:
    """Gives the facts as steps: what a version says, then what those say that it leads to.

    Args:
        version: where to begin.
        facts: clauses, none of them learned.
    """
    by_owner: dict[int, list[Clause]] = {}
    for clause in sorted(facts, key=lambda clause: (clause.rule is not Rule.NEED, clause.dependency, clause.answers)):
        by_owner.setdefault(clause.owner, []).append(clause)
    steps: list[Step] = []
    waiting = [*sorted(set(by_owner) - {version, 0}, reverse=True), 0, version]
    seen: set[int] = set()
    while waiting:
        owner = waiting.pop()
        if owner in seen:
            continue
        seen.add(owner)
        found = [_step_of(clause) for clause in by_owner.get(owner, ())]
        steps += found
        waiting += [other for step in reversed(found) for other in reversed(step.others)]
    return tuple(steps)


def _step_of(clause: Clause) -> Step:
    others = tuple(clause.answers) or ((clause.excluded,) if clause.excluded else ())
    return Step(clause.rule, clause.owner, clause.dependency, others)
