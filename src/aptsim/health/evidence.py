"""Files of a system that apt does not read, or not whole, looked at for what they tell about its health."""

from __future__ import annotations

from aptsim.files.tree import FileTree


def read_file(path: str, tree: FileTree) -> bytes | None:
    """Give a file's bytes; None where it cannot be read."""
    try:
        return tree.read(path)
    except OSError:
        return None


def names_in(folder: str, tree: FileTree) -> list[str]:
    """List a folder, sorted; empty where there is none."""
    try:
        return sorted(tree.names(folder))
    except OSError:
        return []
