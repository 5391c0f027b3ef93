"""``simulate snapshot``: everything that a simulation needs of a system, in one small file."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of
from aptsim.cli.exit_codes import FAILED, PLANNED
from aptsim.cli.own_options import Format, OwnOptions
from aptsim.cli.verbs import OWN_COMMANDS

_EPILOG = """\b
Examples:
  simulate snapshot save report.snapshot
  simulate snapshot save report.snapshot --image node:22-bookworm
  simulate snapshot show report.snapshot
  simulate install --snapshot report.snapshot openssh-client
"""
_ACTIONS = ("save", "show")


@click.command(
    cls=SystemCommand,
    short_help=OWN_COMMANDS["snapshot"],
    epilog=_EPILOG.rstrip(),
)
@own_options
@click.argument("action", type=click.Choice(_ACTIONS), metavar="save|show")
@click.argument("file", metavar="FILE")
@click.pass_context
def snapshot(ctx: click.Context, /, action: str, file: str, **_: object) -> int:
    """Save everything that a simulation needs of a system in one small file, or show what is in one.

    The file holds lists, status, automatic marks, configuration, preferences and sources, and of keyrings the
    fingerprints. It holds no passwords: neither auth.conf nor what stands before the host in an address. The same
    system gives the same bytes. Every command takes it with --snapshot FILE.
    """
    options = own_options_of(ctx)
    if action == "show":
        return show_snapshot(file, options.format)
    return save_system(options, file)


def save_system(options: OwnOptions, path: str) -> int:
    """Save the system that our options name."""
    from aptsim.cli.systems import choose_system
    from aptsim.display.apt_text import format_messages, quiet_level
    from aptsim.errors import PendingErrors
    from aptsim.model.message import Messages
    from aptsim.snapshot.snapshot import save_snapshot

    messages = Messages()
    source = choose_system(options)
    configuration = None
    try:
        configuration = source.configuration(messages, "install")
        system = source.complete(configuration)
        manifest, size = save_snapshot(system, path, messages)
    except PendingErrors:
        quiet = 0 if configuration is None else quiet_level(configuration)
        sys.stderr.write(format_messages(messages, quiet))
        return FAILED
    if options.format is Format.JSON:
        sys.stdout.write(json.dumps({"schema_version": 1, "path": path, "size": size, **asdict(manifest)}) + "\n")
        return PLANNED
    named = sum(1 for file in manifest.files if file.sha256 and "_Packages" in file.path)
    lists = len(manifest.packages) or named
    click.echo(f"{path}: {size:,} bytes, {manifest.installed} packages installed, {lists} package lists")
    if manifest.redacted:
        click.echo(f"simulate: {manifest.redacted} places that could hold a secret were left empty", err=True)
    return PLANNED


def show_snapshot(path: str, form: Format) -> int:
    """Print what a snapshot holds; the whole of it is held against its sums."""
    from aptsim.display.snapshot import format_snapshot
    from aptsim.snapshot.snapshot import open_snapshot

    manifest = open_snapshot(path).manifest
    if form is Format.JSON:
        sys.stdout.write(json.dumps({"schema_version": 1, "path": path, **asdict(manifest)}, indent=2) + "\n")
    else:
        sys.stdout.write(format_snapshot(manifest))
    sys.stdout.flush()
    return PLANNED
