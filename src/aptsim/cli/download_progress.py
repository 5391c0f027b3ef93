"""A progress bar on a terminal while lists arrive; one line for each file elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import TaskID

    from aptsim.archive.http import Progress


@contextmanager
def download_progress() -> Iterator[Progress]:
    """Give what is to be told of each file while it arrives."""
    if not sys.stderr.isatty():
        yield _report_when_complete
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True)) as bars:

        def show(name: str, received: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total or None)
            bars.update(tasks[name], completed=received)

        yield show


def _report_when_complete(name: str, received: int, total: int) -> None:
    if total and received >= total:
        click.echo(f"simulate: fetched {name} ({received:,} bytes)", err=True)
