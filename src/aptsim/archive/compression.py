"""Opens lists that may be compressed, and says what apt says about damaged ones.

Apt tells the compression by the extension alone. What it does with damage differs by kind: a ``gz`` file cut short
just ends there, a ``gz`` file without gzip's mark is read as it is, trailing garbage matters to ``zst`` only, and only
``gz`` and ``zst`` may hold several streams.

Source: apt-pkg/contrib/fileutl.cc, FileFd and its private classes; apt-pkg/tagfile.cc, pkgTagFile::Fill;
apt-pkg/cachefile.cc, BuildCaches; libapt's zlib, liblzma, libbz2, liblz4 and libzstd.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Protocol

from aptsim.errors import MissingLibraryError, PendingErrors
from aptsim.files.folder import extension_of
from aptsim.files.tree import FileTree
from aptsim.model.message import Messages, Place
from aptsim.model.value import Value

_FIRST_FILL = 32771
"""How many bytes apt reads before it looks at the first stanza."""

_CHUNK = 16384
_UNSIGNED = 2**64


class ListContent(Value):
    """What could be read of a list.

    Args:
        data: the uncompressed bytes; of a damaged list those that come first, not always all up to the damage.
        errors: apt's errors at the damage; empty when all was read.
    """

    data: bytes
    errors: tuple[str, ...] = ()

    @property
    def fails_at_once(self) -> bool:
        """Tell whether apt meets the damage before it has read the first stanza."""
        return bool(self.errors) and len(self.data) < _FIRST_FILL


class _Decompressor(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes | None: ...


def open_list(path: str, tree: FileTree, messages: Messages) -> bytes:
    """Read a whole list, unpacked.

    Raises:
        PendingErrors: when it is damaged; all that apt would say is in the messages.
        MissingLibraryError: when the library for its compression is not installed.
    """
    content = read_list(path, tree)
    if not content.errors:
        return content.data
    for error in content.errors:
        messages.error(error, Place(path))
    if content.fails_at_once:
        messages.error("The package lists or status file could not be parsed or opened.")
    else:
        messages.warning("You may want to run apt-get update to correct these problems")
        messages.error("The package cache file is corrupted")
    raise PendingErrors


def read_list(path: str, tree: FileTree) -> ListContent:
    """Read a list, unpacked, up to its end or to the first damage.

    Raises:
        MissingLibraryError: when the library for its compression is not installed.
    """
    try:
        data = tree.read(path)
    except IsADirectoryError:
        return ListContent(b"", (f"Read error - read ({errno.EISDIR}: {os.strerror(errno.EISDIR)})",))
    except OSError as error:
        reason = f"{error.errno}: {os.strerror(error.errno or 0)}"
        return ListContent(b"", (f"Could not open file {path} - open ({reason})", f"Problem opening {path}"))
    return unpack_list(path, data)


def unpack_list(path: str, data: bytes) -> ListContent:
    """Unpack a list as the extension of its path says.

    Raises:
        MissingLibraryError: when the library for its compression is not installed.
    """
    unpack = _UNPACKERS.get(extension_of(os.path.basename(path)))
    return ListContent(data) if unpack is None else unpack(data, path)


def lzma_damage(error: Exception) -> str:
    """Give apt's error for what liblzma says of damage."""
    text = str(error)
    code = 7 if "format not supported" in text else 8 if "options" in text else 6 if "limit" in text else 9
    return f"lzma_read: Read error ({code})"


def zstd_damage(error: Exception, path: str) -> str:
    """Give apt's error for what libzstd says of damage."""
    reason = str(error).rpartition(": ")[2]
    return f"ZSTD: {path} Read error ({_UNSIGNED - _ZSTD_CODES.get(reason, 1)}: {reason})"


def zstd_cut_short(path: str) -> tuple[str, str]:
    """Give apt's errors for a zstd stream that ends too early."""
    return (
        f"ZSTD: {path} Unexpected end of file",
        f"ZSTD: {path} Read error ({_UNSIGNED - 1}: Error (generic))",
    )


def _unpack_gzip(data: bytes, path: str) -> ListContent:
    import zlib

    if not data.startswith(b"\x1f\x8b"):
        return ListContent(data)

    def word(error: Exception) -> str:
        reason = str(error).partition("data: ")[2] or str(error)
        return f"gzread: Read error (-3: <fd:4>: {reason})"

    parts: list[bytes] = []
    while data.startswith(b"\x1f\x8b"):
        decompressor = zlib.decompressobj(31)
        part, damage = _run(
            decompressor, data, zlib.error, word, lambda rest: zlib.decompressobj(31).decompress(rest, _FIRST_FILL)
        )
        parts.append(part)
        if damage:
            return ListContent(b"".join(parts), (damage,))
        data = decompressor.unused_data if decompressor.eof else b""
    return ListContent(b"".join(parts))


def _unpack_lzma(data: bytes, path: str) -> ListContent:
    import lzma

    if len(data) == 0:
        return ListContent(b"", ("lzma_read: Read error (10)",))
    decompressor = lzma.LZMADecompressor()
    part, damage = _run(
        decompressor,
        data,
        lzma.LZMAError,
        lzma_damage,
        lambda rest: lzma.LZMADecompressor().decompress(rest, _FIRST_FILL),
    )
    if not damage and not decompressor.eof:
        damage = "lzma_read: Read error (10)"
    return ListContent(part, (damage,) if damage else ())


