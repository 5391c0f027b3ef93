"""Relation fields, read as apt reads them (apt-pkg/deb/deblistparser.cc, debListParser::ParseDepends).

Grammar of a field:

    field    = relation *( ("," / "|") relation ) [ "," ]
    relation = name [ "(" [ operator ] version ")" ]
    operator = "<<" / "<=" / "<" / "=" / ">" / ">=" / ">>"
"""

from __future__ import annotations

import re

from aptsim.model.cache_types import OR
from aptsim.model.relation_grammar import OPERATORS, parse_name, parse_version, skip_blanks

#: A relation in the form that nearly every index writes.
_PLAIN = re.compile(r"\s*([^\s(),|\[\]<>]+)\s*(?:\(\s*(<<|<=|>=|>>|=)\s+([^\s()|,]+)\s*\))?\s*")
#: Bound on what is remembered, for processes that read many archives.
_MOST_KNOWN = 300_000

#: Name as written (`:arch` included), operator with the OR bit, version or ''.
ParsedRelation = tuple[str, int, str]


class MalformedRelationError(ValueError):
    """A relation field that apt refuses; `parsed` are the relations before the place."""

    def __init__(self, parsed: tuple[ParsedRelation, ...]) -> None:
        super().__init__(parsed)
        self.parsed = parsed


#: What stands between two commas, as it was read before; None for what `_parse_slowly` must look at.
_known_groups: dict[str, tuple[ParsedRelation, ...] | None] = {}


def parse_plain_group(text: str) -> tuple[ParsedRelation, ...] | None:
    """Reads alternatives, None when they are not in the form that nearly every index writes.

    >>> parse_plain_group("mta | mail-server (>= 2)")
    (('mta', 16, ''), ('mail-server', 2, '2'))
    """
    relations: list[ParsedRelation] = []
    for alternative in text.split("|"):
        found = _PLAIN.fullmatch(alternative)
        if found is None:
            return None
        name, sign, version = found.groups()
        relations.append((name, (int(OPERATORS[sign]) if sign else 0) | OR, version or ""))
    name, operator, version = relations[-1]
    relations[-1] = (name, operator & ~OR, version)
    return tuple(relations)


def parse_relations(field: str) -> list[ParsedRelation]:
    """Gives the relations of a non-empty field in order.

    Raises:
        MalformedRelationError: where apt reports "Problem parsing dependency".

    >>> parse_relations("libc6 (>= 2.34), mta | mail-server")
    [('libc6', 2, '2.34'), ('mta', 16, ''), ('mail-server', 0, '')]
    """
    result: list[ParsedRelation] = []
    known = _known_groups
    for text in field.split(","):
        if text in known:
            group = known[text]
        else:
            group = parse_plain_group(text)
            if len(known) < _MOST_KNOWN:
                known[text] = group
        if group is None:
            return _parse_slowly(field)
        result += group
    return result


def _parse_slowly(field: str) -> list[ParsedRelation]:
    result: list[ParsedRelation] = []
    position = 0
    while True:
        parsed = _parse_one(field, position)
        if parsed is None:
            raise MalformedRelationError(tuple(result))
        relation, position = parsed
        result.append(relation)
        if position == len(field):
            return result


def _parse_one(text: str, position: int) -> tuple[ParsedRelation, int] | None:
    """Reads one relation; None where apt gives up."""
    named = parse_name(text, skip_blanks(text, position))
    if named is None:
        return None
    name, position = named
    versioned = parse_version(text, position)
    if versioned is None:
        return None
    operator, version, position = versioned
    position = skip_blanks(text, position)
    follower = text[position : position + 1]
    if follower == "|":
        operator |= OR
    elif follower not in (",", ""):
        return None
    if follower:
        position = skip_blanks(text, position + 1)
    return (name, operator, version), position
