"""Pins and automatic marks that are told instead of read from files, as a scenario tells them."""

from __future__ import annotations

from aptsim.model.value import Value
from aptsim.system.extended_states import ExtendedState
from aptsim.system.preferences import Pin


class GivenState(Value):
    """What the files of a system would say.

    Args:
        states: the automatic marks.
        pins: the pins, the first that fits a version counting.
    """

    states: tuple[ExtendedState, ...]
    pins: tuple[Pin, ...]
