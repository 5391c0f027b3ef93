"""What every run on a system begins with, done for the first one only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from aptsim.model.message import Messages
from aptsim.system.root import System

T = TypeVar("T")


class OncePerSystem:
    """Remembers what came of steps that look at the system alone, unless there was something to say."""

    __slots__ = ("_done", "_system")

    def __init__(self, system: System) -> None:
        """Starts with nothing done.

        Args:
            system: a run with settings of its own is one on another system; for that nothing is remembered.
        """
        self._system = system
        self._done: dict[str, Any] = {}

    def do(
        self,
        step: str,
        system: System,
        messages: Messages,
        make: Callable[[], T],
        is_final: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """Gives the result of a step, from memory if it is known.

        Args:
            step: what the step is called.
            system: the system of the run.
            messages: what the step has to say goes there; it is then done again for every run, and says it again.
            make: does it.
            is_final: says of a result whether it will have nothing to say later, either.
        """
        if system is not self._system:
            return make()
        if step in self._done:
            result: T = self._done[step]
            return result
        said = len(messages)
        result = make()
        if len(messages) == said and is_final(result):
            self._done[step] = result
        return result
