"""What a search has settled so far: which versions are in and which are out, why, and since which decision."""

from __future__ import annotations

from aptsim.debcheck.clauses import Clause


class Assignment:
    """Literals that are true, in the order in which they became so.

    Level 0 holds whatever is decided; each decision begins a level of its own, and can be taken back with all that
    came after it.
    """

    def __init__(self) -> None:
        """Starts with nothing settled."""
        self.trail: list[int] = []
        self._true: set[int] = set()
        self._level: dict[int, int] = {}
        self._reason: dict[int, Clause | None] = {}
        self._starts: list[int] = []

    @property
    def level(self) -> int:
        """The number of decisions."""
        return len(self._starts)

    def is_true(self, literal: int) -> bool:
        """Says whether a literal is known to be true."""
        return literal in self._true

    def is_false(self, literal: int) -> bool:
        """Says whether a literal is known to be false."""
        return -literal in self._true

    def level_of(self, literal: int) -> int:
        """Gives the level at which a literal was settled, whichever way."""
        return self._level[abs(literal)]

    def reason_of(self, literal: int) -> Clause | None:
        """Gives the clause that settled a literal; None for a decision."""
        return self._reason[abs(literal)]

    def begin_level(self) -> None:
        """Makes what is settled from now on part of a new level."""
        self._starts.append(len(self.trail))

    def settle(self, literal: int, reason: Clause | None) -> None:
        """Makes a literal true that is not settled.

        Args:
            reason: the clause that leaves no choice; None for a decision.
        """
        self.trail.append(literal)
        self._true.add(literal)
        self._level[abs(literal)] = len(self._starts)
        self._reason[abs(literal)] = reason

    def cancel(self, level: int) -> None:
        """Takes back all levels above this one."""
        if level >= len(self._starts):
            return
        start = self._starts[level]
        for literal in self.trail[start:]:
            self._true.discard(literal)
            del self._level[abs(literal)], self._reason[abs(literal)]
        del self.trail[start:], self._starts[level:]
