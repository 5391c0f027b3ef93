"""Apt's small text functions: booleans, numbers, quoted words and lists.

Text from files is held as ``str`` decoded from UTF-8 with ``surrogateescape``, so every byte survives.

Source: apt-pkg/contrib/strutl.cc.
"""

from __future__ import annotations

import re
from functools import cache

SPACES = " \t\n\v\f\r"
"""What isspace() accepts in apt; no other Unicode space counts."""

_HEX_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?)(0[xX][0-9A-Fa-f]+|[0-9]+)")
_LONG_MAX = 2**63 - 1
_FALSE_WORDS = frozenset(("no", "false", "without", "off", "disable"))
_TRUE_WORDS = frozenset(("yes", "true", "with", "on", "enable"))
_UPPER_TO_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def decode(data: bytes) -> str:
    """Decode bytes of a file so that :func:`encode` gives the same bytes back."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Encode text to the bytes it came from."""
    return text.encode("utf-8", "surrogateescape")


def lower_ascii(text: str) -> str:
    """Turn A-Z into a-z and leave everything else, as tolower_ascii does.

    >>> lower_ascii("APT::Ünit")
    'apt::Ünit'
    """
    return text.lower() if text.isascii() else text.translate(_UPPER_TO_LOWER)


def parse_number(text: str, base: int = 10) -> tuple[int, int]:
    """Read a number at the start of the text, as C's strtol does.

    Args:
        text: leading spaces and a sign are accepted.
        base: 10, or 0 for "decimal, 0x... or 0...".

    Returns:
        The value, clamped to a C long, and how many characters were read; (0, 0) when there is no number.

    >>> parse_number("0x1f rest", 0), parse_number("089", 0), parse_number("12a"), parse_number("a")
    ((31, 4), (0, 1), (12, 2), (0, 0))
    """
    match = _NUMBER.match(text)
    if match is None:
        return 0, 0
    sign, digits = match.groups()
    end = match.end()
    if base == 10:
        if digits[:2] in ("0x", "0X"):
            return 0, match.start(2) + 1
        value = int(digits)
    elif digits[:2] in ("0x", "0X"):
        value = int(digits, 16)
    elif digits[0] == "0":
        octal = re.match(r"[0-7]+", digits)
        assert octal is not None
        end = match.start(2) + octal.end()
        value = int(octal[0], 8)
    else:
        value = int(digits)
    value = -value if sign == "-" else value
    return max(-_LONG_MAX - 1, min(_LONG_MAX, value)), end


def to_int(value: int) -> int:
    """Keep the low 32 bits as a signed number, as a C long assigned to an int does."""
    return (value + 2**31) % 2**32 - 2**31


def string_to_bool(text: str, default: int = -1) -> int:
    """Read a boolean word (StringToBool).

    Returns:
        1 or 0, or the default for a word that is neither; the empty text is 0.

    >>> string_to_bool("Enable"), string_to_bool("off"), string_to_bool("0x1"), string_to_bool("maybe")
    (1, 0, 1, -1)
    """
    value, end = parse_number(text, 0)
    if end == len(text) and 0 <= to_int(value) <= 1:
        return to_int(value)
    word = lower_ascii(text)
    if word in _FALSE_WORDS:
        return 0
    if word in _TRUE_WORDS:
        return 1
    return default


def split_list(text: str, separator: str) -> list[str]:
    """Split at each separator; one at the very end adds no empty item (VectorizeString).

    >>> split_list("a,,b,", ","), split_list("", ",")
    (['a', '', 'b'], [])
    """
    if not text:
        return []
    parts = text.split(separator)
    if not parts[-1]:
        parts.pop()
    return parts


def parse_quote_word(text: str, position: int) -> tuple[str, int] | None:
    """Read one word at a position: up to a space that is not inside ``"..."`` or ``[...]`` (ParseQuoteWord).

    Quotes are dropped, ``%41`` becomes ``A``, and the spaces behind the word are passed over.

    Returns:
        The word and the position behind it, or None when there is no word or a quote stays open.

    >>> parse_quote_word('a%41"b c" d', 0)
    ('aAb c', 10)
    """
    length = len(text)
    end = position
    while end < length and text[end] == " ":
        end += 1
    if end >= length:
        return None
    while end < length and text[end] not in SPACES:
        closing = '"' if text[end] == '"' else "]" if text[end] == "[" else ""
        if closing:
            end = text.find(closing, end + 1)
            if end < 0:
                return None
        end += 1
    word = _dequote(text[position:end])
    while end < length and text[end] in SPACES:
        end += 1
    return word, end


def _dequote(raw: str) -> str:
    if "%" not in raw:
        return raw.replace('"', "")
    pieces: list[bytes] = []
    last = 0
    for match in _HEX_ESCAPE.finditer(raw):
        pieces.append(encode(raw[last : match.start()].replace('"', "")))
        pieces.append(bytes((int(match[1], 16),)))
        last = match.end()
    pieces.append(encode(raw[last:].replace('"', "")))
    return decode(b"".join(pieces))


def dequote_string(text: str) -> str:
    """Turn each ``%41`` into the byte it stands for (DeQuoteString)."""
    if "%" not in text:
        return text
    parts = _HEX_ESCAPE.split(text)
    return decode(b"".join(bytes((int(p, 16),)) if i % 2 else encode(p) for i, p in enumerate(parts)))


def parse_c_word(text: str, position: int) -> tuple[str, int] | None:
    """Read a run of ``"..."`` strings with spaces between, up to the end of the text (ParseCWord).

    >>> parse_c_word('"a"  "b c"', 0)
    ('a b c', 10)
    """
    length = len(text)
    current = position
    while current < length and text[current] == " ":
        current += 1
    if current >= length:
        return None
    result: list[str] = []
    while current < length:
        if text[current] == '"':
            closing = text.find('"', current + 1)
            if closing < 0:
                return None
            result.append(text[current + 1 : closing])
            current = closing + 1
            continue
        if text[current] not in SPACES:
            return None
        if current == position or text[current - 1] not in SPACES:
            result.append(" ")
        current += 1
    return "".join(result), current


def quote_string(text: str, bad: str) -> str:
    """Write each unsafe byte as ``%xx`` (QuoteString).

    Args:
        text: what to quote.
        bad: characters to quote besides ``%``, control characters, space and everything beyond ASCII.

    >>> quote_string("a_b c", "_")
    'a%5fb%20c'
    """
    unsafe = _unsafe_pattern(bad)
    if unsafe.search(text) is None:
        return text
    return unsafe.sub(_quote_char, text)


@cache
def _unsafe_pattern(bad: str) -> re.Pattern[str]:
    return re.compile(f"[^!-~]|[%{re.escape(bad)}]")


def _quote_char(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02x}" for byte in encode(match[0]))
