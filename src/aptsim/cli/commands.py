"""The group of all commands, and which of them a command line means."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from aptsim.cli.click_options import ARGUMENTS
from aptsim.cli.command_words import APT_VERBS, HELP, named_command
from aptsim.cli.exit_codes import WRONG_USAGE
from aptsim.cli.help_page import help_page
from aptsim.cli.verbs import OWN_COMMANDS, PACKAGE_VERBS, QUESTION_VERBS, WITH_MORE
from aptsim.cli.version import VERSION_LINE


class _Simulate(click.Group):
    """Finds the command anywhere on the line, as apt-get does, and hands it all the words in their order."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command's name first; verbs of apt-get stay in their place too, for they are read there."""
        ctx.meta[ARGUMENTS] = tuple(args)
        command = named_command(args)
        if command in OWN_COMMANDS:
            rest = list(args)
            rest.remove(command)
            if "--" in rest:
                # It only sets the command apart; our options may stand behind it too.
                rest.remove("--")
            return super().parse_args(ctx, [command, *_keep_end_of_options(rest)])
        if command in ("", HELP):
            return super().parse_args(ctx, _pages_of(args))
        return super().parse_args(ctx, [command, *_keep_end_of_options(args)])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands."""
        return [*APT_VERBS, *OWN_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the one command that is wanted: making all of them would take as long as a simulation."""
        if cmd_name in PACKAGE_VERBS and cmd_name != WITH_MORE:
            from aptsim.cli.package_verbs import make_package_command

            return make_package_command(cmd_name)
        if cmd_name in QUESTION_VERBS:
            from aptsim.cli.question_verbs import make_question_command

            return make_question_command(cmd_name)
        if cmd_name not in (*OWN_COMMANDS, WITH_MORE):
            return None
        command: click.Command = getattr(import_module(f"aptsim.cli.{cmd_name}"), cmd_name)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Give the page of all commands."""
        return help_page().rstrip("\n")


def _pages_of(args: Sequence[str]) -> list[str]:
    """Give what a line without a command asks for: the help page, the version, or nothing."""
    if "help" in args or "-h" in args or "--help" in args:
        return ["--help"]
    return ["--version"] if "-v" in args or "--version" in args else []


def _keep_end_of_options(args: Sequence[str]) -> list[str]:
    """Double the ``--`` that ends the options: click takes one, apt's reader wants to see it."""
    if "--" not in args:
        return list(args)
    end = args.index("--")
    return [*args[:end], "--", *args[end:]]


@click.group(cls=_Simulate, invoke_without_command=True)
@click.option("--version", is_flag=True, help="Show the version and exit.")
@click.pass_context
def simulate(ctx: click.Context, version: bool) -> int:
    """Run a command, or say what there is."""
    if version:
        click.echo(VERSION_LINE)
    elif ctx.invoked_subcommand is None:
        raise click.UsageError("What shall be simulated? Try: simulate install openssh-client", ctx)
    return 0


def run_by_click(arguments: Sequence[str]) -> int:
    """Read a line with click, run it and give the exit code; what is wrong with it is told on stderr."""
    try:
        with simulate.make_context("simulate", list(arguments)) as context:
            result: object = simulate.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as exit_request:
        return exit_request.exit_code
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
