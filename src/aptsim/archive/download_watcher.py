"""What is said while lists arrive: bytes, finished files, and things that a person should know."""

from __future__ import annotations

from typing import Protocol


class DownloadWatcher(Protocol):
    """Hears what happens while lists are brought up to date."""

    def on_bytes(self, name: str, received: int, total: int) -> None:
        """More of a file has arrived.

        Args:
            name: the suite and the file's path in it.
            received: bytes so far.
            total: bytes that it will have; 0 when nobody knows.
        """

    def on_file(self, name: str, size: int) -> None:
        """A file is complete; it had this many bytes."""

    def on_note(self, text: str) -> None:
        """Something is not as it should be, but does not stop the download."""


class SilentWatcher:
    """Says nothing."""

    def on_bytes(self, name: str, received: int, total: int) -> None:
        """More of a file has arrived."""

    def on_file(self, name: str, size: int) -> None:
        """A file is complete."""

    def on_note(self, text: str) -> None:
        """Something is not as it should be."""
