"""From the marks of a request to marks without problems, and what is said where there is no way.

Source: apt-private/private-install.cc, DoCacheManipulationFromCommandLine and, since 3.0, its runTheSolver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto

from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.events import Event, Record, Stage, StageDone
from aptsim.resolver.run_steps import check_nothing_broken, show_unmet

_MORE_CONTEXT = "The following information from --solver 3.0 may provide additional context:"


class Failure(Enum):
    """Why the classic solver has no solution."""

    UNMET = auto()
    """The system was broken, and the request names packages; then nothing is solved."""
    GAVE_UP = auto()
    """An upgrade could not be worked out."""
    BROKEN = auto()
    """Packages stay broken."""


class Solving:
    """The solving of one request."""

    def __init__(self, cache: DependencyCache, record: Record) -> None:
        """Starts from what is marked."""
        self._cache = cache
        self._record = record

    def solve(
        self,
        resolve: Callable[[], bool] | None,
        is_fixing: bool,
        second_stage: Stage | None,
        repeated: Sequence[Event] = (),
    ) -> bool:
        """Solves what the marks have broken; says what stays broken and gives False where there is no solution.

        Args:
            resolve: the classic resolver; None when none is to be called.
            is_fixing: whether packages were broken before anything was marked.
            second_stage: what the second solver calls its work; None where it is not asked for this request.
            repeated: what was said since the arguments are marked, and is said again by the second solver.
        """
        failure = self._attempt(resolve, is_fixing)
        if self._cache.release.asks_second_solver and second_stage is not None:
            self._ask_second_solver(failure, second_stage, repeated)
        if failure is not None:
            self._tell(failure)
        return failure is None

    def _attempt(self, resolve: Callable[[], bool] | None, is_fixing: bool) -> Failure | None:
        cache = self._cache
        if is_fixing and cache.broken_count:
            return Failure.UNMET
        if resolve is not None and not resolve() and not cache.broken_count:
            return Failure.GAVE_UP
        return Failure.BROKEN if cache.broken_count else None

    def _ask_second_solver(self, failure: Failure | None, stage: Stage, repeated: Sequence[Event]) -> None:
        """Records that the solver 3.0 runs: after a failure, and always where apport is there to be told of its own."""
        universe = self._cache.universe
        apport = universe.find_package("apport", universe.native_arch)
        if failure is None and not (apport and universe.current_version[apport]):
            return
        for event in repeated:
            self._record.add(event)
        if failure is not Failure.UNMET:
            self._record.add(StageDone(stage, failure is not None, 10, is_second=True))

    def _tell(self, failure: Failure) -> None:
        cache, record = self._cache, self._record
        match failure:
            case Failure.UNMET:
                release = cache.release
                command = release.fixing_command
                record.note(f"You might want to run '{command}' to correct {release.broken_request}")
                show_unmet(cache, record)
                reason = f"Unmet dependencies. Try '{command}' with no packages (or specify a solution)."
                cache.messages.error(reason)
                self._repeat(reason)
            case Failure.BROKEN:
                check_nothing_broken(cache, record)
            case Failure.GAVE_UP:
                pass

    def _repeat(self, reason: str) -> None:
        """The second solver does not come to solve a system that was broken before: it fails for the same reason."""
        cache = self._cache
        hides = cache.configuration.find_b("quiet::NoSolver3Explanation", False)
        if cache.release.asks_second_solver and not hides:
            cache.messages.error(f"{_MORE_CONTEXT}\n{reason}")


def waits_for_second_solver(events: Iterable[Event]) -> bool:
    """Says whether a run ended where apt would go on with the answer of its second solver, which is not simulated."""
    return any(isinstance(event, StageDone) and event.is_second and event.failed for event in events)
