"""A layer's bytes, unpacked on the way, counted and summed; never more in memory than a piece.

Which compression it is, is told by the first bytes: media types are often wrong.

Source: OCI image specification, layer.md; RFC 1952; RFC 8878.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import zlib
from collections.abc import Callable
from typing import IO, Protocol, cast

from aptsim.errors import InputError, MissingLibraryError
from aptsim.image.limits import Limits

_PIECE = 1024 * 1024
_LARGEST_WINDOW = 2**27  # bytes of memory that a zstd or xz stream may ask for; what their programs allow by default
_XZ_MEMORY = 4 * _LARGEST_WINDOW
_DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError)


class Readable(Protocol):
    """Something that gives its bytes in order."""

    def read(self, size: int, /) -> bytes:
        """Give up to so many bytes; none at the end."""


class CountedReader(io.RawIOBase):
    """Passes bytes on, counts them and keeps their SHA256 sum."""

    def __init__(self, source: Readable, has_sum: bool) -> None:
        super().__init__()
        self._source = source
        self._sum = hashlib.sha256() if has_sum else None
        self.count = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Read as io wants it."""
        view = memoryview(cast(bytearray, buffer))
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        """Read and count."""
        data = self._source.read(_PIECE if size < 0 else size)
        if self._sum is not None:
            self._sum.update(data)
        self.count += len(data)
        return data

    def drain(self) -> None:
        """Read what is left."""
        while self.read(_PIECE):
            pass

    @property
    def digest(self) -> str:
        """Give the sum of what was read so far, as images write it; '' when it is not wanted."""
        return "" if self._sum is None else f"sha256:{self._sum.hexdigest()}"


class ByteStream:
    """The unpacked bytes of an archive that may be compressed.

    Every fault is an InputError that names the archive.
    """

    def __init__(
        self,
        source: Readable,
        name: str,
        limits: Limits,
        has_sums: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Look at the first bytes.

        Args:
            source: the packed bytes.
            name: the archive in messages.
            limits: how much may come out.
            has_sums: whether the sums of packed and unpacked bytes are wanted; without them, a plain file is not read
                where it is passed over.
            progress: told how many packed bytes were read so far.
        """
        self.packed = CountedReader(source, has_sums)
        self.name = name
        self.position = 0
        self._limits = limits
        self._progress = progress
        self._sum = hashlib.sha256() if has_sums else None
        self._seek: Callable[[int, int], int] | None = None
        self._buffer = b""
        self.is_packed = False
        self._unpacked = self._open(source)

    @property
    def digest(self) -> str:
        """Give the sum of the unpacked bytes read so far."""
        return "" if self._sum is None else f"sha256:{self._sum.hexdigest()}"

    def read(self, size: int, /) -> bytes:
        """Give exactly so many bytes; fewer only at the end."""
        parts: list[bytes] = []
        while size > 0:
            if not self._buffer:
                self._fill()
                if not self._buffer:
                    break
            part = self._buffer[:size]
            self._buffer = self._buffer[len(part) :]
            parts.append(part)
            size -= len(part)
        data = b"".join(parts)
        self.position += len(data)
        return data

    def skip(self, size: int) -> None:
        """Pass over bytes.

        Raises:
            InputError: when the stream ends before.
        """
        if self._seek is not None and size > len(self._buffer):
            self._seek(size - len(self._buffer), os.SEEK_CUR)
            self._buffer = b""
            self.position += size
            return
        while size > 0:
            if not self._buffer:
                self._fill()
                if not self._buffer:
                    raise self.fault("it is cut short")
            step = min(size, len(self._buffer))
            self._buffer = self._buffer[step:] if step < len(self._buffer) else b""
            self.position += step
            size -= step

    def drain(self) -> None:
        """Read to the end, so that both sums are those of the whole."""
        self._buffer = b""
        while True:
            self._fill()
            if not self._buffer:
                break
            self._buffer = b""
        self.packed.drain()

    def fault(self, text: str) -> InputError:
        """Give the error that something is wrong here."""
        return InputError(self.name, 0, text)

    def _fill(self) -> None:
        try:
            data = self._unpacked.read(_PIECE)
        except _DAMAGE as error:
            raise self.fault(f"it cannot be unpacked: {_reason_of(error)}") from error
        except Exception as error:  # zstandard has an error class of its own, and is imported only where it is needed
            if type(error).__name__ != "ZstdError":
                raise
            raise self.fault(f"it cannot be unpacked: {error}") from error
        if self._sum is not None:
            self._sum.update(data)
        self._buffer = data
        if self._progress is not None:
            self._progress(self.packed.count)
        total = self.position + len(data)
        limits = self._limits
        if total > limits.unpacked:
            raise self.fault(f"unpacked it is longer than {limits.unpacked} bytes, which no image needs")
        if self.is_packed and total > limits.free_unpacked and total > limits.ratio * self.packed.count:
            raise self.fault(f"unpacked it is more than {limits.ratio} times as long; that is no image")

    def _open(self, plain: Readable) -> Readable:
        try:
            head = self.packed.read(6)
        except OSError as error:
            raise self.fault(_reason_of(error)) from error
        # A buffer in front gives the first bytes back; what reads behind it never looks ahead of it.
        source = io.BufferedReader(_Prefixed(head, self.packed), 256 * 1024)
        self.is_packed = True
        if head.startswith(b"\x1f\x8b"):
            return cast(Readable, gzip.GzipFile(fileobj=source, mode="rb"))
        if head.startswith(b"\x28\xb5\x2f\xfd") or head[1:4] == b"\x2a\x4d\x18":
            return self._open_zstd(source)
        if head.startswith(b"\xfd7zXZ"):
            return _XzReader(source)
        if head.startswith(b"BZh"):
            return cast(Readable, bz2.BZ2File(source, "rb"))
        self.is_packed = False
        if isinstance(plain, io.BufferedReader) and self._sum is None:
            plain.seek(-len(head), os.SEEK_CUR)
            self._seek = plain.seek
            return plain
        return cast(Readable, source)

    def _open_zstd(self, source: IO[bytes] | io.BufferedReader) -> Readable:
        try:
            import zstandard
        except ImportError as error:
            raise MissingLibraryError(self.name, "to read zstd layers, run: python -m pip install zstandard") from error
        decompressor = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        reader = decompressor.stream_reader(source, read_size=256 * 1024, read_across_frames=True)
        return cast(Readable, reader)


class _XzReader:
    """Unpacks one xz stream with bounded memory."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._decompressor = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def read(self, size: int, /) -> bytes:
        while not self._decompressor.eof:
            packed = self._source.read(256 * 1024) if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not packed:
                raise EOFError
            data = self._decompressor.decompress(packed, size)
            if data:
                return data
        return b""


class _Prefixed(io.RawIOBase):
    """Gives some bytes first, and then those of a reader."""

    def __init__(self, head: bytes, source: CountedReader) -> None:
        super().__init__()
        self._head = head
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast(bytearray, buffer))
        data = self._head[: len(view)] if self._head else self._source.read(len(view))
        self._head = self._head[len(view) :]
        view[: len(data)] = data
        return len(data)


def _reason_of(error: BaseException) -> str:
    if isinstance(error, EOFError):
        return "it is cut short"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
