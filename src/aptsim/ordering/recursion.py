"""Room for deep recursion: ordering follows chains of dependencies, each step a few calls deep."""

from __future__ import annotations

import sys

#: Python calls that one package can add to a chain.
_CALLS_PER_PACKAGE = 12


def make_room_for(packages: int) -> None:
    """Raises the interpreter's recursion limit, where it is too low for a chain of so many packages."""
    wanted = 1000 + _CALLS_PER_PACKAGE * packages
    if sys.getrecursionlimit() < wanted:
        sys.setrecursionlimit(wanted)
