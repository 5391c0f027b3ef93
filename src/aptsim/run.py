"""One run of a command, from what was asked to how it ends."""

from __future__ import annotations

from dataclasses import dataclass

from aptsim.archive.volatile_files import NO_FILES, VolatileFiles
from aptsim.model.message import Messages
from aptsim.ordering import Simulation
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.events import Record
from aptsim.resolver.plan import Outcome, Plan


@dataclass(slots=True)
class Run:
    """One simulated run: what happened, what was decided, and how it ends.

    Args:
        record: everything that apt would have printed, as events.
        messages: errors, warnings and notices.
        plan: what changes; None when the run ended before anything could be decided.
        simulation: the steps in order, when the run got that far.
        cache: the marks, for explanations; None when the system could not be opened.
    """

    record: Record
    messages: Messages
    plan: Plan | None = None
    simulation: Simulation | None = None
    cache: DependencyCache | None = None
    volatile: VolatileFiles = NO_FILES
    """Files with packages that only this run knows."""
    unreadable: str = ""
    """The list that could not be unpacked; apt's own words do not always name it."""

    @property
    def exit_code(self) -> int:
        """What apt-get exits with: 0, 1 after `Abort.`, 100 after an error."""
        if self.plan is not None and self.plan.outcome is Outcome.ABORTED:
            return 1
        if self.plan is None or self.plan.outcome is Outcome.FAILED or self.messages.pending_error:
            return 100
        return 0
