"""Numbers, words and the metadata hash, as apt reads them from the fields of a stanza."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

from aptsim.model.cache_types import Priority

_HASHED_FIELDS = ("installed-size", "depends", "pre-depends", "conflicts", "breaks", "replaces")
_NUMBER = re.compile(r"[ \t\n\r\f\v]*\+?([0-9]+)")
#: Longer fields hold no number for apt.
_LONGEST_NUMBER = 100
LARGEST_SIZE = 2**64 - 1
_PRIORITIES = {priority.name.lower(): int(priority) for priority in Priority if priority}
_TO_LOWER = bytes(byte | 0x20 if 0x40 <= byte <= 0x5F else byte for byte in range(256))


def has_number(text: str) -> bool:
    """Says whether a field begins with a number."""
    return _NUMBER.match(text) is not None


def parse_size(text: str) -> int:
    """Gives the number at the start of a field, 0 without one (pkgTagSection::FindULL, strtoull)."""
    if text.isdigit() and len(text) < 19:
        return int(text)
    if len(text) >= _LONGEST_NUMBER:
        return 0
    found = _NUMBER.match(text)
    return min(int(found.group(1)), LARGEST_SIZE) if found else 0


def metadata_hash(fields: Mapping[str, str]) -> int:
    """Gives a number that tells versions of one number apart (debListParser::VersionHash).

    Blanks, equal signs, zero epochs and the case of letters do not count, because dpkg rewrites those in its status.
    """
    return hash_of_texts([fields.get(name, "") for name in _HASHED_FIELDS])


def hash_of_texts(texts: Iterable[str]) -> int:
    """Gives the same for the texts of Installed-Size, Depends, Pre-Depends, Conflicts, Breaks and Replaces."""
    joined = "".join(texts).encode("latin-1", "replace")
    return zlib.crc32(joined.replace(b"0:", b"").translate(_TO_LOWER, b" \t\n\r\f\v="))


def priority_of(word: str) -> int:
    """Gives the number of a Priority field (debListParser::GetPrio)."""
    return _PRIORITIES.get(word) or _PRIORITIES.get(word.lower(), Priority.EXTRA)


def has_archive(path: str | None, checksum: str | None) -> bool:
    """Says whether a stanza offers an archive without a doubt: one that has the usual ending, and a checksum.

    Args:
        path: its Filename field.
        checksum: one of its fields with a checksum.
    """
    return bool(path and path.endswith(".deb") and checksum and checksum != "0")
