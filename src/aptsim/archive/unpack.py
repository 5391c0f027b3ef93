"""Unpacks a downloaded list to disk: piece by piece, and no more than it may have."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from aptsim.errors import CompressionError, MissingLibraryError

EXTENSIONS = ("xz", "zst", "gz", "bz2", "lz4", "lzma")
"""Forms that can be unpacked; the first is taken when two have the same size."""
_CHUNK = 1024 * 1024  # bytes
_PIECE = 64 * 1024  # bytes
_MOST_MEMORY = 256 * 1024 * 1024  # bytes; what a list may need to be unpacked, four times that of xz's best preset


def unpack(packed: Path, extension: str, target: Path, limit: int, algorithm: str) -> tuple[int, str]:
    """Unpack a file.

    Args:
        packed: the file.
        extension: how it is packed; empty when it is not.
        target: where it goes; it is there in part after an error.
        limit: the bytes that it may have.
        algorithm: of the sum that is taken on the way.

    Returns:
        How many bytes it has, and their sum.

    Raises:
        CompressionError: when it is damaged or longer than it may be.
    """
    digest = hashlib.new(algorithm)
    size = 0
    with _open(packed, extension) as source, target.open("wb") as file:
        while True:
            try:
                chunk: bytes = source.read(_CHUNK)
            except (OSError, EOFError, RuntimeError, lzma.LZMAError, zlib.error) as error:
                raise CompressionError(str(packed), f"it is damaged: {error}") from error
            except Exception as error:
                if type(error).__module__.partition(".")[0] != "zstandard":
                    raise
                raise CompressionError(str(packed), f"it is damaged: {error}") from error
            if not chunk:
                return size, digest.hexdigest()
            size += len(chunk)
            if size > limit:
                raise CompressionError(str(packed), f"unpacked, it is longer than the {limit} bytes that it may have")
            digest.update(chunk)
            file.write(chunk)


def _open(path: Path, extension: str) -> IO[bytes]:
    open_packed: Callable[..., Any] = _OPENERS.get(extension, open)
    opened: IO[bytes] = open_packed(path, "rb")
    return opened


class _LzmaReader:
    """Unpacks xz and lzma in bounded memory, which ``lzma.open`` does not offer."""

    def __init__(self, path: Path, _: str) -> None:
        self._file = path.open("rb")
        self._decompressor = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)

    def __enter__(self) -> _LzmaReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """Give up to *size* bytes; none at the end."""
        while not self._decompressor.eof:
            packed = self._file.read(_PIECE) if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not packed:
                raise EOFError("it ends too early")
            data = self._decompressor.decompress(packed, size)
            if data:
                return data
        return b""


def _open_zstd(path: Path, mode: str) -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise MissingLibraryError(str(path), "to read .zst lists, run: python -m pip install zstandard") from error
    return zstandard.open(path, mode)


def _open_lz4(path: Path, mode: str) -> Any:
    try:
        import lz4.frame
    except ImportError as error:
        raise MissingLibraryError(str(path), "to read .lz4 lists, run: python -m pip install lz4") from error
    return lz4.frame.open(path, mode)


_OPENERS: dict[str, Callable[..., Any]] = {
    "gz": gzip.open,
    "xz": _LzmaReader,
    "lzma": _LzmaReader,
    "bz2": bz2.open,
    "lz4": _open_lz4,
    "zst": _open_zstd,
}
