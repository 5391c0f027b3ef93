"""The grammar of package patterns: ``?installed``, ``~nfoo``, ``?and(~i, !~E)``.

::

    or        := and ("|" and)*
    and       := unary+
    unary     := ["!"] primary
    primary   := "~" letters [argument] | "?" name ["(" [argument ("," argument)* [","]] ")"] | "(" or ")"
    argument  := '"' text '"' | word | or

Source: apt-patterns(7); apt-pkg/cachefilter-patterns.cc, PatternTreeParser.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_SHORT_PATTERNS = (
    ("r", "?architecture", True),
    ("A", "?archive", True),
    ("M", "?automatic", False),
    ("b", "?broken", False),
    ("c", "?config-files", False),
    ("DDepends:", "?depends", True),
    ("DPre-Depends:", "?pre-depends", True),
    ("DSuggests:", "?suggests", True),
    ("DRecommends:", "?recommends", True),
    ("DConflicts:", "?conflicts", True),
    ("DReplaces:", "?replaces", True),
    ("DObsoletes:", "?obsoletes", True),
    ("DBreaks:", "?breaks", True),
    ("DEnhances:", "?enhances", True),
    ("D", "?depends", True),
    ("RDepends:", "?reverse-depends", True),
    ("RPre-Depends:", "?reverse-pre-depends", True),
    ("RSuggests:", "?reverse-suggests", True),
    ("RRecommends:", "?reverse-recommends", True),
    ("RConflicts:", "?reverse-conflicts", True),
    ("RReplaces:", "?reverse-replaces", True),
    ("RObsoletes:", "?reverse-obsoletes", True),
    ("RBreaks:", "?reverse-breaks", True),
    ("REnhances:", "?reverse-enhances", True),
    ("R", "?reverse-depends", True),
    ("E", "?essential", False),
    ("F", "?false", False),
    ("g", "?garbage", False),
    ("i", "?installed", False),
    ("n", "?name", True),
    ("o", "?obsolete", False),
    ("O", "?origin", True),
    ("p", "?priority", True),
    ("s", "?section", True),
    ("e", "?source-package", True),
    ("T", "?true", False),
    ("U", "?upgradable", False),
    ("V", "?version", True),
    ("v", "?virtual", False),
)
_NAME_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")
_NOT_IN_SHORT_WORD = frozenset("!?~|,() \0")
_NOT_IN_WORD = frozenset("|,()\0")
_SPACES = " \t\r\n"


class PatternError(ValueError):
    """A pattern that cannot be read: what is wrong, and from where to where it stands."""

    def __init__(self, start: int, end: int, text: str) -> None:
        super().__init__(text)
        self.start = start
        self.end = end
        self.text = text

    def report(self, pattern: str) -> str:
        """Show the fault under the pattern, as apt does."""
        marks = " " * self.start + "^" * (self.end - self.start)
        return f"input:{self.start}-{self.end}: error: {self.text}\n{pattern}\n{marks}\n"


@dataclass(slots=True)
class Word:
    """A word or a quoted text, with its place in the pattern."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Term:
    """A pattern by its long name, with its arguments and its place in the text."""

    start: int
    end: int
    name: str
    arguments: list[Term | Word] = field(default_factory=list)
    has_argument_list: bool = False


def parse_pattern(text: str) -> Term | Word:
    """Read a whole pattern.

    Raises:
        PatternError: when it is none.

    >>> parse_pattern("~i !~nfoo").name
    '?and'
    """
    return _Parser(text).parse_top()


