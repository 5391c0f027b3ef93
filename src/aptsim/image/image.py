"""A container image that is open: what it is called, what it runs on, and its files."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aptsim.errors import InputError, MissingInputError
from aptsim.image.blobs import Blobs, FolderBlobs, TarBlobs
from aptsim.image.content_store import ContentStore, FoundImage, LayoutStore, find_image
from aptsim.image.docker_archive import MANIFEST, find_saved_image
from aptsim.image.documents import Platform
from aptsim.image.image_tree import ImageTree
from aptsim.image.layer_source import LayerSource
from aptsim.image.layer_store import LayerStore
from aptsim.image.limits import LIMITS, Limits
from aptsim.image.platforms import architecture_of_platform

Progress = Callable[[str, int, int], None]
_ARCHIVE_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".tar.bz2", ".oci")


@dataclass(frozen=True, slots=True)
class Image:
    """One image.

    Args:
        name: as the user named it.
        digest: of its manifest, or of its configuration where it has no manifest.
        platform: what it runs on.
        layers: how many it has.
        tree: its files.
    """

    name: str
    digest: str
    platform: Platform
    layers: int
    tree: ImageTree

    @property
    def architecture(self) -> str:
        """Give Debian's name for what it runs on; '' when it has none."""
        return architecture_of_platform(self.platform)


@dataclass(frozen=True, slots=True)
class ImageFile:
    """An image on disk: a file or folder, and which of its images is meant ('' for the only one)."""

    path: str
    reference: str = ""


def image_file_of(what: str) -> ImageFile | None:
    """Tell whether the user means an image on disk: ``PATH`` or ``PATH:NAME``; None when it is a registry's.

    Raises:
        MissingInputError: when it can only be a path, and nothing is there.
    """
    if os.path.exists(what):
        return ImageFile(what)
    for position, letter in enumerate(what):
        if letter == ":" and os.path.exists(what[:position]):
            return ImageFile(what[:position], what[position + 1 :])
    if what.startswith(("/", "./", "../", "~")) or what.endswith(_ARCHIVE_ENDINGS):
        raise MissingInputError(what, "no such file or folder")
    return None


def open_image_file(
    file: ImageFile,
    platform: Platform,
    is_chosen: bool,
    cache: Path | None = None,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> Image:
    """Open an image on disk; its layers are read when somebody looks into it.

    Args:
        file: where it is.
        platform: what it shall run on, where there are several.
        is_chosen: whether the user named the platform; then an image for another one is refused.
        cache: the folder where what was read of layers is kept; None to keep nothing.
        limits: how much is read.
        progress: told of layers while they are read; see `LayerSource`.

    Raises:
        InputError: when it is no image, or damaged.
    """
    name = file.path
    is_folder = os.path.isdir(file.path)
    blobs: Blobs = FolderBlobs(file.path, limits) if is_folder else TarBlobs(file.path, limits)
    if blobs.has("index.json"):
        found = find_image(LayoutStore(blobs), name, file.reference, platform, is_chosen, limits)
    elif blobs.has(MANIFEST):
        found = find_saved_image(blobs, name, file.reference, platform, is_chosen, limits)
    else:
        what = "folder" if is_folder else "archive"
        raise InputError(name, 0, f"the {what} is no image: it has neither index.json nor {MANIFEST}")
    return _image_of(name, found, cache, limits, progress)


def open_stored_image(
    store: ContentStore,
    name: str,
    platform: Platform,
    is_chosen: bool,
    cache: Path | None = None,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> Image:
    """Open an image that a registry gives; see `open_image_file` for the arguments.

    Raises:
        InputError: when it is no image, or damaged.
    """
    found = find_image(store, name, "", platform, is_chosen, limits)
    return _image_of(name, found, cache, limits, progress)


def _image_of(name: str, found: FoundImage, cache: Path | None, limits: Limits, progress: Progress | None) -> Image:
    store = None if cache is None else LayerStore(cache / "images" / "layers")
    source = LayerSource(found.places, store, limits, progress)
    return Image(name, found.digest, found.config.platform, len(found.places), ImageTree(source, name, limits))
