"""The files of an image archive or layout: a folder on disk, or a tar that is never unpacked to it."""

from __future__ import annotations

import os
import posixpath
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import IO, Protocol

from aptsim.errors import InputError
from aptsim.image.byte_stream import ByteStream, Readable
from aptsim.image.limits import Limits
from aptsim.image.tar_reader import MemberKind, TarReader

_MOST_LINKS = 40


class Blobs(Protocol):
    """Named files, each of which can be read in one go."""

    def has(self, name: str) -> bool:
        """Tell whether there is such a file."""

    def read(self, name: str) -> bytes:
        """Give a small file whole.

        Raises:
            InputError: when it is not there or not small.
        """

    def open(self, name: str) -> AbstractContextManager[Readable]:
        """Open a file to be read once.

        Raises:
            InputError: when it is not there.
        """

    def place_of(self, name: str) -> int:
        """Give a number by which files are best read in order; 0 where the order does not matter."""


class FolderBlobs:
    """The files of a folder on disk."""

    def __init__(self, folder: str, limits: Limits) -> None:
        self._folder = os.path.realpath(folder)
        self._name = folder
        self._limits = limits

    def has(self, name: str) -> bool:
        """Ask the disk."""
        return os.path.isfile(os.path.join(self._folder, name))

    def read(self, name: str) -> bytes:
        """Read a file."""
        with self.open(name) as file:
            data = file.read(self._limits.document + 1)
        if len(data) > self._limits.document:
            raise InputError(self._path(name), 0, f"it has more than {self._limits.document} bytes")
        return data

    @contextmanager
    def open(self, name: str) -> Iterator[Readable]:
        """Open a file."""
        path = self._path(name)
        if os.path.commonpath((self._folder, os.path.realpath(path))) != self._folder:
            raise InputError(self._name, 0, f"the path {name!r} in it leads out of it")
        with open_for_reading(path) as file:
            yield file

    def place_of(self, name: str) -> int:
        """The order does not matter."""
        return 0

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name)


class TarBlobs:
    """The files of a tar archive. A compressed one stays open, so that files in their order are one pass over it."""

    def __init__(self, path: str, limits: Limits) -> None:
        """Look through the archive once.

        Raises:
            InputError: when it cannot be read.
        """
        self._path = path
        self._limits = limits
        self._files: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        self._pass: ByteStream | None = None
        self._held = ExitStack()
        weakref.finalize(self, self._held.close)
        with open_for_reading(path) as file:
            stream = ByteStream(file, path, limits, has_sums=False)
            self._is_packed = stream.is_packed
            reader = TarReader(stream, limits)
            while (member := reader.next()) is not None:
                name = posixpath.normpath(member.name)
                if member.kind is MemberKind.FILE and not member.is_sparse:
                    self._files[name] = (reader.position, member.size)
                elif member.kind is MemberKind.LINK:
                    self._links[name] = posixpath.normpath(posixpath.join(posixpath.dirname(name), member.target))
                elif member.kind is MemberKind.HARD_LINK:
                    self._links[name] = posixpath.normpath(member.target)
                if len(self._files) + len(self._links) > limits.kept_members:
                    raise InputError(path, 0, f"it has more than {limits.kept_members} files")

    def has(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return self._resolve(name) in self._files

    def read(self, name: str) -> bytes:
        """Read a file."""
        size = self._place(name)[1]
        if size > self._limits.document:
            raise InputError(
                f"{self._path}: {name}", 0, f"it has {size} bytes; at most {self._limits.document} are read"
            )
        with self.open(name) as file:
            return file.read(size)

    @contextmanager
    def open(self, name: str) -> Iterator[Readable]:
        """Open a file; in a compressed archive all that lies between the last one and this is unpacked."""
        start, size = self._place(name)
        if self._is_packed:
            stream = self._pass_before(start)
            stream.skip(start - stream.position)
            yield _Part(stream.read, size, self._path)
            return
        with open_for_reading(self._path) as file:
            file.seek(start)
            yield _Part(file.read, size, self._path)

    def place_of(self, name: str) -> int:
        """Give where it lies, when reading elsewhere first costs a new start."""
        return self._place(name)[0] if self._is_packed else 0

    def _pass_before(self, start: int) -> ByteStream:
        """Give a stream that has not come past a place."""
        if self._pass is None or self._pass.position > start:
            self._held.close()
            file = self._held.enter_context(open_for_reading(self._path))
            self._pass = ByteStream(file, self._path, self._limits, has_sums=False)
        return self._pass

    def _place(self, name: str) -> tuple[int, int]:
        place = self._files.get(self._resolve(name))
        if place is None:
            raise InputError(self._path, 0, f"it has no {name!r}")
        return place

    def _resolve(self, name: str) -> str:
        name = posixpath.normpath(name)
        for _ in range(_MOST_LINKS):
            if name not in self._links:
                break
            name = self._links[name]
        return name


class _Part:
    """So many of the next bytes."""

    def __init__(self, read: Callable[[int], bytes], size: int, path: str) -> None:
        self._read = read
        self._left = size
        self._path = path

    def read(self, size: int, /) -> bytes:
        data = self._read(min(size, self._left))
        if not data and min(size, self._left) > 0:
            raise InputError(self._path, 0, "it is cut short")
        self._left -= len(data)
        return data


@contextmanager
def open_for_reading(path: str) -> Iterator[IO[bytes]]:
    """Open a file of this machine.

    Raises:
        InputError: when it cannot be opened.
    """
    try:
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise InputError(path, 0, error.strerror or str(error)) from error
