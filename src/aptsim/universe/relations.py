"""Relation fields, read as apt reads them (apt-pkg/deb/deblistparser.cc, debListParser::ParseDepends).

Grammar of a field:

    field    = relation *( ("," / "|") relation ) [ "," ]
    relation = name [ "(" [ operator ] version ")" ]
    operator = "<<" / "<=" / "<" / "=" / ">" / ">=" / ">>"
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from aptsim.model.cache_types import OR, Operator

_BLANKS = " \t\n\r\f\v"
_NAME = re.compile(r"[^ \t\n\r\f\v(),|\[\]<>]+")
#: A relation in the form that nearly every index writes.
_PLAIN = re.compile(r"\s*([^\s(),|\[\]<>]+)\s*(?:\(\s*(<<|<=|>=|>>|=)\s+([^\s()|,]+)\s*\))?\s*")
_OPERATORS = {
    "<=": Operator.LESS_EQUAL,
    "<": Operator.LESS_EQUAL,
    "<<": Operator.LESS,
    ">=": Operator.GREATER_EQUAL,
    ">": Operator.GREATER_EQUAL,
    ">>": Operator.GREATER,
    "=": Operator.EQUAL,
    "": Operator.EQUAL,
}

#: Bound on what is remembered, for processes that read many archives.
_MOST_KNOWN = 300_000

#: Name as written (`:arch` included), operator with the OR bit, version or ''.
ParsedRelation = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class MalformedRelationError(ValueError):
    """A relation field that apt refuses; `parsed` are the relations before the place."""

    parsed: tuple[ParsedRelation, ...]


#: What stands between two commas, as it was read before; None for what `_parse_slowly` must look at.
_known_groups: dict[str, tuple[ParsedRelation, ...] | None] = {}


def _parse_group(text: str) -> tuple[ParsedRelation, ...] | None:
    """Reads plain alternatives."""
    relations: list[ParsedRelation] = []
    for alternative in text.split("|"):
        found = _PLAIN.fullmatch(alternative)
        if found is None:
            return None
        name, sign, version = found.groups()
        relations.append((name, (int(_OPERATORS[sign]) if sign else 0) | OR, version or ""))
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
            group = _parse_group(text)
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


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position


def _parse_one(text: str, position: int) -> tuple[ParsedRelation, int] | None:
    """Reads one relation; None where apt gives up."""
    position = _skip_blanks(text, position)
    name = _NAME.match(text, position)
    if name is None:
        return None
    position = name.end()
    if text[position : position + 1] == ")":
        return None
    position = _skip_blanks(text, position)
    operator, version = 0, ""
    if text[position : position + 1] == "(":
        found = _parse_version(text, position + 1)
        if found is None:
            return None
        operator, version, position = found
    position = _skip_blanks(text, position)
    follower = text[position : position + 1]
    if follower == "|":
        operator |= OR
    elif follower not in (",", ""):
        return None
    if follower:
        position = _skip_blanks(text, position + 1)
    return (name.group(), operator, version), position


def _parse_version(text: str, position: int) -> tuple[int, str, int] | None:
    """Reads what stands behind an opening parenthesis; a version needs three more characters after it to apt."""
    position = _skip_blanks(text, position)
    if position + 3 >= len(text):
        return None
    sign = text[position] if text[position] in "<>=" else ""
    if sign in ("<", ">") and text[position + 1] in (sign, "="):
        sign += text[position + 1]
    position = _skip_blanks(text, position + len(sign))
    close = text.find(")", position)
    if close < 0 or close == position:
        return None
    return int(_OPERATORS[sign]), text[position:close].rstrip(_BLANKS), close + 1
