"""Files made of stanzas with ``Tag: value`` lines, off the hot path: Release, preferences, ``.sources``, states.

Grammar, as apt reads it::

    file    = stanza *( blank-lines stanza )
    stanza  = 1*field
    field   = tag *space ":" value *( newline ( space | tab ) value )

Tags are compared without regard to case; of two equal tags the later one counts.

Source: apt-pkg/tagfile.cc, pkgTagFile and pkgTagSection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aptsim.model.message import Messages
from aptsim.model.words import SPACES, decode, lower_ascii, parse_number, string_to_bool, to_int

_STANZA_END = re.compile(rb"\n\r*\n[\r\n]*")
_COMMENT_LINES = re.compile(rb"^#[^\n]*(?:\n|\Z)", re.MULTILINE)
_FIELD_END = re.compile(rb"\n(?=[^ \t\n\v\f\r])")
_LEADING_SPACE = re.compile(r"(?:[ \t\v\f\r]|\n(?= ))*")
_SPACE_BYTES = SPACES.encode()


class TagFileError(Exception):
    """A stanza that apt cannot parse; apt stops reading the file there, with this error."""


class TagSection:
    """One stanza: its fields by lower-case tag."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, str]) -> None:
        self._fields = fields

    def exists(self, tag: str) -> bool:
        """Tell whether there is such a field, even an empty one."""
        return tag.lower() in self._fields

    def find(self, tag: str) -> str:
        """Give a field's value without spaces around it; empty when there is no such field (FindS)."""
        return self._fields.get(tag.lower(), "")

    def find_i(self, tag: str, messages: Messages, default: int = 0) -> int:
        """Give a field as a number; one that an int cannot hold adds an error (FindI)."""
        value = self._fields.get(tag.lower())
        if value is None or len(value) >= 300:
            return default
        number, end = parse_number(value)
        if to_int(number) != number:
            messages.error(f"Cannot convert {value} to integer: out of range")
        return to_int(number) if end else default

    def find_flag(self, tag: str, messages: Messages) -> bool:
        """Tell whether a yes-or-no field says yes; another word adds a warning (FindFlag on a flag that was off)."""
        value = self._fields.get(tag.lower())
        if value is None:
            return False
        flag = string_to_bool(value)
        if flag < 0:
            messages.warning(f"Unknown flag value: {value}")
        return flag == 1


def iter_sections(data: bytes, path: str, with_comments: bool = False) -> Iterator[TagSection]:
    """Iterate over the stanzas of a file (pkgTagFile::Step).

    Args:
        data: the whole file.
        path: its name in the error.
        with_comments: whether lines that begin with ``#`` are comments (SUPPORT_COMMENTS).

    Raises:
        TagFileError: at a stanza that cannot be parsed, with apt's words.
    """
    if with_comments and b"#" in data:
        data = _COMMENT_LINES.sub(b"", data)
    start = 0
    length = len(data)
    while start < length:
        stop, following = _stanza_end(data, start)
        fields = _fields_of(data, start, stop)
        while fields is None:
            colon = data.find(b":", stop)
            if colon < 0 and len(data[start:].rstrip(b"\r\n")) <= 1:
                return
            if colon < 0:
                raise TagFileError(f"Unable to parse package file {path} (1)")
            stop, following = _stanza_end(data, colon)
            fields = _fields_of(data, start, stop)
        start = following
        if fields or not with_comments:
            yield TagSection(fields)


def _stanza_end(data: bytes, start: int) -> tuple[int, int]:
    """Find where a stanza ends and where the next one begins."""
    end = data.find(b"\n\n", start)
    carriage_return = data.find(b"\n\r", start, end if end >= 0 else len(data))
    if carriage_return >= 0:
        match = _STANZA_END.search(data, carriage_return)
        return (len(data), len(data)) if match is None else match.span()
    if end < 0:
        return len(data), len(data)
    following = end + 2
    while data[following : following + 1] in (b"\n", b"\r"):
        following += 1
    return end, following


def _fields_of(data: bytes, start: int, stop: int) -> dict[str, str] | None:
    """Split a stanza into fields; a line without a colon belongs to the tag of the next one.

    Returns:
        Values by lower-case tag; None when no colon follows the last tag.
    """
    fields: dict[str, str] = {}
    ends = [match.start() for match in _FIELD_END.finditer(data, start, stop)]
    ends.append(stop)
    for end in ends:
        colon = data.find(b":", start, end)
        if end == start or data[start] in _SPACE_BYTES:
            start = end + 1
        elif colon >= 0:
            value = decode(data[colon + 1 : end])
            leading = _LEADING_SPACE.match(value)
            assert leading is not None
            fields[lower_ascii(decode(data[start:colon]).rstrip(SPACES))] = value[leading.end() :].rstrip(SPACES)
            start = end + 1
    return fields if start >= stop else None
