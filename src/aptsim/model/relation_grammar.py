"""The parts that every relation field has in common: blanks, names, and the version in parentheses.

Source: apt-pkg/deb/deblistparser.cc, debListParser::ParseDepends and ConvertRelation.
"""

from __future__ import annotations

import re

from aptsim.model.cache_types import Operator

BLANKS = " \t\n\r\f\v"
NAME = re.compile(r"[^ \t\n\r\f\v(),|\[\]<>]+")
OPERATORS = {
    "<=": Operator.LESS_EQUAL,
    "<": Operator.LESS_EQUAL,
    "<<": Operator.LESS,
    ">=": Operator.GREATER_EQUAL,
    ">": Operator.GREATER_EQUAL,
    ">>": Operator.GREATER,
    "=": Operator.EQUAL,
    "": Operator.EQUAL,
}


def skip_blanks(text: str, position: int) -> int:
    """Gives the first position from here on that holds no blank."""
    while position < len(text) and text[position] in BLANKS:
        position += 1
    return position


def parse_name(text: str, position: int) -> tuple[str, int] | None:
    """Reads a package name and the blanks behind it; None where apt gives up."""
    found = NAME.match(text, position)
    if found is None or text[found.end() : found.end() + 1] == ")":
        return None
    return found.group(), skip_blanks(text, found.end())


def parse_version(text: str, position: int) -> tuple[int, str, int] | None:
    """Reads ``( [operator] version )`` where it stands: operator, version and the position behind it.

    Without an opening parenthesis there is no operator and no version. To apt, three more characters have to stand
    behind the parenthesis; None where it gives up.
    """
    if text[position : position + 1] != "(":
        return 0, "", position
    position = skip_blanks(text, position + 1)
    if position + 3 >= len(text):
        return None
    sign = text[position] if text[position] in "<>=" else ""
    if sign in ("<", ">") and text[position + 1] in (sign, "="):
        sign += text[position + 1]
    position = skip_blanks(text, position + len(sign))
    close = text.find(")", position)
    if close < 0 or close == position:
        return None
    return int(OPERATORS[sign]), text[position:close].rstrip(BLANKS), close + 1
