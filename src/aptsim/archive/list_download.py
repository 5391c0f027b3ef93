"""One list of an archive: fetched in the best form on offer, checked, unpacked, and kept.

Source: apt-pkg/acquire-item.cc, pkgAcqIndex; https://wiki.debian.org/DebianRepository/Format, "by-hash".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from aptsim.archive.checksums import Promise
from aptsim.archive.download_watcher import DownloadWatcher
from aptsim.archive.index_targets import IndexTarget
from aptsim.archive.list_store import ListStore
from aptsim.archive.mirror_errors import MirrorError, NotKeptError, NotOnMirrorError
from aptsim.archive.phases import Phase, Phases
from aptsim.archive.suite_source import SuiteSource
from aptsim.archive.transport import Transport
from aptsim.archive.unpack import EXTENSIONS, unpack
from aptsim.errors import CompressionError

_LARGEST = 2 * 1024 * 1024 * 1024  # bytes; what an unpacked list may have where no Release file says
_STRANGE = "it is not the file that Release promises"


class ListDownload:
    """Gets the lists of one archive."""

    def __init__(
        self,
        source: SuiteSource,
        store: ListStore,
        transport: Transport | None,
        watcher: DownloadWatcher,
        phases: Phases,
    ) -> None:
        """Starts with what is kept.

        Args:
            source: the archive.
            store: where lists are kept.
            transport: gets files; None means that nothing is fetched.
            watcher: told when another process has to be waited for.
            phases: takes how long it took.
        """
        self._source = source
        self._store = store
        self._transport = transport
        self._watcher = watcher
        self._phases = phases

    def get(self, target: IndexTarget, promises: Mapping[str, Promise], by_hash: bool) -> Path:
        """Get a list that Release promises; nothing is fetched when it is kept.

        Raises:
            MirrorError: when it cannot be had, or is not what Release promises.
        """
        promise = promises[target.meta_key]
        kept = self._store.find(promise.key)
        if kept is not None:
            return kept
        if self._transport is None:
            raise NotKeptError(target.uri, "it is not in the cache; run once without --offline")
        # Another process may be fetching the same content from another mirror.
        with self._store.locked(promise.key, self._watcher):
            return self._store.find(promise.key) or self._get(target, promises, by_hash, self._transport)

    def _get(self, target: IndexTarget, promises: Mapping[str, Promise], by_hash: bool, transport: Transport) -> Path:
        """Get a list in the smallest form that the mirror really has."""
        promise = promises[target.meta_key]
        for offer, extension in offers_of(target, promises):
            for uri in self._addresses_of(offer, by_hash):
                try:
                    packed = self._fetch(transport, uri, offer)
                except NotOnMirrorError:
                    continue
                return self._keep(uri, packed, extension, promise)
        raise NotOnMirrorError(target.uri, "Release offers it, but the mirror has it in no form")

    def get_unpromised(self, target: IndexTarget) -> Path:
        """Get a list of an archive that has no Release file, so that nothing can be checked.

        Raises:
            MirrorError: when it cannot be had.
        """
        if self._transport is None:
            raise NotKeptError(target.uri, "without a Release file it is not kept")
        for extension in (*(f".{extension}" for extension in EXTENSIONS), ""):
            uri = target.uri + extension
            path = self._store.partial(hashlib.sha256(uri.encode()).hexdigest())
            path.unlink(missing_ok=True)
            try:
                with self._phases.time(Phase.DOWNLOAD):
                    self._transport.fetch_file(uri, self._source.describe(target.meta_key), 0, path)
            except NotOnMirrorError:
                continue
            return self._keep(uri, path, extension, None)
        raise NotOnMirrorError(target.uri, "the mirror has it in no form")

    def _addresses_of(self, offer: Promise, by_hash: bool) -> Iterator[str]:
        folder, slash, _ = (self._source.base + offer.name).rpartition("/")
        if by_hash:
            yield f"{folder}{slash}by-hash/{offer.algorithm}/{offer.digest}"
        yield self._source.base + offer.name

    def _fetch(self, transport: Transport, uri: str, offer: Promise) -> Path:
        """Get a file that Release promises; one that was cut off earlier is gone on with, or begun anew."""
        path = self._store.partial(offer.key)
        attempts = 2 if path.exists() else 1
        fault: str | None = None
        for _ in range(attempts):
            with self._phases.time(Phase.DOWNLOAD):
                transport.fetch_file(uri, self._source.describe(offer.name), offer.size, path)
            with self._phases.time(Phase.VERIFY):
                fault = offer.fault_of(path.stat().st_size, _digest_of(path, offer.algorithm))
            if fault is None:
                return path
            path.unlink()
        raise MirrorError(uri, f"{_STRANGE}: {fault}; is the mirror being updated?")

    def _keep(self, uri: str, packed: Path, extension: str, promise: Promise | None) -> Path:
        """Unpack a list into the store, and hold it against what is promised of its plain form."""
        limit, algorithm = (_LARGEST, "SHA256") if promise is None else (promise.size, promise.algorithm)
        with self._phases.time(Phase.UNPACK), self._store.new_file() as unpacked:
            try:
                size, digest = unpack(packed, extension.lstrip("."), unpacked, limit, algorithm)
            except CompressionError as error:
                raise MirrorError(uri, error.text) from error
            finally:
                packed.unlink(missing_ok=True)
            fault = None if promise is None else promise.fault_of(size, digest)
            if fault is not None:
                raise MirrorError(uri, f"unpacked, {_STRANGE}: {fault}")
            return self._store.keep(unpacked, Promise(uri, size, digest, algorithm).key)


def offers_of(target: IndexTarget, promises: Mapping[str, Promise]) -> list[tuple[Promise, str]]:
    """Give the forms of a list that Release promises with their extensions: packed ones first, the smallest first."""
    names = [(f"{target.meta_key}.{extension}", f".{extension}") for extension in EXTENSIONS]
    packed = [(promises[name], extension) for name, extension in names if name in promises]
    packed.sort(key=lambda offer: offer[0].size)
    return [*packed, (promises[target.meta_key], "")]


def _digest_of(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()
