"""Sizes are rounded as apt-get 2.6.1 rounds them."""

from __future__ import annotations

import pytest

from aptsim.display.sizes import format_size


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 "),
        (999, "999 "),
        (9999, "9999 "),
        (10_000, "10.0 k"),
        (53_076, "53.1 k"),
        (99_949, "99.9 k"),
        (99_950, "100.0 k"),
        (100_000, "100 k"),
        (5_356_000, "5356 k"),
        (9_999_999, "10000 k"),
        (10_000_000, "10.0 M"),
        (19_100_000, "19.1 M"),
        (1_234_567_890_123, "1235 G"),
        (-1_533_000, "1533 k"),
    ],
)
def test_a_size_has_at_most_four_digits(size: int, text: str) -> None:
    """One digit behind the point below 100 of a unit, none above; the next unit begins at 10000; the sign is lost."""
    assert format_size(size) == text
