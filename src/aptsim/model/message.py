"""Messages as apt collects them: the stack behind every ``E:``, ``W:`` and ``N:`` line.

Source: apt-pkg/contrib/error.cc, class GlobalError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from aptsim.model.value import Value

_LINE_BREAKS = re.compile(r"[\n\r]+")


class Severity(IntEnum):
    """How grave a message is; a higher value is graver."""

    FATAL = 40
    ERROR = 30
    WARNING = 20
    NOTICE = 10
    AUDIT = 5
    DEBUG = 0

    @property
    def letter(self) -> str:
        """Give the letter that opens a printed line; fatal and plain errors share ``E``."""
        return _LETTERS[self]


_LETTERS = {
    Severity.FATAL: "E",
    Severity.ERROR: "E",
    Severity.WARNING: "W",
    Severity.NOTICE: "N",
    Severity.AUDIT: "A",
    Severity.DEBUG: "D",
}
_COLOURS = {
    Severity.FATAL: "\033[1;31m",
    Severity.ERROR: "\033[1;31m",
    Severity.WARNING: "\033[1;33m",
    Severity.NOTICE: "\033[33m",
}
_COLOUR_RESET = "\033[0m"


class Place(Value):
    """Where in a file something is wrong.

    Args:
        path: the file.
        line: counted from 1; 0 where only the offset is known.
        offset: of the stanza, in bytes of the uncompressed file; -1 where only the line is known.
        field: the field of the stanza, in small letters; empty for the stanza as a whole.
    """

    path: str
    line: int = 0
    offset: int = -1
    field: str = ""


class Message(Value):
    """One message: how grave it is and what it says; and where the fault is, which apt itself often does not say."""

    severity: Severity
    text: str
    place: Place | None = None

    def __eq__(self, other: object) -> bool:
        """Two messages are equal that are shown alike, wherever the faults are."""
        return isinstance(other, Message) and (self.severity, self.text) == (other.severity, other.text)

    def __hash__(self) -> int:
        return hash((self.severity, self.text))

    @property
    def is_error(self) -> bool:
        """Tell whether this message makes apt fail."""
        return self.severity >= Severity.ERROR

    def render(self, colour: bool = False) -> str:
        """Give the message as apt prints it, without a newline at the end.

        Source: apt-pkg/contrib/error.cc, operator<< for GlobalError::Item.

        >>> Message(Severity.WARNING, "first\\nsecond\\n").render()
        'W: first\\n   second'
        """
        lines = _LINE_BREAKS.split(self.text)
        if len(lines) > 1 and not lines[-1]:
            lines.pop()
        body = "\n   ".join(lines)
        if not colour:
            return f"{self.severity.letter}: {body}"
        start = _COLOURS.get(self.severity, "")
        end_of_prefix = _COLOUR_RESET if start else ""
        return f"{start}{self.severity.letter}: {end_of_prefix}{body}{_COLOUR_RESET}"


#: The messages, whether one is an error, and the lists set aside.
MessagesState = tuple[list[Message], bool, list[tuple[list[Message], bool]]]


class Messages:
    """The message stack of one run.

    Behaves as apt's GlobalError: a list of messages, and below it the lists set aside by :meth:`push`.
    """

    __slots__ = ("_messages", "_pending", "_stack")

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._pending = False
        self._stack: list[tuple[list[Message], bool]] = []

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def pending_error(self) -> bool:
        """Tell whether an error is in the current list (GlobalError::PendingError)."""
        return self._pending

    def add(self, message: Message) -> None:
        """Put a message at the end of the current list."""
        self._messages.append(message)
        if message.severity >= Severity.ERROR:
            self._pending = True

    def fatal(self, text: str) -> None:
        """Add a fatal error."""
        self.add(Message(Severity.FATAL, text))

    def error(self, text: str, place: Place | None = None) -> None:
        """Add an error."""
        self.add(Message(Severity.ERROR, text, place))

    def warning(self, text: str, place: Place | None = None) -> None:
        """Add a warning."""
        self.add(Message(Severity.WARNING, text, place))

    def notice(self, text: str) -> None:
        """Add a notice."""
        self.add(Message(Severity.NOTICE, text))

    def errno(self, function: str, text: str, number: int, reason: str) -> None:
        """Add an error in the words of GlobalError::Errno: ``TEXT - FUNCTION (NUMBER: REASON)``."""
        self.error(f"{text} - {function} ({number}: {reason})")

    def is_empty(self, threshold: Severity = Severity.WARNING) -> bool:
        """Tell whether no message of at least this severity is in the current list (GlobalError::empty)."""
        if self._pending:
            return False
        return all(message.severity < threshold for message in self._messages)

    def discard(self) -> None:
        """Forget the current list."""
        self._messages = []
        self._pending = False

    def state(self) -> MessagesState:
        """Give all that is in the lists now, for `restore`."""
        return list(self._messages), self._pending, list(self._stack)

    def restore(self, state: MessagesState) -> None:
        """Forget all that was said since `state` gave this."""
        messages, self._pending, stack = state
        self._messages, self._stack = list(messages), list(stack)

    def push(self) -> None:
        """Set the current list aside and start an empty one (GlobalError::PushToStack)."""
        self._stack.append((self._messages, self._pending))
        self.discard()

    def revert(self) -> None:
        """Forget the current list and take back the one set aside last (GlobalError::RevertToStack)."""
        self._messages, self._pending = self._stack.pop()

    def merge(self) -> None:
        """Put the current list behind the one set aside last (GlobalError::MergeWithStack)."""
        below, below_pending = self._stack.pop()
        self._messages = below + self._messages
        self._pending = self._pending or below_pending

    def render(self, threshold: Severity = Severity.WARNING, colour: bool = False) -> str:
        """Give the lines that apt prints for messages of at least this severity (GlobalError::DumpErrors).

        Lists set aside come first, as DumpErrors merges them in. Every line ends with a newline; with nothing to
        say the result is empty. Unlike apt, this forgets nothing.
        """
        lists = [messages for messages, _ in self._stack] + [self._messages]
        return "".join(
            message.render(colour) + "\n" for messages in lists for message in messages if message.severity >= threshold
        )
