"""Raw dependencies of packages, forward and backward (apt-cache depends, rdepends).

Source: apt-private/private-depends.cc, ShowDepends; apt-pkg/algorithms.cc, pkgPrioSortList.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from aptsim.model.cache_types import (
    DEPENDENCY_NAMES,
    OPERATOR_MASK,
    OPERATOR_SIGNS,
    DependencyType,
    PackageFlag,
)
from aptsim.model.configuration import Configuration
from aptsim.resolver.classic.introsort import std_sort
from aptsim.universe.universe import Universe

_GUARDS = (int(PackageFlag.ESSENTIAL), int(PackageFlag.IMPORTANT))
_ALWAYS = {DependencyType.PRE_DEPENDS: "Pre-Depends", DependencyType.DEPENDS: "Depends"}
_UNLESS_IMPORTANT = {
    DependencyType.RECOMMENDS: "Recommends",
    DependencyType.SUGGESTS: "Suggests",
    DependencyType.REPLACES: "Replaces",
    DependencyType.CONFLICTS: "Conflicts",
    DependencyType.BREAKS: "Breaks",
    DependencyType.ENHANCES: "Enhances",
}


@dataclass(frozen=True, slots=True)
class Dependency:
    """One relation to a package; ``relation`` is '' without a version, ``solutions`` are others that answer it."""

    kind: str
    package: str
    relation: str
    is_or: bool
    has_versions: bool
    solutions: Sequence[str]


@dataclass(frozen=True, slots=True)
class PackageDependencies:
    """The relations of a package's version, or those of others to the package."""

    package: str
    dependencies: Sequence[Dependency]


class DependencyQuestion:
    """One question about dependencies, with the options of apt-cache."""

    def __init__(
        self, universe: Universe, configuration: Configuration, candidate: Callable[[int], int], is_reverse: bool
    ) -> None:
        """Reads the options.

        Args:
            candidate: gives the candidate of a package, 0 for none.
            is_reverse: whether the question is who depends on a package.
        """
        self._universe = universe
        self._candidate = candidate
        self._is_reverse = is_reverse
        find_b = configuration.find_b
        important = find_b("APT::Cache::Important", False)
        self._hidden = {
            int(kind)
            for names, default in ((_ALWAYS, True), (_UNLESS_IMPORTANT, not important))
            for kind, name in names.items()
            if not find_b(f"APT::Cache::Show{name}", default)
        }
        self._recurses = find_b("APT::Cache::RecurseDepends", False)
        self._only_installed = find_b("APT::Cache::Installed", False)
        self._shows_implicit = find_b("APT::Cache::ShowImplicit", False)
        self._only_first = find_b("APT::Cache::ShowOnlyFirstOr", False)
        #: Packages that recursion came to and that have no candidate.
        self.virtual_packages: set[int] = set()
        self._shown: set[int] = set()
        self._waiting: list[int] = []

    def answer(self, versions: Sequence[int]) -> Iterator[PackageDependencies]:
        """Yields the answer for each version, and, when asked for, for those that it leads to."""
        universe = self._universe
        self._waiting = list(versions)
        place = 0
        while place < len(self._waiting):
            version = self._waiting[place]
            place += 1
            package = universe.version_package[version]
            self._shown.add(package)
            name = universe.full_name(package, pretty=True)
            yield PackageDependencies(name, list(self._dependencies(version)))

    def _dependencies(self, version: int) -> Iterator[Dependency]:
        universe = self._universe
        package = universe.version_package[version]
        found = universe.reverse_depends[package] if self._is_reverse else universe.version_depends[version]
        is_passed_over = False
        for dependency in found:
            if is_passed_over:
                is_passed_over = universe.is_or(dependency)
                continue
            if universe.dependency_type[dependency] in self._hidden:
                continue
            if not self._shows_implicit and universe.is_implicit(dependency):
                continue
            other = self._other_end(dependency)
            if not self._only_installed or universe.current_version[other]:
                yield self._describe(dependency, other)
            is_passed_over = self._only_first and universe.is_or(dependency)

    def _other_end(self, dependency: int) -> int:
        universe = self._universe
        return universe.parent_package(dependency) if self._is_reverse else universe.dependency_target[dependency]

    def _describe(self, dependency: int, other: int) -> Dependency:
        universe = self._universe
        self._visit(other)
        solutions: list[str] = []
        for version in self._solutions(dependency):
            owner = universe.version_package[version]
            if universe.package_versions[owner][0] != version or owner == universe.dependency_target[dependency]:
                continue
            solutions.append(universe.full_name(owner, pretty=True))
            self._visit(owner)
        wanted = universe.dependency_version[dependency]
        sign = OPERATOR_SIGNS[universe.dependency_operator[dependency] & OPERATOR_MASK]
        return Dependency(
            DEPENDENCY_NAMES[universe.dependency_type[dependency]],
            universe.full_name(other, pretty=True),
            f"{sign} {wanted}" if wanted else "",
            universe.is_or(dependency) and not self._only_first,
            bool(universe.package_versions[other]),
            solutions,
        )

    def _visit(self, package: int) -> None:
        """Has the candidate of a package looked at later, where the question goes on with what it leads to."""
        if not self._recurses or package in self._shown:
            return
        self._shown.add(package)
        candidate = self._candidate(package)
        if candidate:
            self._waiting.append(candidate)
        else:
            self.virtual_packages.add(package)

    def _solutions(self, dependency: int) -> list[int]:
        """Gives all versions that answer a dependency: not essential ones first, then by priority and name."""
        targets = self._universe.all_targets(dependency)
        std_sort(targets, lambda left, right: self._rank(left) < self._rank(right))
        return targets

    def _rank(self, version: int) -> tuple[bool, bool, int, bytes]:
        universe = self._universe
        package = universe.version_package[version]
        is_essential, is_important = (bool(universe.package_flags[package] & flag) for flag in _GUARDS)
        name = universe.name(package).encode("utf-8", "surrogateescape")
        return is_essential, is_important, -universe.version_priority[version], name
