"""A finished universe with the packages of some more files: those that only one run knows, from its command line.

The tables below are not copied, so that this costs what the new packages cost. It is as if apt had read its stored
cache back: of version numbers it then knows none, and takes each for newer than those that were mentioned before.

Source: apt-pkg/pkgcachegen.cc, MakeStatusCache (volatile files) and loadBackMMapFromFile; apt-pkg/cachefile.cc,
pkgCacheFile::AddIndexFile.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from aptsim.model.package_file import PackageFile
from aptsim.universe.builder import PackageColumns, UniverseBuilder
from aptsim.universe.growth import (
    GrowingChains,
    GrowingNames,
    GrowingPlaces,
    GrowingPool,
    GrowingRanges,
    GrowingRows,
    GrowingVersionPool,
    TextColumn,
    VersionNumberColumn,
    copied,
)
from aptsim.universe.tables import NUMBER_COLUMNS, NUMBER_TEXTS, OWN_COLUMNS, TEXT_COLUMNS
from aptsim.universe.universe import Universe
from aptsim.universe.walk_order import extend_walk_ranks

_ROWS = {
    "group_packages": GrowingRows,
    "group_source_versions": GrowingRows,
    "package_versions": GrowingRows,
    "package_provides": GrowingRows,
    "reverse_depends": GrowingChains,
    "version_files": GrowingPlaces,
    "version_depends": GrowingRanges,
    "version_provides": GrowingRows,
}
"""Tables of rows, and what they are while they grow."""


class ExtendingBuilder(UniverseBuilder):
    """A builder whose tables begin with those of a universe. No installed packages can be added."""

    def __init__(self, base: Universe, hash_table_size: int) -> None:
        super().__init__(base.native_arch, base.architectures, hash_table_size, base.release)
        self._base = base
        self.words = GrowingPool(base.group_names.pool)
        self.numbers = GrowingVersionPool(base.version_strings.pool)
        for name in TEXT_COLUMNS:
            column = copied("I", getattr(base, name).column)
            is_number = name in NUMBER_TEXTS
            grown = VersionNumberColumn(column, self.numbers) if is_number else TextColumn(column, self.words)
            setattr(self, name, grown)
        for name in NUMBER_COLUMNS.keys() - OWN_COLUMNS:
            setattr(self, name, copied(NUMBER_COLUMNS[name], getattr(base, name)))
        for name, kind in _ROWS.items():
            setattr(self, name, kind(getattr(base, name)))
        self.group_by_name = GrowingNames(base.group_by_name)
        self.package_flags = {package: flags for package, flags in enumerate(base.package_flags) if flags}
        self.version_phased = dict(base.version_phased)
        self.status_files = {file.id for file in base.package_files if file.is_not_source}

    def finish(self, package_files: Sequence[PackageFile]) -> Universe:
        """Gives the universe with what was added. The builder must not be used afterwards."""
        self.link_reverse_depends()
        universe = self._assemble(package_files, self._grown_columns())
        universe.broken_packages = self._base.broken_packages
        return universe

    def _grown_columns(self) -> PackageColumns:
        base = self._base
        packages = len(self.package_group)
        flags = _grown(base, "package_flags", packages)
        for package, flag in self.package_flags.items():
            flags[package] = flag
        ranks = extend_walk_ranks(
            base.package_rank, self.group_names, self.group_packages, self.package_group, self.hash_table_size
        )
        return PackageColumns(
            ranks,
            flags,
            _grown(base, "selected_state", packages),
            _grown(base, "install_state", packages),
            _grown(base, "current_state", packages),
            _grown(base, "current_version", packages),
            base.installed_packages,
        )


def _grown(base: Universe, name: str, size: int) -> array[int]:
    column = copied(NUMBER_COLUMNS[name], getattr(base, name))
    column.extend([0] * (size - len(column)))
    return column
