"""From package files to a universe: the stored tables when they are still true, else a fresh build."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aptsim.errors import PendingErrors
from aptsim.files.tree import FileTree
from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.extension import ExtendingBuilder
from aptsim.universe.list_merger import ListMerger, MergeError
from aptsim.universe.now import find_broken_packages
from aptsim.universe.plain_merger import PlainListMerger
from aptsim.universe.scenario_merger import ScenarioMerger
from aptsim.universe.store import open_universe, save_universe
from aptsim.universe.universe import Universe

#: Size of apt's hash table when the configuration does not say (APT::Cache-HashTableSize).
DEFAULT_HASH_TABLE_SIZE = 196613

#: Universes of fewer versions are built faster than they are worth storing.
SMALLEST_STORED = 2000

_MERGERS = {IndexType.PACKAGES: PlainListMerger, IndexType.SCENARIO: ScenarioMerger}
"""How the kinds of files are read that are not read as the dpkg status is."""

#: Gives the uncompressed bytes of a file.
Reader = Callable[[PackageFile], bytes]


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
        read: gives the uncompressed bytes of a file.
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


def build_universe(
    package_files: Sequence[PackageFile],
    read: Reader,
    architectures: Sequence[str],
    configuration: Configuration,
    messages: Messages,
    release: AptRelease = DEFAULT_RELEASE,
) -> Universe:
    """Reads all files in order and gives the universe (pkgCacheGenerator::MakeStatusCache).

    Raises:
        PendingErrors: where apt gives up on a file; `messages` then holds its errors.
    """
    with _without_garbage_collection():
        builder = UniverseBuilder(architectures[0], architectures, _hash_table_size(configuration), release)
        _read_files(builder, package_files, read, configuration, messages)
        universe = builder.finish(package_files)
        universe.broken_packages = find_broken_packages(universe)
        return universe


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Spares the collector millions of new objects that all stay: neither now nor later does it look through them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()


def extend_universe(
    universe: Universe,
    package_files: Sequence[PackageFile],
    read: Reader,
    configuration: Configuration,
    messages: Messages,
) -> Universe:
    """Gives the universe with the packages of more files, which are numbered on from its own; it is left as it is.

    Raises:
        PendingErrors: where apt gives up on a file; `messages` then holds its errors.
    """
    builder = ExtendingBuilder(universe, _hash_table_size(configuration))
    known = {file.path for file in universe.package_files}
    numbered: list[PackageFile] = []
    for file in package_files:
        if file.path in known:
            messages.warning(f"Duplicate sources.list entry {file.description}")
            continue
        known.add(file.path)
        numbered.append(file.replaced(id=len(universe.package_files) + len(numbered)))
    _read_files(builder, numbered, read, configuration, messages)
    return builder.finish((*universe.package_files, *numbered))


def _read_files(
    builder: UniverseBuilder,
    package_files: Sequence[PackageFile],
    read: Reader,
    configuration: Configuration,
    messages: Messages,
) -> None:
    for package_file in package_files:
        if package_file.is_not_source:
            builder.status_files.add(package_file.id)
        kind = _MERGERS.get(package_file.index_type, ListMerger)
        merger = kind(
            builder,
            messages,
            package_file,
            force_essential=force_essential(configuration),
            force_important=configuration.find_vector("pkgCacheGen::ForceImportant"),
            essential_mode=configuration.find("pkgCacheGen::Essential", "all"),
        )
        try:
            merger.merge(read(package_file).decode("latin-1"))
        except MergeError as error:
            messages.error(f"Problem with MergeList {package_file.path}")
            messages.error("The package lists or status file could not be parsed or opened.")
            raise PendingErrors from error


def _hash_table_size(configuration: Configuration) -> int:
    return configuration.find_i("APT::Cache-HashTableSize", DEFAULT_HASH_TABLE_SIZE)


def force_essential(configuration: Configuration) -> Sequence[str]:
    """Gives the names that count as essential whatever their stanza says (debListParser::debListParser)."""
    if not configuration.exists("pkgCacheGen::ForceEssential"):
        return ("apt",)
    names = configuration.find_vector("pkgCacheGen::ForceEssential")
    if names and not configuration.find("pkgCacheGen::ForceEssential"):
        return (*names, "apt")
    return names


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
        repr(_hash_table_size(configuration)),
    ]
    parts += [repr(item.full_tag() + "=" + item.value) for item in configuration.tree("pkgCacheGen")]
    for file in package_files:
        try:
            state = tree.stat(file.path).identity
        except OSError:
            state = (0, 0, 0)
        parts.append(repr((file.path, file.id, file.is_not_source, state)))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:40]
