"""Rows in a file, one line of JSON each, written as they come: what is done stays done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from aptsim.errors import AptsimError, InputError
from aptsim.sweep.row import Row


class OutputExistsError(AptsimError):
    """A file that a sweep is to write is there already."""

    def __str__(self) -> str:
        return f"{self.args[0]}: is there already; --resume goes on with it"


class Journal:
    """A file of rows that is open for more of them; use it in a ``with`` block."""

    def __init__(self, path: Path, resume: bool = False) -> None:
        """Opens the file.

        Args:
            resume: whether to go on with what is there; a last line that was cut short is dropped.

        Raises:
            OutputExistsError: when it is there and is not to be gone on with.
            InputError: when it holds anything but rows, with the line.
        """
        self.done: set[tuple[str, str]] = set()
        """Keys of the rows that are in the file."""
        self._path = path
        if not resume and path.exists():
            raise OutputExistsError(str(path))
        size = 0
        if path.exists():
            for row, end in _rows_with_ends(path):
                self.done.add(row.key)
                size = end
        self._file: BinaryIO = path.open("ab")
        self._file.truncate(size)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: Row) -> None:
        """Writes a row."""
        self._file.write(row.to_json().encode() + b"\n")
        self._file.flush()
        self.done.add(row.key)


def read_rows(path: Path) -> Iterator[Row]:
    """Yields the rows of a file; a last line that was cut short is passed over.

    Raises:
        InputError: at the first line that is no row.
    """
    return (row for row, _ in _rows_with_ends(path))


def _rows_with_ends(path: Path) -> Iterator[tuple[Row, int]]:
    """Yields each row with the number of bytes up to its end."""
    end = 0
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            end += len(line)
            try:
                row = Row.from_json(line)
            except (ValueError, TypeError) as error:
                raise InputError(os.fspath(path), number, "not a row of a sweep") from error
            yield row, end
