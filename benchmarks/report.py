"""The figures as a table to read (Markdown) and as JSON to process, with the machine they were measured on."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.cases import Case
from benchmarks.measure import Figures

HEADER = (
    "| case | ours: wall, CPU, memory | other: wall, CPU, memory | ratio | goal | enough |\n|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Result:
    """One case with the medians of both sides."""

    case: Case
    ours: Figures
    theirs: Figures
    their_name: str

    @property
    def ratio(self) -> float:
        """Give ours divided by theirs, of the figure that the case is about."""
        of_theirs: float = getattr(self.theirs, self.case.figure)
        of_ours: float = getattr(self.ours, self.case.figure)
        return of_ours / of_theirs

    @property
    def verdict(self) -> str:
        """Say which mark the ratio reaches."""
        if self.ratio <= self.case.goal:
            return "goal"
        return "enough" if self.ratio <= self.case.enough else "missed"

    def row(self) -> str:
        """Give the line of the table."""
        case = self.case
        ours, theirs = _triple(self.ours), _triple(self.theirs)
        return (
            f"| {case.what} | {ours} | {theirs} | **{self.ratio:.3g}** ({self.verdict}) | {case.goal} | {case.enough} |"
        )

    def as_json(self) -> dict[str, object]:
        """Give the same for programs: seconds and bytes."""
        case = self.case
        return {
            "case": case.name,
            "what": case.what,
            "figure": case.figure,
            "ours": asdict(self.ours),
            "other": {"program": self.their_name, **asdict(self.theirs)},
            "ratio": round(self.ratio, 4),
            "goal": case.goal,
            "enough": case.enough,
            "verdict": self.verdict,
        }


def _triple(figures: Figures) -> str:
    return f"{figures.wall:.3f} s, {figures.cpu:.3f} s, {figures.memory / 1e6:.0f} MB"


def describe_machine() -> dict[str, object]:
    """Say what the figures were measured on; a load above the number of processors makes wall time mean little."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
