"""What an examination came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aptsim.health.finding import Finding, FindingSeverity


@dataclass(frozen=True, slots=True)
class SystemCard:
    """What was examined.

    Args:
        name: how the user named the system.
        status_path: the dpkg status; empty where none was given.
        architectures: the native one first; empty where they are not known.
        installed: packages on the system, at least in part; None where nobody can say.
        lists: package lists on disk.
        offered: versions that they offer.
    """

    name: str
    status_path: str = ""
    architectures: Sequence[str] = ()
    installed: int | None = None
    lists: int = 0
    offered: int = 0


@dataclass(frozen=True, slots=True)
class Prospect:
    """How a command of apt-get would end on the system as it is, by simulation.

    Args:
        command: as it would be typed.
        exit_code: 0 or 100.
        says: apt's errors.
        effect: what it would change, in a few words; empty where it changes nothing or fails.
    """

    command: str
    exit_code: int
    says: Sequence[str] = ()
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The findings about a system, the gravest first.

    Args:
        card: what was examined.
        now: the day that dates were held against.
        findings: all of them.
        prospects: how the next commands would end; empty where nothing can be simulated.
        not_examined: what could not be looked at, and why.
    """

    card: SystemCard
    now: datetime
    findings: Sequence[Finding]
    prospects: Sequence[Prospect] = ()
    not_examined: Sequence[str] = ()

    @property
    def is_healthy(self) -> bool:
        """Tell whether there is neither an error nor a warning; notes do not make a system sick."""
        return not any(finding.kind.severity is not FindingSeverity.NOTE for finding in self.findings)

    def of(self, severity: FindingSeverity) -> list[Finding]:
        """Give the findings of one severity."""
        return [finding for finding in self.findings if finding.kind.severity is severity]
