"""The members of an ar archive, found as apt finds them.

Grammar::

    archive = "!<arch>" newline *member
    member  = name[16] time[12] user[6] group[6] mode[8] size[10] magic[2] data [ padding to an even length ]

where numbers are in digits, mode in octal ones, and a name ``#1/N`` stands in the first N bytes of the data.

Source: apt-pkg/contrib/arfile.cc, ARArchive::LoadHeaders; apt-pkg/contrib/strutl.cc, StrToNum.
"""

from __future__ import annotations

import os
import re
from typing import BinaryIO

from aptsim.archive.packed_stream import DamageError
from aptsim.model.value import Value

_SIGNATURE = b"!<arch>\n"
_HEADER = 60
_MOST_NAME = 300
_WRONG_HEADER = "Invalid archive member header"
_NUMBERS = {10: re.compile(rb"\s*([+-]?[0-9]+)"), 8: re.compile(rb"\s*([+-]?[0-7]+)")}


class ArMember(Value):
    """A member: where its data starts, and how many bytes these are."""

    name: str
    start: int
    size: int


class ArMembers(Value):
    """What was found of an archive; with errors, where it is damaged."""

    members: tuple[ArMember, ...]
    errors: tuple[str, ...] = ()

    def find(self, name: str) -> ArMember | None:
        """Gives the last member of a name (FindMember)."""
        return next((member for member in reversed(self.members) if member.name == name), None)


def read_ar_members(file: BinaryIO) -> ArMembers:
    """Reads the headers of an archive up to its end or to the first damage."""
    members: list[ArMember] = []
    try:
        left = os.fstat(file.fileno()).st_size
        if read_exactly(file, len(_SIGNATURE)) != _SIGNATURE:
            raise DamageError("Invalid archive signature")
        left -= len(_SIGNATURE)
        while left > 0:
            try:
                header = read_exactly(file, _HEADER)
            except DamageError as damage:
                raise DamageError(*damage.errors, "Error reading archive member header") from None
            left = _read_member(file, header, left - _HEADER, members)
        if left != 0:
            raise DamageError("Failed to read the archive headers")
    except DamageError as damage:
        return ArMembers(tuple(members), damage.errors)
    return ArMembers(tuple(members))


def _read_member(file: BinaryIO, header: bytes, left: int, members: list[ArMember]) -> int:
    """Adds the member of a header and gives how many bytes are left behind it."""
    numbers = ((header[16:28], 10), (header[28:34], 10), (header[34:40], 10), (header[40:48], 8), (header[48:58], 10))
    values = [parse_number(text, base) for text, base in numbers]
    size = values[-1]
    if size is None or None in values or left < 0 or not 0 <= size <= left:
        raise DamageError(_WRONG_HEADER)
    raw = header[:16]
    if raw.startswith(b"#1/"):
        length = parse_number(raw[3:10], 10)
        if length is None or not 0 <= length < _MOST_NAME or length > size:
            raise DamageError(_WRONG_HEADER)
        name = read_exactly(file, length).split(b"\0")[0]
        size, left = size - length, left - length
    else:
        name = raw.rstrip(b" /")
        if not name:
            raise DamageError(_WRONG_HEADER)
    members.append(ArMember(name.decode("latin-1"), file.tell(), size))
    padded = size + size % 2
    file.seek(padded, os.SEEK_CUR)
    if left < padded:
        raise DamageError("Archive is too short")
    return left - padded


def read_exactly(file: BinaryIO, size: int) -> bytes:
    """Gives the next bytes of a file.

    Raises:
        DamageError: when there are not so many.
    """
    data = file.read(size)
    if len(data) < size:
        raise DamageError(f"read, still have {size - len(data)} to read but none left")
    return data


def parse_number(text: bytes, base: int) -> int | None:
    """Reads a number from a field of fixed length; blanks are nought, and None stands for no number (StrToNum).

    >>> parse_number(b"17  ", 8), parse_number(b"    ", 10), parse_number(b"x", 10)
    (15, 0, None)
    """
    text = text.split(b"\0")[0]
    if not text.lstrip(b" "):
        return 0
    match = _NUMBERS[base].match(text)
    return None if match is None else int(match[1], base)
