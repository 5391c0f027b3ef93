"""POSIX extended regular expressions as the C library matches them, for apt's ``regcomp`` calls.

Only the question "does it match anywhere?" is answered, without regard to case: apt compiles with
``REG_EXTENDED | REG_ICASE | REG_NOSUB``, where the rule of the longest match cannot be seen. An expression is checked
and rewritten for :mod:`re` in one pass over this grammar::

    expression := branch ("|" branch)*
    branch     := (atom repeat* | anchor)*
    atom       := character | "." | "\\" escape | "[" bracket "]" | "(" expression ")"
    repeat     := "*" | "+" | "?" | "{" [number] ["," [number]] "}"
    anchor     := "^" | "$" | "\\b" | "\\B" | "\\<" | "\\>" | "\\`" | "\\'"

Source: regex(7); POSIX XBD 9.4; the GNU C library's regcomp(3) for what POSIX leaves open, and its error texts.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "a-zA-Z",
    "lower": "a-zA-Z",
    "space": " \\t\\n\\v\\f\\r",
    "blank": " \\t",
    "punct": "!-/:-@\\[-`{-~",
    "print": " -~",
    "graph": "!-~",
    "cntrl": "\\x00-\\x1f\\x7f",
    "xdigit": "0-9a-fA-F",
}
"""Without regard to case, [:upper:] and [:lower:] take any letter."""

_ANCHORS = {
    "b": r"\b",
    "B": r"(?!\b)",
    "<": r"\b(?=\w)",
    ">": r"\b(?<=\w)",
    "`": r"\A",
    "'": r"\Z",
}
_REPEATABLE_MAXIMUM = 0x7FFF
_LONGEST_NAME = 31
_SMALL_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NEVER = "(?!)"


class PosixRegexError(ValueError):
    """An expression that regcomp refuses; the text is regerror's."""


@lru_cache(maxsize=256)
def compile_posix_regex(expression: str) -> re.Pattern[str]:
    """Compile an extended regular expression; use the result's ``search``.

    Raises:
        PosixRegexError: when the C library refuses the expression.

    >>> bool(compile_posix_regex("^LIB[[:alpha:]]+$").search("libfoo"))
    True
    >>> compile_posix_regex("*a")
    Traceback (most recent call last):
    ...
    aptsim.model.posix_regex.PosixRegexError: Invalid preceding regular expression
    """
    try:
        return re.compile(translate_posix_regex(expression), re.IGNORECASE | re.DOTALL | re.ASCII)
    except (re.error, OverflowError) as error:
        raise PosixRegexError("Regular expression too big") from error


def translate_posix_regex(expression: str) -> str:
    """Check an extended regular expression and write it in the language of :mod:`re`.

    Raises:
        PosixRegexError: when the C library refuses the expression.
    """
    # What follows a NUL character is not seen by a C string function.
    return _Translator(expression.partition("\0")[0]).translate()


