"""Makes snapshots of systems, and systems of snapshots."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aptsim.errors import InputError
from aptsim.files.memory_tree import Content, Folder, Link, MemoryTree
from aptsim.model.message import Messages
from aptsim.model.words import decode
from aptsim.snapshot.collection import Collection, collect_files, collect_root
from aptsim.snapshot.container import read_container, write_container
from aptsim.snapshot.manifest import SavedFile, SnapshotManifest
from aptsim.system.os_release import read_os_release
from aptsim.system.root import System, from_files

_APT = re.compile(rb"^Package: apt\n(?:.+\n)*?Version: (\S+)", re.MULTILINE)
_INSTALLED = re.compile(rb"^Status: \S+ \S+ installed$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was read.

    Args:
        path: the file.
        manifest: what it says of itself.
        tree: the files in it, with ``/`` as the root of the system.
    """

    path: str
    manifest: SnapshotManifest
    tree: MemoryTree

    @property
    def is_root(self) -> bool:
        """Tell whether it holds a root, and not bare files."""
        return self.manifest.kind == "root"

    def system_of_files(self, options: Iterable[tuple[str, str]] = (), kernel_release: str = "") -> System:
        """Make the system of a snapshot of bare files; the arguments are those of `from_files`."""
        manifest = self.manifest
        return from_files(
            manifest.status or None,
            manifest.packages,
            manifest.architectures[0],
            options,
            kernel_release or manifest.kernel,
            self.tree,
        )


def save_snapshot(system: System, path: str, messages: Messages) -> tuple[SnapshotManifest, int]:
    """Write a snapshot of a system.

    Args:
        system: a root or bare files.
        path: where the snapshot goes.
        messages: takes what apt would say where the system cannot be read.

    Returns:
        What is in it, and its size in bytes.

    Raises:
        InputError: when something that it needs cannot be had.
        PendingErrors: when the system cannot be read.
    """
    packages: tuple[str, ...] = ()
    if system.package_files is None:
        collection = collect_root(system, messages)
        os_release = read_os_release(system.tree, system.root)
    else:
        collection, packages = collect_files(system)
        os_release = {}
    status = collection.links.get(collection.status, collection.status)
    content = collection.contents.get(status, b"")
    apt = _APT.search(content)
    manifest = SnapshotManifest(
        kind="root" if system.package_files is None else "files",
        architectures=system.architectures,
        kernel=system.kernel_release,
        apt=decode(apt[1]) if apt else "",
        os_release=os_release,
        installed=len(_INSTALLED.findall(content)),
        status=collection.status,
        packages=packages,
        redacted=collection.redacted,
        keys=collection.keys,
        folders=tuple(sorted(collection.folders)),
        links=dict(sorted(collection.links.items())),
        files=_files_of(collection),
    )
    return manifest, write_container(path, manifest, collection.contents)


def open_snapshot(path: str) -> Snapshot:
    """Read a snapshot; every file in it is held against its sum.

    Raises:
        MissingInputError: when there is no such file.
        InputError: when it is no snapshot, or damaged.
    """
    manifest, contents = read_container(path)
    tree = MemoryTree()
    for folder in manifest.folders:
        if folder.strip("/"):
            tree.put(folder, Folder())
    for file in manifest.files:
        if not file.path.strip("/"):
            raise InputError(path, 0, "a file in it has no name")
        if file.sha256:
            tree.put(file.path, Content(file.size, _giver_of(contents[file.path]), file.sha256))
        else:
            tree.put(file.path, Content(file.size, _refuser_of(path, file.path), f"size {file.size}"))
    for place, target in manifest.links.items():
        if not place.strip("/"):
            raise InputError(path, 0, "a link in it has no name")
        tree.put(place, Link(target))
    return Snapshot(path, manifest, tree)


def _giver_of(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _refuser_of(path: str, name: str) -> Callable[[], bytes]:
    def refuse() -> bytes:
        raise InputError(path, 0, f"only the size of {name} is in it")

    return refuse


def _files_of(collection: Collection) -> tuple[SavedFile, ...]:
    files = [SavedFile(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in collection.contents.items()]
    files += [SavedFile(path, size) for path, size in collection.sizes.items() if path not in collection.contents]
    return tuple(sorted(files, key=lambda file: file.path))