class _Parser:
    __slots__ = ("position", "size", "text")

    def __init__(self, text: str) -> None:
        self.text = text + "\0"
        self.size = len(text)
        self.position = 0

    def _peek(self) -> str:
        return self.text[self.position]

    def _skip_space(self) -> int:
        while self._peek() in _SPACES:
            self.position += 1
        return self.position

    def _fail(self, text: str) -> PatternError:
        return PatternError(self.position, self.size, text)

    def parse_top(self) -> Term | Word:
        self._skip_space()
        term = self._or()
        self._skip_space()
        if term is None:
            raise PatternError(0, self.size, "Expected pattern")
        if term.end != self.size:
            raise PatternError(term.end, self.size, "Expected end of file")
        return term

    def _or(self) -> Term | None:
        start = self.position
        first = self._and()
        if first is None:
            return None
        terms = [first]
        self._skip_space()
        while self._peek() == "|":
            self.position += 1
            self._skip_space()
            term = self._and()
            if term is None:
                raise self._fail("Expected pattern after |")
            terms.append(term)
            self._skip_space()
        return _joined("?or", start, terms)

    def _and(self) -> Term | None:
        start = self.position
        terms: list[Term] = []
        self._skip_space()
        while self.position < self.size:
            term = self._unary()
            if term is None:
                break
            terms.append(term)
            self._skip_space()
        return _joined("?and", start, terms) if terms else None

    def _unary(self) -> Term | None:
        if self._peek() != "!":
            return self._primary()
        self.position += 1
        start = self.position
        term = self._primary()
        if term is None:
            raise PatternError(start, self.size, "Expected pattern")
        return Term(start, term.end, "?not", [term], True)

    def _primary(self) -> Term | None:
        match self._peek():
            case "~":
                return self._short_term()
            case "?":
                return self._long_term()
            case "(":
                return self._group()
        return None

    def _group(self) -> Term:
        start = self.position
        self.position += 1
        self._skip_space()
        term = self._or()
        if term is None:
            raise self._fail("Expected pattern after '('")
        self._skip_space()
        if self._peek() != ")":
            raise self._fail("Expected closing parenthesis")
        self.position += 1
        term.start, term.end = start, self.position
        return term

    def _short_term(self) -> Term:
        start = self.position
        for short, name, takes_argument in _SHORT_PATTERNS:
            if not self.text.startswith(short, start + 1):
                continue
            self.position += len(short) + 1
            term = Term(start, start, name)
            if takes_argument:
                term.arguments.append(self._argument(_NOT_IN_SHORT_WORD))
                term.has_argument_list = True
            term.end = self.position
            return term
        raise self._fail("Unknown short pattern")

    def _long_term(self) -> Term:
        start = self.position
        self.position += 1
        while self._peek() in _NAME_CHARACTERS:
            self.position += 1
        term = Term(start, start, self.text[start : self.position])
        if len(term.name) <= 1:
            raise PatternError(start, start, "Pattern must have a term/name")
        term.end = self._skip_space()
        if self._peek() != "(":
            return term
        self.position += 1
        term.end = self.position
        term.has_argument_list = True
        self._skip_space()
        if self._peek() != ")":
            self._argument_list(term)
        self.position += 1
        term.end = self.position
        return term

    def _argument_list(self, term: Term) -> None:
        """Read arguments up to the closing parenthesis; a comma may stand before it."""
        term.arguments.append(self._argument(_NOT_IN_WORD))
        self._skip_space()
        while self._peek() == ",":
            self.position += 1
            self._skip_space()
            if self._peek() == ")":
                break
            term.arguments.append(self._argument(_NOT_IN_WORD))
            self._skip_space()
        if self._peek() != ")":
            last = term.arguments[-1]
            found = self._peek().replace("\0", "")
            text = f"Expected closing parenthesis or comma after last argument, received {found}"
            raise PatternError(last.start, last.end, text)

    def _argument(self, not_in_word: frozenset[str]) -> Term | Word:
        if self._peek() == '"':
            return self._quoted_word()
        if self._peek() not in _NOT_IN_SHORT_WORD:
            start = self.position
            while self._peek() not in not_in_word:
                self.position += 1
            return Word(start, self.position, self.text[start : self.position])
        term = self._or()
        if term is None:
            raise self._fail("Expected pattern, quoted word, or word")
        return term

    def _quoted_word(self) -> Word:
        start = self.position
        end = self.text.find('"', start + 1)
        if end < 0:
            raise PatternError(start, 0, "Could not find end of string")
        self.position = end + 1
        return Word(start, self.position, self.text[start + 1 : end])


def _joined(name: str, start: int, terms: list[Term]) -> Term:
    """Make one term of several; a single one stays what it is."""
    if len(terms) == 1:
        return terms[0]
    return Term(start, terms[-1].end, name, [*terms], True)
