"""Tables read from a stored universe: nothing is decoded before somebody looks at it."""

from __future__ import annotations

import zlib
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar, overload

from aptsim.model.version import version_key
from aptsim.universe.known import Known
from aptsim.universe.rows import VersionFile
from aptsim.universe.table import Table

T = TypeVar("T")

#: Places in one pool, or texts made by `version_key` in another: compared with each other only within a pool.
NumberKey = Any

NUMBER_COLUMNS = {
    "package_group": "I",
    "package_rank": "I",
    "package_flags": "B",
    "selected_state": "B",
    "install_state": "B",
    "current_state": "B",
    "current_version": "I",
    "version_package": "I",
    "version_multi_arch": "B",
    "version_priority": "B",
    "version_size": "Q",
    "version_installed_size": "Q",
    "version_has_archive": "B",
    "version_hash": "I",
    "dependency_parent": "I",
    "dependency_target": "I",
    "dependency_type": "B",
    "dependency_operator": "B",
    "provides_owner": "I",
    "provides_package": "I",
    "provides_flags": "B",
    "installed_packages": "I",
    "broken_packages": "I",
}
"""The tables of numbers, and how wide one is: a type code of `array`."""

OWN_COLUMNS = frozenset(
    (
        "package_rank",
        "package_flags",
        "selected_state",
        "install_state",
        "current_state",
        "current_version",
        "installed_packages",
        "broken_packages",
    )
)
"""Those of them that a builder keeps in another form."""

TEXT_COLUMNS = (
    "group_names",
    "package_arch",
    "version_strings",
    "version_section",
    "version_source",
    "version_source_version",
    "dependency_version",
    "provides_version",
)
"""The tables of texts: numbers into a pool."""

NUMBER_TEXTS = frozenset(("version_strings", "version_source_version", "dependency_version", "provides_version"))
"""Those of them that hold version numbers, which have a pool of their own."""

ROW_TABLES = (
    "group_packages",
    "group_source_versions",
    "package_versions",
    "package_provides",
    "reverse_depends",
    "version_files",
    "version_depends",
    "version_provides",
)
"""The tables of rows of numbers."""


class _Table(Table[T], Generic[T]):
    """A sequence whose entries are made from one column of numbers when they are first asked for, and kept then."""

    __slots__ = ("_known", "column")

    def __init__(self, column: Sequence[int]) -> None:
        self.column = column
        self._known: dict[int, T] = Known(self.entry)

    @abstractmethod
    def entry(self, index: int) -> T:
        """Makes one entry."""

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, index: int) -> T:
        return self._known[index]

    def __iter__(self) -> Iterator[T]:
        return map(self.entry, range(len(self)))


class Pool(Protocol):
    """Different texts, each with a number."""

    @property
    def text(self) -> Callable[[int], str]:
        """Gives a text by its number."""

    def size(self) -> int:
        """Gives how many texts there are."""


class NumberPool(Pool, Protocol):
    """Different version numbers."""

    @property
    def key(self) -> Callable[[int], NumberKey]:
        """Gives what sorts among all of this pool as the version number does; nothing true for the number ''."""


class TextPool:
    """A pool stored as one text; `starts` has one entry more than there are texts."""

    __slots__ = ("_blob", "_starts", "text")

    def __init__(self, blob: memoryview, starts: Sequence[int]) -> None:
        self._blob = blob
        self._starts = starts
        #: Gives a text by its number; one that was given before without a call of Python's.
        self.text: Callable[[int], str] = Known(self._decode).__getitem__

    def _decode(self, number: int) -> str:
        starts = self._starts
        return str(self._blob[starts[number] : starts[number + 1]], "latin-1")

    def size(self) -> int:
        """Gives how many texts there are."""
        return len(self._starts) - 1


