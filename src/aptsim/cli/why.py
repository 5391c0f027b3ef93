"""``simulate why``: the recorded chain of causes that leads to a package."""

from __future__ import annotations

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of
from aptsim.cli.verbs import OWN_COMMANDS

_EPILOG = """\b
Examples:
  simulate why libx11-6 -- install vim-gtk3
  simulate why --root ./my-root systemd-sysv -- install -y --no-install-recommends openssh-server
"""


@click.command(
    cls=SystemCommand,
    short_help=OWN_COMMANDS["why"],
    epilog=_EPILOG.rstrip(),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@own_options
@click.argument("package")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- VERB [PACKAGE]...")
@click.pass_context
def why(ctx: click.Context, /, package: str, words: tuple[str, ...], **_: object) -> int:
    """Say why PACKAGE is installed, upgraded or removed by a command, as the run itself recorded it.

    The command stands behind two dashes, spelled as for simulate.
    """
    from aptsim.cli.run import explain_package

    return explain_package(own_options_of(ctx), package, words, ctx.get_help)
