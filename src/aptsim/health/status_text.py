"""The dpkg status as text: its stanzas, and which line a byte stands on.

Source: dpkg(1), FILES; deb-control(5); apt-pkg/tagfile.cc.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from aptsim.archive.tag_file import Stanza, UnparsableTagFileError, iter_stanzas
from aptsim.model.message import Place

_GONE = ("not-installed", "config-files")
_LINE_END = re.compile(b"\n")


@dataclass(slots=True)
class TextLines:
    """A file's uncompressed bytes, with the places of its line ends."""

    data: bytes
    _ends: list[int] | None = field(default=None, init=False)

    def line_of(self, offset: int) -> int:
        """Give the line, counted from 1, that the byte at an offset stands on."""
        if self._ends is None:
            self._ends = [match.start() for match in _LINE_END.finditer(self.data)]
        return bisect_right(self._ends, offset - 1) + 1

    def locate(self, place: Place) -> tuple[int, int]:
        """Give line and offset of a place: of its field where it names one, else of its stanza.

        >>> TextLines(b"Package: a\\nStatus: x\\n").locate(Place("f", offset=0, field="status"))
        (2, 11)
        """
        offset = place.offset
        if offset < 0:
            return place.line, -1
        if place.field:
            found = re.compile(rb"^" + re.escape(place.field.encode()) + rb"[ \t]*:", re.IGNORECASE | re.MULTILINE)
            match = found.search(self.data, offset)
            offset = match.start() if match else offset
        else:
            offset = self._fault_in_record(offset)
        return self.line_of(offset), offset

    def _fault_in_record(self, offset: int) -> int:
        """Give the first line of a record that is no field and continues none, where there is one."""
        end = self.data.find(b"\n\n", offset)
        position = offset
        for line in self.data[offset : end if end >= 0 else len(self.data)].splitlines(keepends=True):
            if line.strip() and line[:1] not in b" \t" and b":" not in line:
                return position
            position += len(line)
        return offset


@dataclass(slots=True)
class StatusText:
    """A dpkg status.

    Args:
        path: where it lies.
        lines: its text.
        stanzas: up to the first that cannot be parsed.
        is_whole: whether that was the end of the file.
    """

    path: str
    lines: TextLines
    stanzas: list[Stanza]
    is_whole: bool

    @classmethod
    def of(cls, path: str, data: bytes) -> StatusText:
        """Read a status as far as it can be parsed."""
        stanzas: list[Stanza] = []
        try:
            for stanza in iter_stanzas(data.decode("latin-1")):
                stanzas.append(stanza)
        except UnparsableTagFileError:
            return cls(path, TextLines(data), stanzas, False)
        return cls(path, TextLines(data), stanzas, True)

    @property
    def names(self) -> set[str]:
        """The names of all packages that it knows, installed or not."""
        return {stanza.fields.get("package", "") for stanza in self.stanzas}

    @property
    def installed(self) -> dict[str, Stanza]:
        """The stanzas of packages that are on the system at least in part, by `name:arch`."""
        return {
            f"{stanza.fields.get('package', '')}:{stanza.fields.get('architecture', '')}": stanza
            for stanza in self.stanzas
            if stanza.fields.get("package") and _is_installed(stanza)
        }


def _is_installed(stanza: Stanza) -> bool:
    words = stanza.fields.get("status", "").lower().split()
    return len(words) == 3 and words[2] not in _GONE
