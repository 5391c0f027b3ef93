"""The packages of a list, as far as it takes to tell whether two lists offer the same.

Source: https://wiki.debian.org/DebianRepository/Format, "Packages" indices; deb822(5).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

_FIELD = re.compile(rb"^(Package|Version|Architecture):[ \t]*([^\n]*?)[ \t\r]*$", re.MULTILINE)
_GAP = re.compile(rb"\n[ \t\r]*\n")

Offers = Mapping[str, Mapping[str, bytes]]
"""By ``name:arch``: the versions that are offered, each with a sum of all that is said of it."""


def read_offers(data: bytes) -> Offers:
    """Read which packages a list offers.

    >>> offers = read_offers(b"Package: a\\nVersion: 1\\nArchitecture: all\\n\\nPackage: a\\nVersion: 2\\n")
    >>> {name: list(versions) for name, versions in offers.items()}
    {'a:all': ['1'], 'a:': ['2']}
    """
    offers: dict[str, dict[str, bytes]] = {}
    for stanza in _GAP.split(data):
        fields = dict(_FIELD.findall(stanza))
        if b"Package" in fields:
            name = f"{_text(fields[b'Package'])}:{_text(fields.get(b'Architecture', b''))}"
            digest = hashlib.blake2b(stanza.strip(), digest_size=16).digest()
            offers.setdefault(name, {})[_text(fields.get(b"Version", b""))] = digest
    return offers


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")
