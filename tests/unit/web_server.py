"""A web server on the loopback address that plays a mirror, with all the faults that mirrors have."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Fault = Callable[["Request", bytes | None], None]
"""Answers one request in the place of the server; gets the file that was asked for, if there is one."""


class Request(BaseHTTPRequestHandler):
    """One request; the server that it came to answers it."""

    protocol_version = "HTTP/1.1"
    web: WebServer

    def do_GET(self) -> None:
        self.web.answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def begin(self, code: int, length: int | None, headers: dict[str, str] | None = None) -> None:
        """Send the head of an answer; without a length the body ends with the connection."""
        self.web.asked.append((self.path.lstrip("/"), code))
        self.send_response(code)
        if length is None:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def write(self, data: bytes) -> None:
        """Send a part of a body; a client that has gone away is no fault of the test."""
        try:
            self.wfile.write(data)
        except OSError:
            self.close_connection = True


class _QuietServer(ThreadingHTTPServer):
    """Does not mind clients that go away."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet."""


class WebServer:
    """Serves files by their paths, and remembers what was asked and answered.

    Faults wait by path, each for one request; those under ``*`` are for whatever comes next.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, int]] = []
        self.ranges: list[str] = []
        self.faults: dict[str, list[Fault]] = {}
        self.has_validators = True
        self.has_ranges = True
        handler = type("Handler", (Request,), {"web": self})
        self._server = _QuietServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def address(self) -> str:
        """Give what all its addresses begin with."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop; afterwards nobody answers at the address."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def names_asked(self) -> list[str]:
        """Give the paths that were asked for, in order."""
        return [name for name, _ in self.asked]

    def answer(self, request: Request) -> None:
        """Answer as a good server does, unless a fault is due."""
        name = request.path.lstrip("/")
        data = self.files.get(name)
        waiting = self.faults.get(name) or self.faults.get("*")
        if waiting:
            waiting.pop(0)(request, data)
        elif data is None:
            request.begin(404, 0)
        else:
            self._send(request, data)

    def _send(self, request: Request, data: bytes) -> None:
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Last-Modified": formatdate(1_500_000_000, usegmt=True)} if self.has_validators else {}
        if self.has_validators and request.headers.get("If-None-Match") == etag:
            request.begin(304, 0, headers)
            return
        wanted = request.headers.get("Range", "")
        if wanted:
            self.ranges.append(wanted)
        if wanted and self.has_ranges:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            request.begin(206, len(data) - start, headers)
            request.write(data[start:])
        else:
            request.begin(200, len(data), headers)
            request.write(data)


def busy(code: int = 503) -> Fault:
    """The server is busy."""

    def fault(request: Request, data: bytes | None) -> None:
        request.begin(code, 0, {"Retry-After": "0"})

    return fault


def cut(at: int) -> Fault:
    """The connection is cut after some bytes of the body."""

    def fault(request: Request, data: bytes | None) -> None:
        assert data is not None
        request.begin(200, len(data))
        request.write(data[:at])
        request.close_connection = True

    return fault


def wrong_length(difference: int) -> Fault:
    """The head announces another length than the file has."""

    def fault(request: Request, data: bytes | None) -> None:
        assert data is not None
        request.begin(200, len(data) + difference)
        request.write(data)
        request.close_connection = True

    return fault


def page(code: int = 200) -> Fault:
    """A captive portal answers in the place of the server."""

    def fault(request: Request, data: bytes | None) -> None:
        body = b"<!DOCTYPE html>\n<html><body>Please log in.</body></html>\n"
        request.begin(code, len(body), {"Content-Type": "text/html; charset=utf-8"})
        request.write(body)

    return fault


def redirect(to: str) -> Fault:
    """The server leads to another address."""

    def fault(request: Request, data: bytes | None) -> None:
        request.begin(302, 0, {"Location": to})

    return fault


def drip(pause: float, pieces: int) -> Fault:
    """The body comes byte by byte, with a pause before each."""

    def fault(request: Request, data: bytes | None) -> None:
        assert data is not None
        request.begin(200, len(data))
        for position in range(min(pieces, len(data))):
            time.sleep(pause)
            request.write(data[position : position + 1])
            if request.close_connection:
                return
        request.close_connection = True

    return fault


def endless(piece: bytes, pieces: int) -> Fault:
    """The body has no announced length and does not end, or at least not soon."""

    def fault(request: Request, data: bytes | None) -> None:
        request.begin(200, None)
        for _ in range(pieces):
            request.write(piece)

    return fault


def chunked() -> Fault:
    """A good answer that is sent in chunks."""

    def fault(request: Request, data: bytes | None) -> None:
        assert data is not None
        request.web.asked.append((request.path.lstrip("/"), 200))
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        for start in range(0, len(data), 7):
            part = data[start : start + 7]
            request.write(b"%x\r\n%s\r\n" % (len(part), part))
        request.write(b"0\r\n\r\n")

    return fault
