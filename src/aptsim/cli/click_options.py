"""Our options as click has them: in help pages, and in lines that click reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from aptsim.cli.own_option import OwnOption
from aptsim.cli.own_options import OWN_OPTIONS, WRITE_OPTIONS, OwnOptions, read_own
from aptsim.cli.refusals import WrongUsageError
from aptsim.cli.write_options import WriteOptions, read_write

Decorated = TypeVar("Decorated", bound=Callable[..., object])

ARGUMENTS = "aptsim.arguments"
"""Under this name the context keeps the words of the command line in their order."""


class SystemCommand(click.Command):
    """A command that asks for a system by our options; a line without sense is told with the command's usage."""

    def invoke(self, ctx: click.Context) -> object:
        """Run it."""
        try:
            return super().invoke(ctx)
        except WrongUsageError as error:
            raise click.UsageError(str(error), ctx) from None


def own_options(command: Decorated) -> Decorated:
    """Add our options to a click command; :func:`own_options_of` gives their values."""
    return _with_options(command, OWN_OPTIONS)


def write_options(command: Decorated) -> Decorated:
    """Add those that name files to be written; :func:`write_options_of` gives their values."""
    return _with_options(command, WRITE_OPTIONS)


def own_options_of(ctx: click.Context) -> OwnOptions:
    """Give the values of our options on a command line.

    Raises:
        WrongUsageError: when they contradict each other.
    """
    return read_own(ctx.params, ctx.meta.get(ARGUMENTS, ()))


def write_options_of(ctx: click.Context) -> WriteOptions:
    """Give what is to be written.

    Raises:
        WrongUsageError: when that is this machine's own state.
    """
    return read_write(ctx.params)


def _with_options(command: Decorated, options: Sequence[OwnOption]) -> Decorated:
    for option in reversed(options):
        command = _click_option(option)(command)
    return command


def _click_option(option: OwnOption) -> Callable[[Decorated], Decorated]:
    if option.is_flag:
        return click.option(option.name, option.parameter, is_flag=True, help=option.help)
    return click.option(
        option.name,
        option.parameter,
        metavar=option.metavar or None,
        type=click.Choice(option.choices) if option.choices else str,
        multiple=option.is_repeated,
        default=option.default,
        show_default=option.shows_default,
        help=option.help,
    )
