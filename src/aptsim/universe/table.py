"""What every table of a universe is: entries by their numbers; nobody asks for several at once by a slice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Table(Protocol[T_co]):
    """Entries that are looked up by number, in the order of those."""

    def __getitem__(self, index: int, /) -> T_co:
        """Gives an entry."""

    def __len__(self) -> int:
        """Gives how many there are."""

    def __iter__(self) -> Iterator[T_co]:
        """Goes through all."""


#: A column of numbers: an array, mapped memory, or one that is filled when it is looked at.
Column = Table[int]
