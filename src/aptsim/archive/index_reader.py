"""The bytes of index files, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping

from aptsim.archive.compression import open_list
from aptsim.files.tree import FileTree
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile


class IndexReader:
    """Reads index files, the last one only once."""

    def __init__(self, tree: FileTree, messages: Messages, contents: Mapping[str, bytes] | None = None) -> None:
        """Starts with nothing read.

        Args:
            tree: where the files lie.
            messages: told what is wrong with a file.
            contents: what is known already, by path.
        """
        self._tree = tree
        self._messages = messages
        self._contents = contents or {}
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
            self._data = open_list(file.path, self._tree, self._messages)
            self.unreadable = ""
            self._path = file.path
        return self._data
