"""How the product's answer differs from apt's."""

from __future__ import annotations

import difflib
import re
from enum import Enum

from .oracle import CONTEXT, SIZES, TIMED_OUT, Answer

ACTIONS = ("Inst ", "Conf ", "Remv ", "Purg ")


class Difference(Enum):
    """The kinds of differences, the gravest first; a case counts under its gravest."""

    CRASH = "crash"
    TIMEOUT = "timeout"
    EXIT_CODE = "exit code"
    ACTIONS = "actions"
    ORDER = "order"
    TEXT = "text"
    MESSAGES = "messages"


_PROGRESS = re.compile(r"[A-Z][a-z ]+\.\.\. \d+% *")
CRASHED = -1
SAYS_SECOND_SOLVER = "simulate: apt asks its solver 3.0 here"
SAID_TO_DIE = "apt itself crashes on"
CRASH_MARKS = ("Traceback (most recent call last)", "simulate: internal error")


def compare(expected: Answer, given: Answer, *, simulated: bool) -> Difference | None:
    """The gravest difference, or None where the two agree to the byte."""
    if given.exit_code == TIMED_OUT:
        return Difference.TIMEOUT
    if given.exit_code < 0 or any(mark in given.stderr for mark in CRASH_MARKS):
        return Difference.CRASH
    if not simulated and expected.acts:
        return None if _up_to_sizes(expected.stdout) == _up_to_sizes(given.stdout) else Difference.TEXT
    if (
        expected == given
        or _only_clock_differs(expected, given)
        or (expected.exit_code < 0 and SAID_TO_DIE in given.stderr)
    ):
        return None
    if expected.exit_code != given.exit_code:
        return Difference.EXIT_CODE
    wanted, found = _actions(expected.stdout), _actions(given.stdout)
    if sorted(wanted) != sorted(found):
        return Difference.ACTIONS
    if wanted != found:
        return Difference.ORDER
    return Difference.TEXT if expected.stdout != given.stdout else Difference.MESSAGES


def awaits_second_solver(answer: Answer) -> bool:
    """Whether the classic solver failed: apt 3.0 then has the reasons of the other one, or we say that we have not."""
    return CONTEXT in answer.stderr or SAYS_SECOND_SOLVER in answer.stderr


def is_silent(answer: Answer) -> bool:
    """Whether an answer does not tell the stages of the work, as from quiet level 2 on."""
    return not answer.stdout.startswith(("Reading package lists...", "\rReading package lists..."))


def without_context(answer: Answer) -> Answer:
    """An answer without the reasons of apt 3.0's second solver, and without our saying that they are missing."""
    kept, is_context = [], False
    for line in answer.stderr.splitlines(keepends=True):
        is_context = line.startswith(CONTEXT) or (is_context and line.startswith("   "))
        if not is_context and not line.startswith(SAYS_SECOND_SOLVER):
            kept.append(line)
    return Answer(answer.stdout, "".join(kept), answer.exit_code)


def _only_clock_differs(expected: Answer, given: Answer) -> bool:
    """Whether apt told of more progress, and that is all.

    At quiet level 0 it tells of each step's beginning, and of what lies between when 0.7 seconds have passed since
    the last time (OpProgress::CheckChange): on a busy machine that is more than on a quiet one.
    """
    if expected.stderr != given.stderr or expected.exit_code != given.exit_code:
        return False
    wanted = iter(given.stdout.split("\r"))
    awaited = next(wanted, None)
    for piece in expected.stdout.split("\r"):
        if piece == awaited:
            awaited = next(wanted, None)
        elif piece and not _PROGRESS.fullmatch(piece):
            return False
    return awaited is None


def unified_diff(expected: Answer, given: Answer) -> str:
    """Both streams of both answers, as one unified diff."""
    old = [*expected.stdout.splitlines(), f"=== exit code {expected.exit_code}", *expected.stderr.splitlines()]
    new = [*given.stdout.splitlines(), f"=== exit code {given.exit_code}", *given.stderr.splitlines()]
    lines = difflib.unified_diff(old, new, "apt", "aptsim", lineterm="", n=3)
    return "\n".join(lines) + "\n"


def _actions(stdout: str) -> list[str]:
    """Each action's first words: what is done, to which package, at which version."""
    return [" ".join(line.split(" ")[:4]) for line in stdout.splitlines() if line.startswith(ACTIONS)]


def _up_to_sizes(stdout: str) -> str:
    kept = []
    for line in stdout.splitlines(keepends=True):
        kept.append(line)
        if line.startswith(SIZES):
            return "".join(kept)
    return "" if not kept or any(line.startswith(("Get:", "Err:", "Ign:")) for line in kept) else "".join(kept)
