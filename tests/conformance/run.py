"""Runs cases: apt's answer from the store or from apt, the product's answer, and their difference."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass

from .build_cases import make_build_case, make_file_case, make_satisfy_case
from .cases import Case, make_case, make_question_case, make_selection_case, make_verb_case
from .compare import Difference, awaits_second_solver, compare, is_silent, unified_diff, without_context
from .damaged import DAMAGED, iter_damaged_cases
from .material import material_of
from .oracle import SECOND_SOLVER, UNCOMPARED, Answer, Oracle, is_simulated
from .product import ForkedProduct, Product, SubprocessProduct
from .reference import DEFAULT
from .roots import find_root
from .tiny_roots import FILES, NAMED_KIND, SELECTIONS, TINY, iter_named_cases, iter_tiny_cases

CHUNK = 12


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case; times in seconds."""

    case: Case
    difference: Difference | None
    diff: str
    product_time: float
    expected_exit: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run; without a product only apt is asked."""

    ask_product: bool = True
    subprocesses: bool = False
    release: str = DEFAULT
    in_part: bool = False

    def product(self) -> Product:
        """The product, asked to answer as this release of apt."""
        return SubprocessProduct(self.release) if self.subprocesses else ForkedProduct(self.release, self.in_part)


#: What cases can be about.
MAKERS = {
    "install": make_case,
    "verbs": make_verb_case,
    "satisfy": make_satisfy_case,
    "build-dep": make_build_case,
    "files": make_file_case,
    "selections": make_selection_case,
    "questions": make_question_case,
}


#: What needs small universes of a kind of its own.
SUFFIXES = {"build-dep": FILES, "files": FILES, "selections": SELECTIONS}


def generate_cases(kinds: list[str], count: int, seed: int, about: str = "install") -> Iterator[Case]:
    """The first *count* cases of each kind, kind after kind, of one of `MAKERS`."""
    make = MAKERS[about]
    for kind in kinds:
        if kind == TINY:
            yield from iter_tiny_cases(count, seed, make, SUFFIXES.get(about, ""))
        elif kind == NAMED_KIND:
            yield from iter_named_cases()
        elif kind == DAMAGED:
            yield from iter_damaged_cases(count, seed)
        else:
            material = material_of(find_root(kind))
            yield from (make(kind, material, seed, number) for number in range(count))


def run_cases(cases: list[Case], settings: Settings, jobs: int) -> Iterator[Result]:
    """Run all cases and give the results as they come."""
    chunks = [cases[start : start + CHUNK] for start in range(0, len(cases), CHUNK)]
    if jobs <= 1:
        _start_worker(settings)
        for chunk in chunks:
            yield from _run_chunk(chunk)
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs, _start_worker, (settings,)) as pool:
        for results in pool.imap_unordered(_run_chunk, chunks):
            yield from results


class _Worker:
    """What a worker process keeps between its cases."""

    oracle: Oracle
    product: Product | None


def _start_worker(settings: Settings) -> None:
    _Worker.oracle = Oracle(release=settings.release)
    _Worker.product = settings.product() if settings.ask_product else None


def _run_chunk(cases: list[Case]) -> list[Result]:
    return [run_case(case, _Worker.oracle, _Worker.product) for case in cases]


def run_case(case: Case, oracle: Oracle, product: Product | None) -> Result:
    """Ask both about one case, and compare."""
    root = find_root(case.kind)
    expected = oracle.answer(root, case.arguments)
    if expected.is_from_second_solver:
        return Result(case, None, "", 0.0, SECOND_SOLVER)
    if product is None or expected.exit_code in UNCOMPARED:
        return Result(case, None, "", 0.0, expected.exit_code)
    start = time.monotonic()
    given = product.answer(root, case)
    elapsed = time.monotonic() - start
    if is_silent(expected) and awaits_second_solver(given) and not awaits_second_solver(expected):
        # The work of that solver does not show at this quiet level, only what it came to.
        return Result(case, None, "", elapsed, SECOND_SOLVER)
    expected, given = without_context(expected), without_context(given)
    difference = compare(expected, given, simulated=is_simulated(case.arguments))
    return Result(case, difference, _diff(difference, expected, given), elapsed, expected.exit_code)


def _diff(difference: Difference | None, expected: Answer, given: Answer) -> str:
    return unified_diff(expected, given) if difference else ""
