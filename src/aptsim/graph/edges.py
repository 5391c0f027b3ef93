"""What both graphs share: how an edge is made of a dependency and a version that answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from aptsim.universe.relation_text import alternative_text, field_name, group_text
from aptsim.universe.universe import Universe

if TYPE_CHECKING:
    import networkx

    Graph: TypeAlias = networkx.MultiDiGraph[str]

VersionOf = Callable[[int], int]
"""Gives the version of a package that a graph is about, 0 for none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A version that answers one alternative of a dependency."""

    dependency: int
    version: int
    is_provided: bool


def iter_answers(universe: Universe, group: Sequence[int], version_of: VersionOf) -> Iterator[Answer]:
    """Goes over all that answers an or-group: alternatives in order, of each the target before its providers."""
    for dependency in group:
        target = universe.dependency_target[dependency]
        for version in universe.all_targets(dependency):
            package = universe.version_package[version]
            if version_of(package) == version:
                yield Answer(dependency, version, package != target)


def add_edge(graph: Graph, universe: Universe, group: Sequence[int], answer: Answer, chosen: bool) -> None:
    """Adds the edge for one answer to an or-group."""
    graph.add_edge(
        universe.full_name(universe.parent_package(answer.dependency)),
        universe.full_name(universe.version_package[answer.version]),
        key=answer.dependency,
        kind=field_name(universe.dependency_type[answer.dependency]),
        relation=group_text(universe, group),
        alternative=alternative_text(universe, answer.dependency),
        provided=answer.is_provided,
        chosen=chosen,
    )
