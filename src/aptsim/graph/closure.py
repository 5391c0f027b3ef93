"""The graph of everything that a package can pull in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import networkx

from aptsim.graph.edges import add_edge, iter_answers
from aptsim.model.cache_types import DependencyType
from aptsim.universe.policy import Policy
from aptsim.universe.universe import Universe

if TYPE_CHECKING:
    from aptsim.graph.edges import Graph

STRONG = (DependencyType.PRE_DEPENDS, DependencyType.DEPENDS)


def closure_graph(
    universe: Universe, policy: Policy, packages: Iterable[int], kinds: Collection[DependencyType] = STRONG
) -> Graph:
    """Makes the graph of some packages and all that their candidates' dependencies lead to.

    Every alternative of an or-group and every provider is followed; a run takes one of them. Implicit relations of
    multi-arch are left out.

    Args:
        packages: where to begin; their nodes have ``requested``.
        kinds: which relations are followed.

    Returns:
        The graph; :mod:`aptsim.graph` says what its nodes and edges carry.
    """
    graph: Graph = networkx.MultiDiGraph()
    asked = list(packages)
    waiting = asked[::-1]
    seen: set[int] = set()
    while waiting:
        package = waiting.pop()
        if package in seen:
            continue
        seen.add(package)
        version = policy.candidate(package)
        _add_node(graph, universe, package, version, package in asked)
        if not version:
            continue
        found: list[int] = []
        for group in universe.iter_or_groups(version):
            kind = universe.dependency_type[group[0]]
            if kind not in kinds or universe.is_implicit(group[0]):
                continue
            for number, answer in enumerate(iter_answers(universe, group, policy.candidate)):
                add_edge(graph, universe, group, answer, chosen=number == 0)
                found.append(universe.version_package[answer.version])
        waiting.extend(reversed(found))
    return graph


def _add_node(graph: Graph, universe: Universe, package: int, version: int, is_requested: bool) -> None:
    current = universe.current_version[package]
    graph.add_node(
        universe.full_name(package),
        name=universe.name(package),
        arch=universe.package_arch[package],
        version=universe.version_strings[version] if version else "",
        current_version=universe.version_strings[current] if current else "",
        action="",
        auto=False,
        requested=is_requested,
        download_size=universe.version_size[version] if version else 0,
        installed_size=universe.version_installed_size[version] if version else 0,
    )
