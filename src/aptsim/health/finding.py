"""One thing that is wrong with a system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum


class FindingSeverity(Enum):
    """How much a finding matters."""

    ERROR = "error"
    """Apt fails, or does what nobody would want."""
    WARNING = "warning"
    """Apt works, and its answer is not that of a healthy system."""
    NOTE = "note"
    """Worth knowing; it does not make a system sick."""


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding; all of them stand in ``health/kinds.py``.

    Args:
        code: a stable name, for programs.
        severity: how much it matters.
        apt_will: what apt does because of it.
        remedy: what to do about it.
    """

    code: str
    severity: FindingSeverity
    apt_will: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Item:
    """One package, list or file that a finding is about.

    Args:
        name: of the package; of a list, as apt describes it.
        text: what is the matter with it; empty where the finding says all.
        path: the file that says so; empty where none does.
        line: in that file, counted from 1; 0 where there is none to name.
    """

    name: str
    text: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Args:
        kind: what sort of thing; it says what apt will do and what to do about it.
        text: what was found, a sentence or two.
        path: the file where it was found; empty where there is none.
        line: in that file, counted from 1; 0 where there is none to name.
        offset: of the fault, in bytes from the file's uncompressed beginning; -1 where there is none to name.
        items: what it is about, where that is more than one file.
        apt_says: the lines that apt prints about it, whole.
    """

    kind: FindingKind
    text: str
    path: str = ""
    line: int = 0
    offset: int = -1
    items: Sequence[Item] = ()
    apt_says: Sequence[str] = field(default=())
