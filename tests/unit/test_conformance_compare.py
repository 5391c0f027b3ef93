"""How the conformance suite tells apt's answer from the product's."""

from __future__ import annotations

from tests.conformance.compare import Difference, compare
from tests.conformance.oracle import Answer

STEPS = ("0%", "50%", "Done")
QUIET = "\r".join(f"\rBuilding dependency tree... {step}" for step in STEPS) + "\r\nThe end\n"
BUSY = QUIET.replace("50%\r", "50%\r\rBuilding dependency tree... 79%\r")


def _compare(expected: str, given: str) -> Difference | None:
    return compare(Answer(expected, "", 0), Answer(given, "", 0), simulated=True)


def test_progress_that_only_the_clock_brings_out_is_no_difference() -> None:
    """A busy apt tells of more progress than a quiet one, and that says nothing about the product."""
    assert _compare(BUSY, QUIET) is None


def test_progress_that_apt_does_not_tell_is_a_difference() -> None:
    """A line of progress that apt did not print is a fault of the product."""
    assert _compare(QUIET, BUSY) is Difference.TEXT


def test_words_beside_the_progress_still_count() -> None:
    """With progress left out of account, any other text must be the same."""
    assert _compare(BUSY, QUIET.replace("The end", "The start")) is Difference.TEXT
    assert _compare(BUSY, QUIET + "more\n") is Difference.TEXT
