"""A tree of files that lie in memory: what a snapshot or an image holds of a system, or what a test invents.

Paths are looked up as Linux does, with this tree's top as the root: links, absolute ones too, and ``..`` never lead out
of it. A relative path begins at the top.

Source: path_resolution(7).
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aptsim.files.tree import FileState, FileTree, OpenFile
from aptsim.model.value import Value

_MOST_LINKS = 40
"""As many links as Linux follows in one path."""


class Content(Value):
    """A file.

    Args:
        size: bytes.
        read: gives them.
        identity: tells this content from any other; '' has it made from the bytes when somebody asks.
    """

    size: int
    read: Callable[[], bytes]
    identity: str = ""


class Link(Value):
    """A symbolic link, with the path that it holds."""

    target: str


@dataclass(slots=True)
class Folder:
    """A folder, with what is in it by name."""

    entries: dict[str, Node] = field(default_factory=dict)


class Special(Value):
    """A device, pipe or socket: it is there, and that is all."""


Node = Content | Link | Folder | Special


def content_of(data: bytes) -> Content:
    """Give a file with this content."""
    return Content(len(data), lambda: data)


class MemoryTree:
    """Files in memory, with the interface of `FileTree`."""

    def __init__(self, files: Mapping[str, bytes | Node] | None = None) -> None:
        """Make a tree of these files by path; the folders above them come by themselves."""
        self.top = Folder()
        for path, node in (files or {}).items():
            self.put(path, content_of(node) if isinstance(node, bytes) else node)

    def put(self, path: str, node: Node) -> None:
        """Put something at a path, links not followed; what is no folder on the way is replaced by one."""
        *folders, name = parts_of(path)
        folder = self.top
        for part in folders:
            below = folder.entries.get(part)
            if not isinstance(below, Folder):
                below = folder.entries[part] = Folder()
            folder = below
        folder.entries[name] = node

    def stat(self, path: str) -> FileState:
        """Give the state of what a path leads to."""
        match self._find(path):
            case Folder():
                return FileState(stat.S_IFDIR | 0o755, 0, ())
            case Content() as content:
                identity = content.identity or hashlib.sha256(content.read()).hexdigest()
                return FileState(stat.S_IFREG | 0o644, content.size, (identity, content.size))
            case _:
                return FileState(stat.S_IFCHR | 0o644, 0, ())

    def read(self, path: str) -> bytes:
        """Give the content of a file."""
        node = self._find(path)
        if isinstance(node, Folder):
            raise _fault(errno.EISDIR, path)
        if not isinstance(node, Content):
            raise _fault(errno.ENXIO, path)
        return node.read()

    def names(self, folder: str) -> list[str]:
        """List a folder."""
        node = self._find(folder)
        if not isinstance(node, Folder):
            raise _fault(errno.ENOTDIR, folder)
        return list(node.entries)

    def real_path(self, path: str) -> str:
        """Give the path without links and dots, from the top; one that goes round in links stays as it is."""
        try:
            return "/" + "/".join(self._walk(path, must_exist=False)[1])
        except OSError:
            return path

    def open(self, path: str) -> OpenFile:
        """Open a file to read parts of it."""
        return OpenBytes(self.read(path))

    def look_up(self, folder: Folder, names: list[str]) -> Node | None:
        """Find the last of some names, which begin at the top and lead through no link, in the folder of the others."""
        return folder.entries.get(names[-1])

    def _find(self, path: str) -> Node:
        return self._walk(path, must_exist=True)[0]

    def _walk(self, path: str, must_exist: bool) -> tuple[Node, list[str]]:
        """Follow a path.

        Returns:
            What it leads to and the names on the way there; where it need not exist, the folder at which it ends and
            the names that are left.
        """
        if "\0" in path:
            raise ValueError("embedded null byte")
        here: list[tuple[str, Folder]] = []
        ahead = [part for part in reversed(path.split("/")) if part not in ("", ".")]
        links = 0
        while ahead:
            part = ahead.pop()
            folder = here[-1][1] if here else self.top
            if part == "..":
                if here:
                    here.pop()
                continue
            node = self.look_up(folder, [*(name for name, _ in here), part])
            if isinstance(node, Folder):
                here.append((part, node))
            elif isinstance(node, Link):
                links += 1
                if links > _MOST_LINKS:
                    raise _fault(errno.ELOOP, path)
                if node.target.startswith("/"):
                    here.clear()
                ahead += [part for part in reversed(node.target.split("/")) if part not in ("", ".")]
            elif node is not None and not ahead:
                return node, [*(name for name, _ in here), part]
            elif must_exist:
                raise _fault(errno.ENOENT if node is None else errno.ENOTDIR, path)
            else:
                return folder, parts_of("/".join((*(name for name, _ in here), part, *reversed(ahead))))
        return (here[-1][1] if here else self.top), [name for name, _ in here]


class OpenBytes:
    """Bytes in memory as an open file."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read_at(self, offset: int, size: int) -> bytes:
        """Give bytes from a place on."""
        return self._data[offset : offset + size]

    def close(self) -> None:
        """Let go of the bytes."""
        self._data = b""


class MountedTree:
    """A tree with files and folders of other trees hung into it, like mounts."""

    def __init__(self, base: FileTree, mounts: Mapping[str, tuple[FileTree, str]]) -> None:
        """Hang other trees in.

        Args:
            base: what is seen everywhere else.
            mounts: for each path in the base, the tree and the path in it that is seen there.
        """
        self._base = base
        self._mounts = {tuple(parts_of(path)): place for path, place in mounts.items()}

    def stat(self, path: str) -> FileState:
        """Ask the tree that the path lies in."""
        tree, there = self._place_of(path)
        return tree.stat(there)

    def read(self, path: str) -> bytes:
        """Read from the tree that the path lies in."""
        tree, there = self._place_of(path)
        return tree.read(there)

    def names(self, folder: str) -> list[str]:
        """List a folder; a mounted file or folder is not among the names of the folder above it."""
        tree, there = self._place_of(folder)
        return tree.names(there)

    def real_path(self, path: str) -> str:
        """Follow the links of the base; inside a mount nothing is followed."""
        return path if self._mount_of(path) is not None else self._base.real_path(path)

    def open(self, path: str) -> OpenFile:
        """Open in the tree that the path lies in."""
        tree, there = self._place_of(path)
        return tree.open(there)

    def _place_of(self, path: str) -> tuple[FileTree, str]:
        return self._mount_of(path) or (self._base, path)

    def _mount_of(self, path: str) -> tuple[FileTree, str] | None:
        parts = parts_of(path)
        for length in range(len(parts), -1, -1):
            mount = self._mounts.get(tuple(parts[:length]))
            if mount is not None:
                tree, there = mount
                return tree, os.path.join(there, *parts[length:])
        return None


def parts_of(path: str) -> list[str]:
    """Give the names in a path, without dots; ``..`` takes the one before it away and never leads above the top.

    >>> parts_of("/var//lib/./apt/../../x")
    ['var', 'x']
    """
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return parts


def _fault(number: int, path: str) -> OSError:
    return OSError(number, os.strerror(number), path)
