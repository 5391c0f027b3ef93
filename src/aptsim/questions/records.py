"""The record of a version, as its index has it and as apt shows it (apt-cache show).

Source: apt-private/private-show.cc, ShowPackage and DisplayRecordV1; apt-pkg/deb/debrecords.cc, Description_md5.
"""

from __future__ import annotations

import hashlib
import re

from aptsim.archive.stanza_reader import StanzaReader
from aptsim.model.words import decode
from aptsim.universe.rows import VersionFile
from aptsim.universe.universe import Universe

_FIELD = re.compile(rb"^[^\s:][^:\n]*:.*(?:\n[ \t].*)*", re.MULTILINE)
_DESCRIPTION = b"description"
_MD5 = b"description-md5"


def record_of(universe: Universe, stanzas: StanzaReader, version: int) -> str:
    """Gives the record of a version, its description and the sum of it in the place of the first description.

    The text ends with an empty line.
    """
    place = _place_of(universe, version)
    data = stanzas.stanza(universe.package_files[place.file], place.offset, place.size)
    fields = _FIELD.findall(data.rstrip(b"\n") + b"\n")
    described = [field for field in fields if _name_of(field) == _DESCRIPTION]
    if not described:
        return decode(data.rstrip(b"\n")) + "\n\n"
    return decode(b"\n".join(_with_description(fields, described[0]))) + "\n\n"


def _with_description(fields: list[bytes], description: bytes) -> list[bytes]:
    value = description.split(b":", 1)[1].lstrip()  # blanks at its end stay: apt copies up to the line's end
    sums = [field.split(b":", 1)[1].strip() for field in fields if _name_of(field) == _MD5]
    md5 = sums[0] if sums else hashlib.md5(value.rstrip() + b"\n", usedforsecurity=False).hexdigest().encode()
    shown = [b"Description: " + value, b"Description-md5: " + md5]
    first = next(number for number, field in enumerate(fields) if _name_of(field).startswith(_DESCRIPTION))
    rest = [field for field in fields[first:] if not _name_of(field).startswith(_DESCRIPTION)]
    return [*fields[:first], *shown, *rest]


def _name_of(field: bytes) -> bytes:
    return field.split(b":", 1)[0].lower()


def _place_of(universe: Universe, version: int) -> VersionFile:
    """Gives where the record is read: in the first index that packages can be fetched from (LookupParser)."""
    places = universe.version_files[version]
    files = universe.package_files
    return next((place for place in places if not files[place.file].is_not_source), places[0])
