"""Pins and automatic marks that are told instead of read from files, as a scenario tells them."""

from __future__ import annotations

from dataclasses import dataclass

from aptsim.system.extended_states import ExtendedState
from aptsim.system.preferences import Pin


@dataclass(frozen=True, slots=True)
class GivenState:
    """What the files of a system would say.

    Args:
        states: the automatic marks.
        pins: the pins, the first that fits a version counting.
    """

    states: tuple[ExtendedState, ...]
    pins: tuple[Pin, ...]
