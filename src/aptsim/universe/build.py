"""Building a universe from its files, and upon another one from some more.

Source: apt-pkg/pkgcachegen.cc, pkgCacheGenerator::MakeStatusCache.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from aptsim.errors import PendingErrors
from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.extension import ExtendingBuilder
from aptsim.universe.file_faults import MergeError
from aptsim.universe.list_merger import ListMerger
from aptsim.universe.now import find_broken_packages
from aptsim.universe.plain_merger import PlainListMerger
from aptsim.universe.scenario_merger import ScenarioMerger
from aptsim.universe.universe import Universe
from aptsim.universe.walk_order import hash_table_size

_MERGERS = {IndexType.PACKAGES: PlainListMerger, IndexType.SCENARIO: ScenarioMerger}
"""How the kinds of files are read that are not read as the dpkg status is."""

#: Gives the uncompressed bytes of a file in parts, each but the last ending with exactly one empty line.
Reader = Callable[[PackageFile], Iterable[bytes]]


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
        builder = UniverseBuilder(architectures[0], architectures, hash_table_size(configuration), release)
        _read_files(builder, package_files, read, configuration, messages)
        universe = builder.finish(package_files)
        universe.broken_packages = find_broken_packages(universe)
        return universe


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Spares the collector a look through millions of new objects."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
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
    builder = ExtendingBuilder(universe, hash_table_size(configuration))
    known = {file.path for file in universe.package_files}
    numbered: list[PackageFile] = []
    for file in package_files:
        if file.path in known:
            messages.warning(f"Duplicate sources.list entry {file.description}")
            continue
        known.add(file.path)
        numbered.append(file.changed(id=len(universe.package_files) + len(numbered)))
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
        merger = kind.configured(builder, messages, package_file, configuration)
        try:
            merger.merge(block.decode("latin-1") for block in read(package_file))
        except MergeError as error:
            messages.error(f"Problem with MergeList {package_file.path}")
            messages.error("The package lists or status file could not be parsed or opened.")
            raise PendingErrors from error
