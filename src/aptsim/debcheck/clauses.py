"""The facts about versions as clauses: statements of which each consistent set makes at least one literal true.

A literal is a version number: positive for "it is in the set", negative for "it is not".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Rule(Enum):
    """What a clause says."""

    NEED = "need"
    """A version needs one of others."""
    EXCLUSION = "exclusion"
    """A version conflicts with another, or breaks it."""
    ONE_VERSION = "one version"
    """Two versions of one package are never there at once."""
    ESSENTIAL = "essential"
    """Some version of an essential package is there."""
    LEARNED = "learned"
    """It follows from other clauses."""


@dataclass(slots=True, eq=False)
class Clause:
    """One statement.

    Args:
        literals: of which one is true; their order means nothing.
        rule: what it says.
        owner: the version that says so; 0 where none does.
        dependency: the dependency that says so; 0 where none does.
        origins: of a learned clause, those that it follows from.
    """

    literals: list[int]
    rule: Rule
    owner: int = 0
    dependency: int = 0
    origins: tuple[Clause, ...] = ()

    @property
    def answers(self) -> list[int]:
        """The versions of which one has to be there, if anything in the clause is to be."""
        return sorted(literal for literal in self.literals if literal > 0)

    @property
    def excluded(self) -> int:
        """The version that the owner excludes; 0 where it excludes none."""
        return next((-literal for literal in self.literals if literal < 0 and -literal != self.owner), 0)


def facts_behind(clauses: list[Clause]) -> list[Clause]:
    """Gives the clauses that these follow from, none of them learned, each once."""
    found: dict[Clause, None] = {}
    seen: set[Clause] = set()
    waiting = list(reversed(clauses))
    while waiting:
        clause = waiting.pop()
        if clause in seen:
            continue
        seen.add(clause)
        if clause.rule is Rule.LEARNED:
            waiting += reversed(clause.origins)
        else:
            found[clause] = None
    return list(found)
