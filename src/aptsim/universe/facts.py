"""What follows from the tables of a universe: found when it is first asked for, and remembered for all runs."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from aptsim.model.cache_types import CRITICAL, NEGATIVE, OPERATOR_MASK, OR, DependencyType
from aptsim.model.version import RELATIONS
from aptsim.universe.known import Known
from aptsim.universe.universe_tables import UniverseTables

_OBSOLETES = int(DependencyType.OBSOLETES)
_NEEDS = (int(DependencyType.PRE_DEPENDS), int(DependencyType.DEPENDS))
_POSITIVE = (
    int(DependencyType.PRE_DEPENDS),
    int(DependencyType.DEPENDS),
    int(DependencyType.RECOMMENDS),
    int(DependencyType.SUGGESTS),
)

Group = tuple[int, ...]
"""Alternatives to each other: dependencies of one version, in order."""


class Way:
    """How the answer to a positive dependency is found."""

    NAMED: Final = 0
    """Any version of the target will do."""
    NUMBERED: Final = 1
    """The number of the target's version decides."""
    PROVIDED: Final = 2
    """Other packages provide the target, too."""
    FOUND: Final = 3
    """It is found already; a number of a version stands in for that of a dependency."""


#: A positive dependency: its target, its type, its number and its `Way`.
Wish = tuple[int, int, int, int]


