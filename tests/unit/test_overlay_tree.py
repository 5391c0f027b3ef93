"""A tree with a part of the disk laid over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.files.overlay_tree import OverlayTree
from aptsim.files.tree import DISK, FileState, OpenFile


class Nowhere:
    """A tree in which every path is a file with its own name in it."""

    def stat(self, path: str) -> FileState:
        return FileState(0o100644, len(path), (path,))

    def read(self, path: str) -> bytes:
        return path.encode()

    def names(self, folder: str) -> list[str]:
        return [folder]

    def real_path(self, path: str) -> str:
        return path

    def open(self, path: str) -> OpenFile:
        raise FileNotFoundError(path)


def test_one_folder_is_the_disks(tmp_path: Path) -> None:
    """What lies below the folder is read from the disk, all else from the tree, and names that only begin alike too."""
    (tmp_path / "a").write_bytes(b"disk")
    tree = OverlayTree(Nowhere(), str(tmp_path))
    assert tree.read(f"{tmp_path}/a") == b"disk"
    assert tree.names(str(tmp_path)) == ["a"]
    assert tree.real_path(f"{tmp_path}/a") == DISK.real_path(f"{tmp_path}/a")
    assert tree.stat(f"{tmp_path}/a").size == 4
    file = tree.open(f"{tmp_path}/a")
    assert file.read_at(1, 2) == b"is"
    file.close()
    assert tree.read("/etc/x") == b"/etc/x"
    assert tree.read(f"{tmp_path}b/a") == f"{tmp_path}b/a".encode()
    with pytest.raises(FileNotFoundError):
        tree.open("/etc/x")
