"""The JSON documents of an image, read with distrust: bounded, not nested deeply, every digest checked.

Source: OCI image specification, descriptor.md, manifest.md, image-index.md, config.md; Docker's "Image Manifest
Version 2, Schema 2".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aptsim.errors import InputError
from aptsim.image.limits import Limits

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Platform:
    """What an image runs on, in Go's words: ``linux/arm/v7``."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(filter(None, (self.os, self.architecture, self.variant)))

    def runs(self, offered: Platform) -> bool:
        """Tell whether an offered platform is this one; a variant counts only where both name one."""
        same = (self.os, self.architecture) == (offered.os, offered.architecture)
        return same and (not self.variant or not offered.variant or self.variant == offered.variant)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """Where a document or layer is found, and how it is known to be the right one.

    Args:
        digest: ``sha256:`` and 64 digits.
        size: bytes.
        platform: of a manifest in an index; None where nothing is said.
        annotations: words about it.
    """

    digest: str
    size: int
    platform: Platform | None = None
    annotations: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        """Give the name that annotations give it; '' when they do not."""
        notes = self.annotations or {}
        return notes.get("io.containerd.image.name", "") or notes.get("org.opencontainers.image.ref.name", "")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of one image."""

    config: Descriptor
    layers: tuple[Descriptor, ...]


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """What an image's configuration says.

    Args:
        platform: what it runs on.
        diff_ids: digests of the unpacked layers, the lowest first.
    """

    platform: Platform
    diff_ids: tuple[str, ...]


def check_digest(data: bytes, digest: str, name: str) -> None:
    """Hold a document against its digest.

    Raises:
        InputError: when it is another one.
    """
    found = f"sha256:{hashlib.sha256(data).hexdigest()}"
    if found != digest:
        raise InputError(name, 0, f"its digest is {found}, and not {digest}")


def check_digest_text(digest: object, name: str) -> str:
    """Give a digest that is written as it must be.

    Raises:
        InputError: when it is not; other sums than SHA256 are not supported.
    """
    if not isinstance(digest, str) or _DIGEST.fullmatch(digest) is None:
        raise InputError(name, 0, f"{str(digest)[:80]!r} is not a SHA256 digest")
    return digest


def descriptors_of(document: Any, name: str) -> tuple[Descriptor, ...] | None:
    """Give the manifests that an index lists; None when the document is no index."""
    listed = document.get("manifests") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        return None
    return tuple(_descriptor_of(one, name) for one in listed[:_MOST_ENTRIES])


def manifest_of(document: Any, name: str, limits: Limits) -> Manifest:
    """Read the manifest of one image.

    Raises:
        InputError: when it is none, or of a kind that is not supported.
    """
    if isinstance(document, dict) and document.get("schemaVersion") == 1:
        raise InputError(name, 0, "its manifest has schema 1, which is not supported; pull and push it anew")
    layers = document.get("layers") if isinstance(document, dict) else None
    if not isinstance(layers, list) or "config" not in document:
        raise InputError(name, 0, "it is not the manifest of an image")
    if len(layers) > limits.layers:
        raise InputError(name, 0, f"it has {len(layers)} layers; at most {limits.layers} are read")
    if any(isinstance(layer, dict) and layer.get("urls") for layer in layers):
        raise InputError(name, 0, "a layer of it lies elsewhere, on the addresses that it names; that is not supported")
    return Manifest(_descriptor_of(document["config"], name), tuple(_descriptor_of(layer, name) for layer in layers))


def config_of(document: Any, name: str) -> ImageConfig:
    """Read an image's configuration.

    Raises:
        InputError: when it is none.
    """
    rootfs = document.get("rootfs") if isinstance(document, dict) else None
    diff_ids = rootfs.get("diff_ids") if isinstance(rootfs, dict) else None
    if not isinstance(diff_ids, list):
        raise InputError(name, 0, "it is not the configuration of an image: it does not list the layers")
    platform = Platform(*(_text_of(document, key) for key in ("os", "architecture", "variant")))
    return ImageConfig(platform, tuple(check_digest_text(one, name) for one in diff_ids))


def _descriptor_of(value: Any, name: str) -> Descriptor:
    size = value.get("size") if isinstance(value, dict) else None
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise InputError(name, 0, "a part of it has no size")
    platform = value.get("platform")
    notes = value.get("annotations")
    return Descriptor(
        check_digest_text(value.get("digest"), name),
        size,
        Platform(*(_text_of(platform, key) for key in ("os", "architecture", "variant")))
        if isinstance(platform, dict)
        else None,
        {str(key): str(text) for key, text in notes.items()} if isinstance(notes, dict) else None,
    )


def _text_of(value: Any, key: str) -> str:
    text = value.get(key)
    return text if isinstance(text, str) else ""