class Facts:
    """The facts, by the number of what they are about."""

    def __init__(self, universe: UniverseTables) -> None:
        """Starts with nothing known."""
        self._universe = universe
        #: By version: its dependencies, alternatives of one group together, behind the type of the first of them.
        self.groups: Known[tuple[tuple[int, Group], ...]] = Known(self._find_groups)
        #: By dependency: the versions that satisfy it, or that a conflict hits, each behind its package.
        self.answers: Known[tuple[tuple[int, int], ...]] = Known(self._find_answers)
        #: By dependency: whether an installed version satisfies it; True for a conflict that exists.
        self.holds_now: Known[bool] = Known(self._find_whether_it_holds)
        #: By version: the packages that it provides, in order; 0 provides nothing.
        self.provided: Known[tuple[int, ...]] = Known(self._find_provided)
        #: By version: its critical dependencies, each alternative for itself, behind their types.
        self.critical: Known[tuple[tuple[int, int], ...]] = Known(self._find_critical)
        #: By version: its Pre-Depends, Depends, Recommends and Suggests, each alternative for itself.
        self.wishes: Known[tuple[Wish, ...]] = Known(self._find_wishes)
        #: By version: the targets of its Depends and Pre-Depends, alternatives included.
        self.needed: Known[tuple[int, ...]] = Known(self._find_needed)
        #: By version: the numbers of the package files that it stands in.
        self.files: Known[tuple[int, ...]] = Known(self._find_files)
        #: By version: those of them that offer it, so not the dpkg status.
        self.sources: Known[tuple[int, ...]] = Known(self._find_sources)
        #: By package: whether any version provides it.
        self.has_providers: Known[bool] = Known(lambda package: bool(universe.package_provides[package]))
        #: By package: its `full_name`.
        self.full_names: Known[str] = Known(self._find_full_name)
        #: By package: its `full_name` as apt writes it mostly.
        self.pretty_names: Known[str] = Known(self._find_pretty_name)
        #: By package: its name, and its place among the architectures of the name.
        self.name_order: Known[tuple[str, int]] = Known(self._find_name_order)

    # ------------------------------------------------------------------ packages

    def _find_full_name(self, package: int) -> str:
        return f"{self._universe.name(package)}:{self._universe.package_arch[package]}"

    def _find_pretty_name(self, package: int) -> str:
        universe = self._universe
        is_plain = universe.package_arch[package] in (universe.native_arch, "all", "any")
        return universe.name(package) if is_plain else self.full_names[package]

    def _find_name_order(self, package: int) -> tuple[str, int]:
        universe = self._universe
        packages = universe.group_packages[universe.package_group[package]]
        return universe.name(package), 0 if len(packages) == 1 else list(packages).index(package)

    # ------------------------------------------------------------------ versions

    def _find_files(self, version: int) -> tuple[int, ...]:
        return self._universe.version_files.numbers(version)

    def _find_sources(self, version: int) -> tuple[int, ...]:
        offering = self.offering
        return tuple([file for file in self.files[version] if file in offering])

    @cached_property
    def offering(self) -> frozenset[int]:
        """The numbers of the package files that offer versions, so not of the dpkg status."""
        files = self._universe.package_files
        return frozenset([number for number, file in enumerate(files) if not file.is_not_source])

    def _find_provided(self, version: int) -> tuple[int, ...]:
        universe = self._universe
        packages = universe.provides_package
        return tuple([packages[provides] for provides in universe.version_provides[version]]) if version else ()

    def _find_groups(self, version: int) -> tuple[tuple[int, Group], ...]:
        operators, types = self._universe.dependency_operator, self._universe.dependency_type
        groups: list[tuple[int, Group]] = []
        begun: Group = ()
        for dependency in self._universe.version_depends[version]:
            begun = (*begun, dependency)
            if not operators[dependency] & OR:
                groups.append((types[begun[0]], begun))
                begun = ()
        if begun:
            groups.append((types[begun[0]], begun))
        return tuple(groups)

    def _find_critical(self, version: int) -> tuple[tuple[int, int], ...]:
        types = self._universe.dependency_type
        return tuple([(types[one], one) for one in self._universe.version_depends[version] if CRITICAL[types[one]]])

    def _find_needed(self, version: int) -> tuple[int, ...]:
        targets = self._universe.dependency_target
        return tuple([targets[one] for kind, one in self.critical[version] if not NEGATIVE[kind]])

    def _find_wishes(self, version: int) -> tuple[Wish, ...]:
        universe, has_providers = self._universe, self.has_providers
        types, targets, operators = universe.dependency_type, universe.dependency_target, universe.dependency_operator
        wishes: list[Wish] = []
        for dependency in universe.version_depends[version]:
            kind, target = types[dependency], targets[dependency]
            if kind in _POSITIVE:
                is_numbered = operators[dependency] & OPERATOR_MASK
                way = Way.PROVIDED if has_providers[target] else Way.NUMBERED if is_numbered else Way.NAMED
                wishes.append((target, kind, dependency, way))
        return tuple(wishes)

    # ------------------------------------------------------------------ dependencies

    def _find_answers(self, dependency: int) -> tuple[tuple[int, int], ...]:
        """Gives what `all_targets` gives, but for an Obsoletes, which means no providers (pkgDepCache::CheckDep)."""
        universe = self._universe
        target, kind = universe.dependency_target[dependency], universe.dependency_type[dependency]
        versions, provides = universe.package_versions[target], universe.package_provides[target]
        if NEGATIVE[kind]:
            versions = () if universe.is_ignorable(dependency, target) else versions
            is_ignorable = universe.is_provides_ignorable
            provides = [one for one in provides if kind != _OBSOLETES and not is_ignorable(dependency, one)]
        operator = universe.dependency_operator[dependency] & OPERATOR_MASK
        if operator:
            wanted, is_related = universe.dependency_version.key(dependency), RELATIONS[operator]
            if wanted:
                key, numbers = universe.version_strings.pool.key, universe.version_strings.column
                versions = [one for one in versions if (own := key(numbers[one])) and is_related(own, wanted)]
                if provides:
                    numbers = universe.provides_version.column
                    provides = [one for one in provides if (own := key(numbers[one])) and is_related(own, wanted)]
        if not provides and len(versions) == 1:
            return ((target, versions[0]),)
        answers = [(target, version) for version in versions]
        if provides:
            owners, provided_by = universe.version_package, universe.provides_owner
            answers += [(owners[owner], owner) for owner in [provided_by[one] for one in provides]]
        return tuple(answers)

    def _find_whether_it_holds(self, dependency: int) -> bool:
        if self._is_need_of_whole(dependency):
            return True
        current = self._universe.current_version
        for package, version in self.answers[dependency]:
            if current[package] == version:
                return True
        return False

    def _is_need_of_whole(self, dependency: int) -> bool:
        """Says whether an installed package that lacks nothing has this dependency, without an alternative to it."""
        universe = self._universe
        version = universe.dependency_parent[dependency]
        package = universe.version_package[version]
        if universe.current_version[package] != version or universe.dependency_type[dependency] not in _NEEDS:
            return False
        if universe.is_or(dependency) or package in universe.broken_packages:
            return False
        row = universe.version_depends[version]
        place = row.index(dependency)
        return not place or not universe.is_or(row[place - 1])
