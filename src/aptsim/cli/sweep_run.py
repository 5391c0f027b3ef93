"""Runs a sweep: from the options to the rows in their file."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of
from aptsim.cli.exit_codes import FAILED, INTERRUPTED, PLANNED
from aptsim.cli.own_options import OwnOptions
from aptsim.cli.package_choice import nothing_named, read_lines, read_list
from aptsim.cli.refusals import RefusedError, WrongUsageError
from aptsim.cli.run import Prepared, prepare
from aptsim.display.apt_text import format_messages, quiet_level
from aptsim.errors import InputError
from aptsim.sweep.batch import Choice, SweptSystem, SystemFailure, choose_packages
from aptsim.sweep.journal import Journal
from aptsim.sweep.parquet import journal_of, write_parquet
from aptsim.sweep.row import Row
from aptsim.sweep.sweep import Progress, sweep, swept_system
from aptsim.sweep.workers import dask_workers, local_workers
from aptsim.system.root import System

_PARQUET = ".parquet"


@dataclass(frozen=True, slots=True)
class SweepOptions:
    """The options of ``sweep`` alone; a value that was not given is None."""

    takes_all: bool
    list_file: str | None
    systems_file: str | None
    jobs: int | None
    output: str | None
    resume: bool
    cluster: str | None


def run_sweep(options: OwnOptions, words: Sequence[str], wanted: SweepOptions, help_text: Callable[[], str]) -> int:
    """Run the sweep and give the exit code."""
    line = prepare(options, ["install", *words], help_text)
    if isinstance(line, int):
        return line
    if nothing_named(wanted.takes_all, wanted.list_file, line.arguments):
        raise click.UsageError("Which packages? Give some, or --packages-from FILE, or --all.")
    choice = Choice(wanted.takes_all, (*read_list(wanted.list_file), *line.arguments))
    if wanted.systems_file is not None:
        systems = _read_systems(wanted.systems_file, words)
    else:
        system = swept_system(_name_of(options), partial(open_line, options, tuple(words)))
        sys.stderr.write(format_messages(line.messages, quiet_level(line.system.configuration)))
        if wanted.cluster is None:
            _open_here(system, choice)
        systems = [system]
    return _write_rows(systems, choice, wanted)


def open_line(options: OwnOptions, words: tuple[str, ...]) -> System:
    """Open the system of a line, in whichever process this is; what is wrong with it is told by the exception alone.

    Raises:
        SystemFailure: when it cannot be opened.
    """
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            line = prepare(options, ["install", *words], str)
    except (RefusedError, WrongUsageError) as error:
        raise SystemFailure(str(error)) from None
    if isinstance(line, Prepared):
        return line.system
    raise SystemFailure(" ".join(said.getvalue().split()).removeprefix("E: "))


# ---------------------------------------------------------------------- systems


def _open_here(system: SweptSystem, choice: Choice) -> None:
    """Open the system in this process, for what is wrong with it to be told at once, and for processes forked from it.

    Raises:
        SystemFailure: when it cannot be opened, or has not what was asked for.
    """
    choose_packages(system, choice)


def _name_of(options: OwnOptions) -> str:
    """Give what rows call the system: the way it was given."""
    download = options.download
    suites = ", ".join(f"{suite.mirror} {suite.suite}" for suite in download.suites)
    files = options.status or ", ".join(options.packages)
    return options.image or options.snapshot or options.root or suites or ", ".join(download.sources) or files or "/"


def _read_systems(path: str, words: Sequence[str]) -> list[SweptSystem]:
    """Give the systems that a file has: in each line the options of one, as on the command line.

    Raises:
        InputError: at a line that is not understood.
    """
    systems = []
    for number, text in read_lines(path):
        try:
            context = _system_line.make_context("simulate sweep", shlex.split(text))
            options = own_options_of(context)
        except (click.ClickException, WrongUsageError, ValueError) as error:
            told = error.format_message() if isinstance(error, click.ClickException) else str(error)
            raise InputError(path, number, told) from error
        systems.append(swept_system(text, partial(open_line, options, (*words, *context.params["words"]))))
    return systems


@click.command(cls=SystemCommand, context_settings={"ignore_unknown_options": True}, add_help_option=False)
@own_options
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def _system_line(**_: object) -> None:
    """Stand for one line of a file of systems."""


# ---------------------------------------------------------------------- rows


@dataclass(slots=True)
class _Count:
    rows: int = 0
    failed: int = 0


def _write_rows(systems: Sequence[SweptSystem], choice: Choice, wanted: SweepOptions) -> int:
    """Make the rows and write them as they come; give the exit code."""
    count = _Count()
    try:
        with _output(wanted) as (done, write), _workers(wanted) as executor, _progress_bar(wanted) as progress:
            for row in sweep(systems, choice, executor, done, progress):
                write(row)
                count.rows += 1
                count.failed += row.exit_code != PLANNED
    except KeyboardInterrupt:
        kept = "; what is done is kept, and --resume goes on from there" if wanted.output else ""
        click.echo(f"simulate: interrupted after {_told(count)}{kept}", err=True)
        return INTERRUPTED
    except BrokenExecutor:
        click.echo(f"E: a worker process was ended from outside, after {_told(count)} were made", err=True)
        return FAILED
    if wanted.output is not None:
        click.echo(f"simulate: {_told(count)}", err=True)
    return PLANNED


def _told(count: _Count) -> str:
    return f"{count.rows:,} installations, {count.failed:,} of which fail"


@contextmanager
def _output(wanted: SweepOptions) -> Iterator[tuple[Collection[tuple[str, str]], Callable[[Row], None]]]:
    """Give the keys of the rows that are there, and what writes a further one."""
    if wanted.output is None:
        yield (), _print_row
        return
    path = Path(wanted.output)
    if path.suffix != _PARQUET:
        with Journal(path, wanted.resume) as journal:
            yield journal.done, journal.add
        return
    rows = journal_of(path, wanted.resume)
    with Journal(rows, wanted.resume) as journal:
        yield journal.done, journal.add
    write_parquet(path, rows)


def _print_row(row: Row) -> None:
    sys.stdout.write(f"{row.to_json()}\n")
    sys.stdout.flush()


@contextmanager
def _workers(wanted: SweepOptions) -> Iterator[Executor | None]:
    if wanted.cluster is not None:
        with dask_workers(wanted.cluster) as executor:
            yield executor
        return
    jobs = wanted.jobs or os.cpu_count() or 1
    if jobs == 1:
        yield None
        return
    with local_workers(jobs) as executor:
        yield executor


@contextmanager
def _progress_bar(wanted: SweepOptions) -> Iterator[Progress | None]:
    """Give a progress bar, on a terminal that the rows do not go to."""
    if not sys.stderr.isatty() or (wanted.output is None and sys.stdout.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("installations", total=None)

        def show(finished: int, known: int) -> None:
            bars.update(task, completed=finished, total=known)

        yield show
