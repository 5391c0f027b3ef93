"""Makes container images in pure Python: layers, `docker save` archives, OCI layouts."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import zstandard

INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"

Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {
    "plain": bytes,
    "gzip": lambda data: gzip.compress(data, 1, mtime=0),
    "zstd": lambda data: zstandard.ZstdCompressor(level=1).compress(data),
}


def digest_of(data: bytes) -> str:
    """Give the digest as images write it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def member(
    name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, target: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    """Give one member of a layer."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, len(data)
    return info, data


def layer(*members: tuple[tarfile.TarInfo, bytes] | str) -> bytes:
    """Give a layer of these members; a name alone is an empty file, or a folder when it ends with a slash."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for one in members:
            if isinstance(one, str):
                one = member(one.rstrip("/"), kind=tarfile.DIRTYPE if one.endswith("/") else tarfile.REGTYPE)
            archive.addfile(one[0], io.BytesIO(one[1]))
    return buffer.getvalue()


def layer_of_files(files: Mapping[str, bytes]) -> bytes:
    """Give a layer with these files by path."""
    return layer(*(member(path.lstrip("/"), data) for path, data in files.items()))


def files_of(root: Path) -> dict[str, bytes]:
    """Read a root folder."""
    return {
        "/" + os.path.relpath(Path(folder, name), root): Path(folder, name).read_bytes()
        for folder, _, names in sorted(os.walk(root))
        for name in sorted(names)
    }


def folders_of(root: Path) -> list[str]:
    """Give the folders of a root, as members of a layer."""
    return [os.path.relpath(folder, root) + "/" for folder, _, _ in sorted(os.walk(root)) if Path(folder) != root]


def config_of(layers: Sequence[bytes], architecture: str = "amd64", variant: str = "") -> bytes:
    """Give the configuration of an image of these layers."""
    document: dict[str, Any] = {"os": "linux", "architecture": architecture, "config": {}}
    if variant:
        document["variant"] = variant
    document["rootfs"] = {"type": "layers", "diff_ids": [digest_of(one) for one in layers]}
    return json.dumps(document).encode()


def descriptor(data: bytes, media_type: str, **more: Any) -> dict[str, Any]:
    """Give what points to a blob."""
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data), **more}


def manifest_of(config: bytes, layers: Iterable[bytes]) -> bytes:
    """Give the manifest of an image of these blobs."""
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": descriptor(config, CONFIG_TYPE),
            "layers": [descriptor(one, LAYER_TYPE) for one in layers],
        }
    ).encode()


def index_of(manifests: Sequence[dict[str, Any]]) -> bytes:
    """Give an index."""
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": list(manifests)}).encode()


def layout_files(layers: Sequence[bytes], pack: str = "plain", architecture: str = "amd64") -> dict[str, bytes]:
    """Give the files of an OCI layout with one image."""
    packed = [PACKERS[pack](one) for one in layers]
    config = config_of(layers, architecture)
    manifest = manifest_of(config, packed)
    index = index_of([descriptor(manifest, MANIFEST_TYPE)])
    blobs = {f"blobs/{digest_of(blob).replace(':', '/')}": blob for blob in (config, manifest, *packed)}
    return {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}', "index.json": index, **blobs}


def saved_files(
    layers: Sequence[bytes], unpacked: Sequence[bytes] | None = None, tag: str = "test:latest"
) -> dict[str, bytes]:
    """Give the files of an archive as `docker save` writes it."""
    config = config_of(layers if unpacked is None else unpacked)
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    name = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = json.dumps([{"Config": name, "RepoTags": [tag], "Layers": names}]).encode()
    return {name: config, **dict(zip(names, layers, strict=True)), "manifest.json": manifest}


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def write_tar(path: Path, files: Mapping[str, bytes], pack: str = "plain") -> Path:
    """Write files into an archive."""
    path.write_bytes(PACKERS[pack](layer_of_files(files)))
    return path
