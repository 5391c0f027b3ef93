"""Stanzas: how apt finds records and fields in an index or a dpkg status (apt-pkg/tagfile.cc).

Tidy text is split at blank lines, which costs next to nothing. From the first unusual record on (carriage returns, a
line without colon, a blank line at the start) it is read by `scan_stanzas`, which takes the same turns as
pkgTagSection::Scan: to apt, a line without a colon is the beginning of a field name that ends at the next colon.

Text is Latin-1 throughout, one character a byte, so that positions are byte offsets and no byte is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from aptsim.model.value import Value

_BLANKS = " \t\n\r\f\v"

#: The fields that `fields_of` and `iter_stanzas` give, in small letters.
FIELDS = frozenset(
    (
        *("package", "version", "architecture", "multi-arch", "source", "section", "priority", "status"),
        *("essential", "important", "protected", "size", "installed-size", "phased-update-percentage"),
        *(
            "pre-depends",
            "depends",
            "recommends",
            "suggests",
            "enhances",
            "conflicts",
            "breaks",
            "replaces",
            "provides",
        ),
        *("filename", "task", "md5sum", "sha1", "sha256", "sha512"),
        *("installed", "hold", "apt-id", "apt-pin", "apt-candidate", "apt-automatic"),
    )
)


class UnparsableTagFileError(ValueError):
    """The rest of the file from `offset` on is no record; apt calls the file unparsable."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"no record at byte {offset}")
        self.offset = offset


class Stanza(Value):
    """One record: where it stands (byte offset and length) and those of `FIELDS` that it has."""

    offset: int
    size: int
    fields: dict[str, str]


def iter_stanzas(text: str) -> Iterator[Stanza]:
    """Yields the records of a file in order.

    Raises:
        UnparsableTagFileError: after the last good record, when the rest is not a record to apt.
    """
    position = skip_empty_lines(text, 0) if is_tidy(text) else None
    while position is not None and position < len(text):
        stanza = tidy_stanza(text, position)
        if stanza is None:
            break
        yield stanza
        position = skip_empty_lines(text, stanza.offset + stanza.size + 1)
    yield from scan_stanzas(text, position or 0)


def is_tidy(text: str) -> bool:
    """Says whether a file may be split at empty lines, at least up to the first unusual record."""
    return "\r" not in text and text[:1] not in _BLANKS


def skip_empty_lines(text: str, position: int) -> int:
    """Gives the place behind pairs of line ends, where a split at empty lines would go on."""
    while text.startswith("\n\n", position):
        position += 2
    return position + 1 if position + 1 == len(text) and text[position] == "\n" else position


def tidy_stanza(text: str, position: int) -> Stanza | None:
    """Gives the record at a position, None when only `scan_stanzas` can tell what stands there."""
    if text.startswith("\n", position):
        position += 1
    stop = text.find("\n\n", position)
    record = text[position:stop] if stop >= 0 else text[position:].rstrip("\n")
    fields = _tidy_fields(record) if record else None
    return None if fields is None else Stanza(position, len(record) + 1, fields)


def fields_of(record: str) -> dict[str, str]:
    """Gives those of `FIELDS` that one record has, by name in small letters.

    There are no blanks around the values; the last of equal names wins.
    """
    fields = None if "\r" in record else _tidy_fields(record.strip("\n"))
    if fields is None:
        found = _scan_record(record.rstrip("\r\n") + "\n\n", 0)
        return _known_fields(found[0]) if found else {}
    return fields


def is_record(text: str) -> bool:
    """Says whether a text begins with something that apt takes for a record, be it an empty one."""
    return _scan_record(text, 0) is not None


def _tidy_fields(record: str) -> dict[str, str] | None:
    """Gives the fields of a record, None when a line of it neither continues a field nor has a colon."""
    fields: dict[str, str] = {}
    name = ""
    known = _NAMES
    for line in record.split("\n"):
        if line[0] in " \t":
            if name:
                fields[name] = (fields[name] + "\n" + line).strip(_BLANKS)
            continue
        written, colon, value = line.partition(":")
        if not colon:
            return None
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


def _known_fields(tags: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in tags if name in FIELDS}


def scan_stanzas(text: str, position: int) -> Iterator[Stanza]:
    """Yields the records from a position on, found as pkgTagSection::Scan finds them.

    Raises:
        UnparsableTagFileError: after the last good record, when the rest is not a record to apt.
    """
    end = len(text)
    ends = text[len(text.rstrip("\n\r")) :].count("\n")
    text += "\n" * max(0, 2 - ends)
    while position < end:
        found = _scan_record(text, position)
        if found is None:
            if end - position <= 3:
                return
            raise UnparsableTagFileError(position)
        tags, stop = found
        yield Stanza(position, stop - position, _known_fields(tags))
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
            while (
                stop < end and text[stop] in _BLANKS and not (text[stop] == "\n" and text[stop + 1 : stop + 2] != " ")
            ):
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
    limits = [mark[0] for mark in marks[1:]] + [stop] * bool(marks)
    tags = [
        (text[tag_start:tag_end].lower(), text[value:limit].rstrip(_BLANKS))
        for (tag_start, tag_end, value), limit in zip(marks, limits, strict=True)
    ]
    while stop < end and text[stop] in "\n\r":
        stop += 1
    return tags, stop
