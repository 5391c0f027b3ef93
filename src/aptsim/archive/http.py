"""Files from a web server: whole or not at all, and only when they have changed.

The only module that imports requests.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import requests
import urllib3
from requests.adapters import HTTPAdapter

from aptsim.errors import AptsimError

Progress = Callable[[str, int, int], None]
"""Told the file's name, the bytes received so far, and the bytes it will have (0 when nobody knows)."""

RETRIES = 3
TIMEOUT = (10.0, 60.0)  # seconds, to connect and between two bytes
LARGEST_RELEASE = 64 * 1024 * 1024  # bytes; Debian's have 0.2 MB
_CHUNK = 64 * 1024  # bytes
_STATUS_TO_RETRY = (429, 500, 502, 503, 504)


class MirrorError(AptsimError):
    """A mirror did not give what was asked of it.

    Args:
        uri: what was asked for.
        text: what went wrong.
    """

    def __init__(self, uri: str, text: str) -> None:
        super().__init__(uri, text)
        self.uri = uri
        self.text = text

    def __str__(self) -> str:
        return f"{self.uri}: {self.text}"


class NotOnMirrorError(MirrorError):
    """The mirror has no such file."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file's bytes, and the words by which a server knows whether it has changed since."""

    data: bytes
    etag: str = ""
    last_modified: str = ""


class Fetcher:
    """One session with web servers: it keeps connections open and tries again where that may help."""

    def __init__(self, progress: Progress | None = None) -> None:
        retry = urllib3.Retry(
            total=RETRIES, backoff_factor=0.3, status_forcelist=_STATUS_TO_RETRY, allowed_methods={"GET"}
        )
        self._session = requests.Session()
        self._progress = progress
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def fetch(self, uri: str, name: str, size: int = 0, known: Fetched | None = None) -> Fetched:
        """Gets one file.

        Args:
            uri: where it lies.
            name: how progress calls it.
            size: the bytes it must have; 0 when nobody has said. More are never read.
            known: the file as it was had before; it is given back when the server says that it has not changed.

        Raises:
            NotOnMirrorError: when there is no such file.
            MirrorError: when it cannot be had, or the connection ended early.
        """
        if not uri.startswith(("http://", "https://")):
            raise MirrorError(uri, "a mirror's address begins with http:// or https://")
        headers = {"Accept-Encoding": "identity"}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        with (
            _told_as_mirror_error(uri),
            self._session.get(uri, headers=headers, stream=True, timeout=TIMEOUT) as response,
        ):
            if known is not None and response.status_code == requests.codes.not_modified:
                return known
            if response.status_code in (requests.codes.not_found, requests.codes.gone):
                raise NotOnMirrorError(uri, f"the mirror has no such file ({response.status_code})")
            if response.status_code != requests.codes.ok:
                raise MirrorError(uri, f"the mirror answers {response.status_code} {response.reason}")
            return Fetched(
                self._read(uri, name, size, response),
                response.headers.get("ETag", ""),
                response.headers.get("Last-Modified", ""),
            )

    def _read(self, uri: str, name: str, size: int, response: requests.Response) -> bytes:
        announced = response.headers.get("Content-Length", "")
        total = size or (int(announced) if announced.isdigit() else 0)
        limit = size or LARGEST_RELEASE
        data = bytearray()
        # Not iter_content: it would unpack a file that a server labels with its compression.
        for chunk in response.raw.stream(_CHUNK, decode_content=False):
            data += chunk
            if len(data) > limit:
                raise MirrorError(uri, f"it is longer than the {limit} bytes that it may have")
            if self._progress is not None:
                self._progress(name, len(data), total)
        return bytes(data)


@contextlib.contextmanager
def _told_as_mirror_error(uri: str) -> Iterator[None]:
    """Turns the many ways in which a transfer fails into one error."""
    try:
        yield
    except requests.exceptions.RetryError as error:
        raise MirrorError(uri, f"the mirror failed {RETRIES + 1} times in a row") from error
    except requests.exceptions.Timeout as error:
        raise MirrorError(uri, "the mirror does not answer in time") from error
    except requests.exceptions.SSLError as error:
        raise MirrorError(uri, f"the mirror's certificate is not accepted: {error}") from error
    except requests.exceptions.ConnectionError as error:
        raise MirrorError(uri, "the mirror cannot be reached; is there a network?") from error
    except requests.exceptions.RequestException as error:
        raise MirrorError(uri, f"the address cannot be used: {error}") from error
    except urllib3.exceptions.HTTPError as error:
        raise MirrorError(uri, "the connection ended before the file was complete") from error
