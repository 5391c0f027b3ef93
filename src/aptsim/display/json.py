"""A plan as a JSON document; its schema is described in docs/json.md.

The version of the schema is counted up when a field changes its meaning or goes away; new fields do not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from aptsim.display.causes import kind_of, relation_text
from aptsim.model.apt_release import DEFAULT_CHOICE, ChosenRelease
from aptsim.model.cache_types import DEPENDENCY_NAMES
from aptsim.model.message import Message
from aptsim.ordering.events import BrokenConf, Conf, Inst, Remv
from aptsim.ordering.events import Event as Step
from aptsim.resolver.classic.causes import Cause
from aptsim.resolver.events import Event, ListKind, Note, PackageList, UnmetDependencies, UnmetPackage
from aptsim.resolver.plan import Change, Outcome, Plan, PlannedPackage
from aptsim.resolver.solving import waits_for_second_solver
from aptsim.universe.universe import Universe

SCHEMA_VERSION = 1

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def format_json(
    plan: Plan, universe: Universe, steps: Sequence[Step] | None = None, apt: ChosenRelease = DEFAULT_CHOICE
) -> str:
    """Gives the document as text, indented, with a newline at its end."""
    return json.dumps(plan_document(plan, universe, steps, apt), indent=2, ensure_ascii=True) + "\n"


def format_failure(messages: Iterable[Message]) -> str:
    """Gives the document of a run that ended before anything could be decided: its messages, and nothing else.

    Args:
        messages: what was said.
    """
    failure: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "outcome": Outcome.FAILED.value,
        "exit_code": 100,
        "messages": [_message(message) for message in messages],
    }
    return json.dumps(failure, indent=2, ensure_ascii=True) + "\n"


def plan_document(
    plan: Plan, universe: Universe, steps: Sequence[Step] | None = None, apt: ChosenRelease = DEFAULT_CHOICE
) -> dict[str, Json]:
    """Gives the document.

    Args:
        universe: the one that the plan was made in; names the packages in causes.
        steps: what the simulated run does, in order; None where it does not get so far.
        apt: the release of apt that was simulated.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "outcome": plan.outcome.value,
        "exit_code": plan.exit_code,
        "apt": _apt(apt, plan),
        "totals": _totals(plan),
        "changes": [_change(package, universe) for package in plan.changes],
        "kept_back": list(plan.kept_back),
        "unused": list(plan.unused),
        "suggested": _names(plan.events, ListKind.SUGGESTED),
        "recommended": _names(plan.events, ListKind.RECOMMENDED),
        "unmet": [_unmet(package) for event in plan.events for package in _unmet_packages(event)],
        "steps": None if steps is None else [_step(step) for step in steps],
        "notes": [event.text for event in plan.events if isinstance(event, Note) and event.text],
        "messages": [_message(message) for message in plan.messages],
    }


def _apt(apt: ChosenRelease, plan: Plan) -> dict[str, Json]:
    return {
        "release": apt.release.name,
        "installed": apt.installed or None,
        "is_exact": apt.is_exact,
        "asks_second_solver": waits_for_second_solver(plan.events),
    }


def _totals(plan: Plan) -> dict[str, Json]:
    counts: dict[str, Json] = {change.value: len(plan.of(change)) for change in Change}
    return {
        **counts,
        "kept_back": len(plan.kept_back),
        "download_size": plan.download_size,
        "archive_size": plan.archive_size,
        "disk_change": plan.disk_change,
    }


def _change(package: PlannedPackage, universe: Universe) -> dict[str, Json]:
    return {
        "name": universe.name(package.package),
        "arch": package.arch,
        "change": package.change.value,
        "current_version": package.current_version or None,
        "version": package.version or None,
        "automatic": package.is_automatic,
        "download_size": package.download_size,
        "disk_change": package.disk_change,
        "cause": None if package.cause is None else _cause(package.cause, universe),
    }


def _cause(cause: Cause, universe: Universe) -> dict[str, Json]:
    return {
        "reason": cause.reason.value,
        "parent": universe.full_name(cause.parent) if cause.parent else None,
        "kind": kind_of(cause.dependency, universe) or None,
        "relation": relation_text(cause.dependency, universe) or None,
        "chosen": _version(cause.chosen, universe) if cause.chosen else None,
        "candidates": [_version(version, universe) for version in cause.candidates],
    }


def _version(version: int, universe: Universe) -> str:
    return f"{universe.full_name(universe.version_package[version])}={universe.version_strings[version]}"


def _names(events: Iterable[Event], kind: ListKind) -> list[str]:
    """Gives the entries of a list; alternatives begin with ``| `` as apt shows them."""
    return [
        entry.text
        for event in events
        if isinstance(event, PackageList) and event.kind is kind
        for entry in event.entries
    ]


def _unmet_packages(event: Event) -> Sequence[UnmetPackage]:
    return event.packages if isinstance(event, UnmetDependencies) else ()


def _unmet(package: UnmetPackage) -> dict[str, Json]:
    return {
        "package": package.package,
        "dependencies": [
            {
                "kind": DEPENDENCY_NAMES[group.kind],
                "alternatives": [
                    {
                        "target": alternative.target,
                        "relation": alternative.relation or None,
                        "reason": alternative.reason.name.lower(),
                        "version": alternative.version or None,
                    }
                    for alternative in group.alternatives
                ],
            }
            for group in package.groups
        ],
    }


def _step(step: Step) -> dict[str, Json]:
    return {
        "action": _action(step),
        "package": step.name.removesuffix(f":{step.arch}"),
        "arch": step.arch,
        "text": str(step),
    }


def _action(step: Step) -> str:
    match step:
        case Inst():
            return "unpack"
        case Conf() | BrokenConf():
            return "configure"
        case Remv():
            return "purge" if step.purge else "remove"


def _message(message: Message) -> dict[str, Json]:
    return {"severity": message.severity.name.lower(), "text": message.text}
