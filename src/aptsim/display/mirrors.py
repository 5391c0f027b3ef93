"""Mirrors side by side: for a person, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from aptsim.explain.plan_difference import PlanDifference
from aptsim.mirrors.comparison import ListFinding, MirrorFindings, PackageDifference, SuiteComparison
from aptsim.mirrors.survey import ListState

_MOST = 20
"""So many packages of a list are shown to a person; programs get all."""


@dataclass(frozen=True, slots=True)
class MirrorPlan:
    """What a request comes to with the lists of one mirror.

    Args:
        mirror: which.
        error: why there is no plan; empty when there is one.
        exit_code: what apt-get would exit with.
        differences: from the plan of the first mirror that has one.
    """

    mirror: str
    error: str
    exit_code: int
    differences: tuple[PlanDifference, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether it is the plan of the first mirror."""
        return not self.error and not self.differences


def format_comparison(comparisons: Sequence[SuiteComparison], request: str, plans: Sequence[MirrorPlan]) -> str:
    """Write a comparison for a person."""
    lines: list[str] = []
    for comparison in comparisons:
        lines.append(comparison.suite)
        for findings in comparison.mirrors:
            lines += _lines_of_mirror(findings)
    is_same = all(comparison.is_same for comparison in comparisons)
    lines.append("The mirrors have the same." if is_same else "The mirrors do not have the same.")
    if plans:
        lines += _lines_of_plans(request, plans)
    return "".join(f"{line}\n" for line in lines)


def comparison_document(
    comparisons: Sequence[SuiteComparison], request: str, plans: Sequence[MirrorPlan], exit_code: int
) -> dict[str, Any]:
    """Give a comparison as a document; docs/mirrors.md tells its fields."""
    return {
        "schema_version": 1,
        "exit_code": exit_code,
        "same": all(comparison.is_same for comparison in comparisons),
        "suites": [
            {
                "suite": comparison.suite,
                "newest": comparison.reference,
                "mirrors": [_document_of_mirror(findings) for findings in comparison.mirrors],
            }
            for comparison in comparisons
        ],
        "for": None
        if not plans
        else {
            "request": request,
            "same": all(plan.is_same for plan in plans),
            "plans": [{**asdict(plan), "same": plan.is_same} for plan in plans],
        },
    }


def _lines_of_mirror(findings: MirrorFindings) -> Iterator[str]:
    survey = findings.survey
    words = [survey.version or survey.codename, _day(survey.date)]
    if findings.behind:
        words.append(f"{_span(findings.behind)} older than the newest")
    yield f"  {survey.mirror}: {', '.join(word for word in words if word)}"
    if survey.expired:
        yield f"    Release: {survey.expired}"
    for name in findings.absent:
        yield f"    {name}: not on offer here"
    for one in findings.lists:
        yield from _lines_of_list(one)


def _lines_of_list(finding: ListFinding) -> Iterator[str]:
    surveyed = finding.surveyed
    by_hash = "; under its sum it is there" if surveyed.by_hash else ""
    if surveyed.state is ListState.MISSING:
        yield f"    {surveyed.name}: Release promises it, and it is not there{by_hash}"
    elif surveyed.state is ListState.TORN:
        owner = f", but the one of {finding.belongs_to}" if finding.belongs_to else ""
        yield f"    {surveyed.form}: torn, for it is not the file that its own Release promises{owner}{by_hash}"
    if finding.differences:
        count = len(finding.differences)
        yield f"    {surveyed.name}: {count} package{'' if count == 1 else 's'} not as on the newest"
        yield from map(_line_of_package, finding.differences[:_MOST])
        if count > _MOST:
            yield f"      and {count - _MOST} more"


def _line_of_package(difference: PackageDifference) -> str:
    if difference.is_rebuilt:
        return f"      {difference.package}: {', '.join(difference.versions)}, with another content"
    here, there = (", ".join(versions) or "none" for versions in (difference.versions, difference.reference))
    return f"      {difference.package}: {here}; on the newest {there}"


def _lines_of_plans(request: str, plans: Sequence[MirrorPlan]) -> Iterator[str]:
    is_same = all(plan.is_same for plan in plans)
    yield f"{request}: {'the plan is the same with each.' if is_same else 'the plans are not the same.'}"
    for plan in plans:
        if plan.error:
            yield f"  {plan.mirror}: {plan.error}"
        elif plan.differences:
            yield f"  {plan.mirror}:"
            for one in plan.differences:
                yield f"    {one.package}: {one.change or 'nothing'}; with the first {one.reference or 'nothing'}"


def _document_of_mirror(findings: MirrorFindings) -> dict[str, Any]:
    survey = findings.survey
    return {
        "mirror": survey.mirror,
        "same": findings.is_same,
        "date": None if survey.date is None else survey.date.isoformat(),
        "seconds_behind": None if findings.behind is None else int(findings.behind.total_seconds()),
        "problem": survey.expired or None,
        "codename": survey.codename or None,
        "version": survey.version or None,
        "signed_by": list(survey.signers),
        "absent": list(findings.absent),
        "lists": [_document_of_list(one) for one in findings.lists],
    }


def _document_of_list(finding: ListFinding) -> dict[str, Any]:
    surveyed = finding.surveyed
    return {
        "name": surveyed.name,
        "form": surveyed.form,
        "state": surveyed.state.value,
        "promised": surveyed.promised,
        "found": surveyed.found or None,
        "by_hash": surveyed.by_hash,
        "belongs_to": finding.belongs_to or None,
        "readable": surveyed.offers is not None,
        "differences": [
            {"package": one.package, "versions": list(one.versions), "newest": list(one.reference)}
            for one in finding.differences
        ],
    }


def _day(date: datetime | None) -> str:
    return "undated" if date is None else f"of {date:%Y-%m-%d %H:%M:%S} UTC"


def _span(time: timedelta) -> str:
    """Write a span of time in its two largest units.

    >>> _span(timedelta(days=2, hours=3, minutes=5)), _span(timedelta(seconds=61))
    ('2 d 3 h', '1 min 1 s')
    """
    seconds = int(time.total_seconds())
    parts = ((seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    found = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(found[:2]) or "0 s"
