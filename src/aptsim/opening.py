"""Images and snapshots opened as systems, for library and command line alike."""

from __future__ import annotations

import os
from collections.abc import Iterable

from aptsim.archive.cache_folder import cache_folder
from aptsim.archive.download_watcher import DownloadWatcher
from aptsim.archive.image_reference import parse_image_reference
from aptsim.errors import InputError, MissingInputError
from aptsim.files.tree import FileTree
from aptsim.image.documents import Platform
from aptsim.image.image import Image, image_file_of, open_image_file, open_stored_image
from aptsim.image.platforms import parse_platform, platform_of_architecture
from aptsim.model.message import Messages
from aptsim.simulator import SIMULATING, Simulator
from aptsim.snapshot.snapshot import open_snapshot as read_snapshot
from aptsim.system.architectures import host_architecture
from aptsim.system.config import complete_configuration
from aptsim.system.root import System, complete_root, root_configuration
from aptsim.system.status_folder import with_status_folder

ROOT = "/"
"""The root of a system in an image or a snapshot, as its own apt would see it."""


def open_image(
    image: str, options: Iterable[tuple[str, str]] = (), kernel_release: str = "", platform: str = ""
) -> Simulator:
    """Open the system in a container image for simulations.

    Args:
        image: a saved archive, an OCI layout, or a reference to a registry like ``debian:12``.
        options: configuration as with ``-o``.
        kernel_release: the running kernel, if any.
        platform: what it shall run on, like ``linux/arm64``; '' for linux on this machine's architecture.

    Raises:
        AptsimError: when there is no such image, or it is damaged.
        PendingErrors: when its configuration cannot be read.
    """
    found = find_image(image, platform)
    settings = (*SIMULATING, *options)
    return Simulator.of_system(
        lambda verb: _system_in_tree(found.tree, settings, kernel_release, verb, found.architecture)
    )


def open_snapshot(
    path: str | os.PathLike[str], options: Iterable[tuple[str, str]] = (), kernel_release: str = ""
) -> Simulator:
    """Open a system that ``simulate snapshot save`` put into a file; see `open_image` for the arguments.

    Raises:
        MissingInputError: when there is no such file.
        InputError: when it is no snapshot, or damaged.
        PendingErrors: when its configuration cannot be read.
    """
    snapshot = read_snapshot(os.fspath(path))
    kernel = kernel_release or snapshot.manifest.kernel
    settings = (*SIMULATING, *options)
    if not snapshot.is_root:
        return Simulator.of_system(lambda _: snapshot.system_of_files(settings, kernel))
    architecture = snapshot.manifest.architectures[0]
    return Simulator.of_system(lambda verb: _system_in_tree(snapshot.tree, settings, kernel, verb, architecture))


def find_image(what: str, platform: str = "", watcher: DownloadWatcher | None = None, offline: bool = False) -> Image:
    """Find an image: a file or folder, ``PATH:NAME`` for one of several in it, else a reference to a registry.

    Args:
        what: which image.
        platform: what it shall run on, like ``linux/arm64``; '' for linux on this machine's architecture.
        watcher: told what arrives from a registry.
        offline: only what is in the cache is used.

    Raises:
        MissingInputError: when there is no such file, and it is no reference.
        InputError: when it is no image, or damaged.
        MirrorError: when a registry does not give it.
    """
    cache = cache_folder()
    wanted = _platform_of(platform)
    file = image_file_of(what)
    progress = None if watcher is None else watcher.on_bytes
    if file is not None:
        image = open_image_file(file, wanted, bool(platform), cache, progress=progress)
        image.tree.stat(ROOT)  # reads the layers while there is somebody to tell of it
        return image
    reference = parse_image_reference(what)
    if reference is None:
        raise MissingInputError(what, "it is neither a file or folder, nor written like an image of a registry")
    from aptsim.archive.registry import RegistryStore  # only here: the network costs more than a small simulation

    with RegistryStore(reference, cache, watcher, offline) as store:
        image = open_stored_image(store, str(reference), wanted, bool(platform), cache, progress=progress)
        image.tree.stat(ROOT)  # fetches and reads the layers while there is somebody to tell of it
        store.sweep()
    return image


def _platform_of(text: str) -> Platform:
    platform = parse_platform(text) if text else platform_of_architecture(host_architecture())
    if platform is None:
        raise InputError(text, 0, "it is no platform; write it like linux/arm64")
    return platform


def _system_in_tree(
    tree: FileTree, options: Iterable[tuple[str, str]], kernel_release: str, verb: str, architecture: str
) -> System:
    """Make the system whose root is the top of a tree; one without a status file may have its packages in ``status.d``.

    Args:
        tree: where it lies.
        options: names and values from the command line, in order.
        kernel_release: the running kernel, if any.
        verb: the verb that it is opened for; see `root_configuration`.
        architecture: the native one, where nothing in the system tells.
    """
    configuration = root_configuration(ROOT, Messages(), verb, tree=tree)
    for name, value in options:
        configuration.set(name, value)
    complete_configuration(configuration)
    tree = with_status_folder(tree, configuration)
    return complete_root(ROOT, configuration, kernel_release, tree, architecture).as_release("")
