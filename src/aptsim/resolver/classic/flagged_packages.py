"""Packages picked from the whole universe by one of its columns, without a look at each of them."""

from __future__ import annotations

import re

from aptsim.model.cache_types import SelectedState
from aptsim.universe.universe import Universe

_FLAGGED = re.compile(rb"[^\0]")
_HELD = re.compile(re.escape(bytes((SelectedState.HOLD,))))


def flagged_packages(universe: Universe, flags: int) -> list[int]:
    """Gives all known packages, installed or not, that have one of some `PackageFlag` bits, in no special order."""
    found = (match.start() for match in _FLAGGED.finditer(bytes(universe.package_flags)))
    return [package for package in found if universe.package_flags[package] & flags]


def held_packages(universe: Universe) -> list[int]:
    """Gives all packages on hold, in the order of apt's walk."""
    return universe.in_walk_order([match.start() for match in _HELD.finditer(bytes(universe.selected_state))])
