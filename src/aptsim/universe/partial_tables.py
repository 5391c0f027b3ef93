"""Tables of a universe that is read as far as it is looked at.

Looking at a row has read whatever belongs to it. A row that only reading everything would give, and a table as a
whole, is refused with `WholeUniverseNeededError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from aptsim.errors import WholeUniverseNeededError
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.rows import Chains, ShortRows
from aptsim.universe.table import Column
from aptsim.universe.tables import Texts
from aptsim.universe.walk_order import name_hash

#: Names are no longer than this where their place in apt's walk is told by one number.
_LONGEST_NAME = 120


class Source(Protocol):
    """What reads packages into a builder."""

    builder: UniverseBuilder

    def read_package(self, name: str) -> None:
        """Reads all stanzas of a package."""

    def read_providers(self, name: str) -> None:
        """Reads all packages that provide a name."""

    def find_group(self, name: str) -> int:
        """Gives the group of a name, 0 when no package is called so."""


class PartialNames(Mapping[str, int]):
    """From a name to its group."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __getitem__(self, name: str) -> int:
        group = self._source.find_group(name)
        if not group:
            raise KeyError(name)
        return group

    def __iter__(self) -> Iterator[str]:
        raise WholeUniverseNeededError

    def __len__(self) -> int:
        raise WholeUniverseNeededError


class PartialTexts(Texts):
    """A column of texts that grows, of which only single ones are known."""

    __slots__ = ()

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts.column, texts.pool)

    def __len__(self) -> int:
        raise WholeUniverseNeededError

    def __iter__(self) -> Iterator[str]:
        raise WholeUniverseNeededError


class PartialGroups(ShortRows):
    """The packages of groups, of which only single rows are known."""

    __slots__ = ()

    def __init__(self, rows: ShortRows) -> None:
        super().__init__(rows.first, rows.longer)

    def __len__(self) -> int:
        raise WholeUniverseNeededError

    def __iter__(self) -> Iterator[Sequence[int]]:
        raise WholeUniverseNeededError


class PartialColumn(Column):
    """A column that grows, of which only single numbers are known."""

    def __init__(self, column: Sequence[int]) -> None:
        self.column = column

    def __getitem__(self, index: int) -> int:
        return self.column[index]

    def __len__(self) -> int:
        raise WholeUniverseNeededError

    def __iter__(self) -> Iterator[int]:
        raise WholeUniverseNeededError


class PaddedColumn(Column):
    """A column that is 0 for all packages behind its end."""

    def __init__(self, column: Sequence[int]) -> None:
        self.column = column

    def __getitem__(self, index: int) -> int:
        return self.column[index] if index < len(self.column) else 0

    def __len__(self) -> int:
        return len(self.column)

    def __iter__(self) -> Iterator[int]:
        return iter(self.column)


class PartialVersions(ShortRows):
    """The versions of packages, read when they are asked for."""

    __slots__ = ("_read", "_source")

    def __init__(self, source: Source) -> None:
        rows = source.builder.package_versions
        super().__init__(rows.first, rows.longer)
        self._source = source
        self._read: set[int] = set()

    def __getitem__(self, index: int) -> Sequence[int]:
        """Gives the versions of a package, highest first."""
        if index not in self._read:
            self._read.add(index)
            builder = self._source.builder
            self._source.read_package(builder.group_names[builder.package_group[index]])
        return super().__getitem__(index)


class PartialProvides(ShortRows):
    """What provides packages, read when it is asked for."""

    __slots__ = ("_known", "_source")

    def __init__(self, source: Source) -> None:
        rows = source.builder.package_provides
        super().__init__(rows.first, rows.longer)
        self._source = source
        self._known: dict[int, Sequence[int]] = {}

    def __getitem__(self, index: int) -> Sequence[int]:
        """Gives the provides of a package, those read last by apt first."""
        known = self._known.get(index)
        if known is None:
            builder = self._source.builder
            name = builder.group_names[builder.package_group[index]]
            self._source.read_providers(name)
            if len(super().__getitem__(index)) > 1 and name.endswith(f":{builder.native_arch}"):
                raise WholeUniverseNeededError
            owners = builder.provides_owner
            key = place_order(builder)
            found = sorted(
                super().__getitem__(index), key=lambda provides: (key(owners[provides]), provides), reverse=True
            )
            known = self._known[index] = tuple(found)
        return known


class PartialSources(ShortRows):
    """The versions that were read of those that are built from a source package."""

    __slots__ = ("_builder",)

    def __init__(self, source: Source) -> None:
        rows = source.builder.group_source_versions
        super().__init__(rows.first, rows.longer)
        self._builder = source.builder

    def __getitem__(self, index: int) -> Sequence[int]:
        """Gives versions in apt's order; those of installed packages are among them."""
        return sorted(super().__getitem__(index), key=place_order(self._builder), reverse=True)


class PartialDependants(Chains):
    """The dependencies onto a package that were read; those of all versions of installed packages are among them.

    Their order is only known when everything was read.
    """

    __slots__ = ("_builder", "_linked", "_onto")

    def __init__(self, source: Source) -> None:
        chains = source.builder.reverse_depends
        super().__init__(chains.heads, chains.links)
        self._builder = source.builder
        self._onto: dict[int, list[int]] = {}
        self._linked = 1

    def members(self, index: int) -> Sequence[int]:
        """Gives the dependencies onto a package in no order."""
        targets, onto = self._builder.dependency_target, self._onto
        for dependency in range(self._linked, len(targets)):
            onto.setdefault(targets[dependency], []).append(dependency)
        self._linked = len(targets)
        return onto.get(index, ())

    def in_order(self, index: int, numbers: Sequence[int]) -> Sequence[int]:
        """Gives dependencies onto a package in their order, when that is plain.

        Raises:
            WholeUniverseNeededError: when several packages have some.
        """
        builder = self._builder
        if len({builder.version_package[builder.dependency_parent[dependency]] for dependency in numbers}) > 1:
            raise WholeUniverseNeededError
        return sorted(numbers)

    def __getitem__(self, index: int) -> Sequence[int]:
        """Gives no row: nobody asks for all dependencies but to know them all.

        Raises:
            WholeUniverseNeededError: always.
        """
        raise WholeUniverseNeededError


class PartialRanks(PartialColumn):
    """Numbers with the order of packages in apt's walk; they do not follow each other."""

    def __init__(self, builder: UniverseBuilder) -> None:
        super().__init__(())
        self._builder = builder
        self._known: dict[int, int] = {}

    def __getitem__(self, index: int) -> int:
        rank = self._known.get(index)
        if rank is None:
            rank = self._known[index] = self._rank(index)
        return rank

    def _rank(self, package: int) -> int:
        builder = self._builder
        name = builder.group_names[builder.package_group[package]]
        if len(name) > _LONGEST_NAME:
            raise WholeUniverseNeededError
        bucket = name_hash(name) % builder.hash_table_size
        padded = name.encode("latin-1", "replace").ljust(_LONGEST_NAME, b"\0")
        return int.from_bytes(bucket.to_bytes(4, "big") + bytes((len(name),)) + padded, "big")


def place_order(builder: UniverseBuilder) -> Callable[[int], tuple[int, int]]:
    """Gives what sorts versions as apt read them: by file and place in it."""
    files = builder.version_files

    def key(version: int) -> tuple[int, int]:
        first = files[version][0]
        return first.file, first.offset

    return key
