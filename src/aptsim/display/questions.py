"""What apt-cache prints for a question, made from its answer."""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.questions.dependencies import Dependency, PackageDependencies
from aptsim.questions.madison import Offer
from aptsim.questions.policy import PackagePolicy, SystemPolicy, VersionPriority
from aptsim.universe.phasing import EVERYONE

_COLUMN = 10


def format_system_policy(policy: SystemPolicy) -> str:
    """Gives the package files and the pinned versions (apt-private/private-show.cc, Policy)."""
    lines = ["Package files:"]
    for file in policy.files:
        lines.append(f"{file.priority:4} {file.description}")
        if file.release:
            lines.append(f"     release {file.release}")
        if file.origin:
            lines.append(f"     origin {file.origin}")
    lines.append("Pinned packages:")
    lines += [f"     {one.package} -> {one.version} with priority {one.priority}" for one in policy.pinned]
    return _joined(lines)


def format_package_policy(policy: PackagePolicy) -> str:
    """Gives the version table of a package."""
    lines = [
        f"{policy.package}:",
        f"  Installed: {policy.installed or '(none)'}",
        f"  Candidate: {policy.candidate or '(none)'}",
        "  Version table:",
    ]
    for version in policy.versions:
        lines += _version_lines(version)
    return _joined(lines)


def _version_lines(version: VersionPriority) -> list[str]:
    mark = "***" if version.is_installed else "   "
    phased = "" if version.phased == EVERYONE else f" (phased {version.phased}%)"
    files = [f"       {file.priority:4} {file.description}" for file in version.files]
    return [f" {mark} {version.version} {version.priority}{phased}", *files]


def format_offers(offers: Iterable[Offer]) -> str:
    """Gives a row for each version and source (cmdline/apt-cache.cc, Madison)."""
    return _joined(f"{one.package:>{_COLUMN}} | {one.version:>{_COLUMN}} | {one.source}" for one in offers)


def format_dependencies(answer: PackageDependencies, is_reverse: bool, shows_type: bool, shows_version: bool) -> str:
    """Gives the relations of a package, a line each (apt-private/private-depends.cc, ShowDepends)."""
    lines = [answer.package]
    if is_reverse:
        lines.append("Reverse Depends:")
    for one in answer.dependencies:
        lines.append(_dependency_line(one, shows_type, shows_version))
        lines += [f"    {solution}" for solution in one.solutions]
    return _joined(lines)


def _dependency_line(one: Dependency, shows_type: bool, shows_version: bool) -> str:
    kind = f"{one.kind}: " if shows_type else ""
    name = one.package if one.has_versions else f"<{one.package}>"
    relation = f" ({one.relation})" if shows_version and one.relation else ""
    return f"{' |' if one.is_or else '  '}{kind}{name}{relation}"


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
