"""The file that a snapshot is: a tar archive under zstd; the manifest, the files in its order, the manifest's own sum.

Times, owners and order are fixed, so that the same input gives the same bytes. ``docs/decisions/snapshot-format.md``
says why this format.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from pathlib import Path

from aptsim.errors import InputError, MissingInputError
from aptsim.files.json_document import parse_document
from aptsim.files.memory_tree import parts_of
from aptsim.files.whole_file import write_file
from aptsim.image.byte_stream import ByteStream
from aptsim.image.limits import LIMITS, Limits
from aptsim.image.tar_reader import MemberKind, TarReader
from aptsim.snapshot.manifest import SnapshotManifest, manifest_from

_MANIFEST = "manifest.json"
_FILES = "files"
_SUM = "manifest.sha256"
_LEVEL = 12
_READ_LIMITS = LIMITS


def write_container(path: str, manifest: SnapshotManifest, contents: dict[str, bytes]) -> int:
    """Write a snapshot, whole or not at all.

    Args:
        path: where it goes; what is there is replaced.
        manifest: what is in it.
        contents: the files with a sum in the manifest, by path.

    Returns:
        Its size in bytes.
    """
    import zstandard

    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        head = manifest.to_json()
        _add(archive, _MANIFEST, head)
        for file in manifest.files:
            if file.sha256:
                _add(archive, _FILES + file.path, contents[file.path])
        _add(archive, _SUM, hashlib.sha256(head).hexdigest().encode())
    # One thread: how several share the work is not fixed.
    packed = zstandard.ZstdCompressor(level=_LEVEL, threads=0).compress(plain.getbuffer())
    write_file(Path(path), packed)
    return len(packed)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    member.mode = 0o644
    archive.addfile(member, io.BytesIO(data))


def read_container(path: str, limits: Limits = _READ_LIMITS) -> tuple[SnapshotManifest, dict[str, bytes]]:
    """Read a snapshot that anybody may have made, and hold every file against its sum.

    Raises:
        MissingInputError: when there is no such file.
        InputError: when it is no snapshot, or damaged.
    """
    if not os.path.isfile(path):
        raise MissingInputError(path, "not a file" if os.path.exists(path) else "no such file")
    with open(path, "rb") as file:
        stream = ByteStream(file, path, limits, has_sums=False)
        reader = TarReader(stream, limits)
        first = reader.next()
        if first is None or first.name != _MANIFEST or first.kind is not MemberKind.FILE:
            raise InputError(path, 0, "it is not a snapshot: there is no manifest at its beginning")
        if first.size > limits.document:
            raise InputError(path, 0, f"its manifest has {first.size} bytes; at most {limits.document} are read")
        head = reader.content()
        manifest = manifest_from(parse_document(head, f"{path}: {_MANIFEST}", limits.document), path)
        contents = _read_files(path, manifest, reader, limits)
        last = reader.next()
        if last is None or last.name != _SUM or reader.content() != hashlib.sha256(head).hexdigest().encode():
            raise InputError(path, 0, "its end is not what its manifest says")
        return manifest, contents


def _read_files(path: str, manifest: SnapshotManifest, reader: TarReader, limits: Limits) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    kept = 0
    for file in manifest.files:
        if "/" + "/".join(parts_of(file.path)) != file.path:
            raise InputError(path, 0, f"the path {file.path!r} in it leads out of the system")
        if not file.sha256:
            continue
        member = reader.next()
        if member is None or member.name != _FILES + file.path or member.size != file.size:
            raise InputError(path, 0, f"{file.path} is not in it as its manifest says")
        kept += member.size
        if kept > limits.kept_bytes:
            raise InputError(path, 0, f"its files have more than {limits.kept_bytes} bytes")
        data = reader.content()
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise InputError(path, 0, f"{file.path} in it is not what its manifest says")
        contents[file.path] = data
    return contents
