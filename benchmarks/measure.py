"""Whole processes, measured one at a time and in turn."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class CommandError(Exception):
    """A measured command failed; its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments and its whole environment."""

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]


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
    null = os.open(os.devnull, os.O_RDWR)
    try:
        start = time.perf_counter()
        child = os.posix_spawn(
            command.words[0],
            command.words,
            dict(command.environment),
            file_actions=[(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)],
        )
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
    finally:
        os.close(null)
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise CommandError(f"exit code {code}: {' '.join(command.words)}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def run_in_turn(commands: Sequence[Command], times: int) -> list[list[Figures]]:
    """Run each command once to warm its caches, then all of them in turn, so that a busy moment hits them alike.

    Returns:
        For each command, its figures in the order of the runs.
    """
    for command in commands:
        run_once(command)
    figures: list[list[Figures]] = [[] for _ in commands]
    for _ in range(times):
        for number, command in enumerate(commands):
            figures[number].append(run_once(command))
    return figures


def median(figures: Sequence[Figures]) -> Figures:
    """Take the median of each figure on its own."""
    return Figures(
        statistics.median(one.wall for one in figures),
        statistics.median(one.cpu for one in figures),
        int(statistics.median(one.memory for one in figures)),
    )
