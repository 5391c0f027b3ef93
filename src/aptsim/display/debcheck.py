"""What cannot be installed, and why, as text for a person and as JSON; docs/check.md describes the JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aptsim.debcheck.check import DistributionCheck
from aptsim.debcheck.clauses import Rule
from aptsim.debcheck.reasons import Step
from aptsim.display.causes import kind_of, relation_text
from aptsim.universe.relation_text import alternative_text
from aptsim.universe.universe import Universe

SCHEMA_VERSION = 1
_VERBS = {"Depends": "depends on", "Pre-Depends": "pre-depends on", "Conflicts": "conflicts with", "Breaks": "breaks"}
_MOST_NAMED = 4
"""Versions named in one line; of more, only the number is told."""


@dataclass(frozen=True, slots=True)
class AptAnswer:
    """What apt-get comes to when it is to install a version."""

    exit_code: int
    reason: str


def format_check_text(answer: DistributionCheck, universe: Universe, asked: Mapping[int, AptAnswer]) -> str:
    """Gives a paragraph for each version that cannot be installed, and how many there are at the end.

    Args:
        asked: what apt-get would come to, by version, where it was asked.
    """
    text = ""
    for found in answer.uninstallable:
        text += f"{_name(universe, found.version)} cannot be installed:\n"
        text += "".join(f"  {describe_step(step, universe)}\n" for step in found.steps)
        if found.version in asked:
            apt = asked[found.version]
            text += f"  apt-get exits with {apt.exit_code}{f': {apt.reason}' if apt.reason else ''}\n"
        text += "\n"
    count = len(answer.uninstallable)
    looked_at = "1 version was" if answer.checked == 1 else f"{answer.checked:,} versions were"
    return f"{text}{looked_at} looked at; {count or 'none'} of them cannot be installed.\n"


def format_check_json(answer: DistributionCheck, universe: Universe, asked: Mapping[int, AptAnswer]) -> str:
    """Gives the document, with a newline at its end."""
    found: list[dict[str, Any]] = [
        {
            **_identity(universe, one.version),
            "steps": [_step(step, universe) for step in one.steps],
            **({"apt": asdict(asked[one.version])} if one.version in asked else {}),
        }
        for one in answer.uninstallable
    ]
    document = {"schema_version": SCHEMA_VERSION, "checked": answer.checked, "uninstallable": found}
    return json.dumps(document, indent=2) + "\n"


def describe_step(step: Step, universe: Universe) -> str:
    """Gives one fact of a proof as a sentence without a full stop."""
    others = [_name(universe, version) for version in step.others]
    if step.rule is Rule.ESSENTIAL:
        return f"{' or '.join(others)} is essential"
    subject = _name(universe, step.version)
    if step.rule is Rule.ONE_VERSION:
        return f"{subject} and {others[0]} are versions of one package"
    verb = _VERBS.get(kind_of(step.dependency, universe), "excludes")
    if step.rule is Rule.EXCLUSION:
        return f"{subject} {verb} {alternative_text(universe, step.dependency)}: {others[0]}"
    needed = f"{subject} {verb} {relation_text(step.dependency, universe)}"
    if others:
        named = f"{len(others)} versions" if len(others) > _MOST_NAMED else ", ".join(others)
        return f"{needed}: {named}"
    return f"{needed}, which nothing answers{_what_there_is(step, universe)}"


def _what_there_is(step: Step, universe: Universe) -> str:
    """Names the versions of what is needed that do not fit."""
    target = universe.dependency_target[step.dependency]
    numbers = [
        universe.version_strings[version]
        for version in universe.package_versions[target]
        if universe.is_downloadable(version)
    ]
    return f" (there is {', '.join(numbers[:_MOST_NAMED])})" if numbers else ""


def _name(universe: Universe, version: int) -> str:
    return f"{universe.full_name(universe.version_package[version], pretty=True)} {universe.version_strings[version]}"


def _identity(universe: Universe, version: int) -> dict[str, str]:
    package = universe.version_package[version]
    return {
        "package": universe.name(package),
        "arch": universe.version_arch(version),
        "version": universe.version_strings[version],
    }


def _step(step: Step, universe: Universe) -> dict[str, Any]:
    relation = None
    if step.dependency:
        of_one = step.rule is Rule.EXCLUSION
        relation = (alternative_text if of_one else _group_text)(universe, step.dependency)
    return {
        "rule": step.rule.value,
        "of": _identity(universe, step.version) if step.version else None,
        "kind": kind_of(step.dependency, universe) or None,
        "relation": relation,
        "versions": [_identity(universe, version) for version in step.others],
        "text": describe_step(step, universe),
    }


def _group_text(universe: Universe, dependency: int) -> str:
    return relation_text(dependency, universe)
