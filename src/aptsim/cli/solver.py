"""Runs one scenario: from a file or standard input to the printed answer."""

from __future__ import annotations

import gc
import os
import platform
import sys
import time
from dataclasses import dataclass

import click

from aptsim.archive.compression import open_list
from aptsim.cli.exit_codes import FAILED, PLANNED
from aptsim.display.apt_text import format_messages, quiet_level
from aptsim.display.edsp import format_answer, format_progress
from aptsim.edsp import SolvedScenario, answer_scenario
from aptsim.errors import MissingInputError, PendingErrors
from aptsim.files.tree import DISK
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.resolver.edsp import Phase
from aptsim.system.config import complete_configuration, default_configuration, parse_option
from aptsim.system.root import root_configuration

_PROGRAM = "apt"
"""The name under which apt's own solver is started: its block of the configuration applies."""
_CONFIGURATION_FOLDER = "/etc/apt"


@dataclass(frozen=True, slots=True)
class SolverOptions:
    """What the command line says; `scenario` is a file or ``-``, and `form` one of edsp, text and json."""

    scenario: str
    root: str | None
    settings: tuple[str, ...]
    is_verbose: bool
    kernel: str
    form: str


def run_solver(options: SolverOptions) -> int:
    """Answer the scenario and give the exit code; that there is no solution is an answer too."""
    # A scenario becomes millions of objects that all stay; the collector would look through them again and again.
    gc.disable()
    messages = Messages()
    configuration = Configuration()
    is_edsp = options.form == "edsp"
    try:
        configuration = _configuration(options, messages)
        data = _read(options.scenario, messages)
        progress = _tell if is_edsp else _ignore
        progress(Phase.START)
        solved = answer_scenario(data, configuration, messages, options.scenario, progress, options.kernel)
    except PendingErrors:
        _write_messages(messages, configuration)
        return FAILED
    match options.form:
        case "edsp":
            _print_as_edsp(solved, options.is_verbose)
        case "text":
            _print_as_text(solved)
        case _:
            _print_as_json(solved)
    if is_edsp and solved.answer.failure is not None:
        # Apt's own solver ends there, without its errors and warnings.
        return PLANNED
    _write_messages(messages, configuration)
    return PLANNED if solved.answer.failure is None else FAILED


def main() -> int:
    """Be a solver of apt on this machine: a scenario comes in, the answer goes out; the entry of `aptsim-solver`."""
    from aptsim.cli.main import main as simulate

    return simulate(["edsp", "--kernel", platform.release(), "-"])


def _configuration(options: SolverOptions, messages: Messages) -> Configuration:
    """Give what apt's own solver would be configured with; apt hands its APT_CONFIG down to its solvers."""
    first = os.environ.get("APT_CONFIG", "")
    if options.root is not None:
        configuration = root_configuration(options.root, messages, binary=_PROGRAM)
    elif first or os.path.isdir(_CONFIGURATION_FOLDER):
        configuration = root_configuration("/", messages, binary=_PROGRAM, first=first)
    else:
        configuration = default_configuration()
    for setting in options.settings:
        parsed = parse_option(setting)
        if parsed is None:
            raise click.UsageError(f"-o needs NAME=VALUE, not {setting}")
        configuration.set(*parsed)
    complete_configuration(configuration)
    return configuration


def _read(path: str, messages: Messages) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    if not os.path.isfile(path):
        raise MissingInputError(path, "no such file" if not os.path.exists(path) else "not a file")
    return open_list(path, DISK, messages)


def _tell(phase: Phase) -> None:
    """Tell apt of a step at once."""
    sys.stdout.write(format_progress(phase, time.time()))
    sys.stdout.flush()


def _ignore(phase: Phase) -> None:
    """Tell nobody."""


def _print_as_edsp(solved: SolvedScenario, is_verbose: bool) -> None:
    sys.stdout.write(format_answer(solved, is_verbose or sys.stdout.isatty()))
    if solved.answer.failure is None:
        _tell(Phase.DONE)
    sys.stdout.flush()


def _print_as_text(solved: SolvedScenario) -> None:
    from aptsim.display.text import write_text

    write_text(solved.answer.plan, solved.universe, sys.stdout)
    sys.stdout.flush()


def _print_as_json(solved: SolvedScenario) -> None:
    from aptsim.display.json import format_json

    sys.stdout.write(format_json(solved.answer.plan, solved.universe, None))
    sys.stdout.flush()


def _write_messages(messages: Messages, configuration: Configuration) -> None:
    sys.stderr.write(format_messages(messages, quiet_level(configuration)))
    sys.stderr.flush()
