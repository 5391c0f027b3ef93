"""Images from a registry, as far as they are wanted: documents at once, layers when somebody opens them.

Whatever a registry says is held against a digest; only what a tag means must be believed. No login is ever used: where
a registry wants a token, an anonymous one is asked for.

Source: OCI distribution specification, "Pull"; the distribution project's "Token Authentication Specification".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TypeVar
from urllib.parse import quote, urlencode

from aptsim.archive.download_watcher import DownloadWatcher, SilentWatcher
from aptsim.archive.http import Fetcher
from aptsim.archive.image_reference import ImageReference
from aptsim.archive.list_store import KEPT_FOR
from aptsim.archive.mirror_errors import LoginNeededError, MirrorError, NotKeptError, NotOnMirrorError
from aptsim.archive.patience import Patience
from aptsim.archive.transport import Fetched
from aptsim.errors import InputError
from aptsim.files.json_document import parse_document
from aptsim.files.whole_file import write_file

_ACCEPTED = ", ".join(
    (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
)
_LONGEST_DOCUMENT = 8 * 1024 * 1024  # bytes
_LONGEST_TOKEN = 1024 * 1024  # bytes
_LARGEST_LAYER = 32 * 1024 * 1024 * 1024  # bytes
_CHALLENGE = re.compile(r'([a-z]+)="([^"]*)"', re.IGNORECASE)
_PIECE = 1024 * 1024
Answer = TypeVar("Answer")


class RegistryStore:
    """One image of a registry, and what was fetched of it before."""

    def __init__(
        self,
        reference: ImageReference,
        cache: Path,
        watcher: DownloadWatcher | None = None,
        offline: bool = False,
        patience: Patience | None = None,
    ) -> None:
        """Ask nothing yet.

        Args:
            reference: which image.
            cache: the cache folder.
            watcher: told what arrives.
            offline: only what is in the cache is used.
            patience: how much a registry may try ours.
        """
        self._reference = reference
        self._blobs = cache / "images" / "blobs"
        self._tags = cache / "images" / "tags"
        self._watcher = watcher or SilentWatcher()
        self._offline = offline
        self._patience = patience
        self._base = f"{reference.server}{quote(reference.path)}/"
        self._fetcher = Fetcher(self._watcher, patience)
        self._fetcher.set_header("Accept", _ACCEPTED)
        self._asked_for_token = False

    def __enter__(self) -> RegistryStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._fetcher.close()

    def first(self) -> bytes:
        """Give what the reference means: an index or a manifest.

        Raises:
            MirrorError: when it cannot be had.
        """
        reference = self._reference
        if reference.digest:
            return self.manifest(reference.digest, 0)
        note = self._tags / hashlib.sha256(str(reference).encode()).hexdigest()
        known = self._known_tag(note)
        if self._offline:
            if known is None:
                raise NotKeptError(str(reference), "it is not in the cache, and --offline forbids to ask for it")
            return known.data
        fetched = self._fetch(f"{self._base}manifests/{reference.tag}", str(reference), known)
        digest = _digest_of(fetched.data)
        write_file(self._path(digest), fetched.data)
        write_file(note, json.dumps([digest, fetched.etag, fetched.last_modified]).encode())
        return fetched.data

    def manifest(self, digest: str, size: int) -> bytes:
        """Give an index or a manifest by its digest.

        Raises:
            MirrorError: when it cannot be had, or is another one.
        """
        return self._document(digest, f"{self._base}manifests/{digest}")

    def document(self, digest: str, size: int) -> bytes:
        """Give a configuration by its digest.

        Raises:
            MirrorError: when it cannot be had, or is another one.
        """
        return self._document(digest, f"{self._base}blobs/{digest}")

    @contextlib.contextmanager
    def layer(self, digest: str, size: int) -> Iterator[IO[bytes]]:
        """Open a layer, which is fetched into the cache when it is not there.

        Raises:
            MirrorError: when it cannot be had, or is another one.
        """
        path = self._path(digest)
        if not (path.is_file() and path.stat().st_size == size):
            self._fetch_layer(digest, size, path)
        with contextlib.suppress(OSError):
            os.utime(path)
        with path.open("rb") as file:
            yield file

    def order_of(self, digest: str) -> int:
        """Layers may be read in any order."""
        return 0

    def sweep(self) -> None:
        """Remove what was not used for a long time."""
        with contextlib.suppress(OSError):
            for path in self._blobs.iterdir():
                if path.stat().st_mtime < time.time() - KEPT_FOR:
                    path.unlink()

    # ---------------------------------------------------------------------- what is kept

    def _path(self, digest: str) -> Path:
        return self._blobs / digest.replace(":", "-")

    def _known_tag(self, note: Path) -> Fetched | None:
        with contextlib.suppress(OSError, ValueError, TypeError):
            digest, etag, last_modified = json.loads(note.read_bytes())
            data = self._path(str(digest)).read_bytes()
            if _digest_of(data) == digest:
                return Fetched(data, str(etag), str(last_modified))
        return None

    def _document(self, digest: str, uri: str) -> bytes:
        path = self._path(digest)
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            if _digest_of(data) == digest:
                os.utime(path)
                return data
        if self._offline:
            raise NotKeptError(uri, "it is not in the cache, and --offline forbids to ask for it")
        data = self._fetch(uri, f"{self._reference} {digest[:19]}", None).data
        if _digest_of(data) != digest:
            raise MirrorError(uri, f"the registry gives something else: its digest is {_digest_of(data)}")
        write_file(path, data)
        return data

    def _fetch_layer(self, digest: str, size: int, path: Path) -> None:
        uri = f"{self._base}blobs/{digest}"
        if self._offline:
            raise NotKeptError(uri, "it is not in the cache, and --offline forbids to ask for it")
        if not 0 < size <= _LARGEST_LAYER:
            raise MirrorError(uri, f"a layer of {size} bytes is not fetched")
        import filelock

        self._blobs.mkdir(parents=True, exist_ok=True)
        partial = self._blobs / f".partial-{path.name}"
        with filelock.FileLock(self._blobs / f".{path.name}.lock"):
            if path.is_file() and path.stat().st_size == size:
                return
            with self._told_as_registry():
                self._with_token(lambda: self._fetcher.fetch_file(uri, f"layer {digest[:19]}", size, partial))
            found = _digest_of_file(partial)
            if found != digest:
                partial.unlink(missing_ok=True)
                raise MirrorError(uri, f"the registry gives something else: its digest is {found}")
            os.replace(partial, path)

    # ---------------------------------------------------------------------- asking

    def _fetch(self, uri: str, name: str, known: Fetched | None) -> Fetched:
        with self._told_as_registry():
            return self._with_token(lambda: self._fetcher.fetch(uri, name, known, _LONGEST_DOCUMENT))

    def _with_token(self, ask: Callable[[], Answer]) -> Answer:
        """Ask, and once more with a token when the registry wants one."""
        try:
            return ask()
        except LoginNeededError as error:
            if self._asked_for_token:
                raise MirrorError(error.uri, "there is no such image, or it is not for everybody") from error
            self._asked_for_token = True
            self._fetcher.set_token(self._fetch_token(error))
        try:
            return ask()
        except LoginNeededError as error:
            raise MirrorError(error.uri, "there is no such image, or it is not for everybody") from error

    def _fetch_token(self, refusal: LoginNeededError) -> str:
        """Get an anonymous token from where the registry says.

        Raises:
            MirrorError: when it wants a real login, or names no place that could be asked.
        """
        scheme, _, rest = refusal.challenge.partition(" ")
        facts = {name.lower(): value for name, value in _CHALLENGE.findall(rest)}
        realm = facts.get("realm", "")
        if scheme.lower() != "bearer" or not realm.startswith(("http://", "https://")):
            raise MirrorError(refusal.uri, "the registry wants a login, and only what is for everybody can be had")
        if self._base.startswith("https://") and not realm.startswith("https://"):
            raise MirrorError(refusal.uri, f"the registry leads from https to {realm}, which is not allowed")
        wanted = {"scope": facts.get("scope") or f"repository:{self._reference.path}:pull"}
        if "service" in facts:
            wanted["service"] = facts["service"]
        uri = f"{realm}{'&' if '?' in realm else '?'}{urlencode(wanted)}"
        with contextlib.closing(Fetcher(SilentWatcher(), self._patience)) as fetcher:
            try:
                data = fetcher.fetch(uri, "token", None, _LONGEST_TOKEN).data
            except LoginNeededError as error:
                raise MirrorError(refusal.uri, "there is no such image, or it is not for everybody") from error
        try:
            document = parse_document(data, realm, _LONGEST_TOKEN)
        except InputError as error:
            raise MirrorError(realm, f"what should be a token is none: {error.text}") from error
        answer = document if isinstance(document, dict) else {}
        token = answer.get("token") or answer.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise MirrorError(realm, "what should be a token is none")
        return token

    @contextlib.contextmanager
    def _told_as_registry(self) -> Iterator[None]:
        """Turn the words about mirrors into words about registries."""
        try:
            yield
        except NotOnMirrorError as error:
            raise MirrorError(error.uri, "the registry has no such image or layer") from error
        except LoginNeededError:
            raise
        except MirrorError as error:
            raise MirrorError(error.uri, error.text.replace("the mirror", "the registry")) from error


def _digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _digest_of_file(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            total.update(piece)
    return f"sha256:{total.hexdigest()}"
