"""Reads a tar archive in one pass, trusting nothing in it.

Python's own tarfile believes the sizes in extended headers and keeps every member in memory; an archive from a stranger
may have a million members and headers of gigabytes.

Grammar::

    archive = *member 2*zero-block
    member  = *extension header content padding     ; each a multiple of 512 bytes
    extension = GNU long name | GNU long link | pax header

Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block"; GNU tar manual, "Basic Tar Format".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from aptsim.image.byte_stream import ByteStream
from aptsim.image.limits import Limits

_BLOCK = 512
_LONGEST_EXTENSION = 1024 * 1024  # bytes
_LONGEST_NAME = 4096  # bytes; Linux's own limit
_ZEROS = bytes(_BLOCK)


class MemberKind(Enum):
    """What sort of thing a member is."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    HARD_LINK = "hard link"
    SPECIAL = "special"
    """A device or pipe."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member.

    Args:
        name: its path as it is written.
        kind: what it is.
        size: bytes of its content.
        target: where a link leads, as it is written.
        is_sparse: whether its content is stored with holes left out, so that it cannot be read as it is.
    """

    name: str
    kind: MemberKind
    size: int = 0
    target: str = ""
    is_sparse: bool = False


_KINDS = {
    b"0": MemberKind.FILE,
    b"\0": MemberKind.FILE,
    b"7": MemberKind.FILE,
    b"S": MemberKind.FILE,
    b"1": MemberKind.HARD_LINK,
    b"2": MemberKind.LINK,
    b"3": MemberKind.SPECIAL,
    b"4": MemberKind.SPECIAL,
    b"5": MemberKind.FOLDER,
    b"6": MemberKind.SPECIAL,
}


class TarReader:
    """Steps from member to member; the content of the last one can be read before the next step."""

    def __init__(self, stream: ByteStream, limits: Limits) -> None:
        """Stand before the first member."""
        self._stream = stream
        self._limits = limits
        self._left = 0
        self._padding = 0
        self._count = 0

    def next(self) -> Member | None:
        """Give the next member; None at the end.

        Raises:
            InputError: when the archive is damaged or has too many members.
        """
        self._stream.skip(self._left)
        # Some programs leave the padding behind the last member out, and the blocks of zeros too, and are forgiven.
        padding = self._stream.read(self._padding)
        if len(padding) < self._padding:
            return None
        self._left = self._padding = 0
        extended: dict[str, str] = {}
        while True:
            header = self._header()
            if header is None:
                if extended:
                    raise self._stream.fault("it is cut short")
                return None
            self._count += 1
            if self._count > self._limits.members:
                raise self._stream.fault(f"it has more than {self._limits.members} members")
            kind, size = header[156:157], self._number(header[124:136])
            if kind in b"LKxgX":
                self._read_extension(kind, size, extended)
                continue
            return self._member(header, kind, size, extended)

    def content(self) -> bytes:
        """Read the content of the member last given.

        Raises:
            InputError: when the archive ends in it, or it is too long to be kept.
        """
        if self._left > self._limits.file:
            raise self._stream.fault(f"a file in it has {self._left} bytes; at most {self._limits.file} are read")
        data = self._stream.read(self._left)
        if len(data) < self._left:
            raise self._stream.fault("it is cut short")
        self._left = 0
        return data

    @property
    def position(self) -> int:
        """Give the place of the content of the member last given, in bytes from the archive's start."""
        return self._stream.position

    def _header(self) -> bytes | None:
        header = self._stream.read(_BLOCK)
        if not header or header == _ZEROS:
            return None
        if len(header) < _BLOCK:
            raise self._stream.fault("it is cut short")
        # The sum counts its own field as spaces.
        if sum(header) - sum(header[148:156]) + 256 != self._number(header[148:156]):
            raise self._stream.fault(f"it is no tar archive, or damaged at byte {self._stream.position - _BLOCK}")
        return header

    def _member(self, header: bytes, kind: bytes, size: int, extended: dict[str, str]) -> Member:
        name = extended.get("path") or self._name_of(header)
        target = extended.get("linkpath") or _text(header[157:257])
        if "size" in extended:
            size = self._decimal(extended["size"])
        what = _KINDS.get(kind, MemberKind.FILE)
        if what is MemberKind.FILE and name.endswith("/") and kind in b"0\0":
            what = MemberKind.FOLDER
        is_sparse = kind == b"S" or any(key.startswith("GNU.sparse.") for key in extended)
        if kind == b"S" and header[482:483] == b"\1":
            self._skip_sparse_headers()
        if what is not MemberKind.FILE:
            size = 0
        if max(len(name), len(target)) > _LONGEST_NAME:
            raise self._stream.fault("a name in it is too long")
        self._left, self._padding = size, -size % _BLOCK
        if size > self._limits.unpacked:
            raise self._stream.fault(f"a file in it has {size} bytes, which no image needs")
        return Member(name, what, size, target, is_sparse)

    def _name_of(self, header: bytes) -> str:
        name = _text(header[:100])
        prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
        return f"{prefix}/{name}" if prefix else name

    def _read_extension(self, kind: bytes, size: int, extended: dict[str, str]) -> None:
        if size > _LONGEST_EXTENSION:
            raise self._stream.fault(f"an extended header of it has {size} bytes")
        data = self._stream.read(size)
        self._stream.skip(-size % _BLOCK)
        if len(data) < size:
            raise self._stream.fault("it is cut short")
        if kind == b"L":
            extended["path"] = _text(data)
        elif kind == b"K":
            extended["linkpath"] = _text(data)
        elif kind in b"xX":
            extended.update(self._pax_records(data))

    def _pax_records(self, data: bytes) -> dict[str, str]:
        """Parse ``LENGTH SPACE KEY=VALUE NEWLINE`` records; the length counts the whole record."""
        records: dict[str, str] = {}
        start = 0
        while start < len(data) and data[start : start + 1] != b"\0":
            digits, space, _ = data[start : start + 20].partition(b" ")
            length = int(digits) if space and digits.isdigit() else 0
            record = data[start + len(digits) + 1 : start + length]
            key, equals, value = record.rstrip(b"\n").partition(b"=")
            if not equals or start + length > len(data):
                raise self._stream.fault("an extended header of it is damaged")
            records[key.decode("utf-8", "surrogateescape")] = value.decode("utf-8", "surrogateescape")
            start += length
        return records

    def _skip_sparse_headers(self) -> None:
        for _ in range(self._limits.members):
            block = self._stream.read(_BLOCK)
            if block[504:505] != b"\1":
                return
        raise self._stream.fault("a sparse file in it has no end")

    def _number(self, field: bytes) -> int:
        """Read an octal number, or a binary one as GNU tar writes it."""
        if field[:1] in (b"\x80", b"\xff"):
            value = int.from_bytes(field[1:], "big", signed=False)
            if field[:1] == b"\x80":
                return value
            raise self._stream.fault("a number in it is negative")
        digits = field.strip(b" \0")
        if digits.strip(b"01234567"):
            raise self._stream.fault(f"it is no tar archive, or damaged at byte {self._stream.position - _BLOCK}")
        return int(digits, 8) if digits else 0

    def _decimal(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 19:
            raise self._stream.fault("an extended header of it is damaged")
        return int(text)


def _text(field: bytes) -> str:
    return field.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
