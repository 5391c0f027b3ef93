"""How the list is sorted before it is ordered by dependencies (apt-pkg/orderlist.cc, Score, OrderCompareA and B)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from aptsim.model.cache_types import DependencyType, PackageFlag, Priority
from aptsim.model.configuration import Configuration
from aptsim.ordering.flags import IMMEDIATE
from aptsim.ordering.planned_state import PlannedState
from aptsim.resolver.classic.introsort import std_sort

_ESSENTIAL: Final = int(PackageFlag.ESSENTIAL)
_PRE_DEPENDS: Final = int(DependencyType.PRE_DEPENDS)
_PRIORITY_SCORES: dict[int, int] = {
    Priority.REQUIRED: 5,
    Priority.IMPORTANT: 4,
    Priority.STANDARD: 3,
    Priority.OPTIONAL: 1,
}

#: Smaller comes first: settled packages last, then the place of the file (by source only), the score, the name.
_SortKey = tuple[int, int, int, str]


class OrderScore:
    """Scores packages; a higher score comes earlier."""

    def __init__(self, planned: PlannedState, configuration: Configuration, flags: Sequence[int]) -> None:
        find = configuration.find_i
        self._planned = planned
        self._flags = flags
        self._delete = find("OrderList::Score::Delete", 100)
        self._essential = find("OrderList::Score::Essential", 200)
        self._immediate = find("OrderList::Score::Immediate", 10)
        self._pre_depends = find("OrderList::Score::PreDepends", 50)

    def score(self, package: int) -> int:
        """Gives the score of a package (Score)."""
        planned = self._planned
        universe = planned.universe
        if package in planned.deleted:
            return self._delete
        version = planned.install_version[package]
        if not version:
            return -1
        score = _PRIORITY_SCORES.get(universe.version_priority[version], 0)
        if universe.package_flags[package] & _ESSENTIAL:
            score += self._essential
        if self._flags[package] & IMMEDIATE:
            score += self._immediate
        if any(kind == _PRE_DEPENDS for kind, _ in universe.facts.critical[version]):
            score += self._pre_depends
        return score

    def sort_by_operation(self, packages: list[int]) -> None:
        """Puts unfinished packages first, then higher scores, then names (OrderCompareA)."""
        self._sort(packages, lambda package: 0)

    def sort_by_source(self, packages: list[int]) -> None:
        """Puts unfinished packages first, then those of later index files, then as above (OrderCompareB)."""
        self._sort(packages, self._file_place)

    def _file_place(self, package: int) -> int:
        """Gives 0 and less for packages from files, later files first; removals come behind all (FileCmp)."""
        planned = self._planned
        if package in planned.deleted:
            return 2
        files = planned.universe.version_files[planned.install_version[package]]
        return -files[0].file if files else 1

    def _sort(self, packages: list[int], place: Callable[[int], int]) -> None:
        planned, universe = self._planned, self._planned.universe
        keys: dict[int, _SortKey] = {
            package: (
                package not in planned.unfinished,
                place(package),
                -self.score(package),
                universe.name(package),
            )
            for package in packages
        }
        if len(set(keys.values())) == len(keys):
            packages.sort(key=keys.__getitem__)
        else:
            # Architectures of one name can be equal: then the unstable sort of the C++ library decides.
            std_sort(packages, lambda left, right: keys[left] < keys[right])
