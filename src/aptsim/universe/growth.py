"""Tables that grow at their end on top of others, without copying those.

Old texts stay as they are, new ones stand behind them. A row is copied when a builder first looks at it, and may then
be changed in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence, Sequence
from typing import TypeVar, overload

T = TypeVar("T")
_ONLY_AT_END = "this table only grows at its end"


class _Growing(MutableSequence[T]):
    """A table of `_size` entries below, and new ones behind them."""

    __slots__ = ("_size",)

    def __init__(self, size: int) -> None:
        self._size = size

    def _entry(self, index: int) -> T:
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> MutableSequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | MutableSequence[T]:
        if isinstance(index, slice):
            return [self._entry(place) for place in range(*index.indices(len(self)))]
        return self._entry(index)

    def __delitem__(self, index: int | slice) -> None:
        raise TypeError(_ONLY_AT_END)


class GrowingTexts(_Growing[str]):
    """A column of texts."""

    __slots__ = ("_base", "_new")

    def __init__(self, base: Sequence[str]) -> None:
        super().__init__(len(base))
        self._base = base
        self._new: list[str] = []

    def __len__(self) -> int:
        return self._size + len(self._new)

    def _entry(self, index: int) -> str:
        return self._base[index] if index < self._size else self._new[index - self._size]

    def __setitem__(self, index: int | slice, text: object) -> None:
        if not isinstance(index, int) or not isinstance(text, str) or index < self._size:
            raise TypeError(_ONLY_AT_END)
        self._new[index - self._size] = text

    def insert(self, index: int, text: str) -> None:
        """Adds a text at the end."""
        if index != len(self):
            raise TypeError(_ONLY_AT_END)
        self._new.append(text)


class GrowingRows(_Growing[list[T]]):
    """Rows of entries; `is_reversed` has each stand the other way round until the table is frozen."""

    __slots__ = ("_base", "_changed", "_is_reversed")

    def __init__(self, base: Sequence[Sequence[T]], is_reversed: bool = False) -> None:
        super().__init__(len(base))
        self._base = base
        self._is_reversed = is_reversed
        self._changed: dict[int, list[T]] = {}

    def __len__(self) -> int:
        return self._size

    def _entry(self, index: int) -> list[T]:
        row = self._changed.get(index)
        if row is None:
            row = self._changed[index] = list(self._base[index])
            if self._is_reversed:
                row.reverse()
        return row

    def __setitem__(self, index: int | slice, row: object) -> None:
        raise TypeError("a row is changed in place")

    def insert(self, index: int, row: list[T]) -> None:
        """Adds a row at the end."""
        if index != self._size:
            raise TypeError(_ONLY_AT_END)
        self._changed[index] = row
        self._size += 1

    def freeze(self) -> Sequence[Sequence[T]]:
        """Gives the rows as they are to be read from now on; this object must not be used afterwards."""
        if self._is_reversed:
            for row in self._changed.values():
                row.reverse()
        return OverlaidRows(self._base, self._changed, self._size)


class OverlaidRows(Sequence[Sequence[T]]):
    """Rows of which some stand elsewhere."""

    __slots__ = ("_base", "_changed", "_size")

    def __init__(self, base: Sequence[Sequence[T]], changed: Mapping[int, Sequence[T]], size: int) -> None:
        self._base = base
        self._changed = changed
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> Sequence[T]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[T]]: ...

    def __getitem__(self, index: int | slice) -> Sequence[T] | Sequence[Sequence[T]]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._size))]
        row = self._changed.get(index)
        return self._base[index] if row is None else row


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
        raise TypeError(_ONLY_AT_END)
