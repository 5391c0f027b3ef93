"""The archives that a run needs: where each can be had, how large it is, and what of it is already there.

Source: apt-pkg/packagemanager.cc, GetArchives and CreateOrderList; apt-pkg/acquire-item.cc, pkgAcqArchive;
apt-pkg/acquire.cc, Enqueue, FetchNeeded, TotalNeeded and PartialPresent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from aptsim.model.cache_types import OkState
from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag
from aptsim.model.value import Value
from aptsim.model.words import quote_string
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.package_state import PURGE, REINSTALL
from aptsim.universe.rows import VersionFile

#: Transports that hand out files of this machine, so that nothing is downloaded (their Local-Only capability).
LOCAL_TRANSPORTS = ("file", "cdrom")
#: Transports that apt starts only when the configuration names a program for them (pkgAcquire::Worker::Start).
DISABLED_TRANSPORTS = ("ftp", "rsh", "ssh")

_HASH_FIELDS = ("sha512", "sha256", "sha1", "md5sum", "size")


class Archive(Value):
    """One archive of a run.

    Args:
        package: the package it is for.
        size: its size in bytes, 0 when no source has it.
        local: whether it need not be downloaded.
        partial_size: bytes that an interrupted download has left.
        trusted: whether an authenticated source offers it.
    """

    package: int
    size: int = 0
    local: bool = False
    partial_size: int = 0
    trusted: bool = False


class Source(Value):
    """Where an archive can be had.

    Args:
        file: the index that offers it.
        file_name: its name in the folder of archives.
    """

    file: PackageFile
    file_name: str


class ArchiveSources(Value):
    """What the look-up of archives reads from outside the universe.

    Args:
        stanza: gives the fields of a version's stanza, their names in lower case.
        size_of: gives the size in bytes of a file in the folder of archives, or None when it is not there;
            a name below ``partial/`` is an interrupted download.
        found: the first source of versions, by version and whether only authenticated ones count; gets those of which
            there is nothing to say.
    """

    stanza: Callable[[VersionFile], Mapping[str, str]]
    size_of: Callable[[str], int | None]
    found: dict[tuple[int, bool], Source]


def needs_ordering(cache: DependencyCache, package: int) -> bool:
    """Says whether dpkg has anything to do for a package (pkgPackageManager::CreateOrderList)."""
    universe = cache.universe
    if not universe.package_versions[package]:
        return False
    state = cache.state(package)
    unchanged = state.keep or state.install_version == universe.current_version[package]
    return not (
        unchanged
        and universe.state_of(package) is OkState.NEEDS_NOTHING
        and not state.internal_flags & REINSTALL
        and (universe.is_purged(package) or not state.delete or not state.internal_flags & PURGE)
    )


def needs_archive(cache: DependencyCache, package: int) -> bool:
    """Says whether an archive is fetched for a package that dpkg has to do something for (GetArchives)."""
    state = cache.state(package)
    only_configured = state.keep and cache.universe.state_of(package) is OkState.NEEDS_CONFIGURE
    return not state.delete and not only_configured


class ArchiveFinder:
    """Finds the archives of packages; errors and warnings go to the cache's messages."""

    def __init__(self, cache: DependencyCache, sources: ArchiveSources | None) -> None:
        """Prepares the look-up.

        Args:
            sources: None when stanzas and the folder of archives shall not be looked at: then every source that offers
                a version is taken to have a file of it, and nothing is there yet.
        """
        self._cache = cache
        self._sources = sources
        configuration = cache.configuration
        self._allows_unauthenticated = configuration.find_b("APT::Get::AllowUnauthenticated", False)
        self._allows_unsized = configuration.find_b("Acquire::AllowUnsizedPackages", False)

    def find_all(self, packages: Iterable[int]) -> list[Archive]:
        """Gives the archives of these packages in the same order."""
        return [self.find(package) for package in packages]

    def find(self, package: int) -> Archive:
        """Finds the archive of what a package will have installed (pkgAcqArchive::pkgAcqArchive)."""
        cache = self._cache
        universe, messages = cache.universe, cache.messages
        version = cache.state(package).install_version
        trusted = self._is_trusted(version)
        found = self._source_of(version, trusted)
        if found is None:
            number = universe.version_strings[version]
            messages.error(f"Can't find a source to download version '{number}' of '{universe.full_name(package)}'")
            return Archive(package, trusted=trusted)
        size = universe.version_size[version]
        if not size and not self._allows_unsized:
            if universe.release.refuses_unsized:
                messages.error(f"Repository is broken: {self._describe(found.file, version)} has no Size information")
                return Archive(package, trusted=trusted)
            described = f"{universe.full_name(package)} (= {universe.version_strings[version]})"
            messages.warning(f"Repository is broken: {described} has no Size information")
        name = found.file_name
        size_of = self._sources.size_of if self._sources is not None else _nothing_there
        if size_of(name) == size:
            return Archive(package, size, True, 0, trusted)
        partial = size_of(f"partial/{name}") or 0
        is_local = self._enqueue(found.file.repository_uri)
        return Archive(package, size, is_local, partial if partial <= size else 0, trusted)

    def _source_of(self, version: int, trusted_only: bool) -> Source | None:
        """Gives the first source that has a file of the version."""
        known = self._sources.found if self._sources is not None else {}
        source = known.get((version, trusted_only))
        if source is not None:
            return source
        messages, universe = self._cache.messages, self._cache.universe
        said = len(messages)
        first = self._first_source(version, trusted_only)
        if first is None:
            return None
        file, path = first
        name = universe.name(universe.version_package[version])
        number, arch = universe.version_strings[version], universe.version_arch(version)
        source = Source(file, archive_file_name(name, number, arch, path))
        if len(messages) == said:
            known[version, trusted_only] = source
        return source

    def _is_trusted(self, version: int) -> bool:
        """Says whether the archive counts as authenticated, once every source has been looked at."""
        universe = self._cache.universe
        trusts = [universe.package_files[file].trusted for file in universe.facts.sources[version]]
        return any(trusts) and (all(trusts) or not self._allows_unauthenticated)

    def _first_source(self, version: int, trusted_only: bool) -> tuple[PackageFile, str] | None:
        """Gives the first source that has a file of the version, with the file's path there, or at least its end."""
        universe = self._cache.universe
        sources = universe.facts.sources[version]
        if len(sources) == 1 and universe.version_has_archive[version]:
            file = universe.package_files[sources[0]]
            return (file, ".deb") if file.trusted or not trusted_only else None
        first: tuple[PackageFile, str] | None = None
        hashes: dict[str, str] = {}
        for found in universe.version_files[version]:
            file = universe.package_files[found.file]
            if file.is_not_source or (trusted_only and not file.trusted):
                continue
            if self._sources is None:
                return file, ".deb"
            fields = self._sources.stanza(found)
            known = {field: fields[field] for field in _HASH_FIELDS if fields.get(field, "") not in ("", "0")}
            if not _agrees(hashes, known):
                self._warn_of_disagreement(version)
            if not known and not file.flags & PackageFileFlag.LOCAL_SOURCE:
                continue
            path = fields.get("filename", "")
            if path and first is None:
                first = file, path
        return first

    def _warn_of_disagreement(self, version: int) -> None:
        universe = self._cache.universe
        name = universe.full_name(universe.version_package[version])
        self._cache.messages.warning(
            "Sources disagree on hashes for supposedly identical version "
            f"'{universe.version_strings[version]}' of '{name}'."
        )

    def _describe(self, file: PackageFile, version: int) -> str:
        """Describes an archive of an index (debPackagesIndex::ArchiveInfo)."""
        universe = self._cache.universe
        is_index = file.index_type is not IndexType.DEB
        words = [(file.description.rpartition(" ")[0] if is_index else "") or file.description]
        words.append(universe.name(universe.version_package[version]))
        if file.is_dist_named or not is_index:
            words.append(universe.version_arch(version))
        words.append(universe.version_strings[version])
        return " ".join(words)

    def _enqueue(self, uri: str) -> bool:
        """Queues a download; says whether its transport only hands out local files (pkgAcquire::Enqueue)."""
        transport = uri.partition(":")[0]
        if transport in LOCAL_TRANSPORTS:
            return True
        if transport in DISABLED_TRANSPORTS:
            name = f"Dir::Bin::Methods::{transport}"
            if not self._cache.configuration.exists(name):
                self._cache.messages.error(
                    f"The method '{transport}' is unsupported and disabled by default. Consider switching to http(s). "
                    f'Set {name} to "{transport}" to enable it again.'
                )
        return False


def archive_file_name(name: str, version: str, arch: str, path: str) -> str:
    """Gives the name of a version's file in the folder of archives.

    >>> archive_file_name("zlib1g", "1:1.2.13", "amd64", "pool/main/z/zlib1g.deb")
    'zlib1g_1%3a1.2.13_amd64.deb'
    """
    extension = path.rpartition("/")[2].rpartition(".")[2]
    quoted = (quote_string(name, "_:"), quote_string(version, "_:"), quote_string(arch, "_:."))
    return "_".join(quoted) + f".{extension}"


def download_needed(archives: Sequence[Archive]) -> int:
    """Gives the bytes that are not on this machine (pkgAcquire::FetchNeeded)."""
    return sum(archive.size for archive in archives if not archive.local)


def total_needed(archives: Sequence[Archive]) -> int:
    """Gives the bytes of all archives (pkgAcquire::TotalNeeded)."""
    return sum(archive.size for archive in archives)


def _agrees(hashes: dict[str, str], known: Mapping[str, str]) -> bool:
    """Adds what one source knows; says whether no other source knows it differently (HashStringList::push_back)."""
    return all(hashes.setdefault(field, value) == value for field, value in known.items())


def _nothing_there(name: str) -> int | None:
    return None
