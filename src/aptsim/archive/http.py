"""Files from a web server: tried again where that may help, resumed where they were cut off, never longer than allowed.

The only module that imports requests.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import requests
import urllib3
from requests.adapters import HTTPAdapter

from aptsim.archive.download_watcher import DownloadWatcher, SilentWatcher
from aptsim.archive.mirror_errors import LoginNeededError, MirrorError, NotOnMirrorError, PassingMirrorError
from aptsim.archive.patience import Patience
from aptsim.archive.transport import LARGEST_LIST, LARGEST_RELEASE, Fetched

_CHUNK = 64 * 1024  # bytes
_LONGEST_WAIT = 10.0  # seconds; what a server may ask for at most between two attempts
_GONE = (requests.codes.not_found, requests.codes.gone)
_BUSY = (408, 425, 429, 500, 502, 503, 504)
_CUT_SHORT = "the connection ended before the file was complete"

Result = TypeVar("Result")


class _BearerToken(requests.auth.AuthBase):
    """Shows a token; requests takes it off when it is led to another host."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Fetcher:
    """One session with web servers: it keeps connections open and tries again where that may help."""

    def __init__(
        self,
        watcher: DownloadWatcher | None = None,
        patience: Patience | None = None,
        proxies: Mapping[str, str | None] | None = None,
    ) -> None:
        """Starts without a connection.

        Args:
            watcher: told of each file while it arrives.
            patience: how much a server may try ours.
            proxies: by scheme, or by scheme and host as requests has them, None for a direct connection; those of the
                environment count behind them.
        """
        self._watcher = watcher or SilentWatcher()
        self._patience = patience or Patience()
        self._session = requests.Session()
        self._session.max_redirects = self._patience.redirects
        self._session.headers["Accept-Encoding"] = "identity"
        self._proxies: dict[str, Any] = dict(proxies or {})
        for scheme in ("http://", "https://"):
            # Only attempts of ours: they know what has arrived already.
            self._session.mount(scheme, HTTPAdapter(max_retries=0))

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends all connections."""
        self._session.close()

    def set_header(self, name: str, value: str) -> None:
        """Has every request say something more."""
        self._session.headers[name] = value

    def set_token(self, token: str) -> None:
        """Has every request show a token, but not to the hosts that an answer leads to."""
        self._session.auth = _BearerToken(token)

    def fetch(self, uri: str, name: str, known: Fetched | None = None, limit: int = 0) -> Fetched:
        """Gets a small file into memory, as :class:`~aptsim.archive.transport.Transport` says.

        Args:
            uri: where it lies.
            name: how a watcher calls it.
            known: what was had of it before.
            limit: bytes that it may have; 0 for what a Release file may have.
        """

        def attempt() -> Fetched:
            with self._open(uri, _conditions(known)) as response:
                if known is not None and response.status_code == requests.codes.not_modified:
                    return known
                data = bytearray()
                for chunk in self._iter_body(uri, response, 0, limit or LARGEST_RELEASE):
                    data += chunk
                    self._watcher.on_bytes(name, len(data), _announced(response))
                _refuse_page(uri, data)
                self._watcher.on_file(name, len(data))
                headers = response.headers
                return Fetched(bytes(data), headers.get("ETag", ""), headers.get("Last-Modified", ""))

        return self._try(uri, attempt)

    def fetch_file(self, uri: str, name: str, size: int, path: Path) -> None:
        """Gets a file into *path*, as :class:`~aptsim.archive.transport.Transport` says."""

        def attempt() -> None:
            start = path.stat().st_size if path.exists() else 0
            if size and start >= size:
                path.unlink()
                start = 0
            headers = {"Range": f"bytes={start}-"} if start else {}
            with self._open(uri, headers) as response:
                if not _goes_on(response, start):
                    start = 0
                announced = _announced(response)
                if size and announced and start + announced != size:
                    raise _wrong_size(uri, start + announced, size, response)
                received = start
                with path.open("ab" if start else "wb") as file:
                    for chunk in self._iter_body(uri, response, start, size or LARGEST_LIST):
                        if not received:
                            _refuse_page(uri, chunk)
                        file.write(chunk)
                        received += len(chunk)
                        self._watcher.on_bytes(name, received, size)
            if size and received != size:
                raise PassingMirrorError(uri, _CUT_SHORT)
            self._watcher.on_file(name, received)

        self._try(uri, attempt)

    def _try(self, uri: str, attempt: Callable[[], Result]) -> Result:
        """Does something until it succeeds, fails for good, or patience ends."""
        if not uri.startswith(("http://", "https://")):
            raise MirrorError(uri, "a mirror's address begins with http:// or https://")
        pause = self._patience.backoff
        for _ in range(self._patience.retries):
            try:
                return attempt()
            except PassingMirrorError as error:
                time.sleep(min(max(pause, error.wait), _LONGEST_WAIT))
                pause *= 2
        return attempt()

    @contextlib.contextmanager
    def _open(self, uri: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        patience = self._patience
        with _told_as_mirror_error(uri, patience):
            response = self._session.get(
                uri,
                headers=dict(headers),
                stream=True,
                timeout=(patience.connect, patience.silence),
                proxies=self._proxies or None,
            )
        with response:
            _refuse_downgrade(uri, response)
            code = response.status_code
            if code in _GONE:
                raise NotOnMirrorError(uri, f"the mirror has no such file ({code})")
            if code in _BUSY:
                raise PassingMirrorError(uri, f"the mirror answers {code} {response.reason}", _wait_of(response))
            if code == requests.codes.unauthorized:
                text = f"the mirror answers {code} {response.reason}"
                raise LoginNeededError(uri, text, response.headers.get("WWW-Authenticate", ""))
            if code == requests.codes.requested_range_not_satisfiable:
                raise PassingMirrorError(uri, "the mirror cannot go on where the file was cut off")
            if code not in (requests.codes.ok, requests.codes.partial_content, requests.codes.not_modified):
                raise MirrorError(uri, f"the mirror answers {code} {response.reason}")
            yield response

    def _iter_body(self, uri: str, response: requests.Response, start: int, limit: int) -> Iterator[bytes]:
        """Goes over a body as it arrives; one that is too long, too slow or cut short is an error."""
        announced, received = _announced(response), 0
        began, in_window = time.monotonic(), 0
        # Not iter_content: it waits for whole chunks, and unpacks a file that a server labels with its compression.
        while chunk := self._read(uri, response):
            received += len(chunk)
            in_window += len(chunk)
            if start + received > limit:
                raise MirrorError(uri, f"it is longer than the {limit} bytes that it may have")
            now = time.monotonic()
            if now - began >= self._patience.window:
                if in_window < self._patience.least:
                    text = f"the mirror is too slow: {in_window} bytes in {now - began:.0f} seconds"
                    raise PassingMirrorError(uri, text)
                began, in_window = now, 0
            yield chunk
        if announced and received != announced:
            raise PassingMirrorError(uri, _CUT_SHORT)

    def _read(self, uri: str, response: requests.Response) -> bytes:
        with _told_as_mirror_error(uri, self._patience):
            chunk: bytes = response.raw.read1(_CHUNK, decode_content=False)
            return chunk


def _conditions(known: Fetched | None) -> dict[str, str]:
    headers = {}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _goes_on(response: requests.Response, start: int) -> bool:
    """Tells whether an answer begins where the file was cut off."""
    is_part = response.status_code == requests.codes.partial_content
    return bool(start) and is_part and response.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _announced(response: requests.Response) -> int:
    """Gives how many bytes the body shall have; 0 when the server does not say."""
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _wait_of(response: requests.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _wrong_size(uri: str, found: int, promised: int, response: requests.Response) -> MirrorError:
    if response.headers.get("Content-Type", "").startswith("text/html"):
        return _web_page(uri)
    text = f"it is not the file that Release promises: it has {found} bytes, and Release says {promised}"
    return MirrorError(uri, f"{text}; is the mirror being updated?")


def _refuse_page(uri: str, data: bytes | bytearray) -> None:
    """Refuses what begins like a web page: no Release file and no list does."""
    if data[:64].lstrip().startswith(b"<"):
        raise _web_page(uri)


def _web_page(uri: str) -> MirrorError:
    return MirrorError(uri, "the answer is a web page, not the file; does the network want a login first?")


def _refuse_downgrade(uri: str, response: requests.Response) -> None:
    addresses = [*(step.url for step in response.history), response.url]
    for before, after in itertools.pairwise(addresses):
        if before.startswith("https://") and not after.startswith("https://"):
            raise MirrorError(uri, f"the mirror leads from https to {after}, which is not allowed")


@contextlib.contextmanager
def _told_as_mirror_error(uri: str, patience: Patience) -> Iterator[None]:
    """Turns the many ways in which a transfer fails into one error."""
    try:
        yield
    except requests.exceptions.TooManyRedirects as error:
        text = f"the mirror leads from address to address without end (more than {patience.redirects})"
        raise MirrorError(uri, text) from error
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as error:
        raise PassingMirrorError(uri, "the mirror does not answer in time") from error
    except requests.exceptions.SSLError as error:
        raise MirrorError(uri, f"the mirror's certificate is not accepted: {error}") from error
    except requests.exceptions.ProxyError as error:
        raise PassingMirrorError(uri, "the proxy cannot be reached or refuses") from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise PassingMirrorError(uri, _CUT_SHORT) from error
    except requests.exceptions.ConnectionError as error:
        if _is_unknown_host(error):
            raise PassingMirrorError(
                uri, "the host's name is unknown; is it spelled well, and is there a network?"
            ) from error
        raise PassingMirrorError(uri, "the mirror cannot be reached; is there a network?") from error
    except requests.exceptions.RequestException as error:
        raise MirrorError(uri, f"the address cannot be used: {error}") from error
    except urllib3.exceptions.HTTPError as error:
        raise PassingMirrorError(uri, _CUT_SHORT) from error


def _is_unknown_host(error: BaseException | None) -> bool:
    """Tells whether the name of a host could not be resolved, somewhere below an error."""
    if error is None:
        return False
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return True
    inner = [one for one in (*error.args, getattr(error, "reason", None)) if isinstance(one, BaseException)]
    return any(map(_is_unknown_host, inner))
