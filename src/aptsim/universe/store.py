"""A universe on disk: the same tables, mapped into memory, so that opening costs nothing and reading little.

One file holds a header (what it is, and where each table lies) and the tables as native unsigned numbers. It is written
beside itself and renamed, so that a reader sees the whole file or none. It is only ever read on the machine that
wrote it; a header that does not fit makes it count as absent.

The header is lines of words, because reading JSON takes a fortieth of a warm run to import:

    format, native architecture, bytes of all tables
    the architectures
    VERSION:PERCENTAGE of each version with a phased update
    what it is the universe of
    the messages, as JSON; an empty line where there are none
    NAME OFFSET LENGTH TYPE of each table
"""

from __future__ import annotations

import contextlib
import mmap
import os
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from typing import Literal, cast

from aptsim.model.message import Message, Place, Severity
from aptsim.model.package_file import PackageFile
from aptsim.universe.rows import Chains, PlaceRows, RangeRows, ShortRows
from aptsim.universe.tables import (
    NUMBER_COLUMNS,
    NUMBER_TEXTS,
    TEXT_COLUMNS,
    FileRows,
    NameIndex,
    Pool,
    Rows,
    TextPool,
    Texts,
    VersionNumbers,
    VersionPool,
)
from aptsim.universe.universe import Universe

_TypeCode = Literal["B", "I", "Q"]

#: Counted up when the layout or the meaning of a table changes.
FORMAT = 9
_MAGIC = b"aptsim-universe "
#: Stored universes kept in a cache folder; the oldest beyond it are removed.
_MOST_STORED = 48

#: The pools of texts, and for each a column that has it.
_POOLS = {"words": "group_names", "numbers": "version_strings"}
_SHORT_ROWS = (
    "group_packages",
    "group_source_versions",
    "package_versions",
    "package_provides",
    "version_provides",
)


def save_universe(universe: Universe, path: str, identity: str, messages: Sequence[Message]) -> None:
    """Writes a universe; a full disk or a read-only folder leaves no trace and is no error.

    Args:
        identity: says what it is the universe of.
        messages: what was said while it was built, to be said again when it is opened.
    """
    tables = _tables_of(universe)
    sections: dict[str, tuple[int, int, str]] = {}
    position = 0
    for name, table in tables.items():
        sections[name] = (position, len(table) * table.itemsize, table.typecode)
        position += -(-(len(table) * table.itemsize) // 8) * 8
    lines = (
        f"{FORMAT} {universe.native_arch} {position}",
        " ".join(universe.architectures),
        " ".join(f"{version}:{percentage}" for version, percentage in sorted(universe.version_phased.items())),
        identity,
        _written(messages),
        *(f"{name} {offset} {length} {code}" for name, (offset, length, code) in sections.items()),
    )
    header = "\n".join(lines).encode("utf-8", "surrogateescape")
    header = _MAGIC + b"%012d" % len(header) + b"\n" + header
    header += b"\n" * (-len(header) % 8)
    with contextlib.suppress(OSError):
        folder = os.path.dirname(path)
        os.makedirs(folder, exist_ok=True)
        _write_atomically(path, header, tables.values())
        _remove_oldest(folder)


def _written(messages: Sequence[Message]) -> str:
    if not messages:
        return ""
    import json

    return json.dumps([_row_of(message) for message in messages])


def _read(text: str) -> list[Message]:
    if not text:
        return []
    import json

    return [_message_of(*row) for row in json.loads(text)]


def _row_of(message: Message) -> tuple[int, str, str, int, str]:
    place = message.place or Place("")
    return int(message.severity), message.text, place.path, place.offset, place.field


def _message_of(severity: int, text: str, path: str, offset: int, field: str) -> Message:
    return Message(Severity(severity), text, Place(path, offset=offset, field=field) if path else None)


def _tables_of(universe: Universe) -> dict[str, array[int]]:
    from aptsim.universe.growth import as_array  # here only: most runs find their universe stored

    columns: dict[str, tuple[str, Sequence[int]]] = {}
    for name, code in NUMBER_COLUMNS.items():
        columns[name] = code, getattr(universe, name)
    for name in TEXT_COLUMNS:
        columns[name] = "I", getattr(universe, name).column
    for name, column in _POOLS.items():
        pool: Pool = getattr(universe, column).pool
        texts = list(map(pool.text, range(pool.size())))
        columns[name] = "B", "".join(texts).encode("latin-1", "replace")
        columns[f"{name}_starts"] = "I", array("I", accumulate(map(len, texts), initial=0))
        if name == "numbers":
            columns["numbers_places"] = "I", VersionPool.places(texts)
    for name in _SHORT_ROWS:
        rows: ShortRows = getattr(universe, name)
        columns[name] = "I", rows.first
        columns.update(_flattened(name, rows.longer))
    depends, files, reverse = universe.version_depends, universe.version_files, universe.reverse_depends
    columns["depends"], columns["depends_ends"] = ("I", depends.starts), ("I", depends.ends)
    columns.update(_flattened("depends", depends.longer))
    columns["files"], columns["files_offsets"], columns["files_sizes"] = (
        ("I", numbers) for numbers in (files.files, files.offsets, files.sizes)
    )
    places = [[number for one in row for number in (one.file, one.offset, one.size)] for row in files.longer]
    columns.update(_flattened("files", places))
    columns["reverse_heads"], columns["reverse_links"] = ("I", reverse.heads), ("I", reverse.links)
    columns["name_slots"] = "I", NameIndex.slot_table(universe.group_names)
    return {name: as_array(code, column) for name, (code, column) in columns.items()}


def _flattened(name: str, rows: Iterable[Sequence[int]]) -> dict[str, tuple[str, Sequence[int]]]:
    kept = list(rows)
    starts = array("I", accumulate(map(len, kept), initial=0))
    return {f"{name}_starts": ("I", starts), f"{name}_longer": ("I", array("I", chain.from_iterable(kept)))}


def _write_atomically(path: str, header: bytes, tables: Iterable[array[int]]) -> None:
    import tempfile

    descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=os.path.dirname(path))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(header)
            for table in tables:
                file.write(memoryview(table))
                file.write(b"\0" * (-(len(table) * table.itemsize) % 8))
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _remove_oldest(folder: str) -> None:
    for suffix in (".universe", ".asked"):
        with os.scandir(folder) as entries:
            ages = [(entry.stat().st_mtime, entry.path) for entry in entries if entry.name.endswith(suffix)]
        for _, path in sorted(ages, reverse=True)[_MOST_STORED:]:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)


