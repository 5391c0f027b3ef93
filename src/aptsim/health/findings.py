"""Findings while they are being collected."""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.health.finding import Finding, FindingSeverity, Item
from aptsim.health.kinds import KINDS


class Findings:
    """What was found so far, in the order of the examination."""

    __slots__ = ("_findings",)

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def add(
        self,
        code: str,
        text: str,
        path: str = "",
        line: int = 0,
        offset: int = -1,
        items: Sequence[Item] = (),
        apt_says: Sequence[str] = (),
    ) -> None:
        """Add a finding of the kind that has this code."""
        self._findings.append(Finding(KINDS[code], text, path, line, offset, tuple(items), tuple(apt_says)))

    def has(self, *codes: str) -> bool:
        """Tell whether something of one of these kinds was found."""
        return any(finding.kind.code in codes for finding in self._findings)

    def in_order(self) -> list[Finding]:
        """Give all, the gravest first."""
        return sorted(self._findings, key=lambda finding: _RANKS[finding.kind.severity])


_RANKS = {severity: rank for rank, severity in enumerate(FindingSeverity)}


def count(number: int, noun: str, plural: str = "") -> str:
    """Give a number with its noun.

    >>> count(1, "package"), count(3, "package"), count(2, "entry", "entries")
    ('1 package', '3 packages', '2 entries')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"
