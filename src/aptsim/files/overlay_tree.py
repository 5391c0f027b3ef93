"""A tree of files with a part of this machine's disk laid over it."""

from __future__ import annotations

from aptsim.files.tree import DISK, FileState, FileTree, OpenFile


class OverlayTree:
    """Another tree, but for what lies below one folder: that is the disk's."""

    __slots__ = ("_folder", "_tree")

    def __init__(self, tree: FileTree, folder: str) -> None:
        """Lays a folder over a tree.

        Args:
            tree: what lies below.
            folder: an absolute path on the disk.
        """
        self._tree = tree
        self._folder = folder.rstrip("/") + "/"

    def stat(self, path: str) -> FileState:
        """Give the state of what a path leads to."""
        return self._of(path).stat(path)

    def read(self, path: str) -> bytes:
        """Give the whole content of a file."""
        return self._of(path).read(path)

    def names(self, folder: str) -> list[str]:
        """Give the names in a folder."""
        return self._of(folder).names(folder)

    def real_path(self, path: str) -> str:
        """Give the path without links."""
        return self._of(path).real_path(path)

    def open(self, path: str) -> OpenFile:
        """Open a file to read parts of it."""
        return self._of(path).open(path)

    def _of(self, path: str) -> FileTree:
        return DISK if f"{path}/".startswith(self._folder) else self._tree