def open_universe(
    path: str, identity: str, package_files: Sequence[PackageFile]
) -> tuple[Universe, list[Message]] | None:
    """Opens a stored universe with the messages of its building, or gives None when there is none to be used."""
    try:
        with open(path, "rb") as file:
            start = file.read(len(_MAGIC) + 13)
            if not start.startswith(_MAGIC):
                return None
            lines = file.read(int(start[len(_MAGIC) :])).decode("utf-8", "surrogateescape").split("\n")
            version, native_arch, size = lines[0].split(" ")
            if int(version) != FORMAT or lines[3] != identity:
                return None
            base = -(-file.tell() // 8) * 8
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            os.utime(path)
        if len(mapped) != base + int(size):
            return None
        whole = memoryview(mapped)
        tables: dict[str, memoryview] = {}
        for name, offset, length, code in map(str.split, filter(None, lines[5:])):
            first = base + int(offset)
            tables[name] = whole[first : first + int(length)].cast(cast("_TypeCode", code))
        phased = [pair.split(":") for pair in lines[2].split()]
        universe = _universe_of(
            tables,
            package_files=tuple(package_files),
            native_arch=native_arch,
            architectures=tuple(lines[1].split()),
            version_phased={int(version): int(percentage) for version, percentage in phased},
        )
        return universe, _read(lines[4])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _universe_of(tables: dict[str, memoryview], **plain: object) -> Universe:
    words = TextPool(tables["words"], tables["words_starts"])
    numbers = VersionPool(tables["numbers"], tables["numbers_starts"], tables["numbers_places"])
    texts = {
        name: VersionNumbers(tables[name], numbers) if name in NUMBER_TEXTS else Texts(tables[name], words)
        for name in TEXT_COLUMNS
    }
    columns: dict[str, object] = dict(texts)
    columns.update({name: tables[name] for name in NUMBER_COLUMNS})
    for name in _SHORT_ROWS:
        columns[name] = ShortRows(tables[name], Rows(tables[f"{name}_starts"], tables[f"{name}_longer"]))
    return Universe(
        group_by_name=NameIndex(tables["name_slots"], texts["group_names"]),
        version_files=PlaceRows(
            tables["files"],
            tables["files_offsets"],
            tables["files_sizes"],
            FileRows(tables["files_starts"], tables["files_longer"]),
        ),
        version_depends=RangeRows(
            tables["depends"],
            tables["depends_ends"],
            Rows(tables["depends_starts"], tables["depends_longer"]),
        ),
        reverse_depends=Chains(tables["reverse_heads"], tables["reverse_links"]),
        **columns,
        **plain,
    )
