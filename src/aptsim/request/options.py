"""Reads a command line as apt-get does: options anywhere, abbreviated, joined, negated, and the words between them.

Source: apt-pkg/contrib/cmndline.cc, class CommandLine; its oddities are kept: ``-y 0`` is a "no", ``-q 2`` a level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from aptsim.model.message import Messages
from aptsim.model.words import decode, encode, lower_ascii, parse_number, string_to_bool, to_int
from aptsim.request.option_table import CACHE_VERBS, VERBS, Option, OptionKind, options_of

_KNOWN = (*VERBS, *CACHE_VERBS)
_MAXIMUM_LENGTH = 300
_NOT_UNDERSTOOD = "is not understood in combination with the other options"


class Settings(Protocol):
    """Where options are written to: a configuration, or what behaves like one."""

    def set(self, name: str, value: str) -> None:
        """Set an item."""

    def find_i(self, name: str, default: int = 0) -> int:
        """Give an item as a number."""


class OptionError(Exception):
    """The command line cannot be read; the text is apt's, '' where reading a file has said it already."""


def find_verb(arguments: Sequence[str]) -> str:
    """Find the first word that is a verb, even behind words that are none; '' without one (GetCommand).

    >>> find_verb(["-t", "sid", "install", "remove"]), find_verb(["--", "install"]), find_verb(["x", "--", "x"])
    ('install', 'install', '')
    """
    if "--" in arguments:
        end = arguments.index("--")
        before = (word for word in arguments[:end] if word in _KNOWN)
        behind = (word for word in arguments[end + 1 : end + 2] if word in _KNOWN)
        return next(before, "") or next(behind, "")
    return next((word for word in arguments if word in _KNOWN), "")


def parse_options(
    arguments: Sequence[str], settings: Settings, messages: Messages, read_file: Callable[[str], bool]
) -> list[str] | None:
    """Read the options into the settings (CommandLine::Parse).

    Args:
        arguments: the command line without the program's name and without options that apt does not have.
        settings: gets every item that an option sets, in order, up to the first error.
        messages: gets the error.
        read_file: reads a configuration file into the settings and says whether that worked.

    Returns:
        The words that are no options, the verb first; None after an error.
    """
    parser = _Parser(arguments, options_of(find_verb(arguments)), settings, read_file)
    try:
        return parser.parse()
    except OptionError as error:
        if error.args[0]:
            messages.error(error.args[0])
        return None


class _Parser:
    """One pass over the arguments; ``position`` is the argument being read."""

    __slots__ = ("arguments", "options", "position", "read_file", "settings")

    def __init__(
        self,
        arguments: Sequence[str],
        options: tuple[Option, ...],
        settings: Settings,
        read_file: Callable[[str], bool],
    ) -> None:
        self.arguments = arguments
        self.options = options
        self.settings = settings
        self.read_file = read_file
        self.position = 0

    def parse(self) -> list[str]:
        words: list[str] = []
        while self.position < len(self.arguments):
            argument = self.arguments[self.position]
            if argument == "--":
                self.position += 1
                break
            if argument.startswith("--"):
                self._parse_name(argument)
            elif argument.startswith("-"):
                self._parse_letters(argument)
            else:
                words.append(argument)
            self.position += 1
        words.extend(self.arguments[self.position :])
        return words

    def _parse_letters(self, argument: str) -> None:
        """Read ``-xyz``: each letter is an option, until one takes the rest."""
        place = 1
        while place < len(argument):
            option = self._by_letter(argument[place])
            if option is None:
                byte = decode(encode(argument[place])[:1])
                raise OptionError(f"Command line option '{byte}' [from {argument}] {_NOT_UNDERSTOOD}.")
            place = len(argument) if self._apply(option, argument, place + 1) else place + 1

    def _parse_name(self, argument: str) -> None:
        """Read ``--name``, ``--name=value`` or ``--no-name``."""
        name = argument[2:].partition("=")[0]
        option = self._by_name(name)
        sense: str | None = None
        if option is None:
            _, dash, rest = name.partition("-")
            option = (self._by_name(rest) or (self._by_letter(rest) if len(rest) == 1 else None)) if dash else None
            if option is None:
                raise OptionError(f"Command line option {argument} {_NOT_UNDERSTOOD}")
            if option.kind is not OptionKind.SWITCH:
                raise OptionError(f"Command line option {argument} is not boolean")
            word, dash, _ = argument.lstrip("-").partition("-")
            sense = word if dash else None
        self._apply(option, argument, 2 + len(name), sense)

    def _by_name(self, name: str) -> Option | None:
        wanted = lower_ascii(name)
        return next((option for option in self.options if option.name == wanted), None)

    def _by_letter(self, letter: str) -> Option | None:
        return next((option for option in self.options if option.letter == letter), None)

    def _apply(self, option: Option, argument: str, end: int, sense: str | None = None) -> bool:
        """Set what an option means (HandleOpt).

        Args:
            option: the option.
            argument: the argument it stands in.
            end: where its letter or name ends there.
            sense: the word before a negated name, like ``no``; None without one.

        Returns:
            Whether the rest of the argument belonged to the option.
        """
        rest = argument[end:]
        is_certain = rest.startswith("=")
        value: str | None = rest.removeprefix("=") if rest else self._next_argument()
        eaten = 0 if rest else 1
        match option.kind:
            case OptionKind.LEVEL:
                return self._apply_level(option, argument, value, is_certain, eaten)
            case OptionKind.SWITCH:
                return self._apply_switch(option, argument, value, is_certain, eaten, sense)
        if value is None:
            raise OptionError(f"Option {argument} requires an argument.")
        self.position += eaten
        self._apply_value(option, value)
        return True

    def _next_argument(self) -> str | None:
        if self.position + 1 < len(self.arguments):
            following = self.arguments[self.position + 1]
            return None if following.startswith("-") else following
        return None

    def _apply_value(self, option: Option, value: str) -> None:
        if option.kind is OptionKind.FILE:
            if not self.read_file(value):
                raise OptionError("")
        elif option.kind is OptionKind.ITEM:
            name, equals, item_value = value.partition("=")
            if not equals:
                shown = self.arguments[self.position]
                raise OptionError(f"Option {shown}: Configuration item specification must have an =<val>.")
            self.settings.set(name, item_value)
        else:
            self.settings.set(option.item, value)

    def _apply_level(self, option: Option, argument: str, value: str | None, is_certain: bool, eaten: int) -> bool:
        if value is not None:
            number, length = parse_number(value)
            if not length and is_certain:
                raise OptionError(f"Option {argument} requires an integer argument, not '{value}'")
            if length and length == len(value):
                self.settings.set(option.item, str(to_int(number)))
                self.position += eaten
                return True
        self.settings.set(option.item, str(self.settings.find_i(option.item) + 1))
        return False

    def _apply_switch(
        self, option: Option, argument: str, value: str | None, is_certain: bool, eaten: int, sense: str | None
    ) -> bool:
        if value is not None:
            chosen = string_to_bool(value)
            if chosen >= 0:
                self.settings.set(option.item, str(chosen))
                self.position += eaten
                return True
            if is_certain:
                raise OptionError(f"Sense {value} is not understood, try true or false.")
        chosen = 1
        if sense is not None:
            if len(encode(argument)) >= _MAXIMUM_LENGTH:
                raise OptionError(f"Option '{argument}' is too long")
            chosen = string_to_bool(sense)
            if chosen < 0:
                raise OptionError(f"Sense {sense} is not understood, try true or false.")
        self.settings.set(option.item, str(chosen))
        return False
