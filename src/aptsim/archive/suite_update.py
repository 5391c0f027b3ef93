"""One suite's lists brought up to date: what Release promises is fetched, checked and put in place together.

Source: apt-pkg/acquire-item.cc, pkgAcqMetaClearSig, pkgAcqMetaIndex and pkgAcqIndex.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from aptsim.archive.checksums import Promise, read_promises
from aptsim.archive.compression import unpack_list
from aptsim.archive.http import Fetched, Fetcher, MirrorError, NotOnMirrorError
from aptsim.archive.mirror_suite import MirrorSuite, keep
from aptsim.archive.release import Release, parse_release, strip_clear_signature
from aptsim.errors import PendingErrors
from aptsim.model.message import Messages

_COMPRESSED = (".xz", ".zst", ".gz", ".bz2", ".lz4")


class SuiteUpdate:
    """Brings the lists of one suite up to date in a folder of lists.

    Beside each file lies a hidden note: of a Release file what the server needs to tell whether it has changed, of a
    list what it was checked against.
    """

    def __init__(self, suite: MirrorSuite, lists: Path, fetcher: Fetcher) -> None:
        self._suite = suite
        self._lists = lists
        self._fetcher = fetcher

    def run(self) -> None:
        """Fetches what has changed, and puts it in place when all of it has arrived.

        Raises:
            MirrorError: when something cannot be had or is not what Release promises; nothing has changed then.
        """
        files = self._fetch_release()
        name, fetched = files[0]
        release, promises = self._read_release(name, fetched.data)
        arrived = [
            (name, self._fetch_list(name, release, promises), promise)
            for name, promise in self._iter_wanted(release, promises)
            if not self._is_kept(name, promise)
        ]
        for name, data, promise in arrived:
            path = self._suite.list_path(self._lists, name)
            keep(path, data)
            keep(_note_of(path), json.dumps(_state_of(path, promise)).encode())
        for name, fetched in files:
            path = self._suite.list_path(self._lists, name)
            keep(path, fetched.data)
            keep(_note_of(path), json.dumps([fetched.etag, fetched.last_modified]).encode())
        for name in {"InRelease", "Release", "Release.gpg"}.difference(name for name, _ in files):
            self._suite.list_path(self._lists, name).unlink(missing_ok=True)

    def _fetch_release(self) -> list[tuple[str, Fetched]]:
        """Gets InRelease; where there is none, Release and, if the mirror has it, its signature."""
        try:
            return [("InRelease", self._fetch_known("InRelease"))]
        except NotOnMirrorError:
            pass
        try:
            files = [("Release", self._fetch_known("Release"))]
        except NotOnMirrorError as error:
            text = "the mirror has no such suite: neither InRelease nor Release is there"
            raise NotOnMirrorError(self._suite.base, text) from error
        with contextlib.suppress(NotOnMirrorError):
            files.append(("Release.gpg", self._fetch_known("Release.gpg")))
        return files

    def _fetch_known(self, name: str) -> Fetched:
        path = self._suite.list_path(self._lists, name)
        known = None
        with contextlib.suppress(OSError, ValueError, TypeError):  # it was not had before, or not whole
            etag, last_modified = json.loads(_note_of(path).read_bytes())
            known = Fetched(path.read_bytes(), str(etag), str(last_modified))
        return self._fetcher.fetch(self._suite.base + name, f"{self._suite.suite} {name}", known=known)

    def _read_release(self, name: str, data: bytes) -> tuple[Release, dict[str, Promise]]:
        uri = self._suite.base + name
        messages = Messages()
        try:
            release = parse_release(data, uri, messages)
            promises = read_promises(strip_clear_signature(data, uri, messages))
        except PendingErrors as error:
            said = "; ".join(message.text for message in messages)
            raise MirrorError(uri, f"it is not a Release file. {said}".rstrip()) from error
        if not promises:
            raise MirrorError(uri, "it gives no SHA256 sums")
        return release, promises

    def _iter_wanted(self, release: Release, promises: dict[str, Promise]) -> Iterator[tuple[str, Promise]]:
        """Goes over the lists that are wanted, each with what Release promises about its uncompressed form."""
        for component in self._suite.components:
            for architecture in (*self._suite.architectures, "all"):
                name = f"{component}/binary-{architecture}/Packages"
                if architecture == "all" and not _has_list_for_all(release):
                    continue
                if name in promises:
                    yield name, promises[name]
                elif architecture != "all":
                    raise NotOnMirrorError(self._suite.base + name, f"Release of {self._suite.suite} does not offer it")

    def _is_kept(self, name: str, promise: Promise) -> bool:
        path = self._suite.list_path(self._lists, name)
        try:
            return bool(json.loads(_note_of(path).read_bytes()) == _state_of(path, promise))
        except (OSError, ValueError):
            return False

    def _fetch_list(self, name: str, release: Release, promises: dict[str, Promise]) -> bytes:
        """Gets a list, in the smallest form that the mirror really has, and unpacks it."""
        offers = [promises[name + extension] for extension in _COMPRESSED if name + extension in promises]
        for offer in (*sorted(offers, key=lambda offer: offer.size), promises[name]):
            for uri in self._addresses_of(offer, release.acquire_by_hash):
                try:
                    fetched = self._fetcher.fetch(uri, f"{self._suite.suite} {name}", offer.size)
                except NotOnMirrorError:
                    continue
                fault = offer.fault_of(len(fetched.data), hashlib.sha256(fetched.data).hexdigest())
                if fault:
                    raise MirrorError(uri, f"it is not the file that Release promises: {fault}")
                return self._unpack(uri, fetched.data, offer, promises[name])
        raise NotOnMirrorError(self._suite.base + name, "Release offers it, but the mirror has it in no form")

    def _addresses_of(self, offer: Promise, by_hash: bool) -> Iterator[str]:
        folder = self._suite.base + offer.name.rpartition("/")[0]
        if by_hash:
            yield f"{folder}/by-hash/SHA256/{offer.sha256}"
        yield self._suite.base + offer.name

    def _unpack(self, uri: str, data: bytes, offer: Promise, whole: Promise) -> bytes:
        content = unpack_list(offer.name, data)
        if content.errors:
            raise MirrorError(uri, f"it cannot be unpacked: {'; '.join(content.errors)}")
        if not whole.is_kept_by(content.data):
            raise MirrorError(uri, "unpacked, it is not the file that Release promises")
        return content.data


def _has_list_for_all(release: Release) -> bool:
    """Tells whether packages of architecture ``all`` have a list of their own (debReleaseIndex::Load)."""
    return "all" in release.architectures and "Packages" not in release.unsupported_for_all


def _note_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.json")


def _state_of(path: Path, promise: Promise) -> list[str | int]:
    """Gives what tells that a list on disk is the one that was checked."""
    found = path.stat()
    return [promise.sha256, found.st_size, found.st_mtime_ns]
