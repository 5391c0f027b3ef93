"""What one layer of an image changes in the places that matter.

Source: OCI image specification, layer.md: "Change Types", "Whiteouts", "Opaque Whiteout".
"""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass, field

from aptsim.errors import InputError
from aptsim.image.byte_stream import ByteStream
from aptsim.image.limits import Limits
from aptsim.image.tar_reader import Member, MemberKind, TarReader
from aptsim.image.wanted import Share, Wanted

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_LAYER_NOTES = ".wh..wh."
"""Beginning of names that a storage driver keeps for itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One path that a layer puts in place.

    Args:
        kind: what it is; of a hard link to a path of the same layer, what that is.
        size: bytes of a file.
        target: where a link leads.
        digest: SHA256 of a file's content; '' when only its size is kept.
        content: of a file, when it is kept.
    """

    kind: MemberKind
    size: int = 0
    target: str = ""
    digest: str = ""
    content: bytes | None = None


@dataclass(slots=True)
class Layer:
    """One layer, as far as its places are wanted.

    Args:
        entries: by path without a slash in front, in the order of the archive.
        removed: paths that lower layers have and this one takes away.
        opaque: folders of which nothing of the lower layers is seen.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)

    @property
    def kept_bytes(self) -> int:
        """Give how much content is kept."""
        return sum(len(entry.content) for entry in self.entries.values() if entry.content is not None)


def read_layer(stream: ByteStream, wanted: Wanted, limits: Limits) -> Layer:
    """Read a layer to its end, so that its digests can be checked.

    Raises:
        InputError: when it is damaged, too large, or leads out of the image.
    """
    layer = Layer()
    reader = TarReader(stream, limits)
    kept_bytes = 0
    while (member := reader.next()) is not None:
        path = _path_of(member.name, stream)
        folder, _, name = path.rpartition("/")
        if name.startswith(_WHITEOUT):
            _note_whiteout(layer, folder, name, wanted)
            continue
        share = wanted.share_of(path)
        if share is Share.NOTHING or not path:
            continue
        entry = _entry_of(member, share, reader, stream, limits)
        kept_bytes += 0 if entry.content is None else len(entry.content)
        layer.entries.pop(path, None)
        layer.entries[path] = entry
        if kept_bytes > limits.kept_bytes:
            raise stream.fault(f"the files of a system in it have more than {limits.kept_bytes} bytes")
        if len(layer.entries) + len(layer.removed) > limits.kept_members:
            raise stream.fault(f"the folders of a system in it have more than {limits.kept_members} entries")
    stream.drain()
    return layer


def _note_whiteout(layer: Layer, folder: str, name: str, wanted: Wanted) -> None:
    if name == _OPAQUE:
        if wanted.share_of(folder) is not Share.NOTHING:
            layer.opaque.add(folder)
    elif not name.startswith(_LAYER_NOTES):
        path = posixpath.join(folder, name[len(_WHITEOUT) :])
        if wanted.share_of(path) is not Share.NOTHING:
            layer.removed.add(path)


def _entry_of(member: Member, share: Share, reader: TarReader, stream: ByteStream, limits: Limits) -> Entry:
    match member.kind:
        case MemberKind.FILE:
            if share is Share.NAMES or member.size > limits.file:
                return Entry(member.kind, member.size)
            if member.is_sparse:
                raise stream.fault(f"{member.name} is stored as a sparse file, which is not supported")
            data = reader.content()
            return Entry(member.kind, len(data), digest=hashlib.sha256(data).hexdigest(), content=data)
        case MemberKind.HARD_LINK:
            return Entry(member.kind, target=_path_of(member.target, stream))
        case MemberKind.LINK:
            return Entry(member.kind, target=member.target)
        case _:
            return Entry(member.kind)


def _path_of(name: str, stream: ByteStream) -> str:
    """Give a member's path below the root; a slash in front means nothing, and nothing may lead above it.

    Raises:
        InputError: when it does.
    """
    if ".." not in name and "//" not in name and "./" not in name:
        return name.strip("/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _escape(name, stream)
    return "/".join(parts)


def _escape(name: str, stream: ByteStream) -> InputError:
    return stream.fault(f"the path {name!r} in it leads out of the image")
