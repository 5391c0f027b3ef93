"""Building a universe the way apt builds its cache: one name, version and dependency after the other.

Which number a package gets, and where a dependency or provides lands in its list, depends on everything read before
(apt-pkg/pkgcachegen.cc). So this is the one place where the tables are written, in reading order; afterwards they
never change.
"""

from __future__ import annotations

from array import array
from collections.abc import MutableMapping, Sequence
from itertools import repeat
from typing import Any, Final, Protocol

from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.model.cache_types import (
    ARCH_SPECIFIC,
    MULTI_ARCH_IMPLICIT,
    CurrentState,
    DependencyType,
    MultiArch,
    Operator,
)
from aptsim.model.package_file import PackageFile
from aptsim.model.value import Value
from aptsim.universe.growth import (
    GrowingChains,
    GrowingPlaces,
    GrowingPool,
    GrowingRanges,
    GrowingRows,
    GrowingVersionPool,
    TextColumn,
    VersionNumberColumn,
)
from aptsim.universe.tables import NUMBER_COLUMNS, OWN_COLUMNS, ROW_TABLES, TEXT_COLUMNS
from aptsim.universe.universe import Universe
from aptsim.universe.walk_order import walk_ranks

_CONFLICTS: Final = int(DependencyType.CONFLICTS)
_BREAKS: Final = int(DependencyType.BREAKS)
_REPLACES: Final = int(DependencyType.REPLACES)
_NEGATIVE_OR_REPLACES: Final = frozenset((_CONFLICTS, _BREAKS, _REPLACES))
_ALLOWED: Final = int(MultiArch.ALLOWED)
_FOREIGN: Final = int(MultiArch.FOREIGN)
_SAME: Final = int(MultiArch.SAME)


#: The tables of a universe that are those of its builder.
_TABLES: Final = (
    *("native_arch", "architectures", "release", "group_by_name", "version_phased"),
    *TEXT_COLUMNS,
    *(name for name in NUMBER_COLUMNS if name not in OWN_COLUMNS),
    *ROW_TABLES,
)


class PackageColumns(Value):
    """Those tables of a universe that a builder keeps in another form; see there."""

    package_rank: Sequence[int]
    package_flags: Sequence[int]
    selected_state: Sequence[int]
    install_state: Sequence[int]
    current_state: Sequence[int]
    current_version: Sequence[int]
    installed_packages: Sequence[int]


class Pending(Protocol):
    """What is to be added to the tables before a name gets one more architecture."""

    def flush(self) -> None:
        """Adds it."""


