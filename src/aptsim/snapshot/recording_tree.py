"""A tree of files that notes what it was asked, so that just that can be kept."""

from __future__ import annotations

from aptsim.files.tree import FileState, FileTree, OpenFile


class RecordingTree:
    """Passes all questions on, and remembers what there was."""

    def __init__(self, tree: FileTree) -> None:
        """Stand before a tree."""
        self.tree = tree
        self.contents: dict[str, bytes] = {}
        self.states: dict[str, FileState] = {}

    def stat(self, path: str) -> FileState:
        """Ask, and note what is there."""
        state = self.tree.stat(path)
        self.states[path] = state
        return state

    def read(self, path: str) -> bytes:
        """Read, and keep the content."""
        data = self.tree.read(path)
        self.contents[path] = data
        return data

    def names(self, folder: str) -> list[str]:
        """List; whoever wants more of a name asks for it."""
        return self.tree.names(folder)

    def real_path(self, path: str) -> str:
        """Follow the links."""
        return self.tree.real_path(path)

    def open(self, path: str) -> OpenFile:
        """Open, and keep the whole content."""
        self.read(path)
        return self.tree.open(path)
