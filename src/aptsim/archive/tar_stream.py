"""A single file out of a tar archive that is read from its beginning to its end, as apt reads it.

Source: apt-pkg/contrib/extracttar.cc, ExtractTar::Go; apt-pkg/deb/debfile.cc, MemControlExtract.
"""

from __future__ import annotations

from aptsim.archive.ar_file import parse_number
from aptsim.archive.packed_stream import DamageError, PackedStream
from aptsim.model.message import Messages

_BLOCK = 512
_COPIED = 32 * 1024
_MOST_NAME = 1024 * 1024
_LARGEST_MEMBER = 1 << 37
_LARGEST_FILE = 64 * 1024 * 1024
_FILES, _OTHERS = b"\x000", b"123456"
_LONG_LINK, _LONG_NAME = b"K", b"L"
_CORRUPTED = "Corrupted archive"


def extract_file(stream: PackedStream, name: str, messages: Messages) -> bytes | None:
    """Gives the last member of this name, with or without ``./`` in front; None when there is none.

    Args:
        messages: takes warnings about kinds of members that apt does not know.

    Raises:
        DamageError: where apt gives up.
    """
    found: bytes | None = None
    long_name = b""
    while len(block := stream.read(_BLOCK)) == _BLOCK:
        size = _check_header(block)
        if size is None:
            break
        kind = block[156:157]
        if kind in (_LONG_LINK, _LONG_NAME):
            text = _read_long_name(stream, size)
            long_name = long_name + text if kind == _LONG_NAME else long_name
            continue
        raw = (long_name or block[:100]).split(b"\0")[0]
        raw = raw[2:] if raw.startswith(b"./") and len(raw) > 2 else raw
        is_known = kind in (*(bytes((one,)) for one in _FILES + _OTHERS),)
        if not is_known:
            messages.warning(f"Unknown TAR header type {block[156]}")
        if is_known and raw == name.encode():
            found = _read_file(stream, size)
        else:
            stream.skip(-(-size // _BLOCK) * _BLOCK)
        long_name = b"" if is_known else long_name
    return found


def _check_header(block: bytes) -> int | None:
    """Gives the size of the member that a header describes, None for the block of nulls at the end."""
    expected = parse_number(block[148:156], 8)
    if expected is None:
        raise DamageError(_CORRUPTED)
    total = sum(block[:148]) + sum(block[156:]) + 8 * ord(" ")
    if total == 8 * ord(" "):
        return None
    if total != expected:
        raise DamageError("Tar checksum failed, archive corrupted")
    size = _large_number(block[124:136])
    others = (block[100:108], block[329:337], block[337:345])
    if any(parse_number(text, 8) is None for text in others):
        raise DamageError(_CORRUPTED)
    if any(_large_number(text) is None for text in (block[108:116], block[116:124], block[136:148])) or size is None:
        raise DamageError(_CORRUPTED)
    if size > _LARGEST_MEMBER:
        raise DamageError(f"Tar member too large: {size} > {_LARGEST_MEMBER} bytes")
    return size


def _large_number(text: bytes) -> int | None:
    """Reads a number in octal digits, or in bytes when the highest bit says so (Base256ToNum)."""
    if not text[0] & 0x80:
        number = parse_number(text, 8)
        return None if number is None else number % (1 << 64)
    number = text[0] & 0x7F
    for byte in text[1:]:
        number = (number << 8) + (byte - 256 if byte > 127 else byte)
    return number % (1 << 64)


def _read_long_name(stream: PackedStream, size: int) -> bytes:
    if size > _MOST_NAME:
        raise DamageError(f"Long name to large: {size} bytes > {_MOST_NAME} bytes")
    parts: list[bytes] = []
    while size > 0:
        parts.append(stream.read(_BLOCK))
        if size < _BLOCK:
            break
        size -= _BLOCK
    return b"".join(parts)


def _read_file(stream: PackedStream, size: int) -> bytes:
    if size > _LARGEST_FILE:
        raise DamageError(f"Control file too large: {size} > {_LARGEST_FILE} bytes")
    parts: list[bytes] = []
    while size:
        step = min(size, _COPIED)
        parts.append(stream.read_exactly(-(-step // _BLOCK) * _BLOCK)[:step])
        size -= step
    return b"".join(parts)
