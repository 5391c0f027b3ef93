"""What is said while lists arrive: a progress bar for each file on a terminal, quiet lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from aptsim.archive.download_watcher import DownloadWatcher


@contextmanager
def watch_downloads() -> Iterator[DownloadWatcher]:
    """Give what is told of each file while it arrives."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        yield _Bars(bars)


class _Lines:
    """Says what is complete, and what a person should know."""

    def on_bytes(self, name: str, received: int, total: int) -> None:
        """Say nothing: who reads lines wants few of them."""

    def on_file(self, name: str, size: int) -> None:
        """Say that a file is complete."""
        print(f"simulate: fetched {name} ({size:,} bytes)", file=sys.stderr)

    def on_note(self, text: str) -> None:
        """Say it."""
        print(f"simulate: {text}", file=sys.stderr)


class _Bars:
    """Draws a bar for each file."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def on_bytes(self, name: str, received: int, total: int) -> None:
        """Draw how far a file is."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total or None)
        self._bars.update(self._tasks[name], completed=received)

    def on_file(self, name: str, size: int) -> None:
        """Draw a file as complete."""
        if name in self._tasks:
            self._bars.update(self._tasks[name], total=size, completed=size)

    def on_note(self, text: str) -> None:
        """Say it above the bars."""
        self._bars.console.print(f"simulate: {text}", markup=False, highlight=False, soft_wrap=True)
