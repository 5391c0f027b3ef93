"""An archive as ``docker save`` and ``podman save`` write it.

``manifest.json`` lists the images with their configuration and layers by path; a layer is known by the digest of its
unpacked form, which the configuration gives.

Source: Docker image specification v1.2, "Combined Image JSON + Filesystem Changeset Format".
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from aptsim.errors import InputError
from aptsim.files.json_document import parse_document
from aptsim.image.blobs import Blobs
from aptsim.image.content_store import FoundImage
from aptsim.image.documents import Platform, check_digest, config_of
from aptsim.image.layer_source import LayerPlace
from aptsim.image.limits import Limits

MANIFEST = "manifest.json"
_DIGEST_IN_NAME = re.compile(r"(?:^|/)([0-9a-f]{64})(?:\.json)?$")


def find_saved_image(
    blobs: Blobs, name: str, reference: str, platform: Platform, is_chosen: bool, limits: Limits
) -> FoundImage:
    """Find one image in the archive; see `find_image` for the arguments.

    Raises:
        InputError: when there is none, or the archive is not what it says.
    """
    chosen = _choose(parse_document(blobs.read(MANIFEST), f"{name}: {MANIFEST}", limits.document), name, reference)
    path = _text(chosen.get("Config"), name)
    data = blobs.read(path)
    named = _DIGEST_IN_NAME.search(path)
    digest = f"sha256:{named[1]}" if named else ""
    if digest:
        check_digest(data, digest, f"{name}: {path}")
    config = config_of(parse_document(data, f"{name}: {path}", limits.document), name)
    if is_chosen and config.platform.architecture and not platform.runs(config.platform):
        raise InputError(name, 0, f"it is for {config.platform}, and not for {platform}")
    paths = chosen.get("Layers")
    if not isinstance(paths, list) or len(paths) != len(config.diff_ids):
        raise InputError(name, 0, "its list of layers does not fit its configuration")
    if len(paths) > limits.layers:
        raise InputError(name, 0, f"it has {len(paths)} layers; at most {limits.layers} are read")
    places = tuple(
        _place(blobs, _text(path, name), diff_id, name) for path, diff_id in zip(paths, config.diff_ids, strict=True)
    )
    return FoundImage(digest, config, places)


def _place(blobs: Blobs, path: str, diff_id: str, name: str) -> LayerPlace:
    return LayerPlace(f"{name}: {path}", lambda: blobs.open(path), diff_id, order=blobs.place_of(path))


def _choose(document: Any, name: str, reference: str) -> dict[str, Any]:
    images = [image for image in document if isinstance(image, dict)] if isinstance(document, list) else []
    if not images:
        raise InputError(name, 0, f"its {MANIFEST} names no image")
    tags = [[str(tag) for tag in image.get("RepoTags") or ()] for image in images]
    if reference:
        for image, its_tags in zip(images, tags, strict=True):
            if any(reference in (tag, tag.rpartition(":")[2]) for tag in its_tags):
                return image
        raise InputError(name, 0, f"it has no image {reference!r}; it has {_listed(tags)}")
    if len(images) > 1:
        raise InputError(name, 0, f"it has {len(images)} images; name one behind a colon: {_listed(tags)}")
    return images[0]


def _listed(tags: list[list[str]]) -> str:
    return ", ".join(sorted(tag for its_tags in tags for tag in its_tags)) or "none that has a name"


def _text(value: Any, name: str) -> str:
    """Give a path that the manifest names."""
    if not isinstance(value, str) or value.startswith("/") or ".." in posixpath.normpath(value).split("/"):
        raise InputError(name, 0, f"its {MANIFEST} names {str(value)[:80]!r}, which is no file in it")
    return value
