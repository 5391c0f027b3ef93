"""One run of a command, from what was asked to how it ends."""

from __future__ import annotations

from aptsim.archive.volatile_files import NO_FILES, VolatileFiles
from aptsim.model.message import Messages
from aptsim.ordering import Simulation
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.events import Record
from aptsim.resolver.plan import Outcome, Plan


class Run:
    """One simulated run: what happened, what was decided, and how it ends."""

    __slots__ = ("cache", "messages", "plan", "record", "simulation", "unreadable", "volatile")

    def __init__(self, record: Record, messages: Messages) -> None:
        """Starts with nothing done.

        Args:
            record: gets everything that apt would have printed, as events.
            messages: gets errors, warnings and notices.
        """
        self.record = record
        self.messages = messages
        #: What changes; None when the run ended before anything could be decided.
        self.plan: Plan | None = None
        #: The steps in order, when the run got that far.
        self.simulation: Simulation | None = None
        #: The marks, for explanations; None when the system could not be opened.
        self.cache: DependencyCache | None = None
        #: Files with packages that only this run knows.
        self.volatile: VolatileFiles = NO_FILES
        #: The list that could not be unpacked; apt's own words do not always name it.
        self.unreadable = ""

    @property
    def exit_code(self) -> int:
        """What apt-get exits with: 0, 1 after `Abort.`, 100 after an error."""
        if self.plan is not None and self.plan.outcome is Outcome.ABORTED:
            return 1
        if self.plan is None or self.plan.outcome is Outcome.FAILED or self.messages.pending_error:
            return 100
        return 0
