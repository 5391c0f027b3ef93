"""Files of archives that lie on a disk: addresses that begin with ``file:`` or ``copy:``.

Source: methods/file.cc; methods/copy.cc.
"""

from __future__ import annotations

from pathlib import Path

from aptsim.archive.download_watcher import DownloadWatcher
from aptsim.archive.mirror_errors import MirrorError, NotOnMirrorError
from aptsim.archive.transport import LARGEST_LIST, LARGEST_RELEASE, Fetched
from aptsim.archive.uri import parse_uri
from aptsim.files.folder import join_path, real_file_exists
from aptsim.files.tree import FileTree

SCHEMES = ("file", "copy")


class LocalFiles:
    """Reads archives below a folder that stands for ``/``."""

    def __init__(self, root: str, tree: FileTree, watcher: DownloadWatcher) -> None:
        """Starts with nothing read.

        Args:
            root: the folder.
            tree: what it lies in.
            watcher: told of each file.
        """
        self._root = root
        self._tree = tree
        self._watcher = watcher

    def fetch(self, uri: str, name: str, known: Fetched | None = None) -> Fetched:
        """Read a small file, as :class:`~aptsim.archive.transport.Transport` says."""
        return Fetched(self._read(uri, LARGEST_RELEASE))

    def fetch_file(self, uri: str, name: str, size: int, path: Path) -> None:
        """Copy a file, as :class:`~aptsim.archive.transport.Transport` says."""
        data = self._read(uri, LARGEST_LIST)
        if size and len(data) != size:
            raise MirrorError(uri, f"it is not the file that Release promises: it has {len(data)} bytes, not {size}")
        path.write_bytes(data)
        self._watcher.on_file(name, len(data))

    def _read(self, uri: str, limit: int) -> bytes:
        path = join_path(self._root, parse_uri(uri).path.lstrip("/"))
        if not real_file_exists(path, self._tree):
            raise NotOnMirrorError(uri, "there is no such file")
        if self._tree.stat(path).size > limit:
            raise MirrorError(uri, f"it is longer than the {limit} bytes that it may have")
        return self._tree.read(path)
