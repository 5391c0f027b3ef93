"""Single stanzas of an index, without reading the index where that can be avoided."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from types import TracebackType

from aptsim.files.folder import extension_of
from aptsim.files.tree import FileTree, OpenFile
from aptsim.model.package_file import IndexType, PackageFile

StanzaSource = Callable[[PackageFile, int, int], bytes]
"""Gives bytes of an index: the file, the offset, the length; `StanzaReader.stanza` is one."""

_COMPRESSIONS = frozenset(("gz", "xz", "bz2", "lzma", "lz4", "zst"))


class StanzaReader:
    """Reads stanzas by their place; a plain index is never read as a whole, a compressed one once.

    Use it in a ``with`` block: it keeps files open.
    """

    __slots__ = ("_data", "_files", "_read", "_tree", "_unpacked")

    def __init__(
        self,
        tree: FileTree,
        read: Callable[[PackageFile], bytes],
        contents: Mapping[str, bytes] | None = None,
        unpacked: dict[str, bytes] | None = None,
    ) -> None:
        """Prepares to read.

        Args:
            tree: where the indexes lie.
            read: gives the uncompressed bytes of a whole index.
            contents: what is known already, by path.
            unpacked: compressed indexes that were read once, by path; gets those that are read here.
        """
        self._tree = tree
        self._read = read
        self._files: dict[str, OpenFile] = {}
        self._data: Mapping[str, bytes] = contents or {}
        self._unpacked = {} if unpacked is None else unpacked

    def __enter__(self) -> StanzaReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the files; the reader can be used again."""
        for opened in self._files.values():
            opened.close()
        self._files.clear()

    def stanza(self, file: PackageFile, offset: int, size: int) -> bytes:
        """Gives the bytes of one stanza.

        Args:
            offset: where it begins in the uncompressed index, in bytes.
            size: its length in bytes.
        """
        data = self._data.get(file.path)
        if data is None and is_packed(file):
            data = self._unpacked.get(file.path)
            if data is None:
                data = self._unpacked[file.path] = self._read(file)
        if data is not None:
            return data[offset : offset + size]
        opened = self._files.get(file.path)
        if opened is None:
            opened = self._files[file.path] = self._tree.open(file.path)
        return opened.read_at(offset, size)


def is_packed(file: PackageFile) -> bool:
    """Says whether a stanza of the index cannot be read where it stands in the file."""
    return file.index_type is IndexType.DEB or extension_of(os.path.basename(file.path)) in _COMPRESSIONS
