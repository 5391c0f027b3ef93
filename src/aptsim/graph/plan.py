"""The graph of a plan: what changes, what it leans on, and who pulled in what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx

from aptsim.graph.edges import Answer, add_edge, iter_answers
from aptsim.model.cache_types import DependencyType
from aptsim.resolver.classic.causes import Cause, Reason
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.plan import Plan, PlannedPackage

if TYPE_CHECKING:
    from aptsim.graph.edges import Graph

_FOLLOWED = (DependencyType.PRE_DEPENDS, DependencyType.DEPENDS, DependencyType.RECOMMENDS)


def plan_graph(plan: Plan, cache: DependencyCache) -> Graph:
    """Makes the graph of a plan.

    Its nodes are the packages that change and the installed ones that answer their dependencies. Its edges are the
    Pre-Depends, Depends and Recommends of what will be installed, to whatever answers them after the run, and the
    dependency behind each mark whatever its kind: a removal hangs on the Conflicts or Breaks that caused it.

    Args:
        plan: the plan.
        cache: the marks that the plan was read from; nothing may have changed in it since.

    Returns:
        The graph; :mod:`aptsim.graph` says what its nodes and edges carry.
    """
    return _PlanGraph(cache).make(plan)


class _PlanGraph:
    def __init__(self, cache: DependencyCache) -> None:
        self._cache = cache
        self._universe = cache.universe
        self._graph: Graph = networkx.MultiDiGraph()

    def make(self, plan: Plan) -> Graph:
        for planned in plan.changes:
            self._add_node(planned.package, planned)
        for planned in plan.changes:
            self._add_dependencies(planned.package)
        for planned in plan.changes:
            if planned.cause is not None:
                self._add_cause(planned.package, planned.cause)
        return self._graph

    def _version_of(self, package: int) -> int:
        """Gives the version that a package has after the run, 0 for none."""
        return self._cache.state(package).install_version

    def _add_node(self, package: int, planned: PlannedPackage | None) -> None:
        universe = self._universe
        version, current = self._version_of(package), universe.current_version[package]
        cause = self._cache.causes.get(package)
        self._graph.add_node(
            universe.full_name(package),
            name=universe.name(package),
            arch=universe.package_arch[package],
            version=universe.version_strings[version] if version else "",
            current_version=universe.version_strings[current] if current else "",
            action=planned.change.value if planned else "keep",
            auto=self._cache.state(package).auto,
            requested=cause is not None and cause.reason is Reason.REQUESTED,
            download_size=planned.download_size if planned else 0,
            installed_size=universe.version_installed_size[version] if version else 0,
        )

    def _add_dependencies(self, package: int) -> None:
        universe = self._universe
        version = self._version_of(package)
        if not version:
            return
        for group in universe.iter_or_groups(version):
            if universe.dependency_type[group[0]] not in _FOLLOWED or universe.is_implicit(group[0]):
                continue
            for answer in iter_answers(universe, group, self._version_of):
                self._ensure_node(universe.version_package[answer.version])
                add_edge(self._graph, universe, group, answer, self._is_cause(group[0], answer))

    def _is_cause(self, first: int, answer: Answer) -> bool:
        cause = self._cache.causes.get(self._universe.version_package[answer.version])
        return cause is not None and cause.dependency == first

    def _add_cause(self, package: int, cause: Cause) -> None:
        """Adds the edge of the dependency behind a mark, where the dependencies have not brought it already."""
        universe, dependency = self._universe, cause.dependency
        if cause.reason is Reason.CONFLICT and not dependency:
            dependency = self._conflict_between(cause.parent, package)
        if not dependency or not cause.parent:
            return
        source = universe.parent_package(dependency)
        target = cause.parent if source == package else package
        known = self._graph.get_edge_data(universe.full_name(source), universe.full_name(target)) or {}
        if any(edge["chosen"] for edge in known.values()):
            return
        self._ensure_node(source)
        self._ensure_node(target)
        groups = universe.iter_or_groups(universe.dependency_parent[dependency])
        group = next(group for group in groups if dependency in group)
        is_provided = all(universe.dependency_target[one] != target for one in group)
        version = self._version_of(target) or universe.current_version[target]
        add_edge(self._graph, universe, group, Answer(dependency, version, is_provided), chosen=True)

    def _conflict_between(self, package: int, victim: int) -> int:
        """Gives the relation by which one of two packages excludes the other, where the record has only the two."""
        universe = self._universe
        for one, other in ((package, victim), (victim, package)):
            version = self._version_of(one) or universe.current_version[one]
            for dependency in universe.version_depends[version]:
                if universe.is_negative(dependency) and any(
                    universe.version_package[hit] == other for hit in universe.all_targets(dependency)
                ):
                    return dependency
        return 0

    def _ensure_node(self, package: int) -> None:
        if self._universe.full_name(package) not in self._graph:
            self._add_node(package, None)
