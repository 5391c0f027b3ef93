"""The list of packages to change, brought into an order that dpkg can follow (apt-pkg/orderlist.cc, pkgOrderList).

A run over the list visits one package after the other; a visit first visits what must come before and then puts the
package on the new list. What "must come before" means is the *consideration* in force: critical unpacking looks at
conflicts and pre-dependencies, and so on. `order_unpack` makes four runs, each with fewer considerations than the one
before, so that the last ones win.

apt also delays packages whose archive is on another medium ("After"). A simulated run has every archive, and so has
a real one once the downloads are done; so no package is ever delayed here. apt's functions report success; none of
them can fail, so here they report nothing.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from aptsim.model.cache_types import DependencyType
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.ordering.flags import ADD_PENDING, ADDED, DEALT_WITH, IMMEDIATE, IN_LIST, LOOP
from aptsim.ordering.order_score import OrderScore
from aptsim.ordering.planned_state import PlannedState
from aptsim.universe.known import Known

_DEPENDS: Final = int(DependencyType.DEPENDS)
_PRE_DEPENDS: Final = int(DependencyType.PRE_DEPENDS)
_CONFLICTING: Final = (int(DependencyType.CONFLICTS), int(DependencyType.OBSOLETES))
_NEGATIVE: Final = frozenset((*_CONFLICTING, int(DependencyType.BREAKS)))
_POSITIVE: Final = frozenset((_DEPENDS, _PRE_DEPENDS))

#: apt keeps no more loops than these (pkgOrderList::Loops).
_MAXIMUM_LOOPS = 20
_VISITED = ADDED | ADD_PENDING
_VISITABLE = _VISITED | IN_LIST


class _Primary(Enum):
    """The first consideration of a run."""

    CRITICAL = auto()
    """Conflicts and pre-dependencies; what a pre-dependency needs is looked at as below (DepUnPackCrit)."""
    CRITICAL_WITH_DEPENDS = auto()
    """All critical dependencies, so that the package can be configured at once (DepUnPackPreD)."""
    PRE_DEPENDS = auto()
    """Pre-dependencies; dependencies only of immediate packages and deeper in the chain (DepUnPackPre)."""
    CONFIGURE = auto()
    """Dependencies (DepConfigure)."""


class OrderList:
    """Packages in an order, and the flags of packages; filled with `append`, then ordered by one of `order_*`."""

    def __init__(self, planned: PlannedState, configuration: Configuration, messages: Messages) -> None:
        self.flags = bytearray(planned.universe.package_limit)
        self.packages: list[int] = []
        self._planned = planned
        self._universe = planned.universe
        self._configuration = configuration
        self._messages = messages
        self._primary = _Primary.CRITICAL
        self._with_configure = False
        self._with_reverse = False
        self._with_removal = False
        self._loop_count = -1
        self._last_loop = (0, 0)
        self._depth = 0
        self._ordered: list[int] = []
        self._conflicts: dict[int, list[tuple[int, int]]] = {}
        self._dependants: dict[int, list[tuple[int, int]]] = {}
        self._wanted_by_others: Known[list[int]] = Known(self._find_targets)
        self._forward = {
            _Primary.CRITICAL: self._visit_critical,
            _Primary.CRITICAL_WITH_DEPENDS: self._visit_critical_with_depends,
            _Primary.PRE_DEPENDS: self._visit_pre_depends,
            _Primary.CONFIGURE: self._visit_depends,
        }

    def append(self, package: int) -> None:
        """Puts a package on the list."""
        self.packages.append(package)

    def is_now(self, package: int) -> bool:
        """Says whether a package has been neither unpacked nor configured yet (IsNow)."""
        return not self.flags[package] & DEALT_WITH

    # ------------------------------------------------------------------ ways to order

    def order_unpack(self) -> None:
        """Brings the list into the order for unpacking and removing (OrderUnpack)."""
        OrderScore(self._planned, self._configuration, self.flags).sort_by_operation(self.packages)
        self._with_configure = self._with_reverse = self._with_removal = True
        self._run(_Primary.CRITICAL)
        self._with_configure = False
        self._run(_Primary.CRITICAL)
        self._with_reverse = self._with_removal = False
        self._run(_Primary.CRITICAL)
        self._run(_Primary.PRE_DEPENDS)

    def order_critical(self) -> bool:
        """Looks at pre-dependencies and conflicts only; False when pre-dependencies loop (OrderCritical)."""
        self._loop_count = 0
        OrderScore(self._planned, self._configuration, self.flags).sort_by_source(self.packages)
        self._run(_Primary.CRITICAL_WITH_DEPENDS)
        if self._loop_count:
            self._messages.error("Fatal, predepends looping detected")
        return not self._loop_count

    def order_configure(self) -> None:
        """Brings the list into the order for configuring (OrderConfigure)."""
        self._run(_Primary.CONFIGURE)

    def _run(self, primary: _Primary) -> None:
        """Visits the whole list once (DoRun)."""
        flags = self.flags
        self._primary = primary
        self._depth = 0
        for package in self.packages:
            flags[package] = flags[package] & ~(ADDED | ADD_PENDING | LOOP) | IN_LIST
        self._ordered = []
        for package in self.packages:
            self._visit(package)
        self.packages = self._ordered

    # ------------------------------------------------------------------ visits

    def _visit(self, package: int) -> None:
        """Puts a package on the new list, behind all that must come before (VisitNode)."""
        flags = self.flags
        mine = flags[package]
        if mine & _VISITED or not mine & IN_LIST:
            return
        self._depth += 1
        flags[package] = mine | ADD_PENDING
        outer = self._primary
        if mine & IMMEDIATE and outer is not _Primary.PRE_DEPENDS:
            self._primary = _Primary.CRITICAL_WITH_DEPENDS
        if not mine & DEALT_WITH:
            if package in self._planned.deleted:
                self._visit_before_removal(package)
            else:
                self._visit_before_unpacking(package)
        flags[package] = flags[package] & ~ADD_PENDING | ADDED
        self._ordered.append(package)
        self._primary = outer
        self._depth -= 1

    def _visit_before_unpacking(self, package: int) -> None:
        planned = self._planned
        version = planned.install_version[package]
        primary = self._primary
        if version:
            self._forward[primary](version)
        critical = primary is _Primary.CRITICAL or primary is _Primary.CRITICAL_WITH_DEPENDS
        if critical or self._with_reverse:
            targets = self._wanted_by_others[package]
            if critical:
                for target in targets:
                    self._visit_conflicting(target)
            if self._with_reverse:
                for target in targets:
                    self._visit_dependants(target)
        if self._with_configure and version:
            self._visit_depends(version)

    def _visit_before_removal(self, package: int) -> None:
        if self._with_removal:
            self._visit_broken_by_removal(package)
            for target in self._universe.facts.provided[self._planned.current_version[package]]:
                self._visit_broken_by_removal(target)

    def _visit_providers(self, dependency: int) -> None:
        """Visits what satisfies a dependency; for a negative one first what is to be removed (VisitProvides)."""
        planned = self._planned
        live = planned.live[dependency]
        if not live:
            return
        if self._universe.dependency_type[dependency] not in _NEGATIVE:
            flags, install = self.flags, planned.install_version
            for package, version in live:
                # A visit to any other one does nothing.
                is_visitable = flags[package] & _VISITABLE == IN_LIST
                if is_visitable and install[package] == version and not planned.is_settled(package):
                    self._visit(package)
            return
        current = planned.current_version
        hit = [package for package, version in live if current[package] == version and not planned.is_settled(package)]
        for package in hit:
            if package in planned.deleted:
                self._visit(package)
        for package in hit:
            if package not in planned.deleted:
                self._visit(package)

    # ------------------------------------------------------------------ considerations of a version's dependencies

    def _visit_critical(self, version: int) -> None:
        for kind, dependency in self._universe.facts.critical[version]:
            if kind == _DEPENDS:
                continue
            if self._is_settled_or_loop(dependency, kind == _PRE_DEPENDS):
                continue
            if kind == _PRE_DEPENDS:
                outer, self._primary = self._primary, _Primary.CRITICAL_WITH_DEPENDS
                self._visit_providers(dependency)
                self._primary = outer
            else:
                self._visit_providers(dependency)

    def _visit_critical_with_depends(self, version: int) -> None:
        for kind, dependency in self._universe.facts.critical[version]:
            if not self._is_settled_or_loop(dependency, kind == _PRE_DEPENDS):
                self._visit_providers(dependency)

    def _visit_pre_depends(self, version: int) -> None:
        is_immediate = self.flags[self._universe.version_package[version]] & IMMEDIATE
        for kind, dependency in self._universe.facts.critical[version]:
            if kind != _PRE_DEPENDS and (kind != _DEPENDS or (self._depth == 1 and not is_immediate)):
                continue
            if not self._is_settled_or_loop(dependency, True):
                self._visit_providers(dependency)

    def _visit_depends(self, version: int) -> None:
        for kind, dependency in self._universe.facts.critical[version]:
            if kind == _DEPENDS:
                self._visit_providers(dependency)

    def _is_settled_or_loop(self, dependency: int, finds_loops: bool) -> bool:
        """Says whether a dependency needs no visit: it holds, or its target was visited already.

        With `finds_loops`, one that holds is looked at all the same while its target is being visited.
        """
        target_flags = self.flags[self._universe.dependency_target[dependency]]
        if self._holds(dependency) and not (finds_loops and target_flags & ADD_PENDING):
            return True
        if target_flags & ADD_PENDING:
            self._note_loop(dependency)
        return bool(target_flags & _VISITED)

    def _note_loop(self, dependency: int) -> None:
        """Counts a loop, unless it repeats the last one (AddLoop)."""
        if not 0 <= self._loop_count < _MAXIMUM_LOOPS:
            return
        parent = self._universe.parent_package(dependency)
        if self._loop_count and parent in self._last_loop:
            return
        self._loop_count += 1
        self._last_loop = (parent, self._universe.dependency_target[dependency])

    # ------------------------------------------------------------------ considerations of what others depend on

    def _visit_conflicting(self, target: int) -> None:
        """Visits installed packages that conflict with a package (DepUnPackCrit in reverse)."""
        for dependency, parent in self._conflicts[target]:
            if not self._holds(dependency, reverse=True):
                self._visit(parent)

    def _visit_dependants(self, target: int) -> None:
        """Visits installed packages that would break by unpacking this one (DepUnPackDep in reverse)."""
        flags = self.flags
        for dependency, parent in self._dependants[target]:
            if not flags[parent] & _VISITED and not self._holds(dependency, reverse=True):
                self._visit(parent)

    def _find_targets(self, package: int) -> list[int]:
        """Gives those of a package and of what its current and its install version provide that others relate to."""
        provided, planned = self._universe.facts.provided, self._planned
        versions = planned.current_version[package], planned.install_version[package]
        targets = (package, *provided[versions[0]], *provided[versions[1]])
        for target in targets:
            if target not in self._dependants:
                self._find_relations_onto(target)
        return [target for target in targets if self._dependants[target]]

    def _find_relations_onto(self, target: int) -> None:
        """Finds the critical relations of installed versions onto a package, with the packages that have them.

        Packages that are not on the list are left out: a visit to them does nothing.
        """
        universe, flags = self._universe, self.flags
        types, parents, owners = universe.dependency_type, universe.dependency_parent, universe.version_package
        critical: list[int] = []
        for dependency in self._planned.installed.relations(target):
            if flags[owners[parents[dependency]]] & IN_LIST:
                critical.append(dependency)
        ordered = universe.reverse_depends.in_order(target, critical)
        found = self._dependants[target] = [(dependency, owners[parents[dependency]]) for dependency in ordered]
        self._conflicts[target] = [relation for relation in found if types[relation[0]] in _CONFLICTING]

    def _holds(self, dependency: int, reverse: bool = False) -> bool:
        """Says whether a dependency is met at this point of the order (CheckDep).

        Packages on the new list count with their install version, all others with their current one if dpkg has
        nothing to do for them. `reverse` says that the dependency was reached from its target. A Breaks never holds.
        """
        planned, universe, flags = self._planned, self._universe, self.flags
        current, install = planned.current_version, planned.install_version
        counted = _VISITED if reverse else ADDED
        kind = universe.dependency_type[dependency]
        for package, version in planned.live[dependency]:
            if flags[package] & counted:
                if install[package] != version:
                    continue
            elif current[package] != version or package in planned.unfinished:
                continue
            if kind in _NEGATIVE:
                return False
            itself = universe.dependency_target[dependency] if reverse else universe.parent_package(dependency)
            if package != itself or install[package] == version:
                return True
        return kind in _CONFLICTING

    # ------------------------------------------------------------------ removals

    def _visit_broken_by_removal(self, target: int) -> None:
        """Visits what keeps the dependants of a removed package working (DepRemove).

        A dependant that is to be removed goes first, and the rest is left. For another one, a replacement in its
        or-group is visited, or it is upgraded itself.
        """
        universe, planned = self._universe, self._planned
        positive = [
            dependency
            for dependency in universe.reverse_depends.members(target)
            if universe.dependency_type[dependency] in _POSITIVE
            and planned.current_version[universe.parent_package(dependency)]
        ]
        for dependency in universe.reverse_depends.in_order(target, positive):
            version = universe.dependency_parent[dependency]
            package = universe.version_package[version]
            if self.flags[package] & _VISITED:
                continue
            if package in planned.deleted:
                self._visit(package)
                return
            if planned.current_version[package] == version:
                self._visit_replacement(dependency, package)

    def _visit_replacement(self, broken: int, package: int) -> None:
        planned = self._planned
        current = planned.current_version[package]
        group = next(group for _, group in planned.or_groups(current) if broken in group)
        if self._universe.dependency_type[group[0]] not in _POSITIVE:
            return
        targets = [answer for member in group for answer in planned.live[member]]
        for provider, version in targets:
            if planned.current_version[provider] == version and provider not in planned.deleted:
                return
        for provider, version in targets:
            if provider not in planned.installing or planned.install_version[provider] != version:
                continue
            if self.flags[provider] & ADD_PENDING:
                continue
            if self.flags[package] & IMMEDIATE:
                self.flags[provider] |= IMMEDIATE
            self._visit(provider)
            return
        self._visit(package)
