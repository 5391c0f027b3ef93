"""Rows as a Parquet file, made of the journal when the sweep is through.

A Parquet file can be read only once it is closed, and not be added to; so a sweep keeps its journal beside it until
then.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

from aptsim.errors import AptsimError, CompressionError
from aptsim.sweep.journal import OutputExistsError, read_rows
from aptsim.sweep.row import Row

_GROUP = 10_000
"""Rows that are in memory at once."""


class MissingParquetError(AptsimError):
    """The library that writes Parquet is not installed."""

    def __str__(self) -> str:
        return "Parquet files need pyarrow: pip install 'aptsim[parquet]'"


def journal_of(path: Path, resume: bool) -> Path:
    """Gives the journal that belongs to a Parquet file, with the rows of the file when it is to be gone on with.

    Raises:
        MissingParquetError: when pyarrow is not installed.
        OutputExistsError: when the file is there and is not to be gone on with.
        CompressionError: when it is no Parquet file of rows.
    """
    parquet = _library("parquet")
    journal = path.with_name(f"{path.name}.rows")
    if not path.exists():
        return journal
    if not resume:
        raise OutputExistsError(str(path))
    if not journal.exists():
        temporary = path.with_name(f".{path.name}.new")
        try:
            with open(temporary, "w", encoding="utf-8") as file:
                for group in parquet.ParquetFile(path).iter_batches(_GROUP):
                    file.writelines(f"{Row(**values).to_json()}\n" for values in group.to_pylist())
        except (ValueError, TypeError) as error:
            temporary.unlink()
            raise CompressionError(str(path), "not a Parquet file of a sweep's rows") from error
        os.replace(temporary, journal)
    return journal


def write_parquet(path: Path, journal: Path) -> None:
    """Writes the rows of a journal as a Parquet file, which is there whole or not at all, and removes the journal."""
    arrow, parquet = _library(), _library("parquet")
    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), int | None: arrow.int64()}
    hints = get_type_hints(Row)
    schema = arrow.schema([(field.name, kinds[hints[field.name]]) for field in fields(Row)])
    temporary = path.with_name(f".{path.name}.new")
    with parquet.ParquetWriter(temporary, schema) as writer:
        for group in _groups(read_rows(journal)):
            writer.write_table(arrow.Table.from_pylist(group, schema=schema))
    os.replace(temporary, path)
    journal.unlink()


def _groups(rows: Iterator[Row]) -> Iterator[list[dict[str, Any]]]:
    while group := [asdict(row) for row in islice(rows, _GROUP)]:
        yield group


def _library(part: str = "") -> ModuleType:
    from importlib import import_module

    try:
        return import_module(f"pyarrow.{part}" if part else "pyarrow")
    except ImportError as error:
        raise MissingParquetError from error
