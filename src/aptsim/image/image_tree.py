"""The merged layers of an image as a tree of files; what nobody asks for is never read.

Layers are read from the top until every wanted place is decided. When a link leads to a place that was not wanted, it
is from then on, and the layers are read again with it.

Source: OCI image specification, layer.md; path_resolution(7) for links.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from aptsim.errors import InputError
from aptsim.files.memory_tree import Content, Folder, Link, MemoryTree, Node, Special
from aptsim.files.tree import FileState, OpenFile
from aptsim.image.layer import Entry, Layer
from aptsim.image.layer_source import LayerSource
from aptsim.image.limits import Limits
from aptsim.image.tar_reader import MemberKind
from aptsim.image.wanted import WANTED, Share, Wanted

_Answer = TypeVar("_Answer")
_MOST_LINKS = 40


class _Unknown(Exception):
    """A place was asked for that has not been looked at yet."""

    def __init__(self, path: str, share: Share) -> None:
        super().__init__(path)
        self.path = path
        self.share = share


class ImageTree:
    """The files of an image, with the interface of `FileTree`."""

    def __init__(self, source: LayerSource, name: str, limits: Limits, wanted: Wanted = WANTED) -> None:
        """Read nothing yet.

        Args:
            source: the layers.
            name: the image in messages.
            limits: how much is read.
            wanted: the places that are looked at in the first reading.
        """
        self._source = source
        self._name = name
        self._limits = limits
        self._wanted = wanted
        self._readings = 0
        self._tree: _Merged | None = None

    def stat(self, path: str) -> FileState:
        """Give the state of what a path leads to."""
        return self._ask(lambda tree: tree.stat(path))

    def read(self, path: str) -> bytes:
        """Give the content of a file."""
        return self._ask(lambda tree: tree.read(path))

    def names(self, folder: str) -> list[str]:
        """List a folder."""
        return self._ask(lambda tree: tree.names(folder))

    def real_path(self, path: str) -> str:
        """Give the path without links."""
        return self._ask(lambda tree: tree.real_path(path))

    def open(self, path: str) -> OpenFile:
        """Open a file to read parts of it."""
        return self._ask(lambda tree: tree.open(path))

    def _ask(self, question: Callable[[_Merged], _Answer]) -> _Answer:
        while True:
            try:
                if self._tree is None:
                    self._tree = self._merge()
                return question(self._tree)
            except _Unknown as unknown:
                self._wanted = self._wanted.extended_by(unknown.path, unknown.share)
                self._tree = None

    def _merge(self) -> _Merged:
        """Read layers from the top until all is decided, and put them on each other.

        Raises:
            InputError: when a layer is damaged, or the links lead on and on.
        """
        self._readings += 1
        if self._readings > self._limits.readings:
            raise InputError(self._name, 0, "its links lead to too many places")
        layers: dict[int, Layer] = {}
        for number in self._source.reading_order():
            layers[number] = self._source.layer(number, self._wanted)
            self._check_size(layers)
            if all(later in layers for later in range(number, len(self._source.places))) and _is_decided(
                self._wanted, layers
            ):
                break
        tree = _Merged(self._wanted, self._name, self._limits)
        for number in sorted(layers):
            tree.add(layers[number])
        return tree

    def _check_size(self, layers: dict[int, Layer]) -> None:
        limits = self._limits
        if sum(layer.kept_bytes for layer in layers.values()) > limits.kept_bytes:
            raise InputError(self._name, 0, f"the files of its system have more than {limits.kept_bytes} bytes")
        if sum(len(layer.entries) for layer in layers.values()) > limits.kept_members:
            raise InputError(self._name, 0, f"its system has more than {limits.kept_members} files")


def _is_decided(wanted: Wanted, layers: dict[int, Layer]) -> bool:
    """Tell whether no lower layer can be seen in any wanted place."""
    return all(any(_hides(layer, place) for layer in layers.values()) for place in wanted.places)


def _hides(layer: Layer, place: str) -> bool:
    parts = place.split("/")
    for length in range(1, len(parts) + 1):
        path = "/".join(parts[:length])
        entry = layer.entries.get(path)
        if path in layer.removed or path in layer.opaque:
            return True
        if entry is not None and entry.kind is not MemberKind.FOLDER:
            return True
    return "" in layer.opaque


class _Merged(MemoryTree):
    """Layers put on each other, as far as their places are wanted."""

    def __init__(self, wanted: Wanted, name: str, limits: Limits) -> None:
        super().__init__()
        self._wanted = wanted
        self._name = name
        self._limits = limits

    def names(self, folder: str) -> list[str]:
        """List a folder, all of which must be known."""
        path = self.real_path(folder).strip("/")
        if self._wanted.share_of(path) is Share.PLACE:
            raise _Unknown(path, Share.NAMES)
        return super().names(folder)

    def look_up(self, folder: Folder, names: list[str]) -> Node | None:
        """Find a name in a folder, when the place was looked at."""
        path = "/".join(names)
        if self._wanted.share_of(path) is Share.NOTHING:
            raise _Unknown(path, Share.CONTENT)
        return super().look_up(folder, names)

    def add(self, layer: Layer) -> None:
        """Put a layer on top."""
        for path in layer.removed:
            self._remove(path)
        for path in layer.opaque:
            self._remove(path)
            if path:
                self.put(path, Folder())
        for path, entry in layer.entries.items():
            if entry.kind is MemberKind.FOLDER:
                if not isinstance(self._at(path), Folder):
                    self.put(path, Folder())
            elif entry.kind is not MemberKind.HARD_LINK:
                self.put(path, self._node_of(path, entry))
        for path, entry in layer.entries.items():
            if entry.kind is MemberKind.HARD_LINK:
                self.put(path, self._linked(path, entry, layer))

    def _node_of(self, path: str, entry: Entry) -> Node:
        if entry.kind is MemberKind.LINK:
            return Link(entry.target)
        if entry.kind is not MemberKind.FILE:
            return Special()
        content = entry.content
        if content is not None:
            return Content(entry.size, lambda: content, entry.digest)

        def read() -> bytes:
            if self._wanted.share_of(path) is not Share.CONTENT:
                raise _Unknown(path, Share.CONTENT)
            text = f"it has {entry.size} bytes; at most {self._limits.file} are read"
            raise InputError(f"{self._name}: /{path}", 0, text)

        return Content(entry.size, read, f"size {entry.size}")

    def _linked(self, path: str, entry: Entry, layer: Layer) -> Node:
        """Give what a hard link shares."""
        target = entry.target
        for _ in range(_MOST_LINKS):
            following = layer.entries.get(target)
            if following is None or following.kind is not MemberKind.HARD_LINK:
                break
            target = following.target
        share = self._wanted.share_of(path)
        if share is Share.PLACE:
            share = Share.NAMES
        its_share = self._wanted.share_of(target)
        if its_share in (Share.NOTHING, Share.PLACE) or (share is Share.CONTENT and its_share is Share.NAMES):
            raise _Unknown(target, share)
        node = self._at(target)
        if node is None or isinstance(node, Folder):
            raise InputError(self._name, 0, f"the hard link {path!r} leads to {target!r}, which is no file of it")
        return node

    def _at(self, path: str) -> Node | None:
        """Give what stands at a path, links not followed."""
        node: Node | None = self.top
        for part in filter(None, path.split("/")):
            node = node.entries.get(part) if isinstance(node, Folder) else None
        return node

    def _remove(self, path: str) -> None:
        if not path:
            self.top.entries.clear()
            return
        above, _, name = path.rpartition("/")
        folder = self._at(above)
        if isinstance(folder, Folder):
            folder.entries.pop(name, None)
