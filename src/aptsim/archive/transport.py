"""How a file of an archive is had: the interface that web servers and local folders share.

Source: apt-pkg/acquire-method.cc; the methods http, file and copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

LARGEST_RELEASE = 16 * 1024 * 1024  # bytes; Debian's have 0.2 MB
LARGEST_LIST = 1024 * 1024 * 1024  # bytes; what a packed list may have where no Release file says


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file's bytes, and the words by which a server knows whether it has changed since."""

    data: bytes
    etag: str = ""
    last_modified: str = ""


class Transport(Protocol):
    """Gets files by their addresses."""

    def fetch(self, uri: str, name: str, known: Fetched | None = None) -> Fetched:
        """Get a small file into memory; *known* is given back when it has not changed.

        Raises:
            NotOnMirrorError: when there is no such file.
            MirrorError: when it cannot be had.
        """

    def fetch_file(self, uri: str, name: str, size: int, path: Path) -> None:
        """Get a file into *path*; what is there already is its beginning.

        Args:
            uri: where it lies.
            name: how a watcher calls it.
            size: the bytes it must have; 0 when nobody has said.
            path: where it goes. After an error that may pass, its beginning stays there for the next time.

        Raises:
            NotOnMirrorError: when there is no such file.
            MirrorError: when it cannot be had.
        """
