"""Runs one verb of apt-get: from the words of the command line to the printed answer.

Source: apt-private/private-cmndline.cc, ParseCommandLine and DispatchCommandLine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from aptsim.cli.exit_codes import FAILED, PLANNED
from aptsim.cli.own_options import Format, OwnOptions, UnsupportedError
from aptsim.cli.package_verbs import PACKAGE_VERBS
from aptsim.cli.systems import SystemSource, choose_system
from aptsim.display.apt_text import AptText, format_messages, quiet_level
from aptsim.errors import PendingErrors
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.request.option_table import VERBS
from aptsim.request.options import parse_options
from aptsim.resolver.install import Command
from aptsim.resolver.plan import Outcome
from aptsim.session import Answer, run_command

_NOT_SIMULATED = ("--assume-no", "--trivial-only")
_LOCAL_PACKAGES = (".deb", ".ddeb", ".changes")


def run_verb(options: OwnOptions, words: Sequence[str], help_text: Callable[[], str]) -> int:
    """Run the verb that stands among the words, and print the answer.

    Args:
        options: our own options, already taken out of the words.
        words: the command line as apt-get would read it.
        help_text: gives the help page, for ``-h``.
    """
    messages = Messages()
    answer = answer_verb(options, words, messages, help_text)
    if isinstance(answer, int):
        return answer
    _print_answer(answer, options.format)
    return answer.exit_code


def answer_verb(
    options: OwnOptions, words: Sequence[str], messages: Messages, help_text: Callable[[], str]
) -> Answer | int:
    """Give the answer; or the exit code, where there is none and all is said."""
    source = choose_system(options)
    try:
        configuration = source.configuration(messages)
        arguments = _parse(source, configuration, options.format, words, messages)
        if configuration.find_b("help") or configuration.find_b("version"):
            return _show_page(configuration, help_text)
        if not arguments:
            raise click.UsageError("No verb is given.")
        if not _is_valid(arguments[0], configuration, messages):
            return FAILED
        system = source.complete(configuration)
        if configuration.find_b("APT::Get::Force-Yes"):
            messages.warning("--force-yes is deprecated, use one of the options starting with --allow instead.")
    except PendingErrors:
        _write_error(messages.render())
        return FAILED
    _refuse_unsupported(configuration, arguments[1:])
    return run_command(system, Command(arguments[0], arguments[1:]), messages, _cache_folder())


def _parse(
    source: SystemSource, configuration: Configuration, form: Format, words: Sequence[str], messages: Messages
) -> list[str]:
    """Read apt's options into the configuration and give the words between them.

    Raises:
        PendingErrors: when the line cannot be read.
    """
    is_simulated = form is not Format.APT or not any(word in _NOT_SIMULATED for word in words)
    line = ["-s", *words] if is_simulated and form is Format.APT else words
    arguments = parse_options(
        line, configuration, messages, lambda path: source.read_file(path, configuration, messages)
    )
    if arguments is None:
        raise PendingErrors
    if is_simulated:
        configuration.set("APT::Get::Simulate", "1")
    if configuration.find_i("quiet", -1) == -1:
        configuration.set("quiet", "1")
    return arguments


def _show_page(configuration: Configuration, help_text: Callable[[], str]) -> int:
    from aptsim.cli.version import version_line

    click.echo(version_line() if configuration.find_b("version") else help_text())
    return PLANNED


def _is_valid(verb: str, configuration: Configuration, messages: Messages) -> bool:
    """Tell whether the first word is a verb that works; say so where it is none (DispatchArg)."""
    if verb in PACKAGE_VERBS:
        return True
    if verb in VERBS:
        raise UnsupportedError(f"'{verb}'")
    messages.error(f"Invalid operation {verb}")
    _write_error(format_messages(messages, quiet_level(configuration)))
    return False


def _refuse_unsupported(configuration: Configuration, arguments: Sequence[str]) -> None:
    """Refuse what would need a program of the host, or what cannot be foretold.

    Raises:
        UnsupportedError: naming it.
    """
    for name in ("APT::Solver", "APT::Planner"):
        if configuration.find(name, "internal") != "internal":
            raise UnsupportedError(f"{name} '{configuration.find(name)}'")
    if configuration.find_b("APT::Get::Print-URIs") and not configuration.find_b("APT::Get::Simulate"):
        raise UnsupportedError("--print-uris without simulation")
    for argument in arguments:
        is_file = argument.startswith(("/", "./", "../")) and os.path.exists(argument)
        if is_file and argument.endswith(_LOCAL_PACKAGES):
            raise UnsupportedError(f"The package file '{argument}'")


def _cache_folder() -> Path:
    from aptsim.archive.cache_folder import cache_folder

    return cache_folder() / "universes"


def _print_answer(answer: Answer, form: Format) -> None:
    if form is Format.APT:
        _print_as_apt(answer)
        return
    _print_as_apt(answer)


def _print_as_apt(answer: Answer) -> None:
    """Print both streams as apt does into a pipe; after ``Abort.`` it says nothing about errors and warnings."""
    sys.stdout.write(AptText.of(answer.configuration).format_all(answer.plan.events))
    if answer.simulation is not None:
        sys.stdout.write(answer.simulation.text)
    sys.stdout.flush()
    if answer.plan.outcome is not Outcome.ABORTED:
        _write_error(format_messages(answer.messages, quiet_level(answer.configuration)))


def _write_error(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
