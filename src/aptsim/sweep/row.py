"""What a sweep tells of one installation."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from aptsim.display.unmet_dependencies import format_unmet
from aptsim.model.message import Severity
from aptsim.resolver.events import UnmetDependencies
from aptsim.run import Run


@dataclass(frozen=True, slots=True)
class Row:
    """One simulated installation. Everything but the time is the same on every machine and by any number of workers.

    Args:
        system: what the system is called in this sweep.
        package: what was asked for, as an argument of `apt-get install`; '' when the system could not be opened.
        version: the version of the package that there is after the run, or that was to be installed; '' for none.
        exit_code: what apt-get exits with.
        outcome: how the run ends (`aptsim.resolver.plan.Outcome`).
        installs: how many packages are new.
        upgrades: how many get a newer version.
        downgrades: how many get an older version.
        reinstalls: how many get the same version again.
        removals: how many go.
        download_size: bytes to download.
        disk_change: bytes on disk more than before; negative when the run frees some.
        steps: how many calls of dpkg follow in order; None when the run did not get so far.
        reason: why it fails, in apt's words; '' when it does not.
        seconds: seconds of CPU that the simulation took.
    """

    system: str
    package: str
    version: str
    exit_code: int
    outcome: str
    installs: int
    upgrades: int
    downgrades: int
    reinstalls: int
    removals: int
    download_size: int
    disk_change: int
    steps: int | None
    reason: str
    seconds: float

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other row of a sweep."""
        return self.system, self.package

    def without_time(self) -> Row:
        """Gives what does not depend on who made the row, and when."""
        return replace(self, seconds=0.0)

    def to_json(self) -> str:
        """Gives the row as one line of JSON, without a newline."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str | bytes) -> Row:
        """Reads what :meth:`to_json` wrote.

        Raises:
            ValueError: when it is something else.
        """
        values: Any = json.loads(line)
        if not isinstance(values, dict) or values.keys() != {field.name for field in fields(cls)}:
            raise ValueError("not a row of a sweep")
        return cls(**values)


def row_of(system: str, package: str, version: str, run: Run, seconds: float) -> Row:
    """Sums up a run.

    Args:
        version: of the package, as `Row` has it.
    """
    plan = run.plan
    done = run.simulation is not None
    return Row(
        system=system,
        package=package,
        version=version,
        exit_code=run.exit_code,
        outcome="failed" if plan is None else plan.outcome.value,
        installs=len(plan.installs) if plan else 0,
        upgrades=len(plan.upgrades) if plan else 0,
        downgrades=len(plan.downgrades) if plan else 0,
        reinstalls=len(plan.reinstalls) if plan else 0,
        removals=len(plan.removals) if plan else 0,
        download_size=plan.download_size if plan else 0,
        disk_change=plan.disk_change if plan else 0,
        steps=len(run.simulation.lines) if run.simulation is not None and done else None,
        reason=reason_of(run) if run.exit_code else "",
        seconds=round(seconds, 6),
    )


def failed_row(system: str, reason: str) -> Row:
    """Gives the row of a system that cannot be opened."""
    return Row(system, "", "", 100, "failed", 0, 0, 0, 0, 0, 0, 0, None, reason, 0.0)


def reason_of(run: Run) -> str:
    """Gives why a run fails, in one line: the unmet dependencies that apt would show, then its error messages."""
    parts: list[str] = []
    for event in run.record.events:
        if isinstance(event, UnmetDependencies):
            # The first line is the heading.
            parts += format_unmet(event).splitlines()[1:]
    parts += [message.text for message in run.messages if message.severity >= Severity.ERROR]
    return "; ".join(" ".join(part.split()) for part in parts if part.strip())
