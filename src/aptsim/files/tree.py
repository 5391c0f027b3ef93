"""Where the files of a system lie: on this machine's disk, or inside something that is never unpacked to it.

Everything that is read below a root goes through the tree that the system carries. Paths have slashes and mean what
they mean to the tree alone; links are followed inside it.
"""

from __future__ import annotations

import os
from typing import Protocol

from aptsim.model.value import Value


class FileState(Value):
    """What is known about a file or folder without reading it.

    Args:
        mode: its kind and permissions, as in ``st_mode``.
        size: bytes.
        identity: tells this content from any other that the path has had or will have.
    """

    mode: int
    size: int
    identity: tuple[int | str, ...]


class OpenFile(Protocol):
    """A file that is open for reading anywhere in it."""

    def read_at(self, offset: int, size: int) -> bytes:
        """Give bytes from a place on; fewer at the end of the file."""

    def close(self) -> None:
        """Give back what was held open."""


class FileTree(Protocol):
    """A tree of folders and files that nobody writes to; what cannot be had is an OSError, as on disk."""

    def stat(self, path: str) -> FileState:
        """Give the state of what a path leads to, links followed."""

    def read(self, path: str) -> bytes:
        """Give the whole content of a file."""

    def names(self, folder: str) -> list[str]:
        """Give the names in a folder, in no order."""

    def real_path(self, path: str) -> str:
        """Give the path without links; what does not exist is left as it is."""

    def open(self, path: str) -> OpenFile:
        """Open a file to read parts of it."""


class DiskTree:
    """The disk of this machine."""

    __slots__ = ()

    def stat(self, path: str) -> FileState:
        """Ask the disk (stat)."""
        found = os.stat(path)
        return FileState(found.st_mode, found.st_size, (found.st_size, found.st_mtime_ns, found.st_ino))

    def read(self, path: str) -> bytes:
        """Read a file (open, read)."""
        with open(path, "rb") as file:
            return file.read()

    def names(self, folder: str) -> list[str]:
        """List a folder (readdir)."""
        return os.listdir(folder)

    def real_path(self, path: str) -> str:
        """Follow all links (realpath)."""
        return os.path.realpath(path)

    def open(self, path: str) -> OpenFile:
        """Open a file for pread."""
        return _DiskFile(path)


class _DiskFile:
    __slots__ = ("_descriptor",)

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def read_at(self, offset: int, size: int) -> bytes:
        return os.pread(self._descriptor, size, offset)

    def close(self) -> None:
        os.close(self._descriptor)


DISK = DiskTree()
"""The disk has no state of its own, so one value serves all."""
