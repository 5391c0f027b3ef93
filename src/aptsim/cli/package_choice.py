"""The packages that a command for many packages is about, as its options and words name them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from aptsim.errors import InputError, MissingInputError
from aptsim.request.named_packages import read_names

STANDARD_INPUT = "-"


def read_list(path: str | None) -> list[str]:
    """Give the names in a list; none without one. See `read_lines`."""
    return [] if path is None else [name for _, name in read_lines(path)]


def read_lines(path: str) -> list[tuple[int, str]]:
    """Give the lines of a list with their numbers.

    Args:
        path: the file; ``-`` for what comes in on standard input.

    Raises:
        MissingInputError: when there is no such file.
        InputError: when it is no text, with the line.
    """
    try:
        data = sys.stdin.buffer.read() if path == STANDARD_INPUT else Path(path).read_bytes()
    except OSError as error:
        raise MissingInputError(path, (error.strerror or "cannot be read").lower()) from error
    try:
        return list(read_names(data.decode()))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(path, line, "not a list, one a line") from error


def nothing_named(takes_all: bool, list_file: str | None, words: Sequence[str]) -> bool:
    """Tell whether a line names no package at all."""
    return not (takes_all or list_file is not None or words)
