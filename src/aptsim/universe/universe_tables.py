"""The tables of a universe, and what is told by a look at a few of them.

A universe holds what apt's own cache holds, as parallel tables addressed by small numbers. A package, version,
dependency, provides or group is an `int`; 0 means "none". Numbers are given in the order in which apt gives its IDs
(apt's ID + 1), and every list below has the order that apt's linked list has, because apt breaks ties by both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.model.cache_types import (
    ARCH_SPECIFIC,
    CRITICAL,
    MULTI_ARCH_IMPLICIT,
    NEGATIVE,
    OPERATOR_MASK,
    OR,
    CurrentState,
    DependencyType,
    InstallState,
    MultiArch,
    OkState,
)
from aptsim.model.package_file import PackageFile
from aptsim.model.version import is_in_relation
from aptsim.universe.rows import Chains, PlaceRows, RangeRows, ShortRows
from aptsim.universe.table import Column
from aptsim.universe.tables import NUMBER_COLUMNS, ROW_TABLES, TEXT_COLUMNS, Texts, VersionNumbers

_MULTI_ARCH_ALL = int(MultiArch.ALL)
_MULTI_ARCH_SAME = int(MultiArch.SAME)
_REINST_REQUIRED = (int(InstallState.REINST_REQUIRED), int(InstallState.HOLD_REINST_REQUIRED))
_UNCONFIGURED = (int(CurrentState.UNPACKED), int(CurrentState.HALF_CONFIGURED))
_HALF_INSTALLED = int(CurrentState.HALF_INSTALLED)


TABLES: Final = (
    *("native_arch", "architectures", "package_files", "group_by_name", "version_phased", "release"),
    *TEXT_COLUMNS,
    *NUMBER_COLUMNS,
    *ROW_TABLES,
)
"""The names of all tables."""


class UniverseTables:
    """The tables. Each is indexed by the number of the thing that its name begins with."""

    __slots__ = TABLES

    native_arch: str
    architectures: tuple[str, ...]
    package_files: Sequence[PackageFile]
    """All index files in apt's order; `VersionFile.file` is an index into it."""

    # groups: one name, all its architectures
    group_names: Texts
    group_packages: ShortRows
    """By group: its packages, first created first (GrpIterator::PackageList and NextPkg)."""
    group_source_versions: ShortRows
    """By group: versions built from the source package of that name (GrpIterator::VersionsInSource)."""
    group_by_name: Mapping[str, int]

    # packages: a name with an architecture
    package_group: Column
    package_arch: Texts
    package_rank: Column
    """Position in apt's walk over all packages (PkgBegin, ++): hash bucket, then name, then architectures."""
    package_flags: Column
    """`PackageFlag.ESSENTIAL` and `.IMPORTANT` bits."""
    selected_state: Column
    install_state: Column
    current_state: Column
    current_version: Column
    """The installed version, or 0."""
    package_versions: ShortRows
    """Highest first (PkgIterator::VersionList)."""
    package_provides: ShortRows
    """Provides of this package's name and architecture, in apt's order: last read first (ProvidesList)."""
    reverse_depends: Chains
    """Dependencies onto this package (RevDependsList)."""

    # versions
    version_package: Column
    version_strings: VersionNumbers
    version_multi_arch: Column
    version_priority: Column
    version_section: Texts
    """The Section field, '' when absent."""
    version_source: Texts
    version_source_version: VersionNumbers
    version_size: Column
    """Bytes to download; 0 when unknown."""
    version_installed_size: Column
    """Bytes on disk (the Installed-Size field times 1024)."""
    version_has_archive: Column
    """1 where the first stanza offers a ``.deb`` without a doubt, 0 where only a look at the stanza tells."""
    version_phased: dict[int, int]
    """Phased-Update-Percentage of the versions that have one."""
    version_hash: Column
    """A number that tells versions of one number apart; see `metadata_hash`."""
    version_files: PlaceRows
    version_depends: RangeRows
    """Pre-Depends, Depends, Conflicts, Breaks, Recommends, Suggests, Replaces, Enhances, then the implicit ones."""
    version_provides: ShortRows

    # dependencies
    dependency_parent: Column
    """The version that has the dependency."""
    dependency_target: Column
    """The package that it names."""
    dependency_type: Column
    dependency_operator: Column
    """`Operator` in the low four bits, with the bits OR, MULTI_ARCH_IMPLICIT, ARCH_SPECIFIC."""
    dependency_version: VersionNumbers
    """The version compared with, '' when none is."""

    # provides
    provides_owner: Column
    """The version that provides."""
    provides_package: Column
    """The package that is provided."""
    provides_version: VersionNumbers
    provides_flags: Column

    installed_packages: Sequence[int]
    """Packages with a current version or a state other than not-installed, in the order of `package_rank`."""

    broken_packages: Sequence[int]
    """Installed packages that lack something critical now, in the order of `package_rank`."""

    release: AptRelease
    """The release of apt that reads it, and that every run on it is a run of."""

    def __init__(self, **tables: object) -> None:
        """Takes the tables.

        Args:
            tables: each of `TABLES` by its name; there may be no installed and no broken packages, and no release.
        """
        given = {"installed_packages": (), "broken_packages": (), "release": DEFAULT_RELEASE} | tables
        if given.keys() != set(TABLES):
            raise TypeError(f"not the tables of a universe: {', '.join(sorted(given.keys() ^ set(TABLES)))}")
        for name, table in given.items():
            setattr(self, name, table)

    # ------------------------------------------------------------------ groups and packages

    def find_group(self, name: str) -> int:
        """Gives the group of a package name, or 0 (pkgCache::FindGrp)."""
        return self.group_by_name.get(name, 0)

    def find_package(self, name: str, arch: str = "native") -> int:
        """Gives the package of a name and architecture, or 0; 'any' takes the group's first (pkgCache::FindPkg)."""
        group = self.group_by_name.get(name, 0)
        return self.find_in_group(group, arch) if group else 0

    def find_with_versions(self, name: str, arch: str = "native") -> int:
        """Gives the package of a name and architecture if any version of it is known, else 0."""
        package = self.find_package(name, arch)
        return package if package and self.package_versions[package] else 0

    def find_package_full(self, name: str) -> int:
        """Gives the package of a `name[:arch]`; the virtual `name:any` is looked up whole (pkgCache::FindPkg)."""
        base, colon, arch = name.rpartition(":")
        if not colon:
            return self.find_package(name)
        return self.find_package(name, "any") if arch == "any" else self.find_package(base, arch)

    def find_in_group(self, group: int, arch: str) -> int:
        """Gives the group's package of an architecture, or 0 (pkgCache::GrpIterator::FindPkg)."""
        packages = self.group_packages[group]
        if not packages:
            return 0
        if arch == "any":
            return packages[0]
        if arch in ("native", "all"):
            arch = self.native_arch
        for package in packages:
            if self.package_arch[package] == arch:
                return package
        return 0

    def find_preferred(self, group: int, prefer_non_virtual: bool = True) -> int:
        """Gives the group's native package, else that of the first architecture that has one, else 0.

        With `prefer_non_virtual`, packages without versions come second (pkgCache::GrpIterator::FindPreferredPkg).
        """
        for arch in ("native", *self.architectures, "none"):
            package = self.find_in_group(group, arch)
            if package and (not prefer_non_virtual or self.package_versions[package]):
                return package
        for package in self.group_packages[group] if self.release.prefers_any_architecture else ():
            if not prefer_non_virtual or self.package_versions[package]:
                return package
        return self.find_preferred(group, False) if prefer_non_virtual else 0

    def name(self, package: int) -> str:
        """Gives the package's name without architecture."""
        return self.group_names[self.package_group[package]]

    @property
    def package_limit(self) -> int:
        """A number that no package reaches."""
        return len(self.package_group)

    def sort_packages(self, packages: Iterable[int]) -> list[int]:
        """Gives packages in the order of apt's IDs."""
        return sorted(packages)

    def is_later(self, package: int, other: int) -> bool:
        """Says whether apt met the name of a package after that of another one: its ID is greater."""
        return package > other

    def version_order(self, version: int) -> tuple[int, int]:
        """Gives what orders versions as apt's IDs do."""
        return version, 0

    def sort_versions(self, versions: Iterable[int]) -> list[int]:
        """Gives versions in the order of apt's IDs."""
        return sorted(versions, key=self.version_order)

    def same_source(self, version: int) -> Sequence[int]:
        """Gives the versions built from the source package of a version, last read first."""
        return self.group_source_versions[self.find_group(self.version_source[version])]

    def in_walk_order(self, packages: Sequence[int]) -> list[int]:
        """Gives these packages in the order of apt's walk over all packages."""
        return sorted(packages, key=self.package_rank.__getitem__)

    def iter_all_packages(self) -> Iterator[int]:
        """Yields every package in the order of apt's walk. Costs a sort of the whole universe."""
        yield from self.in_walk_order(range(1, len(self.package_group)))

    def state_of(self, package: int) -> OkState:
        """Says what dpkg still has to do for a package (pkgCache::PkgIterator::State)."""
        install = self.install_state[package]
        if install in _REINST_REQUIRED:
            return OkState.NEEDS_UNPACK
        current = self.current_state[package]
        if current in _UNCONFIGURED:
            return OkState.NEEDS_CONFIGURE
        if install or current == _HALF_INSTALLED:
            return OkState.NEEDS_UNPACK
        return OkState.NEEDS_NOTHING

    def is_purged(self, package: int) -> bool:
        """Says whether nothing of the package is on the system (pkgCache::PkgIterator::Purge)."""
        state = self.current_state[package]
        return state == 4 or (not self.current_version[package] and state == CurrentState.NOT_INSTALLED)

    # ------------------------------------------------------------------ versions

    def version_arch(self, version: int) -> str:
        """Gives the architecture of a version, 'all' included (pkgCache::VerIterator::Arch)."""
        if self.version_multi_arch[version] & _MULTI_ARCH_ALL:
            return "all"
        return self.package_arch[self.version_package[version]]

    def compare_position(self, version: int, other: int) -> int:
        """Says by position in the version list whether `version` is newer (1), same (0) or older (-1) (CompareVer)."""
        if version == other:
            return 0
        if not version:
            return -1
        if not other:
            return 1
        for listed in self.package_versions[self.version_package[version]]:
            if listed == version:
                return 1
            if listed == other:
                return -1
        return -1

    # ------------------------------------------------------------------ dependencies

    def is_negative(self, dependency: int) -> bool:
        """Says whether this is a Conflicts or Breaks (DepIterator::IsNegative)."""
        return NEGATIVE[self.dependency_type[dependency]] == 1

    def is_critical(self, dependency: int) -> bool:
        """Says whether this is a Depends, Pre-Depends, Conflicts or Breaks (DepIterator::IsCritical)."""
        return CRITICAL[self.dependency_type[dependency]] == 1

    def is_or(self, dependency: int) -> bool:
        """Says whether the next dependency of the version is an alternative to this one."""
        return bool(self.dependency_operator[dependency] & OR)

    def is_implicit_multi_arch(self, dependency: int) -> bool:
        """Says whether multi-arch rules added the dependency (DepIterator::IsMultiArchImplicit)."""
        return bool(self.dependency_operator[dependency] & MULTI_ARCH_IMPLICIT)

    def is_implicit(self, dependency: int) -> bool:
        """Says whether the dependency was not spelled out in a stanza (DepIterator::IsImplicit)."""
        operator = self.dependency_operator[dependency]
        if operator & MULTI_ARCH_IMPLICIT:
            return True
        kind = self.dependency_type[dependency]
        if (NEGATIVE[kind] or kind == DependencyType.REPLACES) and not operator & ARCH_SPECIFIC:
            parent = self.version_package[self.dependency_parent[dependency]]
            return self.package_arch[parent] != self.package_arch[self.dependency_target[dependency]]
        return False

    def parent_package(self, dependency: int) -> int:
        """Gives the package whose version has the dependency."""
        return self.version_package[self.dependency_parent[dependency]]

    def is_satisfied_by(self, dependency: int, version: int) -> bool:
        """Says whether a version number of the target fits; the package is not looked at (IsSatisfied(VerIterator))."""
        return self.accepts(dependency, self.version_strings.column[version])

    def is_satisfied_by_provides(self, dependency: int, provides: int) -> bool:
        """Says whether the provided version fits (DepIterator::IsSatisfied(PrvIterator))."""
        return self.accepts(dependency, self.provides_version.column[provides])

    def accepts(self, dependency: int, number: int) -> bool:
        """Says whether a dependency is content with a version number (pkgVersioningSystem::CheckDep).

        Args:
            number: its number in the pool of version numbers.
        """
        operator = self.dependency_operator[dependency] & OPERATOR_MASK
        if not operator:
            return True
        wanted = self.dependency_version
        return is_in_relation(wanted.pool.key(number), operator, wanted.key(dependency))

    def is_ignorable(self, dependency: int, package: int) -> bool:
        """Says whether a negative dependency does not apply to a package of its own group (IsIgnorable)."""
        if not NEGATIVE[self.dependency_type[dependency]]:
            return False
        parent_version = self.dependency_parent[dependency]
        parent = self.version_package[parent_version]
        if self.package_group[parent] != self.package_group[package]:
            return False
        if parent == package:
            return True
        if self.version_multi_arch[parent_version] & _MULTI_ARCH_SAME:
            return not self.dependency_operator[dependency] & MULTI_ARCH_IMPLICIT
        return False

    def is_provides_ignorable(self, dependency: int, provides: int) -> bool:
        """Says whether a negative dependency does not apply to a provider (DepIterator::IsIgnorable(PrvIterator))."""
        if not NEGATIVE[self.dependency_type[dependency]]:
            return False
        owner = self.version_package[self.provides_owner[provides]]
        same_group = self.package_group[owner] == self.package_group[self.parent_package(dependency)]
        return same_group or bool(self.dependency_operator[dependency] & MULTI_ARCH_IMPLICIT)

    def all_targets(self, dependency: int) -> list[int]:
        """Gives every version that satisfies the dependency: of the target, then of its providers (AllTargets)."""
        return self.own_answers(dependency) + [
            self.provides_owner[provides]
            for provides in self.package_provides[self.dependency_target[dependency]]
            if not self.is_provides_ignorable(dependency, provides)
            and self.is_satisfied_by_provides(dependency, provides)
        ]

    def own_answers(self, dependency: int) -> list[int]:
        """Gives the versions of the target that satisfy the dependency."""
        target = self.dependency_target[dependency]
        if self.is_ignorable(dependency, target):
            return []
        return [version for version in self.package_versions[target] if self.is_satisfied_by(dependency, version)]

    def provides_owner_package(self, provides: int) -> int:
        """Gives the package whose version provides (PrvIterator::OwnerPkg)."""
        return self.version_package[self.provides_owner[provides]]
