"""``simulate check``: apt-get's own check of a system; with packages, the check of a whole distribution."""

from __future__ import annotations

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of, write_options, write_options_of
from aptsim.cli.verbs import PACKAGE_VERBS

_EPILOG = """\b
Examples:
  simulate check --root ./my-root
  simulate check --all --mirror http://deb.debian.org/debian --suite sid
  simulate check --root ./my-root --format json 'webext-*' thunderbird
"""


@click.command(
    "check",
    cls=SystemCommand,
    short_help=PACKAGE_VERBS["check"],
    epilog=_EPILOG.rstrip(),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
    options_metavar="[OPTIONS]",
)
@own_options
@write_options
@click.option("--all", "takes_all", is_flag=True, help="Look at every package that the sources offer.")
@click.option("--packages-from", "list_file", metavar="FILE", help="Look at those named in a file, one a line.")
@click.option("--with-apt", is_flag=True, help="Also say what apt-get would do if it were to install what cannot be.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[PACKAGE]...")
@click.pass_context
def check(
    ctx: click.Context, /, words: tuple[str, ...], takes_all: bool, list_file: str | None, with_apt: bool, **_: object
) -> int:
    """Say whether the dependencies of what is installed are sound, as apt-get check does.

    With packages it asks another question, that of dose-debcheck: which of them cannot be installed, whatever else is
    installed or not, and why. A PACKAGE is a name, name:arch or a glob; every version that the sources offer is looked
    at. The exit code is then 1 when there are such versions. With --format apt it is always apt-get's own check.
    """
    from aptsim.cli.run import run_verb

    options = own_options_of(ctx)
    if options.format is options.format.APT:
        return run_verb(options, words, ctx.get_help, write_options_of(ctx))
    from aptsim.cli.distribution_check import DistributionQuestion, check_distribution

    question = DistributionQuestion(takes_all, list_file, with_apt, write_options_of(ctx))
    return check_distribution(options, words, question, ctx.get_help)
