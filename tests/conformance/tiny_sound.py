"""The sound part of a pile of packages: what is left when the unsatisfied and the conflicting are taken out.

A rough judge, made only so that most invented systems start sound. What apt thinks of them, apt says.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from .stanzas import Fields

# In ascending order, as dpkg compares them.
VERSIONS = ("0.5", "1~rc1", "1", "1-2", "1.2", "2", "2-1+b1", "2.10", "3", "1:0.1")
_RELATION = re.compile(r"^([^ :(]+)(?::([a-z0-9]+))?(?: \((<<|<=|=|>=|>>) ([^)]+)\))?$")
_OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">>": operator.gt,
}


def sound_part(packages: list[Fields]) -> list[Fields]:
    """Take packages out until no dependency is unmet and no conflict is left."""
    left = list(packages)
    while True:
        bad = next((fields for fields in left if not _is_sound(fields, left)), None)
        if bad is None:
            return left
        left.remove(bad)


def _is_sound(fields: Fields, packages: list[Fields]) -> bool:
    for field in ("Depends", "Pre-Depends"):
        for group in filter(None, fields.get(field, "").split(", ")):
            if not any(_satisfies(text, other, fields) for text in group.split(" | ") for other in packages):
                return False
    for field in ("Conflicts", "Breaks"):
        for text in filter(None, fields.get(field, "").split(", ")):
            if any(_satisfies(text, other, None) for other in packages if other["Package"] != fields["Package"]):
                return False
    clashes = (other for other in packages if other["Package"] == fields["Package"] and other is not fields)
    return all(
        other.get("Multi-Arch") == fields.get("Multi-Arch") == "same" and other["Version"] == fields["Version"]
        for other in clashes
    )


def _satisfies(text: str, other: Fields, dependant: Fields | None) -> bool:
    match = _RELATION.match(text)
    if match is None:
        return False
    name, qualifier, comparison, version = match.groups()
    if dependant is not None and not _fits(qualifier, other, dependant):
        return False
    if other["Package"] == name and _holds(other["Version"], comparison, version):
        return True
    for part in filter(None, other.get("Provides", "").split(", ")):
        provided, _, own = part.partition(" (= ")
        if provided == name and (comparison is None or (own and _holds(own.rstrip(")"), comparison, version))):
            return True
    return False


def _fits(qualifier: str | None, other: Fields, dependant: Fields) -> bool:
    arch, kind = other["Architecture"], other.get("Multi-Arch")
    if qualifier == "any":
        return kind == "allowed" or arch == dependant["Architecture"]
    if qualifier is not None:
        return arch == qualifier
    own = "amd64" if dependant["Architecture"] == "all" else dependant["Architecture"]
    return kind == "foreign" or arch == own or (arch == "all" and own == "amd64")


def _holds(given: str, comparison: str | None, wanted: str | None) -> bool:
    if comparison is None or wanted is None:
        return True
    return _OPERATORS[comparison](VERSIONS.index(given), VERSIONS.index(wanted))
