"""Shell wildcards as the C library's ``fnmatch`` matches them, without regard to case.

Source: fnmatch(3) with FNM_CASEFOLD, glob(7); the GNU C library for what they leave open.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = frozenset("*?[\\")
_NEVER = "(?!)"
_CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": " \\t\\n\\v\\f\\r",
    "blank": " \\t",
    "punct": "!-/:-@\\[-`{-~",
    "print": " -~",
    "graph": "!-~",
    "cntrl": "\\x00-\\x1f\\x7f",
    "xdigit": "0-9a-fA-F",
}


def matches_glob(pattern: str, text: str) -> bool:
    """Tell whether the whole text fits the pattern (fnmatch with FNM_CASEFOLD).

    >>> matches_glob("lib*-DEV", "libfoo-dev"), matches_glob("[!a]?", "ab"), matches_glob("[", "[")
    (True, False, True)
    """
    return compile_glob(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def compile_glob(pattern: str, fold_case: bool = True) -> re.Pattern[str]:
    """Compile a pattern; use the result's ``fullmatch``.

    Args:
        pattern: ``*``, ``?``, ``[...]`` and backslashes are special; everything is a valid pattern.
        fold_case: whether capitals equal small letters (FNM_CASEFOLD).
    """
    flags = re.DOTALL | re.ASCII | (re.IGNORECASE if fold_case else re.NOFLAG)
    return re.compile(_translate(pattern, fold_case), flags)


def has_wildcards(pattern: str) -> bool:
    """Tell whether the pattern can match anything but itself (letter case aside)."""
    return not _SPECIAL.isdisjoint(pattern)


def _translate(pattern: str, fold_case: bool) -> str:
    pieces: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*":
            if not pieces or pieces[-1] != ".*":
                pieces.append(".*")
        elif character == "?":
            pieces.append(".")
        elif character == "\\":
            pieces.append(re.escape(pattern[position]) if position < len(pattern) else _NEVER)
            position += 1
        elif character == "[":
            piece, position = _translate_bracket(pattern, position, fold_case)
            pieces.append(piece)
        else:
            pieces.append(re.escape(character))
    return "".join(pieces)


def _translate_bracket(pattern: str, start: int, fold_case: bool) -> tuple[str, int]:
    """Read ``[...]`` from behind its ``[``; one that is never closed stands for the character ``[``.

    Returns:
        The piece for :mod:`re` and the position to go on at.
    """
    position = start
    negated = pattern[position : position + 1] in ("!", "^") and position < len(pattern)
    if negated:
        position += 1
    sets: list[str] = []
    exact_sets: list[str] = []
    first = True
    while first or pattern[position] != "]":
        first = False
        if position >= len(pattern):
            return r"\[", start
        name = _class_name(pattern, position)
        if name is not None:
            if name not in _CLASSES:
                return _NEVER, len(pattern)
            exact_sets.append(_CLASSES[name])
            position += len(name) + 4
        else:
            start_of_element = position
            low, position = _element(pattern, position)
            if low is None:
                return _NEVER, len(pattern)
            high = low
            is_collating = position > start_of_element + 2
            if pattern[position : position + 1] == "-" and pattern[position + 1 : position + 2] != "]":
                high_or_none, position = _element(pattern, position + 1)
                if high_or_none is None:
                    return _NEVER, len(pattern)
                high = high_or_none
                is_collating = False
            if is_collating:
                exact_sets.append(_escape_in_set(low))
            else:
                sets.append(_range(low, high, fold_case))
        if position >= len(pattern):
            return r"\[", start
    return _join_sets("".join(sets), "".join(exact_sets), negated), position + 1


def _class_name(pattern: str, position: int) -> str | None:
    """Give the name in a ``[:name:]`` that stands at the position, or None."""
    if not pattern.startswith("[:", position):
        return None
    match = re.compile(r"\[:([a-z]*):\]").match(pattern, position)
    return match[1] if match else None


def _element(pattern: str, position: int) -> tuple[str | None, int]:
    """Read one character of a set, plain, escaped or as ``[.c.]`` or ``[=c=]``; None where nothing can match."""
    character = pattern[position : position + 1]
    if character == "\\":
        escaped = pattern[position + 1 : position + 2]
        return escaped or None, position + 2
    if character == "[":
        match = re.compile(r"\[([.=])(.)\1\]", re.DOTALL).match(pattern, position)
        if match:
            return match[2], match.end()
    return character or None, position + 1


def _range(low: str, high: str, fold_case: bool) -> str:
    if fold_case:
        low, high = low.lower(), high.lower()
    if low == high:
        return _escape_in_set(low)
    return f"{_escape_in_set(low)}-{_escape_in_set(high)}" if low < high else ""


def _join_sets(folded: str, exact: str, negated: bool) -> str:
    """Join what is compared without regard to case and what is not into one piece of one character."""
    choices = ([f"[{folded}]"] if folded else []) + ([f"(?-i:[{exact}])"] if exact else [])
    either = "|".join(choices) or _NEVER
    return f"(?!{either})." if negated else f"(?:{either})"


def _escape_in_set(character: str) -> str:
    return "\\" + character if character in "\\]^-[&~|" else character
