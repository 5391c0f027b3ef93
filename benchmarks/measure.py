"""Whole processes, measured one at a time and in turn."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LAUNCHER = Path(__file__).with_name("launch.py")


class CommandError(Exception):
    """A measured command failed, or cannot be run; its figures would mean nothing."""


def _nothing() -> None:
    """Prepares nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments and its whole environment.

    Args:
        prepare: called before each run, for example to remove a cache.
        tells_figures: whether the program measures itself and prints the figures on its last line, as JSON.
    """

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    prepare: Callable[[], None] = field(default=_nothing)
    tells_figures: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run took.

    Args:
        wall: seconds from start to end.
        cpu: seconds in user and system mode.
        memory: the largest resident set, in bytes.
    """

    wall: float
    cpu: float
    memory: int


def run_once(command: Command) -> Figures:
    """Run a command with its output thrown away.

    Raises:
        CommandError: when it does not exit with 0.
    """
    command.prepare()
    words = command.words if command.tells_figures else (sys.executable, "-ISs", str(_LAUNCHER), *command.words)
    done = subprocess.run(
        words, env=dict(command.environment), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        raise CommandError(f"exit code {done.returncode}: {' '.join(command.words)}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Figures(told["wall"], told["cpu"], told["memory"])


def run_in_turn(commands: Sequence[Command], times: int) -> list[Figures]:
    """Run each command twice to warm its caches, then all of them in turn, so that a busy moment hits them alike.

    A universe is stored when it is asked for the second time.

    Returns:
        For each command, the median of its runs.
    """
    for command in (*commands, *commands):
        run_once(command)
    figures: list[list[Figures]] = [[] for _ in commands]
    for _ in range(times):
        for number, command in enumerate(commands):
            figures[number].append(run_once(command))
    return [median(runs) for runs in figures]


def median(figures: Sequence[Figures]) -> Figures:
    """Take the median of each figure on its own."""
    return Figures(
        statistics.median(one.wall for one in figures),
        statistics.median(one.cpu for one in figures),
        int(statistics.median(one.memory for one in figures)),
    )
