"""Tables that grow at their end, from nothing or from those of a finished universe, which stay as they are.

Arrays of a universe are copied, which is quick; its texts and its longer rows are looked up where they stand.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from typing import Generic, TypeVar

from aptsim.model.version import number_key
from aptsim.universe.known import Known
from aptsim.universe.rows import MANY, NO_FILE, Chains, PlaceRows, RangeRows, ShortRows, VersionFile
from aptsim.universe.table import Table
from aptsim.universe.tables import NumberKey, Pool, Texts, VersionNumbers

T = TypeVar("T")


def as_array(code: str, column: Sequence[int]) -> array[int]:
    """Gives a column as an array, itself where it is one."""
    return column if isinstance(column, array) and column.typecode == code else copied(code, column)


def copied(code: str, column: Sequence[int]) -> array[int]:
    """Gives an array of the numbers of a column."""
    if isinstance(column, memoryview):
        numbers = array(code)
        numbers.frombytes(column.cast("B"))
        return numbers
    return array(code, column)


class GrowingPool(dict[str, int]):
    """Different texts and their numbers; looking up one that is not there adds it.

    Numbers of texts that a pool below has are not known here: such a text gets a new one.
    """

    def __init__(self, base: Pool | None = None) -> None:
        """Starts with '' alone, or with all texts of a base, whose first that is."""
        super().__init__({"": 0})
        self._base = base
        self._size = base.size() if base else 0
        self._texts = [] if base else [""]

    def __missing__(self, text: str) -> int:
        number = self._size + len(self._texts)
        self._texts.append(text)
        self[text] = number
        return number

    def number(self, text: str) -> int:
        """Gives the number of a text, which is added when it is new."""
        return self[text]

    def text(self, number: int) -> str:
        """Gives a text by its number."""
        return self._base.text(number) if self._base and number < self._size else self._texts[number - self._size]

    def size(self) -> int:
        """Gives how many texts there are."""
        return self._size + len(self._texts)


class GrowingVersionPool(GrowingPool):
    """Different version numbers; keys of a base would say nothing about those that are added."""

    def __init__(self, base: Pool | None = None) -> None:
        super().__init__(base)
        #: Gives what sorts as a version number does.
        self.key: Callable[[int], NumberKey] = Known(self._find_key).__getitem__

    def _find_key(self, number: int) -> NumberKey:
        return number_key(self.text(number))


class TextColumn(Texts):
    """A column of texts from a pool that grows."""

    __slots__ = ("column", "pool")

    column: array[int]
    pool: GrowingPool

    def append(self, text: str) -> None:
        """Adds a text at the end."""
        self.column.append(self.pool[text])

    def __setitem__(self, index: int, text: str) -> None:
        self.column[index] = self.pool[text]


class VersionNumberColumn(TextColumn, VersionNumbers):
    """A column of version numbers from a pool that grows."""

    __slots__ = ()

    pool: GrowingVersionPool


class LongerRows(Table[Sequence[T]], Generic[T]):
    """Rows that stand elsewhere: those of a base, which are not changed, and own ones, which are."""

    __slots__ = ("_base", "_size", "own")

    def __init__(self, base: Table[Sequence[T]]) -> None:
        self._base = base
        self._size = len(base)
        self.own: list[list[T]] = []

    def __len__(self) -> int:
        return self._size + len(self.own)

    def __getitem__(self, index: int) -> Sequence[T]:
        return self._base[index] if index < self._size else self.own[index - self._size]

    def __iter__(self) -> Iterator[Sequence[T]]:
        return map(self.__getitem__, range(len(self)))

    def add(self, row: list[T]) -> int:
        """Adds a row and gives the number that stands for it."""
        self.own.append(row)
        return MANY + len(self) - 1

    def changeable(self, number: int) -> tuple[int, list[T]]:
        """Gives a row that may be changed for the number of a row, and the number that stands for it from now on."""
        place = number - MANY
        if place >= self._size:
            return number, self.own[place - self._size]
        row = list(self._base[place])
        return self.add(row), row


class GrowingRows(ShortRows):
    """Rows of few numbers that grow."""

    __slots__ = ()

    first: array[int]
    longer: LongerRows[int]

    def __init__(self, base: ShortRows | None = None) -> None:
        super().__init__(copied("I", base.first) if base else array("I", [0]), LongerRows(base.longer if base else ()))

    def add_row(self) -> None:
        """Adds an empty row at the end."""
        self.first.append(0)

    def insert(self, index: int, position: int, number: int) -> None:
        """Adds a number at a position of a row."""
        one = self.first[index]
        if not one:
            self.first[index] = number
        elif one < MANY:
            self.first[index] = self.longer.add([one, number] if position else [number, one])
        else:
            self.first[index], row = self.longer.changeable(one)
            row.insert(position, number)

    def append(self, index: int, number: int) -> None:
        """Adds a number at the end of a row."""
        one = self.first[index]
        self.insert(index, 1 if one < MANY else len(self.longer[one - MANY]), number)


class GrowingRanges(RangeRows):
    """Rows of numbers that mostly follow each other, growing."""

    __slots__ = ()

    starts: array[int]
    ends: array[int]
    longer: LongerRows[int]

    def __init__(self, base: RangeRows | None = None) -> None:
        super().__init__(
            copied("I", base.starts) if base else array("I", [0]),
            copied("I", base.ends) if base else array("I", [0]),
            LongerRows(base.longer if base else ()),
        )

    def add_row(self) -> None:
        """Adds an empty row at the end."""
        self.starts.append(0)
        self.ends.append(0)

    def insert(self, index: int, position: int | None, number: int) -> None:
        """Adds a number at a position of a row; None is its end."""
        start, end = self.starts[index], self.ends[index]
        if end < MANY:
            if start == end:
                self.starts[index], self.ends[index] = number, number + 1
                return
            if number == end and (position is None or position == end - start):
                self.ends[index] = end + 1
                return
            end = self.longer.add(list(range(start, end)))
        self.ends[index], row = self.longer.changeable(end)
        row.insert(len(row) if position is None else position, number)


class GrowingPlaces(PlaceRows):
    """Where each version stands, while files are being read."""

    __slots__ = ()

    files: array[int]
    offsets: array[int]
    sizes: array[int]
    longer: LongerRows[VersionFile]

    def __init__(self, base: PlaceRows | None = None) -> None:
        super().__init__(
            copied("I", base.files) if base else array("I", [NO_FILE]),
            copied("I", base.offsets) if base else array("I", [0]),
            copied("I", base.sizes) if base else array("I", [0]),
            LongerRows(base.longer if base else ()),
        )

    def add_row(self) -> None:
        """Adds a version that stands nowhere yet."""
        self.files.append(NO_FILE)
        self.offsets.append(0)
        self.sizes.append(0)

    def append(self, index: int, place: VersionFile) -> None:
        """Adds one more place of a version."""
        file = self.files[index]
        if file == NO_FILE:
            self.files[index], self.offsets[index], self.sizes[index] = place.file, place.offset, place.size
            return
        if file < MANY:
            file = self.longer.add(list(self[index]))
        self.files[index], row = self.longer.changeable(file)
        row.append(place)


class GrowingChains(Chains):
    """Chains that grow; a chain's number is linked in when it is known where."""

    __slots__ = ()

    heads: array[int]
    links: array[int]

    def __init__(self, base: Chains | None = None) -> None:
        super().__init__(
            copied("I", base.heads) if base else array("I", [0]), copied("I", base.links) if base else array("I", [0])
        )

    def add_row(self) -> None:
        """Adds an empty chain at the end."""
        self.heads.append(0)


class GrowingNames(MutableMapping[str, int]):
    """From a name to its number."""

    __slots__ = ("_base", "_new")

    def __init__(self, base: Mapping[str, int]) -> None:
        self._base = base
        self._new: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._base) + len(self._new)

    def __iter__(self) -> Iterator[str]:
        yield from self._base
        yield from self._new

    def __getitem__(self, name: str) -> int:
        number = self._new.get(name)
        return self._base[name] if number is None else number

    def __setitem__(self, name: str, number: int) -> None:
        self._new[name] = number

    def __delitem__(self, name: str) -> None:
        raise TypeError("names are only added")