def _unpack_bzip2(data: bytes, path: str) -> ListContent:
    import bz2

    def word(error: Exception) -> str:
        is_marked = data[:3] == b"BZh" and data[3:4].isdigit() and data[3:4] != b"0"
        code = "-4: DATA_ERROR" if is_marked else "-5: DATA_ERROR_MAGIC"
        return f"BZ2_bzread: {path} Read error ({code})"

    decompressor = bz2.BZ2Decompressor()
    part, damage = _run(
        decompressor, data, OSError, word, lambda rest: bz2.BZ2Decompressor().decompress(rest, _FIRST_FILL)
    )
    if not damage and not decompressor.eof:
        damage = f"BZ2_bzread: {path} Read error (-7: UNEXPECTED_EOF)"
    return ListContent(part, (damage,) if damage else ())


def _unpack_lz4(data: bytes, path: str) -> ListContent:
    try:
        import lz4.frame
    except ImportError as error:
        raise MissingLibraryError(path, "to read .lz4 lists, run: python -m pip install lz4") from error

    def word(error: Exception) -> str:
        name = str(error).partition("ERROR_")[2].split()[0:1]
        code = _UNSIGNED - _LZ4_CODES.get(name[0] if name else "", 1)
        return f"LZ4F: {path} Read error ({code}: ERROR_{name[0] if name else 'GENERIC'})"

    cut_short = (
        f"LZ4F: {path} Unexpected end of file",
        f"LZ4F: {path} Read error ({_UNSIGNED - 1}: ERROR_GENERIC)",
    )
    if not data:
        return ListContent(b"", cut_short)

    def first_bytes(rest: bytes) -> bytes:
        unpacked: bytes = lz4.frame.LZ4FrameDecompressor().decompress(rest, _FIRST_FILL)
        return unpacked

    decompressor = lz4.frame.LZ4FrameDecompressor()
    part, damage = _run(decompressor, data, RuntimeError, word, first_bytes)
    if damage:
        return ListContent(part, (damage,))
    return ListContent(part, () if decompressor.eof else cut_short)


def _unpack_zstd(data: bytes, path: str) -> ListContent:
    try:
        import zstandard
    except ImportError as error:
        raise MissingLibraryError(path, "to read .zst lists, run: python -m pip install zstandard") from error

    def word(error: Exception) -> str:
        return zstd_damage(error, path)

    cut_short = zstd_cut_short(path)
    if not data:
        return ListContent(b"", cut_short)

    def make() -> _Decompressor:
        return zstandard.ZstdDecompressor().decompressobj()

    parts: list[bytes] = []
    while data:
        decompressor = make()
        part, damage = _run(
            decompressor, data, zstandard.ZstdError, word, lambda rest: _first_of_zstd(make, rest, zstandard.ZstdError)
        )
        parts.append(part)
        if damage or not decompressor.eof:
            return ListContent(b"".join(parts), (damage,) if damage else cut_short)
        data = decompressor.unused_data or b""
    return ListContent(b"".join(parts))


def _run(
    decompressor: _Decompressor,
    data: bytes,
    fault: type[Exception],
    word: Callable[[Exception], str],
    first_bytes: Callable[[bytes], bytes],
) -> tuple[bytes, str]:
    """Unpack one stream at once; on damage do it again for the first bytes only.

    Returns:
        What was unpacked, and apt's error or nothing.
    """
    try:
        return decompressor.decompress(data), ""
    except fault as error:
        text = word(error)
    try:
        return first_bytes(data), text
    except fault:
        return b"", text


def _first_of_zstd(make: Callable[[], _Decompressor], data: bytes, fault: type[Exception]) -> bytes:
    decompressor = make()
    parts: list[bytes] = []
    try:
        for start in range(0, len(data), _CHUNK):
            parts.append(decompressor.decompress(data[start : start + _CHUNK]))
    except fault:
        pass
    return b"".join(parts)


_LZ4_CODES = {
    "GENERIC": 1,
    "maxBlockSize_invalid": 2,
    "blockMode_invalid": 3,
    "contentChecksumFlag_invalid": 4,
    "headerVersion_wrong": 6,
    "blockChecksum_invalid": 7,
    "reservedFlag_set": 8,
    "frameHeader_incomplete": 12,
    "frameType_unknown": 13,
    "frameSize_wrong": 14,
    "decompressionFailed": 16,
    "headerChecksum_invalid": 17,
    "contentChecksum_invalid": 18,
}
_ZSTD_CODES = {
    "Unknown frame descriptor": 10,
    "Version not supported": 12,
    "Unsupported frame parameter": 14,
    "Frame requires too much memory for decoding": 16,
    "Data corruption detected": 20,
    "Restored data doesn't match checksum": 22,
}
_UNPACKERS: dict[str, Callable[[bytes, str], ListContent]] = {
    "gz": _unpack_gzip,
    "xz": _unpack_lzma,
    "lzma": _unpack_lzma,
    "bz2": _unpack_bzip2,
    "lz4": _unpack_lz4,
    "zst": _unpack_zstd,
}
