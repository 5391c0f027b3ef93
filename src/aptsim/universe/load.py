"""From package files to a universe: the stored tables when they are still true, else a fresh build."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from aptsim.errors import PendingErrors
from aptsim.files.tree import FileTree
from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile
from aptsim.universe.store import open_universe, save_universe
from aptsim.universe.universe import Universe
from aptsim.universe.walk_order import hash_table_size

#: Universes of fewer versions are built faster than they are worth storing.
SMALLEST_STORED = 2000

#: Gives the uncompressed bytes of a file in parts, each but the last ending with exactly one empty line.
Reader = Callable[[PackageFile], Iterable[bytes]]


def load_universe(
    package_files: Sequence[PackageFile],
    read: Reader,
    tree: FileTree,
    architectures: Sequence[str],
    configuration: Configuration,
    messages: Messages,
    cache_folder: Path | None = None,
    release: AptRelease = DEFAULT_RELEASE,
) -> Universe:
    """Gives the universe of these files, from the cache folder when they have not changed since it was stored there.

    Args:
        package_files: in apt's order, the dpkg status last.
        read: gives the uncompressed bytes of a file in parts; see `Reader`.
        tree: where the files lie.
        architectures: native first.
        messages: told what apt says while it reads, also when the universe was stored.
        cache_folder: where universes are stored; None to store nothing.
        release: the release of apt that reads them.

    Raises:
        PendingErrors: where apt gives up; `messages` then holds its errors.
    """
    path = None
    if cache_folder is not None:
        path = cache_folder / f"{_identity_of(package_files, tree, architectures, configuration, release)}.universe"
        stored = open_universe(path, package_files)
        if stored is not None:
            universe, said = stored
            universe.release = release
            for message in said:
                messages.add(message)
            return universe
    # Here only: most runs find their universe stored.
    from aptsim.universe.build import build_universe

    messages.push()
    try:
        universe = build_universe(package_files, read, architectures, configuration, messages, release)
    except BaseException:
        messages.merge()
        raise
    said = list(messages)
    failed = messages.pending_error
    messages.merge()
    if failed:
        # apt leaves the cache that it was building marked as unfinished and then refuses to open it.
        messages.warning("You may want to run apt-get update to correct these problems")
        messages.error("The package cache file is corrupted")
        raise PendingErrors
    if path is not None and len(universe.version_package) >= SMALLEST_STORED:
        save_universe(universe, path, said)
    return universe


def _identity_of(
    package_files: Sequence[PackageFile],
    tree: FileTree,
    architectures: Sequence[str],
    configuration: Configuration,
    release: AptRelease,
) -> str:
    """Gives a name for exactly these files as they are now, read with this configuration by this release."""
    parts = [
        release.name,
        repr(tuple(architectures)),
        repr(hash_table_size(configuration)),
    ]
    parts += [repr(item.full_tag() + "=" + item.value) for item in configuration.tree("pkgCacheGen")]
    for file in package_files:
        try:
            state = tree.stat(file.path).identity
        except OSError:
            state = (0, 0, 0)
        parts.append(repr((file.path, file.id, file.is_not_source, state)))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:40]
