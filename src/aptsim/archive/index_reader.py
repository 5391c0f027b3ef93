"""The bytes of index files, wherever they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aptsim.archive.stanza_blocks import split_at_stanzas
from aptsim.archive.stanza_reader import is_packed
from aptsim.errors import PendingErrors
from aptsim.files.tree import FileTree, OpenFile
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile


class IndexReader:
    """Reads index files, the last one only once."""

    def __init__(
        self,
        tree: FileTree,
        messages: Messages,
        contents: Mapping[str, bytes] | None = None,
        unpacked: dict[str, bytes] | None = None,
    ) -> None:
        """Starts with nothing read.

        Args:
            tree: where the files lie.
            messages: told what is wrong with a file.
            contents: what is known already, by path.
            unpacked: gets the compressed indexes that `blocks` unpacks, by path; None to forget them.
        """
        self._tree = tree
        self._messages = messages
        self._contents = contents or {}
        self._unpacked = unpacked
        self._path = ""
        self.unreadable = ""
        self._data = b""

    def __call__(self, file: PackageFile) -> bytes:
        """Gives the uncompressed bytes of an index file.

        Raises:
            PendingErrors: when it cannot be unpacked.
        """
        if file.path in self._contents:
            return self._contents[file.path]
        if file.path != self._path:
            self.unreadable = file.path
            self._data = self._read(file)
            self.unreadable = ""
            self._path = file.path
        return self._data

    def blocks(self, file: PackageFile) -> Iterator[bytes]:
        """Yields the uncompressed bytes of an index file in parts, each a bounded number of whole stanzas.

        Raises:
            PendingErrors: when it cannot be unpacked.
        """
        if file.path in self._contents or file.path == self._path or is_packed(file):
            data = self(file)
            if self._unpacked is not None and is_packed(file):
                self._unpacked[file.path] = data
            from aptsim.files.memory_tree import OpenBytes

            yield from split_at_stanzas(OpenBytes(data))
            return
        opened = self._open(file.path)
        if opened is None:
            yield self(file)
            return
        try:
            yield from split_at_stanzas(opened)
        finally:
            opened.close()

    def _open(self, path: str) -> OpenFile | None:
        """Opens a file, or gives None when its first byte cannot be read."""
        try:
            opened = self._tree.open(path)
        except OSError:
            return None
        try:
            opened.read_at(0, 1)
        except OSError:
            opened.close()
            return None
        return opened

    def _read(self, file: PackageFile) -> bytes:
        if file.index_type is not IndexType.DEB:
            from aptsim.archive.compression import open_list

            return open_list(file.path, self._tree, self._messages)
        try:
            from aptsim.archive.deb_file import read_control

            return read_control(file.path, self._messages)
        except PendingErrors:
            self._messages.error("The package lists or status file could not be parsed or opened.")
            raise
