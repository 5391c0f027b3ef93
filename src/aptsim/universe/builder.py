"""Building a universe the way apt builds its cache: one name, version and dependency after the other.

Which number a package gets, and where a dependency or provides lands in its list, depends on everything read before
(apt-pkg/pkgcachegen.cc). So this is the one place where the tables are written, in reading order; afterwards they
never change.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping, MutableSequence, Sequence
from typing import Final

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
from aptsim.universe.universe import Universe, VersionFile
from aptsim.universe.walk_order import walk_ranks

_CONFLICTS: Final = int(DependencyType.CONFLICTS)
_BREAKS: Final = int(DependencyType.BREAKS)
_REPLACES: Final = int(DependencyType.REPLACES)
_NEGATIVE_OR_REPLACES: Final = frozenset((_CONFLICTS, _BREAKS, _REPLACES))
_ALLOWED: Final = int(MultiArch.ALLOWED)
_FOREIGN: Final = int(MultiArch.FOREIGN)
_SAME: Final = int(MultiArch.SAME)


#: What a stanza says of a version in fields of their own: multi-arch, priority, section, size, installed size in bytes,
#: and the metadata hash.
VersionFacts = tuple[int, int, str, int, int, int]
NO_FACTS: Final[VersionFacts] = (0, 0, "", 0, 0, 0)

#: Relations onto known packages: their targets, operators and version numbers.
KnownRelations = tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]


class PackageColumns(Value):
    """Those tables of a universe that a builder keeps in another form; see there."""

    group_source_versions: Sequence[Sequence[int]]
    package_rank: Sequence[int]
    package_flags: Sequence[int]
    selected_state: Sequence[int]
    install_state: Sequence[int]
    current_state: Sequence[int]
    current_version: Sequence[int]
    installed_packages: Sequence[int]


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
        self.group_by_name: MutableMapping[str, int] = {}
        self.group_names: MutableSequence[str] = [""]
        self.group_packages: MutableSequence[list[int]] = [[]]
        self.group_source_versions: dict[int, list[int]] = {}
        #: The packages of the native architecture by name: what nearly every relation names.
        self.native_packages: dict[str, int] = {}
        self.package_group: MutableSequence[int] = [0]
        self.package_arch: MutableSequence[str] = [""]
        self.package_flags: dict[int, int] = {}
        self.package_states: dict[int, tuple[int, int, int]] = {}
        self.current_version: dict[int, int] = {}
        self.package_versions: MutableSequence[list[int]] = [[]]
        self.package_provides: MutableSequence[list[int]] = [[]]
        self.reverse_depends: MutableSequence[list[int]] = [[]]
        self.version_package: MutableSequence[int] = [0]
        self.version_strings: MutableSequence[str] = [""]
        self.version_multi_arch: MutableSequence[int] = [0]
        self.version_priority: MutableSequence[int] = [0]
        self.version_section: MutableSequence[str] = [""]
        self.version_source: MutableSequence[str] = [""]
        self.version_source_version: MutableSequence[str] = [""]
        self.version_size: MutableSequence[int] = [0]
        self.version_installed_size: MutableSequence[int] = [0]
        self.version_phased: dict[int, int] = {}
        self.version_hash: MutableSequence[int] = [0]
        #: The SHA256 sums of the versions that were read from an index; they are not kept.
        self.version_sha256: dict[int, str] = {}
        self.version_files: MutableSequence[list[VersionFile]] = [[]]
        self.version_depends: MutableSequence[list[int]] = [[]]
        self.version_provides: MutableSequence[list[int]] = [[]]
        self.dependency_parent: MutableSequence[int] = [0]
        self.dependency_target: MutableSequence[int] = [0]
        self.dependency_type: MutableSequence[int] = [0]
        self.dependency_operator: MutableSequence[int] = [0]
        self.dependency_version: MutableSequence[str] = [""]
        self.provides_owner: MutableSequence[int] = [0]
        self.provides_package: MutableSequence[int] = [0]
        self.provides_version: MutableSequence[str] = [""]
        self.provides_flags: MutableSequence[int] = [0]
        self.status_files: set[int] = set()
        #: How often a group got one more architecture; what was known of targets before may then be out of date.
        self.shared_groups = 0
        self._linked = 1
        #: The order in which version numbers were first stored: apt compares their addresses.
        self.number_order: dict[str, int] = {"": 0}

    # ------------------------------------------------------------------ groups and packages

    def group_of(self, name: str) -> int:
        """Gives the group of a name, made when it is new (pkgCacheGenerator::NewGroup)."""
        group = self.group_by_name.get(name)
        if group is None:
            group = len(self.group_names)
            self.group_by_name[name] = group
            self.group_names.append(name)
            self.group_packages.append([])
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
        self.package_versions.append([])
        self.package_provides.append([])
        self.reverse_depends.append([])
        siblings = self.group_packages[group]
        if siblings:
            self._share_with_sibling(group, package)
        siblings.append(package)
        if arch == "any":
            self._provide_arch_qualified(name, package)
        return package

    def _share_with_sibling(self, group: int, package: int) -> None:
        """Gives a new architecture of a known name what the others of its group have."""
        self.shared_groups += 1
        self.link_reverse_depends()
        preferred = self._preferred(group)
        if preferred:
            for provides in reversed(self.package_provides[preferred]):
                flags = self.provides_flags[provides]
                owner = self.provides_owner[provides]
                if flags & ARCH_SPECIFIC or not self._is_shared(self.version_multi_arch[owner], flags):
                    continue
                if self.package_arch[self.version_package[owner]] in self.known_architectures:
                    self.add_provides(owner, package, self.provides_version[provides], flags)
        for sibling in self.group_packages[group]:
            if self.package_arch[sibling] not in self.known_architectures:
                continue
            for version in self.package_versions[sibling]:
                if self.version_multi_arch[version] & _FOREIGN:
                    self.add_provides(version, package, self.version_strings[version], MULTI_ARCH_IMPLICIT)
        preferred = self._preferred(group)
        if preferred:
            for dependency in reversed(self.reverse_depends[preferred]):
                operator = self.dependency_operator[dependency]
                kind = self.dependency_type[dependency]
                if operator & (ARCH_SPECIFIC | MULTI_ARCH_IMPLICIT) or kind not in _NEGATIVE_OR_REPLACES:
                    continue
                parent = self.dependency_parent[dependency]
                self.add_dependency(parent, package, self.dependency_version[dependency], operator, kind)

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
        for provides in reversed(self.package_provides[actual]):
            owner = self.provides_owner[provides]
            if self.provides_flags[provides] & MULTI_ARCH_IMPLICIT:
                continue
            if self.package_arch[self.version_package[owner]] == arch:
                self.add_provides(owner, package, self.version_strings[owner], flags)
        for version in self.package_versions[actual]:
            self.add_provides(version, package, self.version_strings[version], flags)

    # ------------------------------------------------------------------ versions

    def new_version(self, package: int, number: str, position: int, facts: VersionFacts = NO_FACTS) -> int:
        """Adds a version to a package at a place in its list (pkgCacheGenerator::NewVersion)."""
        version = len(self.version_package)
        self.remember_number(number)
        self.package_versions[package].insert(position, version)
        multi_arch, priority, section, size, installed_size, hash = facts
        self.version_package.append(package)
        self.version_strings.append(number)
        self.version_multi_arch.append(multi_arch)
        self.version_priority.append(priority)
        self.version_section.append(section)
        self.version_source.append("")
        self.version_source_version.append(number)
        self.version_size.append(size)
        self.version_installed_size.append(installed_size)
        self.version_hash.append(hash)
        self.version_files.append([])
        self.version_depends.append([])
        self.version_provides.append([])
        return version

    def add_source_version(self, source: str, version: int) -> None:
        """Notes a version as built from a source package (GrpIterator::VersionsInSource)."""
        self.group_source_versions.setdefault(self.group_of(source), []).append(version)

    def is_only_in_status(self, version: int) -> bool:
        """Says whether no index offers the version, only the dpkg status."""
        return all(found.file in self.status_files for found in self.version_files[version])

    def remember_number(self, number: str) -> None:
        """Notes a version number in the order of first mention (pkgCacheGenerator::StoreString)."""
        if number not in self.number_order:
            self.number_order[number] = len(self.number_order)

    # ------------------------------------------------------------------ dependencies and provides

    def add_dependency(
        self, version: int, target: int, number: str, operator: int, kind: int, position: int | None = None
    ) -> None:
        """Adds a dependency at the end of a version's list, or at a position (pkgCacheGenerator::NewDepends)."""
        dependency = len(self.dependency_parent)
        self.dependency_parent.append(version)
        self.dependency_target.append(target)
        self.dependency_type.append(kind)
        self.dependency_operator.append(operator)
        self.dependency_version.append(number)
        depends = self.version_depends[version]
        if position is None or position == len(depends):
            depends.append(dependency)
        else:
            depends.insert(position, dependency)

    def add_dependencies(self, version: int, kind: int, relations: Iterable[KnownRelations]) -> int:
        """Adds dependencies onto known packages at the end of a version's list, and gives the length of that."""
        targets, operators, numbers = self.dependency_target, self.dependency_operator, self.dependency_version
        first = len(targets)
        for found in relations:
            targets.extend(found[0])
            operators.extend(found[1])
            numbers.extend(found[2])
        count = len(targets) - first
        self.dependency_parent.extend([version] * count)
        self.dependency_type.extend([kind] * count)
        depends = self.version_depends[version]
        depends += range(first, first + count)
        return len(depends)

    def link_reverse_depends(self) -> None:
        """Brings the lists of reverse dependencies up to date: they are needed seldom before the end.

        In the list of its target a dependency comes first when its version number was first mentioned later than that
        of the first one there, else second: apt looks for equal dependencies in that order (NewDepends).
        """
        targets, numbers, order = self.dependency_target, self.dependency_version, self.number_order
        reverse_depends = self.reverse_depends
        for dependency in range(self._linked, len(targets)):
            reverse = reverse_depends[targets[dependency]]
            if not reverse or order[numbers[dependency]] > order[numbers[reverse[-1]]]:
                reverse.append(dependency)
            else:
                reverse.insert(-1, dependency)
        self._linked = len(targets)

    def add_provides(self, version: int, package: int, number: str, flags: int) -> None:
        """Lets a version provide a package (pkgCacheGenerator::NewProvides)."""
        provides = len(self.provides_owner)
        self.provides_owner.append(version)
        self.provides_package.append(package)
        self.provides_version.append(number)
        self.provides_flags.append(flags)
        self.version_provides[version].append(provides)
        self.package_provides[package].append(provides)

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
            number = self.version_strings[version]
            implicit = MULTI_ARCH_IMPLICIT
            self.add_dependency(version, sibling, number, Operator.LESS | implicit, _REPLACES)
            self.add_dependency(version, sibling, number, Operator.NOT_EQUAL | implicit, _BREAKS)
        else:
            self.add_dependency(version, sibling, "", MULTI_ARCH_IMPLICIT, _CONFLICTS)

    # ------------------------------------------------------------------ the result

    def finish(self, package_files: Sequence[PackageFile]) -> Universe:
        """Gives the finished universe. The builder must not be used afterwards: the tables are handed over."""
        self.link_reverse_depends()
        for lists in (self.package_provides, self.reverse_depends, self.version_provides):
            for entries in lists:
                entries.reverse()
        return self._assemble(package_files, self._package_columns())

    def _package_columns(self) -> PackageColumns:
        packages = len(self.package_group)
        source_versions: list[list[int]] = [[]] * len(self.group_names)
        for group, versions in self.group_source_versions.items():
            source_versions[group] = versions[::-1]
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
        return PackageColumns(source_versions, ranks, flags, selected, install, current, current_version, present)

    def _assemble(self, package_files: Sequence[PackageFile], columns: PackageColumns) -> Universe:
        return Universe(
            native_arch=self.native_arch,
            architectures=self.architectures,
            package_files=tuple(package_files),
            group_names=self.group_names,
            group_packages=self.group_packages,
            group_source_versions=columns.group_source_versions,
            group_by_name=self.group_by_name,
            package_group=self.package_group,
            package_arch=self.package_arch,
            package_rank=columns.package_rank,
            package_flags=columns.package_flags,
            selected_state=columns.selected_state,
            install_state=columns.install_state,
            current_state=columns.current_state,
            current_version=columns.current_version,
            package_versions=self.package_versions,
            package_provides=self.package_provides,
            reverse_depends=self.reverse_depends,
            version_package=self.version_package,
            version_strings=self.version_strings,
            version_multi_arch=self.version_multi_arch,
            version_priority=self.version_priority,
            version_section=self.version_section,
            version_source=self.version_source,
            version_source_version=self.version_source_version,
            version_size=self.version_size,
            version_installed_size=self.version_installed_size,
            version_phased=self.version_phased,
            version_hash=self.version_hash,
            version_files=self.version_files,
            version_depends=self.version_depends,
            version_provides=self.version_provides,
            dependency_parent=self.dependency_parent,
            dependency_target=self.dependency_target,
            dependency_type=self.dependency_type,
            dependency_operator=self.dependency_operator,
            dependency_version=self.dependency_version,
            provides_owner=self.provides_owner,
            provides_package=self.provides_package,
            provides_version=self.provides_version,
            provides_flags=self.provides_flags,
            installed_packages=columns.installed_packages,
            release=self.release,
        )
