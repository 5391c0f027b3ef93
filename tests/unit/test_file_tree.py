"""Trees of files: the disk, memory, and mounts in them."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from aptsim.files.memory_tree import Folder, Link, MemoryTree, MountedTree, Special, content_of
from aptsim.files.tree import DISK, FileTree
from aptsim.model.message import Messages
from aptsim.simulator import Simulator
from aptsim.system.bundled import bundled_root
from aptsim.system.root import open_root

FILES: dict[str, bytes] = {
    "/etc/apt/apt.conf": b"x",
    "/var/lib/dpkg/status": b"status",
    "/srv/state/deep/file": b"deep",
}
LINKS = {
    "/var/state": "../srv/state",
    "/absolute": "/srv/state/deep",
    "/out": "../../../../etc/apt",
    "/loop": "pool",
    "/pool": "loop",
    "/dangling": "nowhere/at/all",
    "/etc/same": ".",
}


@pytest.fixture(params=["disk", "memory"])
def tree_and_top(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[FileTree, str]:
    """The same files and relative links, on disk and in memory, and the path of their top."""
    if request.param == "memory":
        return MemoryTree({**FILES, **{path: Link(target) for path, target in LINKS.items()}}), ""
    for path, data in FILES.items():
        where = tmp_path / path[1:]
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(data)
    for path, target in LINKS.items():
        (tmp_path / path[1:]).symlink_to(str(tmp_path) + target if target.startswith("/") else target)
    return DISK, str(tmp_path)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/nowhere", errno.ENOENT),
        ("/dangling", errno.ENOENT),
        ("/loop", errno.ELOOP),
        ("/etc/apt/apt.conf/below", errno.ENOTDIR),
        ("/etc/apt", errno.EISDIR),
    ],
)
def test_memory_fails_as_the_disk_does(tree_and_top: tuple[FileTree, str], path: str, number: int) -> None:
    """What cannot be read is the same error in both trees."""
    tree, top = tree_and_top
    with pytest.raises(OSError) as caught:
        tree.read(top + path)
    assert caught.value.errno == number


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/var/lib/dpkg/status", b"status"),
        ("//var/./lib/../lib/dpkg/status", b"status"),
        ("/var/state/deep/file", b"deep"),
        ("/absolute/file", b"deep"),
        ("/absolute/../deep/file", b"deep"),
        ("/etc/same/same/apt/apt.conf", b"x"),
    ],
)
def test_links_and_dots_lead_to_the_same_files(tree_and_top: tuple[FileTree, str], path: str, data: bytes) -> None:
    """Both trees follow a path in the same way."""
    tree, top = tree_and_top
    assert tree.read(top + path) == data
    state = tree.stat(top + path)
    assert stat.S_ISREG(state.mode)
    assert state.size == len(data)
    opened = tree.open(top + path)
    assert opened.read_at(1, 2) == data[1:3]
    opened.close()


def test_folders_are_listed_and_real_paths_found(tree_and_top: tuple[FileTree, str]) -> None:
    """Names come in no order; a real path has no links, and what is missing stays in it."""
    tree, top = tree_and_top
    assert sorted(tree.names(top + "/etc")) == ["apt", "same"]
    assert tree.names(top + "/var/state") == ["deep"]
    assert stat.S_ISDIR(tree.stat(top + "/absolute").mode)
    assert tree.real_path(top + "/var/state/deep") == os.path.realpath(top + "/srv/state/deep")
    assert tree.real_path(top + "/absolute/new/file") == os.path.realpath(top) * bool(top) + "/srv/state/deep/new/file"
    with pytest.raises(NotADirectoryError):
        tree.names(top + "/etc/apt/apt.conf")


def test_nothing_leads_out_of_a_tree_in_memory() -> None:
    """The top is its own parent, for paths and for links."""
    tree = MemoryTree({"/etc/passwd": b"inside", "/up": Link("../../../etc"), "/etc/top": Link("/")})
    assert tree.read("/../../etc/passwd") == b"inside"
    assert tree.read("/up/passwd") == b"inside"
    assert tree.read("/etc/top/etc/passwd") == b"inside"
    with pytest.raises(OSError, match="No such"):
        MemoryTree({"/etc/passwd": Link("/etc/shadow")}).read("/etc/passwd")


def test_a_device_is_there_but_cannot_be_read() -> None:
    """A device is neither a file nor a folder."""
    tree = MemoryTree({"/dev/zero": Special()})
    assert not stat.S_ISREG(tree.stat("/dev/zero").mode)
    with pytest.raises(OSError):
        tree.read("/dev/zero")


def test_the_identity_of_a_file_follows_its_content() -> None:
    """Equal content is the same, other content is not."""
    first, second = MemoryTree({"/a": b"1", "/b": b"2"}), MemoryTree({"/a": b"1"})
    assert first.stat("/a").identity == second.stat("/a").identity != first.stat("/b").identity


def test_mounts_hide_what_lies_below_them() -> None:
    """A mounted folder or file is seen in the place of the base's own."""
    base = MemoryTree({"/etc/a": b"base", "/lists/old": b"old", "/one": b"1"})
    other = MemoryTree({"/new/list": b"new", "/two": b"2"})
    tree = MountedTree(base, {"/lists": (other, "/new"), "/one": (other, "/two")})
    assert tree.read("/etc/a") == b"base"
    assert tree.names("/lists/") == ["list"]
    assert tree.read("/lists/list") == b"new"
    assert tree.read("/one") == b"2"
    with pytest.raises(FileNotFoundError):
        tree.stat("/lists/old")


def memory_copy_of(root: Path) -> MemoryTree:
    """Give a tree in memory with all files of a folder."""
    tree = MemoryTree()
    for folder, names, files in os.walk(root):
        below = "/" + os.path.relpath(folder, root)
        for name in names:
            tree.put(f"{below}/{name}", Folder())
        for name in files:
            tree.put(f"{below}/{name}", content_of(Path(folder, name).read_bytes()))
    return tree


def test_a_system_in_memory_is_the_system_on_disk() -> None:
    """The same root gives the same plan from both trees."""
    root = bundled_root()
    on_disk = Simulator.open(root).install("nginx")
    system = open_root("/", Messages(), [("APT::Get::Simulate", "true")], tree=memory_copy_of(root))
    run = Simulator(system).install("nginx")
    assert run.simulation is not None and on_disk.simulation is not None
    assert run.simulation.text == on_disk.simulation.text
    assert run.plan is not None and on_disk.plan is not None
    assert run.plan.download_size == on_disk.plan.download_size