class VersionPool(TextPool):
    """A pool of version numbers, stored with the place of each among them all."""

    __slots__ = ("key",)

    def __init__(self, blob: memoryview, starts: Sequence[int], places: Sequence[int]) -> None:
        super().__init__(blob, starts)
        self.key: Callable[[int], NumberKey] = places.__getitem__

    @staticmethod
    def places(texts: Sequence[str]) -> list[int]:
        """Gives the places of version numbers: equal ones share one, and '' has 0."""
        keys = list(map(version_key, texts))
        place_of = {key: place for place, key in enumerate(sorted(set(keys)), 1)}
        return [place_of[key] if text else 0 for key, text in zip(keys, texts, strict=True)]


class Texts(Table[str]):
    """A column of texts: numbers into a pool."""

    __slots__ = ("_text", "column", "pool")

    def __init__(self, column: Sequence[int], pool: Pool) -> None:
        self.column = column
        self.pool = pool
        self._text = pool.text

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, index: int) -> str:
        return self._text(self.column[index])

    def __iter__(self) -> Iterator[str]:
        return map(self._text, self.column)


class VersionNumbers(Texts):
    """A column of version numbers."""

    __slots__ = ()

    pool: NumberPool

    def key(self, index: int) -> NumberKey:
        """Gives what sorts as the version number does, see `NumberPool.key`."""
        return self.pool.key(self.column[index])


class Rows(_Table[Sequence[int]]):
    """Lists of numbers behind each other: row `i` is `flat[column[i]:column[i + 1]]`."""

    __slots__ = ("flat",)

    def __init__(self, column: Sequence[int], flat: Sequence[int]) -> None:
        super().__init__(column)
        self.flat = flat

    def __len__(self) -> int:
        return len(self.column) - 1

    def entry(self, index: int) -> Sequence[int]:
        """Gives a row."""
        return tuple(self.flat[self.column[index] : self.column[index + 1]])


class FileRows(_Table[Sequence[VersionFile]]):
    """Where each version stands; `flat` has three numbers for every place."""

    __slots__ = ("flat",)

    def __init__(self, column: Sequence[int], flat: Sequence[int]) -> None:
        super().__init__(column)
        self.flat = flat

    def __len__(self) -> int:
        return len(self.column) - 1

    def entry(self, index: int) -> Sequence[VersionFile]:
        """Gives the places of one version."""
        flat = self.flat
        return [
            VersionFile(flat[place], flat[place + 1], flat[place + 2])
            for place in range(self.column[index], self.column[index + 1], 3)
        ]


class NameIndex(Mapping[str, int]):
    """From a name to its group: a hash table with open addressing over the stored names."""

    __slots__ = ("names", "slots")

    def __init__(self, slots: Sequence[int], names: Texts) -> None:
        self.slots = slots
        self.names = names

    @staticmethod
    def slot_table(names: Table[str]) -> list[int]:
        """Gives the slots for names; entry 0 of `names` is left out."""
        size = 1 << max(4, (2 * len(names)).bit_length())
        mask = size - 1
        slots = [0] * size
        for number in range(1, len(names)):
            place = zlib.crc32(names[number].encode("latin-1", "replace")) & mask
            while slots[place]:
                place = (place + 1) & mask
            slots[place] = number
        return slots

    def __getitem__(self, name: str) -> int:
        number = self.get(name, 0)
        if not number:
            raise KeyError(name)
        return number

    @overload
    def get(self, name: str, default: None = None, /) -> int | None: ...

    @overload
    def get(self, name: str, default: T, /) -> int | T: ...

    def get(self, name: str, default: T | None = None, /) -> int | T | None:
        """Gives the group of a name, or the default."""
        slots = self.slots
        mask = len(slots) - 1
        place = zlib.crc32(name.encode("latin-1", "replace")) & mask
        while number := slots[place]:
            if self.names[number] == name:
                return number
            place = (place + 1) & mask
        return default

    def __len__(self) -> int:
        return len(self.names) - 1

    def __iter__(self) -> Iterator[str]:
        return (self.names[number] for number in range(1, len(self.names)))
