"""Why a package changes, in a few words, read from the cause that the run recorded."""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.resolver.classic.causes import Cause, Reason
from aptsim.universe.relation_text import field_name, group_text
from aptsim.universe.universe import Universe

_PHRASES = {
    Reason.REQUESTED: "requested",
    Reason.DEPENDENCY: "{parent} ({kind})",
    Reason.CONFLICT: "in the way of {parent}",
    Reason.REVERSE_DEPENDENCY: "needs {parent}",
    Reason.SAME_SOURCE: "same source as {parent}",
    Reason.RESOLVER: "to solve a problem",
    Reason.UPGRADE: "upgrade of the system",
    Reason.UNUSED: "no longer needed",
}


def describe_cause(cause: Cause | None, universe: Universe) -> str:
    """Gives the cause for a table: ``requested``, ``openssh-client (Depends)``; '' where none is known."""
    if cause is None:
        return ""
    parent = universe.full_name(cause.parent, pretty=True) if cause.parent else "the request"
    return _PHRASES[cause.reason].format(parent=parent, kind=kind_of(cause.dependency, universe) or "rule")


def kind_of(dependency: int, universe: Universe) -> str:
    """Gives the name of a dependency's kind as stanzas spell it, '' for none."""
    return field_name(universe.dependency_type[dependency]) if dependency else ""


def group_from(dependency: int, universe: Universe) -> Sequence[int]:
    """Gives the or-group that begins with a dependency."""
    depends = universe.version_depends[universe.dependency_parent[dependency]]
    group: list[int] = []
    for one in list(depends)[list(depends).index(dependency) :]:
        group.append(one)
        if not universe.is_or(one):
            break
    return group


def relation_text(dependency: int, universe: Universe) -> str:
    """Gives an or-group as stanzas spell it: ``libc6 (>= 2.36) | musl``; '' for no dependency."""
    return group_text(universe, group_from(dependency, universe)) if dependency else ""
