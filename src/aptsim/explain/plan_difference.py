"""What two plans for the same request do differently."""

from __future__ import annotations

from dataclasses import dataclass

from aptsim.resolver.plan import Plan, PlannedPackage


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A package that two plans treat differently; an empty text means that a plan leaves it alone.

    Args:
        package: ``name:arch``.
        change: what the plan does, like ``install 2.10``.
        reference: what the plan does that it is held against.
    """

    package: str
    change: str
    reference: str


def compare_plans(plan: Plan, reference: Plan) -> list[PlanDifference]:
    """Give the packages that two plans treat differently, by name; none means that they do the same."""
    one, other = _by_package(plan), _by_package(reference)
    names = sorted(one.keys() | other.keys())
    return [
        PlanDifference(name, one.get(name, ""), other.get(name, ""))
        for name in names
        if one.get(name, "") != other.get(name, "")
    ]


def _by_package(plan: Plan) -> dict[str, str]:
    return {f"{one.name.partition(':')[0]}:{one.arch}": _text_of(one) for one in plan.changes}


def _text_of(one: PlannedPackage) -> str:
    return f"{one.change.value} {one.version or one.current_version}"