class UniverseBuilder:
    """The tables of a universe while they grow. Lists that apt links at the front are kept reversed until the end."""

    def __init__(
        self,
        native_arch: str,
        architectures: Sequence[str],
        hash_table_size: int,
        release: AptRelease = DEFAULT_RELEASE,
    ) -> None:
        self.release = release
        self.native_arch = native_arch
        self.architectures = tuple(architectures)
        self.known_architectures = frozenset((*architectures, "all"))
        self.hash_table_size = hash_table_size
        #: Names, architectures, sections.
        self.words = GrowingPool()
        #: Version numbers: apt compares their addresses, which have the order of first mention, as their numbers here.
        self.numbers = GrowingVersionPool()
        self.group_by_name: MutableMapping[str, int] = {}
        self.group_names = self._words()
        self.group_packages = GrowingRows()
        self.group_source_versions = GrowingRows()
        #: The packages of the native architecture by name: what nearly every relation names.
        self.native_packages: dict[str, int] = {}
        self.package_group = array("I", [0])
        self.package_arch = self._words()
        self.package_flags: dict[int, int] = {}
        self.package_states: dict[int, tuple[int, int, int]] = {}
        self.current_version: dict[int, int] = {}
        self.package_versions = GrowingRows()
        self.package_provides = GrowingRows()
        self.reverse_depends = GrowingChains()
        self.version_package = array("I", [0])
        self.version_strings = self._version_numbers()
        self.version_multi_arch = array("B", [0])
        self.version_priority = array("B", [0])
        self.version_section = self._words()
        self.version_source = self._words()
        self.version_source_version = self._version_numbers()
        self.version_size = array("Q", [0])
        self.version_installed_size = array("Q", [0])
        self.version_has_archive = array("B", [0])
        self.version_phased: dict[int, int] = {}
        self.version_hash = array("I", [0])
        #: The SHA256 sums of the versions that were read from an index; they are not kept.
        self.version_sha256: dict[int, str] = {}
        self.version_files = GrowingPlaces()
        self.version_depends = GrowingRanges()
        self.version_provides = GrowingRows()
        self.dependency_parent = array("I", [0])
        self.dependency_target = array("I", [0])
        self.dependency_type = array("B", [0])
        self.dependency_operator = array("B", [0])
        self.dependency_version = self._version_numbers()
        self.provides_owner = array("I", [0])
        self.provides_package = array("I", [0])
        self.provides_version = self._version_numbers()
        self.provides_flags = array("B", [0])
        self.status_files: set[int] = set()
        #: How often a group got one more architecture; what was known of targets before may then be out of date.
        self.shared_groups = 0
        #: Versions that are not wholly in the tables yet.
        self.pending: Pending | None = None

    def _words(self) -> TextColumn:
        return TextColumn(array("I", [0]), self.words)

    def _version_numbers(self) -> VersionNumberColumn:
        return VersionNumberColumn(array("I", [0]), self.numbers)

    # ------------------------------------------------------------------ groups and packages

    def group_of(self, name: str) -> int:
        """Gives the group of a name, made when it is new (pkgCacheGenerator::NewGroup)."""
        group = self.group_by_name.get(name)
        if group is None:
            group = len(self.group_names)
            self.group_by_name[name] = group
            self.group_names.append(name)
            self.group_packages.add_row()
            self.group_source_versions.add_row()
        return group

    def find_in_group(self, group: int, arch: str) -> int:
        """Gives the group's package of an architecture, or 0 (GrpIterator::FindPkg)."""
        packages = self.group_packages[group]
        if not packages or arch == "any":
            return packages[0] if packages else 0
        if arch in ("native", "all"):
            arch = self.native_arch
        arches = self.package_arch
        for package in packages:
            if arches[package] == arch:
                return package
        return 0

    def package_of(self, name: str, arch: str) -> int:
        """Gives the package of a name and architecture, made when it is new (pkgCacheGenerator::NewPackage)."""
        group = self.group_of(name)
        return self.find_in_group(group, arch) or self._new_package(group, name, arch)

    def _new_package(self, group: int, name: str, arch: str) -> int:
        package = len(self.package_group)
        self.package_group.append(group)
        if arch in ("all", self.native_arch):
            arch = self.native_arch
            self.native_packages[name] = package
        self.package_arch.append(arch)
        self.package_versions.add_row()
        self.package_provides.add_row()
        self.reverse_depends.add_row()
        if self.group_packages.first[group]:
            self._share_with_sibling(group, package)
        self.group_packages.append(group, package)
        if arch == "any":
            self._provide_arch_qualified(name, package)
        return package

    def new_native_package(self, name: str) -> int:
        """Makes the package of the native architecture of a name that is not known at all."""
        group, package = len(self.group_names.column), len(self.package_group)
        self.group_by_name[name] = group
        self.group_names.column.append(self.words[name])
        self.group_packages.first.append(package)
        self.group_source_versions.first.append(0)
        self.package_group.append(group)
        self.package_arch.column.append(self.words[self.native_arch])
        self.package_versions.first.append(0)
        self.package_provides.first.append(0)
        self.reverse_depends.heads.append(0)
        self.native_packages[name] = package
        return package

    def _share_with_sibling(self, group: int, package: int) -> None:
        """Gives a new architecture of a known name what the others of its group have."""
        self.shared_groups += 1
        if self.pending is not None:
            self.pending.flush()
        self.link_reverse_depends()
        preferred = self._preferred(group)
        if preferred:
            for provides in tuple(self.package_provides[preferred]):
                flags = self.provides_flags[provides]
                owner = self.provides_owner[provides]
                if flags & ARCH_SPECIFIC or not self._is_shared(self.version_multi_arch[owner], flags):
                    continue
                if self.package_arch[self.version_package[owner]] in self.known_architectures:
                    self.add_provides(owner, package, self.provides_version.column[provides], flags)
        for sibling in self.group_packages[group]:
            if self.package_arch[sibling] not in self.known_architectures:
                continue
            for version in self.package_versions[sibling]:
                if self.version_multi_arch[version] & _FOREIGN:
                    self.add_provides(version, package, self.version_strings.column[version], MULTI_ARCH_IMPLICIT)
        preferred = self._preferred(group)
        if preferred:
            for dependency in self.reverse_depends[preferred]:
                operator = self.dependency_operator[dependency]
                kind = self.dependency_type[dependency]
                if operator & (ARCH_SPECIFIC | MULTI_ARCH_IMPLICIT) or kind not in _NEGATIVE_OR_REPLACES:
                    continue
                parent = self.dependency_parent[dependency]
                self.add_dependency(parent, package, self.dependency_version.column[dependency], operator, kind)

    def _is_shared(self, multi_arch: int, flags: int) -> bool:
        """Says whether what a version provides for one architecture it provides for others, too."""
        if self.release.shares_allowed_provides and multi_arch & _ALLOWED:
            return True
        return bool(multi_arch & _FOREIGN) and not flags & MULTI_ARCH_IMPLICIT

    def _preferred(self, group: int) -> int:
        for arch in ("native", *self.architectures, "none"):
            package = self.find_in_group(group, arch)
            if package:
                return package
        packages = self.group_packages[group] if self.release.prefers_any_architecture else []
        return packages[0] if packages else 0

    def _provide_arch_qualified(self, name: str, package: int) -> None:
        """Lets `foo` of amd64 provide the package `foo:amd64` when something first asks for that."""
        base, colon, arch = name.rpartition(":")
        if arch == "any":
            return
        if not colon:
            base = name
        actual = self.package_of(base, arch)
        flags = MULTI_ARCH_IMPLICIT | ARCH_SPECIFIC
        for provides in tuple(self.package_provides[actual]):
            owner = self.provides_owner[provides]
            if self.provides_flags[provides] & MULTI_ARCH_IMPLICIT:
                continue
            if self.package_arch[self.version_package[owner]] == arch:
                self.add_provides(owner, package, self.version_strings.column[owner], flags)
        for version in self.package_versions[actual]:
            self.add_provides(version, package, self.version_strings.column[version], flags)

    # ------------------------------------------------------------------ versions

    def new_version(self, package: int, number: str, position: int) -> int:
        """Adds a version to a package at a place in its list (pkgCacheGenerator::NewVersion)."""
        version = len(self.version_package)
        self.remember_number(number)
        self.package_versions.insert(package, position, version)
        self.version_package.append(package)
        self.version_strings.append(number)
        self.version_multi_arch.append(0)
        self.version_priority.append(0)
        self.version_section.append("")
        self.version_source.append("")
        self.version_source_version.append(number)
        self.version_size.append(0)
        self.version_installed_size.append(0)
        self.version_has_archive.append(0)
        self.version_hash.append(0)
        self.version_files.add_row()
        self.version_depends.add_row()
        self.version_provides.add_row()
        return version

    def add_source_version(self, source: str, version: int) -> None:
        """Notes a version as built from a source package (GrpIterator::VersionsInSource)."""
        self.group_source_versions.insert(self.group_of(source), 0, version)

    def is_only_in_status(self, version: int) -> bool:
        """Says whether no index offers the version, only the dpkg status."""
        return all(found.file in self.status_files for found in self.version_files[version])

    def remember_number(self, number: str) -> None:
        """Notes a version number in the order of first mention (pkgCacheGenerator::StoreString)."""
        self.numbers.number(number)

    # ------------------------------------------------------------------ dependencies and provides

    def add_dependency(
        self, version: int, target: int, number: int, operator: int, kind: int, position: int | None = None
    ) -> None:
        """Adds a dependency at the end of a version's list, or at a position (pkgCacheGenerator::NewDepends).

        Args:
            version: the version that has it.
            target: the package that it names.
            number: the version number that it names, as `numbers` has it.
            operator: how that is compared, and the bits beside it.
            kind: a `DependencyType`.
            position: its place in the list; None for the end.
        """
        dependency = len(self.dependency_parent)
        self.dependency_parent.append(version)
        self.dependency_target.append(target)
        self.dependency_type.append(kind)
        self.dependency_operator.append(operator)
        self.dependency_version.column.append(number)
        self.version_depends.insert(version, position, dependency)

    def link_reverse_depends(self) -> None:
        """Brings the chains of reverse dependencies up to date: they are needed seldom before the end.

        In the chain of its target a dependency comes first when its version number was first mentioned later than that
        of the first one there, else second: apt looks for equal dependencies in that order (NewDepends).
        """
        targets, numbers = self.dependency_target, self.dependency_version.column
        heads, links = self.reverse_depends.heads, self.reverse_depends.links
        first = len(links)
        links.extend(repeat(0, len(targets) - first))
        for dependency in range(first, len(targets)):
            target = targets[dependency]
            head = heads[target]
            if not head:
                heads[target] = dependency
            elif numbers[dependency] > numbers[head]:
                links[dependency] = head
                heads[target] = dependency
            else:
                links[dependency] = links[head]
                links[head] = dependency

    def add_provides(self, version: int, package: int, number: int, flags: int) -> None:
        """Lets a version provide a package (pkgCacheGenerator::NewProvides)."""
        provides = len(self.provides_owner)
        self.provides_owner.append(version)
        self.provides_package.append(package)
        self.provides_version.column.append(number)
        self.provides_flags.append(flags)
        self.version_provides.insert(version, 0, provides)
        self.package_provides.insert(package, 0, provides)

    def add_implicit_depends(self, package: int, version: int) -> None:
        """Adds what multi-arch rules ask of a new version and its siblings (pkgCacheGenerator::AddImplicitDepends)."""
        siblings = self.group_packages[self.package_group[package]]
        if len(siblings) < 2:
            return
        if len(self.package_versions[package]) == 1:
            for sibling in siblings:
                if sibling != package:
                    for other in self.package_versions[sibling]:
                        self._exclude(other, package)
        arch = self.package_arch[package]
        for sibling in siblings:
            if self.package_arch[sibling] != arch and self.package_versions[sibling]:
                self._exclude(version, sibling)

    def _exclude(self, version: int, sibling: int) -> None:
        if self.version_multi_arch[version] & _SAME:
            number = self.version_strings.column[version]
            implicit = MULTI_ARCH_IMPLICIT
            self.add_dependency(version, sibling, number, Operator.LESS | implicit, _REPLACES)
            self.add_dependency(version, sibling, number, Operator.NOT_EQUAL | implicit, _BREAKS)
        else:
            self.add_dependency(version, sibling, 0, MULTI_ARCH_IMPLICIT, _CONFLICTS)

    # ------------------------------------------------------------------ the result

    def finish(self, package_files: Sequence[PackageFile]) -> Universe:
        """Gives the finished universe. The builder must not be used afterwards: the tables are handed over."""
        self.link_reverse_depends()
        return self._assemble(package_files, self._package_columns())

    def _package_columns(self) -> PackageColumns:
        packages = len(self.package_group)
        selected, install, current = [0] * packages, [0] * packages, [0] * packages
        for package, states in self.package_states.items():
            selected[package], install[package], current[package] = states
        current_version = [0] * packages
        for package, version in self.current_version.items():
            current_version[package] = version
        flags = [0] * packages
        for package, flag in self.package_flags.items():
            flags[package] = flag
        ranks = walk_ranks(self.group_names, self.group_packages, packages, self.hash_table_size)
        present = [
            package
            for package, (_, _, state) in self.package_states.items()
            if current_version[package] or state != CurrentState.NOT_INSTALLED
        ]
        present.sort(key=ranks.__getitem__)
        return PackageColumns(ranks, flags, selected, install, current, current_version, present)

    def _assemble(self, package_files: Sequence[PackageFile], columns: PackageColumns) -> Universe:
        return Universe(**self.tables(), **vars(columns), package_files=tuple(package_files))

    def tables(self) -> dict[str, Any]:
        """Gives by name what a universe has from its builder as it is."""
        return {name: getattr(self, name) for name in _TABLES}
