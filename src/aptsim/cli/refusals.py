"""Command lines that are not carried out: they make no sense, or this program cannot do what they ask.

They are told by exceptions of our own, not click's, so that a plain line is read and run without importing click.
"""

from __future__ import annotations

from aptsim.errors import AptsimError


class WrongUsageError(AptsimError):
    """A command line that makes no sense; shown with the usage of its command."""


class RefusedError(AptsimError):
    """Something that this program does not do."""


class NotSimulatedError(RefusedError):
    """A verb of apt-get that this program leaves to apt-get; the text says what to use instead."""


class UnsupportedError(RefusedError):
    """Something that apt-get can do and this program cannot: said plainly instead of guessed.

    Args:
        what: the thing that is not supported.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"{self.what} is not supported yet"
