"""``simulate doctor``: what is wrong with a system, before anything is simulated on it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of
from aptsim.cli.exit_codes import FINDINGS, HEALTHY
from aptsim.cli.own_options import Format, OwnOptions
from aptsim.cli.verbs import OWN_COMMANDS

if TYPE_CHECKING:
    from aptsim.cli.system_source import SystemSource
    from aptsim.health.mirror_checks import Fetch
    from aptsim.health.report import Report

_EPILOG = """\b
Examples:
  simulate doctor
  simulate doctor --root ./my-root
  simulate doctor --root ./my-root --online --format json
  simulate doctor --status status --packages Packages --now 2018-06-01
"""
_DPKG = "/var/lib/dpkg"


def _moment_of(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime:
    """Read a day or a moment; in UTC unless it says otherwise."""
    if value is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        text = f"'{value}' is no date; write it like 2026-01-31 or 2026-01-31T12:00:00."
        raise click.BadParameter(text, ctx, param) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@click.command(
    cls=SystemCommand,
    short_help=OWN_COMMANDS["doctor"],
    epilog=_EPILOG.rstrip(),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@own_options
@click.option(
    "--now", callback=_moment_of, metavar="DATE", help="The day that Release files must be valid on. Default: today."
)
@click.option("--online", is_flag=True, help="Ask the sources, too: can they be reached, have they newer lists?")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="")
@click.pass_context
def doctor(ctx: click.Context, /, now: datetime, online: bool, words: tuple[str, ...], **_: object) -> int:
    """Say what is wrong with a system before anything is simulated on it.

    Each finding has a name, a place in a file, what apt will do because of it, and what to do about it;
    docs/doctor.md lists them all. Options of apt-get like -o NAME=VALUE are taken as well.

    Exit code 0: healthy, at most notes. 1: errors or warnings. 100: the system cannot be read at all.
    """
    options = own_options_of(ctx)
    if options.format is Format.APT:
        raise click.UsageError("apt has no doctor; give --format text or json.")
    report = _examine(options, words, now, online)
    if options.format is Format.JSON:
        from aptsim.display.doctor import format_report_json

        sys.stdout.write(format_report_json(report))
    else:
        from aptsim.display.doctor import write_report

        write_report(report, sys.stdout)
    sys.stdout.flush()
    return HEALTHY if report.is_healthy else FINDINGS


def _examine(options: OwnOptions, words: Sequence[str], now: datetime, online: bool) -> Report:
    from aptsim.archive.cache_folder import universes_path
    from aptsim.errors import PendingErrors
    from aptsim.health.examination import examine, report_unreadable
    from aptsim.model.message import Messages
    from aptsim.request.options import parse_options

    source = _choose(options)
    name = _name_of(options)
    messages = Messages()
    try:
        configuration = source.configuration(messages, "check")
    except PendingErrors:
        return report_unreadable(name, list(messages), now)
    said = list(messages)
    given = parse_options(
        ["check", *words], configuration, messages, lambda path: source.read_file(path, configuration, messages)
    )
    if given is None:
        raise click.UsageError("; ".join(message.text for message in messages if message.is_error))
    if len(given) > 1:
        raise click.UsageError(f"doctor looks at a whole system; '{given[1]}' has no meaning here.")
    system = source.complete(configuration).as_release(options.apt_release)
    with _fetching(online) as fetch:
        return examine(system, now, name, said, fetch, universes_path())


def _choose(options: OwnOptions) -> SystemSource:
    """Give the system; a Debian machine without lists is looked at, not the bundled snapshot."""
    from aptsim.cli.systems import RootSource, choose_system

    download = options.download
    named = (options.root, options.status, options.packages, options.image, options.snapshot, options.base)
    if not any((*named, download.makes_root, download.update)) and os.path.isdir(_DPKG):
        return RootSource("/", options.kernel)
    return choose_system(options)


def _name_of(options: OwnOptions) -> str:
    tree = options.image or options.snapshot
    named = options.root or tree or options.status or options.download.name or ", ".join(options.packages)
    if named:
        return named
    return "this machine" if os.path.isdir(_DPKG) else "the bundled snapshot"


@contextmanager
def _fetching(online: bool) -> Iterator[Fetch | None]:
    """Give what asks mirrors; None where nobody is to be asked."""
    if not online:
        yield None
        return
    from aptsim.archive.http import Fetcher

    with Fetcher() as fetcher:
        yield lambda uri: fetcher.fetch(uri, uri).data
