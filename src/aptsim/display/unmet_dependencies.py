"""Broken packages with what they lack, in apt's words.

Source: apt-private/private-output.cc, ShowBroken and ShowBrokenPackage.
"""

from __future__ import annotations

from aptsim.model.cache_types import DEPENDENCY_NAMES
from aptsim.resolver.events import UnmetAlternative, UnmetDependencies, UnmetGroup, UnmetPackage

_HEADING = "The following packages have unmet dependencies:\n"


def format_unmet(unmet: UnmetDependencies) -> str:
    """Gives the whole explanation, ending in a newline."""
    return _HEADING + "".join(_format_package(package) for package in unmet.packages)


def _format_package(package: UnmetPackage) -> str:
    begin = f" {package.package} :"
    lines = [line for group in package.groups for line in _format_group(group)]
    if not lines:
        return begin + "\n" if not package.has_version else begin
    indent = " " * len(begin)
    return begin + indent.join(lines)


def _format_group(group: UnmetGroup) -> list[str]:
    kind = f" {DEPENDENCY_NAMES[group.kind]}: "
    indent = " " * len(kind)
    last = len(group.alternatives) - 1
    return [
        f"{indent if place else kind}{_format_alternative(alternative)}{'' if place == last else ' or'}\n"
        for place, alternative in enumerate(group.alternatives)
    ]


def _format_alternative(alternative: UnmetAlternative) -> str:
    relation = f" ({alternative.relation})" if alternative.relation else ""
    reason = alternative.reason.value.format(version=alternative.version)
    return f"{alternative.target}{relation}{' ' if reason else ''}{reason}"
