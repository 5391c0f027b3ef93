"""The group of all commands, and which of them a command line means."""

from __future__ import annotations

from collections.abc import Sequence

import click

from aptsim.cli.doctor import doctor
from aptsim.cli.download_options import ARGUMENTS
from aptsim.cli.edsp import edsp
from aptsim.cli.mirrors import mirrors
from aptsim.cli.own_options import VALUED_OPTIONS
from aptsim.cli.package_verbs import make_package_command
from aptsim.cli.question_verbs import QUESTION_VERBS, make_question_command
from aptsim.cli.snapshot import snapshot
from aptsim.cli.verbs import PACKAGE_VERBS
from aptsim.cli.version import VERSION_LINE
from aptsim.cli.why import why
from aptsim.request.options import find_verb

_EPILOG = """\b
Examples:
  simulate install openssh-client
  simulate --root ./my-root install -y --no-install-recommends openssh-client
  simulate install --status status --packages Packages.xz openssh-client
  simulate install --format apt --root ./my-root vim
"""
_ANY_VERB = "install"
_APT_VERBS = (*PACKAGE_VERBS, *QUESTION_VERBS)


class _Simulate(click.Group):
    """Finds the command anywhere on the line, as apt-get does, and hands it all the words in their order."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command's name first; verbs of apt-get stay in their place too, for they are read there."""
        ctx.meta[ARGUMENTS] = tuple(args)
        words = _words_of(args)
        own = words[0] if words and words[0] in self.commands and words[0] not in _APT_VERBS else ""
        if own:
            rest = list(args)
            rest.remove(own)
            if "--" in rest:
                # It only sets the command apart; our options may stand behind it too.
                rest.remove("--")
            return super().parse_args(ctx, [own, *_keep_end_of_options(rest)])
        if not words or words[0] == "help":
            return super().parse_args(ctx, _pages_of(args))
        verb = find_verb(words)
        return super().parse_args(ctx, [verb if verb in _APT_VERBS else _ANY_VERB, *_keep_end_of_options(args)])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands in the order in which a newcomer wants them."""
        rows = [(name, command.get_short_help_str(70)) for name, command in self.commands.items() if not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _pages_of(args: Sequence[str]) -> list[str]:
    """Give what a line without a command asks for: the help page, the version, or nothing."""
    if "help" in args or "-h" in args or "--help" in args:
        return ["--help"]
    return ["--version"] if "-v" in args or "--version" in args else []


def _words_of(args: Sequence[str]) -> list[str]:
    """Give the words that are neither options nor values of our own options; ``--`` stays."""
    words: list[str] = []
    position = 0
    while position < len(args):
        word = args[position]
        if word == "--":
            return words + list(args[position:])
        if word in VALUED_OPTIONS:
            position += 1
        elif not word.startswith("-"):
            words.append(word)
        position += 1
    return words


def _keep_end_of_options(args: Sequence[str]) -> list[str]:
    """Double the ``--`` that ends the options: click takes one, apt's reader wants to see it."""
    if "--" not in args:
        return list(args)
    end = args.index("--")
    return [*args[:end], "--", *args[end:]]


@click.group(cls=_Simulate, epilog=_EPILOG, invoke_without_command=True)
@click.option("--version", is_flag=True, help="Show the version and exit.")
@click.pass_context
def simulate(ctx: click.Context, version: bool) -> int:
    """Predict what apt-get would do on a Debian system, to the byte, and say why.

    Verbs and options are spelled as in apt-get(8) and may stand in any order. Nothing is installed or written.
    """
    if version:
        click.echo(VERSION_LINE)
    elif ctx.invoked_subcommand is None:
        raise click.UsageError("What shall be simulated? Try: simulate install openssh-client", ctx)
    return 0


for _verb in PACKAGE_VERBS:
    simulate.add_command(make_package_command(_verb))
for _verb in QUESTION_VERBS:
    simulate.add_command(make_question_command(_verb))
simulate.add_command(snapshot)
simulate.add_command(why)
simulate.add_command(mirrors)
simulate.add_command(doctor)
simulate.add_command(edsp)
