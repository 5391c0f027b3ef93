"""Files of archives that lie on a disk: addresses that begin with ``file:`` or ``copy:``.

Source: methods/file.cc; methods/copy.cc.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from aptsim.archive.download_watcher import DownloadWatcher, SilentWatcher
from aptsim.archive.mirror_errors import MirrorError, NotOnMirrorError
from aptsim.archive.transport import LARGEST_RELEASE, Fetched
from aptsim.archive.uri import parse_uri

SCHEMES = ("file", "copy")


class LocalFiles:
    """Reads archives below a folder that stands for ``/``."""

    def __init__(self, root: str = "/", watcher: DownloadWatcher | None = None) -> None:
        self._root = root
        self._watcher = watcher or SilentWatcher()

    def fetch(self, uri: str, name: str, known: Fetched | None = None) -> Fetched:
        """Read a small file, as :class:`~aptsim.archive.transport.Transport` says."""
        path = self._path_of(uri)
        if path.stat().st_size > LARGEST_RELEASE:
            raise MirrorError(uri, f"it is longer than the {LARGEST_RELEASE} bytes that it may have")
        return Fetched(path.read_bytes())

    def fetch_file(self, uri: str, name: str, size: int, path: Path) -> None:
        """Copy a file, as :class:`~aptsim.archive.transport.Transport` says."""
        source = self._path_of(uri)
        found = source.stat().st_size
        if size and found != size:
            raise MirrorError(uri, f"it is not the file that Release promises: it has {found} bytes, not {size}")
        shutil.copyfile(source, path)
        self._watcher.on_file(name, found)

    def _path_of(self, uri: str) -> Path:
        path = Path(os.path.join(self._root, parse_uri(uri).path.lstrip("/")))
        if not path.is_file():
            raise NotOnMirrorError(uri, "there is no such file")
        return path
