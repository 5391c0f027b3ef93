"""An image that is named by digests, in an OCI layout or a registry: from the first document to the layers.

Source: OCI image layout specification; OCI image specification, image-index.md.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from aptsim.errors import InputError
from aptsim.files.json_document import parse_document
from aptsim.image.blobs import Blobs
from aptsim.image.byte_stream import Readable
from aptsim.image.documents import (
    Descriptor,
    ImageConfig,
    Platform,
    check_digest,
    config_of,
    descriptors_of,
    manifest_of,
)
from aptsim.image.layer_source import LayerPlace
from aptsim.image.limits import Limits

_DEEPEST_INDEX = 4
_NO_PLATFORM = ("", "unknown")


class ContentStore(Protocol):
    """Where the parts of an image are had from; nothing that it gives is trusted."""

    def first(self) -> bytes:
        """Give the document that everything begins with: an index or a manifest."""

    def manifest(self, digest: str, size: int) -> bytes:
        """Give an index or a manifest."""

    def document(self, digest: str, size: int) -> bytes:
        """Give a configuration."""

    def layer(self, digest: str, size: int) -> AbstractContextManager[Readable]:
        """Open a layer."""

    def order_of(self, digest: str) -> int:
        """Give a number by which layers are best read in order; 0 when it does not matter."""


@dataclass(frozen=True, slots=True)
class FoundImage:
    """One image, before any layer is read.

    Args:
        digest: of its manifest, or of its configuration where it has no manifest.
        config: what its configuration says.
        places: its layers, the lowest first.
    """

    digest: str
    config: ImageConfig
    places: tuple[LayerPlace, ...]


def find_image(
    store: ContentStore, name: str, reference: str, platform: Platform, is_chosen: bool, limits: Limits
) -> FoundImage:
    """Find one image behind a document.

    Args:
        store: where its parts come from.
        name: the image in messages.
        reference: which of several images is meant, by its annotated name; '' for the only one.
        platform: what it shall run on.
        is_chosen: whether the user named the platform; then an image for another one is refused.
        limits: how much is read.

    Raises:
        InputError: when there is none, or a document is not what was promised.
    """
    data = store.first()
    digest = ""
    for _ in range(_DEEPEST_INDEX):
        document = parse_document(data, name, limits.document)
        listed = descriptors_of(document, name)
        if listed is None:
            break
        chosen = _choose(listed, name, reference, platform)
        reference = ""
        digest = chosen.digest
        data = _checked(store.manifest, chosen, name, limits)
    else:
        raise InputError(name, 0, "its indexes are nested too deeply")
    manifest = manifest_of(document, name, limits)
    data = _checked(store.document, manifest.config, name, limits)
    config = config_of(parse_document(data, f"{name}: its configuration", limits.document), name)
    if len(config.diff_ids) != len(manifest.layers):
        raise InputError(name, 0, f"it has {len(manifest.layers)} layers, but names {len(config.diff_ids)} digests")
    if is_chosen and config.platform.architecture and not platform.runs(config.platform):
        raise InputError(name, 0, f"it is for {config.platform}, and not for {platform}")
    places = tuple(
        _place(store, layer, diff_id, f"{name}: layer {number}")
        for number, (layer, diff_id) in enumerate(zip(manifest.layers, config.diff_ids, strict=True), start=1)
    )
    return FoundImage(digest or manifest.config.digest, config, places)


def _place(store: ContentStore, layer: Descriptor, diff_id: str, name: str) -> LayerPlace:
    return LayerPlace(
        f"{name} ({layer.digest[:19]})",
        lambda: store.layer(layer.digest, layer.size),
        diff_id,
        layer.digest,
        layer.size,
        store.order_of(layer.digest),
    )


def _checked(get: Callable[[str, int], bytes], part: Descriptor, name: str, limits: Limits) -> bytes:
    if part.size > limits.document:
        raise InputError(name, 0, f"a document of it has {part.size} bytes; at most {limits.document} are read")
    data = get(part.digest, part.size)
    check_digest(data, part.digest, f"{name}: {part.digest[:19]}")
    return data


def _choose(listed: tuple[Descriptor, ...], name: str, reference: str, platform: Platform) -> Descriptor:
    """Choose among the images of an index: by its name, then by its platform."""
    if reference:
        named = [one for one in listed if reference in (one.name, one.name.rpartition(":")[2])]
        if not named:
            names = ", ".join(sorted({one.name for one in listed if one.name})) or "none that has a name"
            raise InputError(name, 0, f"it has no image {reference!r}; it has {names}")
        listed = tuple(named)
    # What has no platform is either the only one, or not an image to run, like a note on how one was built.
    known = [one for one in listed if one.platform is not None and one.platform.os not in _NO_PLATFORM]
    if not known and len(listed) == 1:
        return listed[0]
    fitting = [one for one in known if one.platform is not None and platform.runs(one.platform)]
    if not fitting:
        if not known and listed:
            names = ", ".join(sorted({one.name for one in listed if one.name}))
            raise InputError(name, 0, f"it has {len(listed)} images; name one behind a colon: {names}")
        offers = ", ".join(sorted({str(one.platform) for one in known})) or "no image at all"
        raise InputError(name, 0, f"it has nothing for {platform}, only {offers}; choose with --platform")
    if len({one.name for one in fitting}) > 1:
        names = ", ".join(sorted({one.name for one in fitting}))
        raise InputError(name, 0, f"it has {len(fitting)} images; name one behind a colon: {names}")
    return fitting[0]


class LayoutStore:
    """An OCI layout, in a folder or a tar archive."""

    def __init__(self, blobs: Blobs, folder: str = "") -> None:
        """Use these files; the layout may lie in a folder of the archive."""
        self._blobs = blobs
        self._folder = folder

    def first(self) -> bytes:
        """Give the index of the layout."""
        return self._blobs.read(posixpath.join(self._folder, "index.json"))

    def manifest(self, digest: str, size: int) -> bytes:
        """Give a blob."""
        return self._blobs.read(self._path(digest))

    def document(self, digest: str, size: int) -> bytes:
        """Give a blob."""
        return self._blobs.read(self._path(digest))

    def layer(self, digest: str, size: int) -> AbstractContextManager[Readable]:
        """Open a blob."""
        return self._blobs.open(self._path(digest))

    def order_of(self, digest: str) -> int:
        """Ask the archive."""
        return self._blobs.place_of(self._path(digest))

    def _path(self, digest: str) -> str:
        return posixpath.join(self._folder, "blobs", *digest.split(":"))
