"""What all ways to a system have in common, whatever our options name."""

from __future__ import annotations

from typing import Protocol

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.system.root import System


class SystemSource(Protocol):
    """Where a system comes from; its configuration is read first, the command line goes in, then it is completed."""

    def configuration(self, messages: Messages, verb: str) -> Configuration:
        """Read the configuration up to where apt reads the command line, as it is for this verb."""

    def read_file(self, path: str, configuration: Configuration, messages: Messages) -> bool:
        """Read a file named by ``-c``."""

    def complete(self, configuration: Configuration) -> System:
        """Make the system."""


class Recorded(Configuration):
    """A configuration that remembers what was set, in order."""

    __slots__ = ("settings",)

    def __init__(self) -> None:
        super().__init__()
        self.settings: list[tuple[str, str]] = []

    def set(self, name: str, value: str | int | bool) -> None:
        """Set an item and remember it."""
        super().set(name, value)
        self.settings.append((name, value if isinstance(value, str) else str(int(value))))
