"""Whole processes, measured one at a time and in turn."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


class CommandError(Exception):
    """A measured command failed, or cannot be run; its figures would mean nothing."""


def _nothing() -> None:
    """Prepares nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments and its whole environment.

    Args:
        prepare: called before each run, for example to remove a cache.
        tells_figures: whether the program measures a part of itself and prints that on its last line, as JSON.
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
    null = os.open(os.devnull, os.O_RDWR)
    reading, writing = os.pipe()
    output = writing if command.tells_figures else null
    try:
        start = time.perf_counter()
        child = os.posix_spawn(
            command.words[0],
            command.words,
            dict(command.environment),
            file_actions=[(os.POSIX_SPAWN_DUP2, source, stream) for stream, source in enumerate((null, output, null))],
        )
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
    finally:
        os.close(null)
        os.close(writing)
        with open(reading, "rb") as stream:
            told = stream.read()
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise CommandError(f"exit code {code}: {' '.join(command.words)}")
    if command.tells_figures:
        part = json.loads(told.splitlines()[-1])
        return Figures(part["wall"], part["cpu"], usage.ru_maxrss * 1024)
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def run_in_turn(commands: Sequence[Command], times: int) -> list[Figures]:
    """Run each command once to warm its caches, then all of them in turn, so that a busy moment hits them alike.

    Returns:
        For each command, the median of its runs.
    """
    for command in commands:
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
