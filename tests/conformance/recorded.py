"""Answers of apt 2.2.4 and 3.0.4 that are kept, so that their switches are held where neither program can be had.

``python -m tests.conformance record`` makes them anew. They are of commands on small universes to which the release
answers otherwise than 2.6 does: those show that a switch is there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .cases import Case, make_case, make_verb_case
from .compare import without_context
from .oracle import Answer, Oracle
from .reference import OTHERS
from .roots import find_root
from .tiny_roots import iter_named_cases, iter_tiny_cases

FOLDER = Path(__file__).with_name("recorded")
SEED = 3
RANDOM_CASES = 300
MOST_OF_A_LABEL = 7
MOST = 110


def record_all() -> None:
    """Ask the programs, and keep what they answer."""
    FOLDER.mkdir(exist_ok=True)
    for release in OTHERS:
        entries = [[*_words(case), *_parts(answer)] for case, answer in _telling_cases(release)]
        lines = ",\n".join(json.dumps(entry) for entry in entries)
        (FOLDER / f"{release}.json").write_text(f"[\n{lines}\n]\n")


def recorded_answers(release: str) -> list[tuple[Case, Answer]]:
    """Give the commands with the answers that were kept."""
    told = json.loads((FOLDER / f"{release}.json").read_text())
    return [
        (Case(kind, tuple(before), verb, tuple(after), label), Answer(stdout, stderr, exit_code))
        for kind, before, verb, after, label, stdout, stderr, exit_code in told
    ]


def _words(case: Case) -> list[object]:
    return [case.kind, case.before, case.verb, case.after, case.label]


def _parts(answer: Answer) -> list[object]:
    return [answer.stdout, answer.stderr, answer.exit_code]


def _telling_cases(release: str) -> Iterator[tuple[Case, Answer]]:
    """Yield commands that the release answers in its own way, not too many of one sort."""
    usual, other = Oracle(), Oracle(release=release)
    labels: Counter[str] = Counter()
    for case in _candidates():
        root = find_root(case.kind)
        if labels[case.label] >= MOST_OF_A_LABEL or labels.total() >= MOST:
            continue
        answer = other.answer(root, case.arguments)
        if answer.is_from_second_solver or answer.acts or str(root.path) in answer.stdout + answer.stderr:
            continue
        answer = without_context(answer)
        if answer != without_context(usual.answer(root, case.arguments)):
            labels[case.label] += 1
            yield case, answer


def _candidates() -> Iterator[Case]:
    yield from iter_named_cases()
    for make in (make_case, make_verb_case):
        yield from iter_tiny_cases(RANDOM_CASES, SEED, make)
