"""What a system's files would say where it has no such files: the state after a run, or that of a scenario."""

from __future__ import annotations

from dataclasses import dataclass

from aptsim.system.extended_states import ExtendedState
from aptsim.system.preferences import Pin


@dataclass(frozen=True, slots=True)
class GivenState:
    """State that is told instead of read.

    Args:
        states: the automatic marks.
        pins: the pins; None to read the system's own.
    """

    states: tuple[ExtendedState, ...]
    pins: tuple[Pin, ...] | None = None