class _Translator:
    """One pass over an expression; ``position`` is the next character to read."""

    __slots__ = ("closed_groups", "groups", "position", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.groups = 0
        self.closed_groups: set[int] = set()

    def translate(self) -> str:
        """Rewrite the whole expression."""
        return self._expression(0)

    def _peek(self) -> str:
        """Give the next character, or the empty string at the end."""
        return self.text[self.position : self.position + 1]

    def _take(self) -> str:
        character = self._peek()
        self.position += 1
        return character

    def _expression(self, depth: int) -> str:
        """Read ``expression := branch ("|" branch)*``."""
        branches = [self._branch(depth)]
        while self._peek() == "|":
            self.position += 1
            branches.append(self._branch(depth))
        return "|".join(branches)

    def _branch(self, depth: int) -> str:
        """Read ``branch := (atom repeat* | anchor)*``."""
        pieces: list[str] = []
        while (character := self._peek()) and character != "|" and not (character == ")" and depth):
            anchor = self._anchor()
            pieces.append(anchor or self._repeats(self._atom(depth)))
        return "".join(pieces)

    def _anchor(self) -> str:
        """Read an anchor; nothing may repeat it."""
        character = self._peek()
        if character == "^":
            self.position += 1
            return r"\A"
        if character == "$":
            self.position += 1
            return r"\Z"
        if character == "\\":
            anchor = _ANCHORS.get(self.text[self.position + 1 : self.position + 2], "")
            if anchor:
                self.position += 2
            return anchor
        return ""

    def _atom(self, depth: int) -> str:
        """Read ``atom := character | "." | escape | bracket | "(" expression ")"``."""
        character = self._take()
        if character in "*+?{":
            raise PosixRegexError("Invalid preceding regular expression")
        if character == ".":
            return "."
        if character == "\\":
            return self._escape()
        if character == "[":
            return _Bracket(self).translate()
        if character == "(":
            return self._group(depth)
        return re.escape(character)

    def _group(self, depth: int) -> str:
        self.groups += 1
        number = self.groups
        inner = self._expression(depth + 1)
        if self._take() != ")":
            raise PosixRegexError("Unmatched ( or \\(")
        self.closed_groups.add(number)
        return f"({inner})"

    def _escape(self) -> str:
        character = self._take()
        if not character:
            raise PosixRegexError("Trailing backslash")
        if character in "wWsS":
            return "\\" + character
        if character in "123456789":
            if int(character) not in self.closed_groups:
                raise PosixRegexError("Invalid back reference")
            return f"(?:\\{character})"
        # The library turns the text into capitals, but not an escaped small letter: it can never match.
        return _NEVER if character in _SMALL_LETTERS else re.escape(character)

    def _repeats(self, atom: str) -> str:
        """Read ``repeat := "*" | "+" | "?" | "{" [number] ["," [number]] "}"``, any number of them."""
        while character := self._peek():
            if character in "*+?":
                self.position += 1
                atom = f"(?:{atom}{character})"
            elif character == "{":
                self.position += 1
                atom = f"(?:{atom}{self._interval()})"
            else:
                break
        return atom

    def _interval(self) -> str:
        """Read the inside of ``{n}``, ``{n,}``, ``{,m}`` or ``{n,m}``."""
        start, stop = self._number()
        if start is None:
            if stop != ",":
                raise PosixRegexError("Invalid content of \\{\\}" if stop else "Unmatched \\{")
            start = 0
        end = start
        if stop == "," and start != -2:
            upper, stop = self._number()
            end = -1 if upper is None else upper
        if not stop:
            raise PosixRegexError("Unmatched \\{")
        if start == -2 or end == -2 or (end != -1 and start > end) or stop != "}":
            raise PosixRegexError("Invalid content of \\{\\}")
        if max(start, end) > _REPEATABLE_MAXIMUM:
            raise PosixRegexError("Regular expression too big")
        return f"{{{start},}}" if end == -1 else f"{{{start},{end}}}"

    def _number(self) -> tuple[int | None, str]:
        """Read up to the next ``,`` or ``}``.

        Returns:
            The number, None for an empty one and -2 for something else; then the character that ended it, empty at
            the end of the expression, where the number is always -2.
        """
        number: int | None = None
        while True:
            character = self._take()
            if not character:
                return -2, ""
            if character in ",}":
                return number, character
            if character == "\\":
                character += self._take()
                if character == "\\,":
                    return number, ","
            if number == -2 or character not in tuple("0123456789"):
                number = -2
            else:
                number = min(_REPEATABLE_MAXIMUM + 1, (number or 0) * 10 + int(character))


_UNMATCHED = "Unmatched [, [^, [:, [., or [="
_SETS = (":", "=")
"""Kinds of elements that can neither begin nor end a range."""


class _Bracket:
    """One pass over a bracket expression, from behind its ``[`` to behind its ``]``."""

    __slots__ = ("source",)

    def __init__(self, source: _Translator) -> None:
        self.source = source

    def translate(self) -> str:
        """Read ``bracket := ["^"] (element ["-" element])+``; a first "]" and a first or last "-" are ordinary."""
        source = self.source
        negated = source._peek() == "^"
        if negated:
            source.position += 1
        if not source._peek():
            raise PosixRegexError("Invalid regular expression")
        parts: list[str] = []
        first = True
        while first or source._peek() != "]":
            self._check_hyphen(first)
            kind, name = self._element()
            first = False
            if kind in _SETS:
                parts.append(self._set_of(kind, name))
                continue
            # A name is looked at only when it is known what follows it.
            if not source._peek():
                raise PosixRegexError(_UNMATCHED)
            if source._peek() == "-" and source.text[source.position + 1 : source.position + 2] != "]":
                source.position += 1
                parts.append(self._range((kind, name), self._element()))
            else:
                parts.append(self._set_of(kind, name))
        source.position += 1
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def _check_hyphen(self, first: bool) -> None:
        """Refuse a "-" that is neither first nor last nor between two elements."""
        source = self.source
        if not first and source._peek() == "-" and source.text[source.position + 1 : source.position + 2] != "]":
            raise PosixRegexError("Invalid range end")

    def _element(self) -> tuple[str, str]:
        """Read one element: a character, ``[.c.]``, ``[=c=]`` or ``[:class:]``.

        Returns:
            Which of these, by the sign behind the bracket, '' for a character; then the character or the name.
        """
        source = self.source
        character = source._take()
        if not character:
            raise PosixRegexError(_UNMATCHED)
        kind = source._peek()
        if character != "[" or kind not in (".", "=", ":"):
            return "", character
        source.position += 1
        return kind, self._name(kind)

    @staticmethod
    def _set_of(kind: str, name: str) -> str:
        """Give an element as a piece of a set."""
        if kind == ":":
            if name not in _CLASSES:
                raise PosixRegexError("Invalid character class name")
            return _CLASSES[name]
        if len(name) != 1:
            raise PosixRegexError("Invalid collation character")
        return _escape_in_set(name)

    def _name(self, kind: str) -> str:
        source = self.source
        end = source.text.find(kind + "]", source.position)
        if end < 0 or end - source.position > _LONGEST_NAME:
            raise PosixRegexError(_UNMATCHED)
        name = source.text[source.position : end]
        source.position = end + 2
        return name

    @staticmethod
    def _range(start: tuple[str, str], end: tuple[str, str]) -> str:
        """Give a range between two elements; without regard to case, its ends count as capitals."""
        (start_kind, low), (end_kind, high) = start, end
        if start_kind in _SETS or end_kind in _SETS:
            raise PosixRegexError("Invalid range end")
        if len(low) != 1 or len(high) != 1:
            raise PosixRegexError("Invalid collation character")
        if low.upper() > high.upper():
            raise PosixRegexError("Invalid range end")
        return f"{_escape_in_set(low.upper())}-{_escape_in_set(high.upper())}"


def _escape_in_set(character: str) -> str:
    return "\\" + character if character in "\\]^-[&~|" else character
