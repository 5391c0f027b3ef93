"""Unpacks a part of a file piece by piece, in little memory, with apt's words for damage.

Apt does not stop at the end of the part: what is behind it in the file is unpacked too, should the reader come so far.

Source: apt-pkg/contrib/fileutl.cc, FileFd::Read and its private classes for gzip, xz and zstd.
"""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

from aptsim.archive.compression import lzma_damage, zstd_cut_short, zstd_damage
from aptsim.errors import InputError, MissingLibraryError

_XZ_MEMORY = 500 * 1024 * 1024
_MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes; no description of a package is as long, and who reads on helps nobody but an attacker."""
_GZIP_MARK = b"\x1f\x8b"
_GZIP_PIECE = 16384
_INPUT = 4096
_SKIPPED = 65536
_STEP = 1024
"""Bytes that apt passes over at a time; it shows in its words."""
_ZSTD_INPUT = 64
"""Bytes at a time: each may stand for some ten thousand."""


class DamageError(Exception):
    """What apt says where it finds damage; a line for each error."""

    def __init__(self, *errors: str) -> None:
        super().__init__(*errors)
        self.errors = errors


class _Source(Protocol):
    def next_piece(self, wanted: int) -> bytes:
        """Gives some bytes, b'' at the end."""


class PackedStream:
    """The unpacked bytes of a file from where it stands."""

    def __init__(self, file: BinaryIO, compression: str, path: str) -> None:
        """Starts to unpack.

        Args:
            file: standing where the packed bytes begin.
            compression: ``gz``, ``xz`` or ``zst``; '' for none.
            path: names the file where aptsim itself gives up.
        """
        self._source: _Source = _SOURCES[compression](file)
        self._is_packed = bool(compression)
        self._path = path
        self._buffer = b""
        self._unpacked = 0

    def read(self, size: int) -> bytes:
        """Gives the next bytes, fewer only at the end.

        Raises:
            DamageError: where apt cannot unpack them.
        """
        parts = [self._buffer]
        length = len(self._buffer)
        while length < size:
            piece = self._source.next_piece(size - length)
            if not piece:
                break
            parts.append(piece)
            length += len(piece)
            self._unpacked += len(piece)
            if self._unpacked > _MOST_UNPACKED:
                raise InputError(self._path, 0, f"the control archive unpacks to more than {_MOST_UNPACKED} bytes")
        data = b"".join(parts)
        self._buffer = data[size:]
        return data[:size]

    def read_exactly(self, size: int) -> bytes:
        """Gives the next bytes.

        Raises:
            DamageError: also when there are not so many.
        """
        data = self.read(size)
        if len(data) < size:
            raise DamageError(f"read, still have {size - len(data)} to read but none left")
        return data

    def skip(self, size: int) -> None:
        """Passes over bytes; behind the end of an unpacked file that is no fault.

        Raises:
            DamageError: as `read_exactly`.
        """
        passed = 0
        while passed < size:
            piece = len(self.read(min(size - passed, _SKIPPED)))
            if not piece:
                break
            passed += piece
        if passed < size and self._is_packed:
            left = size - passed // _STEP * _STEP
            missing = min(left, _STEP) - passed % _STEP
            raise DamageError(f"read, still have {missing} to read but none left", f"Unable to seek ahead {left}")


class _Plain:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def next_piece(self, wanted: int) -> bytes:
        return self._file.read(wanted)


class _Gzip:
    """Bytes without gzip's mark are taken as they are; behind a gzip stream they are passed over."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._input = file.read(_INPUT)
        self._decompressor = zlib.decompressobj(31)
        self._is_plain = not self._input.startswith(_GZIP_MARK)
        self._is_at_end = False

    def next_piece(self, wanted: int) -> bytes:
        if self._is_plain:
            piece, self._input = self._input, b""
            return piece or self._file.read(wanted)
        parts: list[bytes] = []
        length = 0
        while length < _GZIP_PIECE and self._fill():
            try:
                part = self._decompressor.decompress(self._input, _GZIP_PIECE - length)
            except zlib.error as error:
                reason = str(error).partition("data: ")[2] or str(error)
                raise DamageError(f"gzread: Read error (-3: <fd:6>: {reason})") from None
            self._input = self._decompressor.unconsumed_tail
            parts.append(part)
            length += len(part)
            if self._decompressor.eof and not self._start_next():
                break
        return b"".join(parts)

    def _fill(self) -> bool:
        if not self._input and not self._is_at_end:
            self._input = self._file.read(_INPUT)
        return bool(self._input)

    def _start_next(self) -> bool:
        """Goes on with another stream right behind the one that ended."""
        rest = self._decompressor.unused_data
        rest += self._file.read(len(_GZIP_MARK)) if len(rest) < len(_GZIP_MARK) else b""
        self._input = b""
        if not rest.startswith(_GZIP_MARK):
            self._is_at_end = True
            return False
        self._input, self._decompressor = rest, zlib.decompressobj(31)
        return True


class _Xz:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    def next_piece(self, wanted: int) -> bytes:
        try:
            while not self._decompressor.eof:
                packed = self._file.read(_INPUT) if self._decompressor.needs_input else b""
                is_at_end = self._decompressor.needs_input and not packed
                piece = self._decompressor.decompress(packed, wanted)
                if piece:
                    return piece
                if is_at_end:
                    raise DamageError("lzma_read: Read error (10)")
        except lzma.LZMAError as error:
            raise DamageError(lzma_damage(error)) from None
        return b""


class _Zstd:
    def __init__(self, file: BinaryIO) -> None:
        try:
            import zstandard
        except ImportError as error:
            name = getattr(file, "name", "package")
            raise MissingLibraryError(str(name), "to read it, run: python -m pip install zstandard") from error
        self._file = file
        self._library = zstandard
        self._decompressor = zstandard.ZstdDecompressor().decompressobj()
        self._is_started = False

    def next_piece(self, wanted: int) -> bytes:
        piece = b""
        try:
            while not piece:
                packed = self._file.read(_ZSTD_INPUT)
                if not packed:
                    if self._is_started:
                        raise DamageError(*zstd_cut_short(""))
                    return b""
                piece = self._unpack(packed)
        except self._library.ZstdError as error:
            raise DamageError(zstd_damage(error, "")) from None
        return piece

    def _unpack(self, packed: bytes) -> bytes:
        self._is_started = True
        piece = self._decompressor.decompress(packed)
        if self._decompressor.eof:
            rest = self._decompressor.unused_data or b""
            self._file.seek(-len(rest), 1)
            self._decompressor = self._library.ZstdDecompressor().decompressobj()
            self._is_started = False
        return piece


_SOURCES: dict[str, Callable[[BinaryIO], _Source]] = {"": _Plain, "gz": _Gzip, "xz": _Xz, "zst": _Zstd}
