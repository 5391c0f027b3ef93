"""Versions and relations as dpkg writes them.

Source: dpkg's lib/dpkg/dump.c, w_version, w_dependency and varbufdependency; lib/dpkg/parsehelp.c, varbufversion.
"""

from __future__ import annotations

import re

_RELATION = re.compile(
    r"\s*(?P<name>[^\s(),|\[<]+)\s*(?:\(\s*(?P<operator>[<>=]*)\s*(?P<number>[^\s)]*)\s*\))?\s*", re.DOTALL
)
_EPOCH = re.compile(r"0*([0-9]*):")
_OPERATORS = {"": "=", "<": "<=", ">": ">="}
"""Old spellings, and what they mean."""


def written_version(number: str) -> str:
    """Give a version without an epoch of zero, and without zeros before one.

    >>> written_version("0:1.0"), written_version("02:1"), written_version("1.0-0")
    ('1.0', '2:1', '1.0-0')
    """
    found = _EPOCH.match(number)
    if found is None:
        return number
    rest = number[found.end() :]
    return f"{found.group(1)}:{rest}" if found.group(1) else rest


def format_relations(text: str) -> str:
    """Give a field with single blanks, every relation written as ``name (>= number)``.

    A field that cannot be read is given as it is.

    >>> format_relations("b(>=1)|c ,\\n d:any (< 2)")
    'b (>= 1) | c, d:any (<= 2)'
    """
    groups: list[str] = []
    for group in text.strip().strip(",").split(","):
        alternatives = [_format_relation(one) for one in group.split("|")]
        if None in alternatives:
            return text
        groups.append(" | ".join(filter(None, alternatives)))
    return ", ".join(groups)


def _format_relation(text: str) -> str | None:
    found = _RELATION.fullmatch(text)
    if found is None:
        return None
    name, operator, number = found.group("name", "operator", "number")
    if not number:
        return name
    return f"{name} ({_OPERATORS.get(operator, operator)} {written_version(number)})"
