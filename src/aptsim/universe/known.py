"""What follows from numbers alone: found when it is first asked for, and remembered for every later run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_MOST = 200_000


class Known(dict[int, T]):
    """A dictionary that fills itself.

    >>> squares = Known(lambda number: number * number)
    >>> squares[3], len(squares)
    (9, 1)
    """

    __slots__ = ("_find", "_most")

    def __init__(self, find: Callable[[int], T], most: int = _MOST) -> None:
        """Starts empty.

        Args:
            find: gives the value of a number, the same at any time.
            most: with so many values it begins anew, so that a sweep of everything does not come to hold everything.
        """
        super().__init__()
        self._find = find
        self._most = most

    def __missing__(self, number: int) -> T:
        if len(self) >= self._most:
            self.clear()
        value = self[number] = self._find(number)
        return value
