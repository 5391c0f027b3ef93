"""The table of configuration keys is complete: each key of it is compared with apt, and each compared key is in it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conformance.keys import KEYS

_TABLE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_table_of_keys_names_those_that_are_compared_with_apt() -> None:
    """A key is in the table if and only if a command shows its effect."""
    cells = [line.split("|")[1] for line in _TABLE.read_text().splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert named == {key.name for key in KEYS}
