"""The measure of the external solver: what share of commands ends as with apt's internal one, and why others do not."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from .cases import Case
from .edsp import Solved, apt_solver, ask_apt_solver, solve_with_apt, solve_with_product, without_dates
from .oracle import Answer, Oracle, is_question, is_simulated
from .roots import find_root

_SOLVING = ("Execute external solver...", "Calculating upgrade...")


class Ending(Enum):
    """How a command ends with the external solver, compared with the internal one."""

    NOT_ASKED = "apt asks no solver"
    IDENTICAL = "the same text"
    SAME_RESULT = "the same result in other words"
    PROTOCOL = "another result, and the same as with apt's own solver program"
    OTHER = "another result than with apt's own solver program"


@dataclass(frozen=True, slots=True)
class EdspResult:
    """One case: how it ends, and whether the answer is that of apt's solver program to the byte, None if unknown."""

    case: Case
    ending: Ending
    is_exact: bool | None
    expected: Answer
    given: Answer


def measure(cases: Iterable[Case]) -> Iterator[EdspResult]:
    """Run each case that apt simulates with both solvers; one that takes apt too long is named and not counted."""
    for case in cases:
        if is_simulated(case.arguments) and not is_question(case.arguments):
            try:
                yield _measure_one(case)
            except subprocess.TimeoutExpired:
                print(f"apt itself took too long, and the case is not counted: {case}", file=sys.stderr)


def _measure_one(case: Case) -> EdspResult:
    root = find_root(case.kind)
    expected = Oracle().answer(root, case.arguments)
    solved = solve_with_product(root, case.arguments)
    is_exact = None
    if solved.asked and apt_solver() is not None:
        is_exact = without_dates(ask_apt_solver(root, solved.scenario).stdout) == without_dates(solved.solution)
    ending = ending_of(expected, solved)
    if ending is Ending.OTHER and apt_solver() is not None:
        theirs = ending_of(solve_with_apt(root, case.arguments).answer, solved)
        ending = Ending.PROTOCOL if theirs is not Ending.OTHER else ending
    return EdspResult(case, ending, is_exact, expected, solved.answer)


def ending_of(expected: Answer, solved: Solved) -> Ending:
    """Compare the answers of two runs of apt; which solver worked is no difference."""
    given = solved.answer
    if not solved.asked:
        return Ending.NOT_ASKED
    if expected.exit_code != given.exit_code or _steps(expected.stdout) != _steps(given.stdout):
        return Ending.OTHER
    if given.exit_code == 0 and _lines(expected.stdout) == _lines(given.stdout) and expected.stderr == given.stderr:
        return Ending.IDENTICAL
    return Ending.SAME_RESULT


def _steps(stdout: str) -> list[str]:
    return [line for line in stdout.splitlines() if line.startswith(("Inst ", "Conf ", "Remv ", "Purg "))]


def _lines(stdout: str) -> list[str]:
    return [line for line in stdout.splitlines() if line not in _SOLVING]


def summary(results: list[EdspResult]) -> str:
    """A table of the endings, by kind of root."""
    kinds = list(dict.fromkeys(result.case.kind.rstrip("0123456789-") for result in results))
    lines = []
    for kind in [*kinds, "all"]:
        those = [result for result in results if kind in ("all", result.case.kind.rstrip("0123456789-"))]
        counts = Counter(result.ending for result in those)
        exact = Counter(result.is_exact for result in those)
        told = ", ".join(f"{counts[ending]} {ending.value}" for ending in Ending if counts[ending])
        lines.append(f"{kind:20} {len(those):4} cases: {told}; answers {exact[True]} exact, {exact[False]} not")
    return "\n".join(lines)
