"""How long the parts of an update took."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from enum import Enum


class Phase(Enum):
    """A part of bringing lists up to date."""

    DOWNLOAD = "download"
    VERIFY = "verify"
    """Signatures, dates and sums."""
    UNPACK = "unpack"


class Phases:
    """Adds up seconds by phase."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(Phase, 0.0)

    @contextlib.contextmanager
    def time(self, phase: Phase) -> Iterator[None]:
        """Add what is done in the block to a phase."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[phase] += time.perf_counter() - began
