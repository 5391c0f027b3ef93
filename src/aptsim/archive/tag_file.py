"""Stanzas: how apt finds records and fields in an index or a dpkg status (apt-pkg/tagfile.cc).

A tidy file is split at blank lines, which costs next to nothing. A file with anything unusual in it (carriage
returns, a line without colon, a blank line at the start) is read by `_scan_records`, which takes the same turns as
pkgTagSection::Scan: to apt, a line without a colon is the beginning of a field name that ends at the next colon.

Text is Latin-1 throughout, one character a byte, so that positions are byte offsets and no byte is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: A line that neither continues a field nor has a colon.
_LINE_WITHOUT_COLON = re.compile(r"\n[^ \t\n:][^:\n]*(?=\n)")
_BLANKS = " \t\n\r\f\v"

#: The fields that `fields_of` gives, in small letters.
FIELDS = frozenset(
    (
        *("package", "version", "architecture", "multi-arch", "source", "section", "priority", "status"),
        *("essential", "important", "protected", "size", "installed-size", "phased-update-percentage"),
        *("pre-depends", "depends", "recommends", "suggests", "enhances", "conflicts", "breaks", "replaces", "provides"),
        *("filename", "task", "md5sum", "sha1", "sha256", "sha512"),
    )
)


class UnparsableTagFileError(ValueError):
    """The rest of the file from `offset` on is no record; apt calls the file unparsable."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"no record at byte {offset}")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Stanza:
    """One record: where it stands (byte offset and length) and its text."""

    offset: int
    size: int
    text: str
    tags: tuple[tuple[str, str], ...] | None = None
    """The fields, already found; None when `text` is tidy and `fields_of` finds them."""


def iter_stanzas(text: str) -> Iterator[Stanza]:
    """Yields the records of a file in order.

    Raises:
        UnparsableTagFileError: after the last good record, when the rest is not a record to apt.
    """
    if _is_tidy(text):
        yield from _split_records(text)
    else:
        yield from _scan_records(text)


def fields_of(stanza: Stanza) -> dict[str, str]:
    """Gives those of `FIELDS` that the stanza has, without blanks around the values; the last of equal names wins."""
    if stanza.tags is not None:
        return dict(stanza.tags)
    fields: dict[str, str] = {}
    name = ""
    known = _NAMES
    for line in stanza.text.split("\n"):
        if line[0] in " \t":
            if name:
                fields[name] = (fields[name] + "\n" + line).strip(_BLANKS)
            continue
        written, _, value = line.partition(":")
        name = known[written] if written in known else _remember_name(written)
        if name:
            fields[name] = value.strip(_BLANKS)
    return fields


#: Names as files write them, with their small letters; '' for a field that nobody here reads.
_NAMES: dict[str, str] = {}


def _remember_name(written: str) -> str:
    name = written.rstrip(_BLANKS).lower()
    if name not in FIELDS:
        name = ""
    if len(_NAMES) < 1000:
        _NAMES[written] = name
    return name


def _is_tidy(text: str) -> bool:
    if not text:
        return True
    return text[0] not in _BLANKS and "\r" not in text and _LINE_WITHOUT_COLON.search("\n" + text + "\n") is None


def _split_records(text: str) -> Iterator[Stanza]:
    offset = 0
    for part in text.split("\n\n"):
        record = part.strip("\n") if part[:1] == "\n" or part[-1:] == "\n" else part
        if record:
            skipped = part.index(record[0]) if part[:1] == "\n" else 0
            yield Stanza(offset + skipped, len(record) + 1, record)
        offset += len(part) + 2


def _scan_records(text: str) -> Iterator[Stanza]:
    end = len(text)
    text += "\n" * max(0, 2 - (len(text) - len(text.rstrip("\n\r"))))
    position = 0
    while position < end:
        found = _scan_record(text, position)
        if found is None:
            if end - position <= 3:
                return
            raise UnparsableTagFileError(position)
        tags, stop = found
        yield Stanza(position, stop - position, text[position:stop], tuple(tags))
        position = stop


def _scan_record(text: str, start: int) -> tuple[list[tuple[str, str]], int] | None:
    """Finds the fields of the record at `start` and the position behind it, or None (pkgTagSection::Scan)."""
    marks: list[tuple[int, int, int]] = []
    end = len(text)
    stop = start
    while stop < end:
        if text[stop] not in _BLANKS:
            colon = text.find(":", stop)
            if colon < 0:
                return None
            tag_start, tag_end = stop, len(text[stop:colon].rstrip(_BLANKS)) + stop
            stop = colon + 1
            while stop < end and text[stop] in _BLANKS and not (text[stop] == "\n" and text[stop + 1 : stop + 2] != " "):
                stop += 1
            if stop >= end:
                return None
            marks.append((tag_start, tag_end, stop))
        stop = text.find("\n", stop)
        if stop < 0:
            return None
        while text[stop + 1 : stop + 2] == "\r":
            stop += 1
        if text[stop + 1 : stop + 2] == "\n":
            break
        stop += 1
    else:
        return None
    limits = [mark[0] for mark in marks[1:]] + [stop]
    tags = [
        (text[tag_start:tag_end].lower(), text[value:limit].rstrip(_BLANKS))
        for (tag_start, tag_end, value), limit in zip(marks, limits, strict=True)
    ]
    while stop < end and text[stop] in "\n\r":
        stop += 1
    return tags, stop
