"""Tables of rows, as arrays of numbers: they are read alike in memory and in a stored universe.

A row is mostly empty, or one number, or a range. Those stand in the arrays themselves; any other row stands elsewhere,
in `longer`, and the array says where by a number from `MANY` on.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Final, Generic, TypeVar

from aptsim.model.value import Value
from aptsim.universe.table import Table

T = TypeVar("T")

#: Numbers from here on are places of rows in `longer`.
MANY: Final = 1 << 31
#: Stands for the file of a version that has no place yet.
NO_FILE: Final = MANY - 1


class VersionFile(Value):
    """Where one version's stanza stands: the number of its package file, byte offset and length in bytes."""

    file: int
    offset: int
    size: int


class _RowTable(Table[Sequence[T]], Generic[T]):
    """A sequence of rows; a subclass finds one by its number, and nobody asks for several at once by a slice."""

    __slots__ = ()

    @abstractmethod
    def __getitem__(self, index: int) -> Sequence[T]:
        """Gives one row."""

    def __iter__(self) -> Iterator[Sequence[T]]:
        return map(self.__getitem__, range(len(self)))


class ShortRows(_RowTable[int]):
    """Rows of few numbers: `first` has 0 for an empty one, and the number itself for a row of one."""

    __slots__ = ("first", "longer")

    def __init__(self, first: Sequence[int], longer: Table[Sequence[int]]) -> None:
        self.first = first
        self.longer = longer

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, index: int) -> Sequence[int]:
        one = self.first[index]
        if one < MANY:
            return (one,) if one else ()
        return self.longer[one - MANY]


class RangeRows(_RowTable[int]):
    """Rows of numbers that mostly follow each other, from `starts` up to `ends`."""

    __slots__ = ("ends", "longer", "starts")

    def __init__(self, starts: Sequence[int], ends: Sequence[int], longer: Table[Sequence[int]]) -> None:
        self.starts = starts
        self.ends = ends
        self.longer = longer

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Sequence[int]:
        end = self.ends[index]
        return range(self.starts[index], end) if end < MANY else self.longer[end - MANY]


class PlaceRows(_RowTable[VersionFile]):
    """Where each version stands: mostly in one file."""

    __slots__ = ("files", "longer", "offsets", "sizes")

    def __init__(
        self,
        files: Sequence[int],
        offsets: Sequence[int],
        sizes: Sequence[int],
        longer: Table[Sequence[VersionFile]],
    ) -> None:
        self.files = files
        self.offsets = offsets
        self.sizes = sizes
        self.longer = longer

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> Sequence[VersionFile]:
        file = self.files[index]
        if file >= MANY:
            return self.longer[file - MANY]
        return [] if file == NO_FILE else [VersionFile(file, self.offsets[index], self.sizes[index])]

    def numbers(self, index: int) -> tuple[int, ...]:
        """Gives the numbers of the files alone that a version stands in."""
        file = self.files[index]
        if file >= MANY:
            return tuple([place.file for place in self.longer[file - MANY]])
        return () if file == NO_FILE else (file,)


class Chains(_RowTable[int]):
    """Rows whose numbers lead from one to the next: a row begins in `heads`, and 0 ends it."""

    __slots__ = ("heads", "links")

    def __init__(self, heads: Sequence[int], links: Sequence[int]) -> None:
        self.heads = heads
        self.links = links

    def __len__(self) -> int:
        return len(self.heads)

    def members(self, index: int) -> Sequence[int]:
        """Gives the numbers of a row; who looks at more than one of them makes sure of their order by `in_order`."""
        return self[index]

    def in_order(self, index: int, numbers: Sequence[int]) -> Sequence[int]:
        """Gives some numbers of a row in the order of the row."""
        if len(numbers) < 2:
            return numbers
        wanted = frozenset(numbers)
        return [number for number in self[index] if number in wanted]

    def __getitem__(self, index: int) -> Sequence[int]:
        links = self.links
        row = []
        number = self.heads[index]
        while number:
            row.append(number)
            number = links[number]
        return row
