"""From package files to a universe: the stored tables when they are still true, else a fresh build."""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Callable, Iterable, Sequence

from aptsim.archive.stanza_reader import StanzaSource
from aptsim.errors import PendingErrors, WholeUniverseNeededError
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

#: Bytes of files that are read as a whole in no time.
SMALLEST_IN_PART = 2_000_000

#: Gives the uncompressed bytes of a file in parts, each but the last ending with exactly one empty line.
Reader = Callable[[PackageFile], Iterable[bytes]]


def load_universe(
    package_files: Sequence[PackageFile],
    read: Reader,
    tree: FileTree,
    architectures: Sequence[str],
    configuration: Configuration,
    messages: Messages,
    cache_folder: str | os.PathLike[str] | None = None,
    release: AptRelease = DEFAULT_RELEASE,
    stanza: StanzaSource | None = None,
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
        stanza: gives single stanzas, where a universe will do that is read in part when nobody asked for it before.

    Raises:
        WholeUniverseNeededError: later, where that will not do.
        PendingErrors: where apt gives up; `messages` then holds its errors.
    """
    path = identity = ""
    if cache_folder is not None:
        identity = _identity_of(package_files, tree, architectures, configuration, release)
        path = os.path.join(cache_folder, f"{_short_name(identity)}.universe")
        stored = open_universe(path, identity, package_files)
        if stored is not None:
            universe, said = stored
            universe.release = release
            for message in said:
                messages.add(message)
            return universe
    if stanza is not None and _may_be_read_in_part(package_files, tree, architectures, path, release):
        from aptsim.universe.partial_reader import PartialReader

        try:
            return PartialReader(package_files, read, stanza, architectures[0], configuration, release).universe()
        except WholeUniverseNeededError:
            pass
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
    if path and len(universe.version_package) >= SMALLEST_STORED:
        save_universe(universe, path, identity, said)
    return universe


def _may_be_read_in_part(
    package_files: Sequence[PackageFile],
    tree: FileTree,
    architectures: Sequence[str],
    path: str,
    release: AptRelease,
) -> bool:
    """Says whether these are large files of one architecture that are asked about for the first time.

    Storing a universe pays from the second question on; who asks once should not wait for it.
    """
    if len(architectures) != 1 or release.compares_sha256:
        return False
    try:
        if sum(tree.stat(file.path).size for file in package_files) < SMALLEST_IN_PART:
            return False
    except OSError:
        return False
    if not path:
        return True
    mark = path.removesuffix(".universe") + ".asked"
    try:
        os.makedirs(os.path.dirname(mark), exist_ok=True)
        with open(mark, "x"):
            pass
    except FileExistsError:
        with contextlib.suppress(OSError):
            os.unlink(mark)
        return False
    except OSError:
        pass
    return True


def _identity_of(
    package_files: Sequence[PackageFile],
    tree: FileTree,
    architectures: Sequence[str],
    configuration: Configuration,
    release: AptRelease,
) -> str:
    """Says what the universe is one of: exactly these files as they are now, read with this configuration."""
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
    return "; ".join(parts)


def _short_name(identity: str) -> str:
    """Gives a name for a file; whether it is the right one, the identity inside it says."""
    data = identity.encode("utf-8", "surrogateescape")
    return f"{zlib.crc32(data):08x}{zlib.adler32(data):08x}"
