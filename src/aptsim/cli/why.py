"""``simulate why``: the recorded chain that leads to a package."""

from __future__ import annotations

import click

from aptsim.cli.own_options import UnsupportedError, own_options


@click.command(
    short_help="Say why a package is installed or removed.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@own_options
@click.argument("package")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="-- VERB [PACKAGE]...")
def why(package: str, words: tuple[str, ...], **_: object) -> int:
    """Say why a package is installed, upgraded or removed by a command: simulate why libx11-6 -- install vim-gtk3."""
    raise UnsupportedError("why")
