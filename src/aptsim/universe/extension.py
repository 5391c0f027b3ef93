"""A finished universe with the packages of some more files: those that only one run knows, from its command line.

The tables below are not copied, so that this costs what the new packages cost. It is as if apt had read its stored
cache back: of version numbers it then knows none, and takes each for newer than those that were mentioned before.

Source: apt-pkg/pkgcachegen.cc, MakeStatusCache (volatile files) and loadBackMMapFromFile; apt-pkg/cachefile.cc,
pkgCacheFile::AddIndexFile.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

from aptsim.model.package_file import PackageFile
from aptsim.universe.builder import PackageColumns, UniverseBuilder
from aptsim.universe.growth import GrowingNames, GrowingRows, GrowingTexts, OverlaidRows
from aptsim.universe.tables import NUMBER_COLUMNS, TEXT_COLUMNS
from aptsim.universe.universe import Universe
from aptsim.universe.walk_order import extend_walk_ranks

_OF_PACKAGES = frozenset(
    (
        "package_rank",
        "package_flags",
        "selected_state",
        "install_state",
        "current_state",
        "current_version",
        "installed_packages",
        "broken_packages",
    )
)
"""Tables of numbers that a builder keeps in another form."""
_ROWS = {
    "group_packages": False,
    "package_versions": False,
    "package_provides": True,
    "reverse_depends": True,
    "version_files": False,
    "version_depends": False,
    "version_provides": True,
}
"""Tables of rows, and whether a builder keeps the rows reversed."""


class _NumberOrder(dict[str, int]):
    """The order of first mention, for numbers that all come behind those that are not in it."""

    def __missing__(self, number: str) -> int:
        return 0


class ExtendingBuilder(UniverseBuilder):
    """A builder whose tables begin with those of a universe. No installed packages can be added."""

    def __init__(self, base: Universe, hash_table_size: int) -> None:
        super().__init__(base.native_arch, base.architectures, hash_table_size, base.release)
        self._base = base
        for name in TEXT_COLUMNS:
            setattr(self, name, GrowingTexts(getattr(base, name)))
        for name in NUMBER_COLUMNS.keys() - _OF_PACKAGES:
            setattr(self, name, _copied(base, name))
        self._rows = {name: GrowingRows(getattr(base, name), is_reversed) for name, is_reversed in _ROWS.items()}
        for name, rows in self._rows.items():
            setattr(self, name, rows)
        self.group_by_name = GrowingNames(base.group_by_name)
        self.package_flags = {package: flags for package, flags in enumerate(base.package_flags) if flags}
        self.version_phased = dict(base.version_phased)
        self.status_files = {file.id for file in base.package_files if file.is_not_source}
        self.number_order = _NumberOrder({"": 0})
        self._linked = len(self.dependency_target)

    def remember_number(self, number: str) -> None:
        """Notes a version number; those before it are compared as they were known until now."""
        self.link_reverse_depends()
        super().remember_number(number)

    def finish(self, package_files: Sequence[PackageFile]) -> Universe:
        """Gives the universe with what was added. The builder must not be used afterwards."""
        self.link_reverse_depends()
        universe = self._assemble(package_files, self._grown_columns())
        frozen = {name: rows.freeze() for name, rows in self._rows.items()}
        return replace(universe, **frozen, broken_packages=self._base.broken_packages)  # type: ignore[arg-type]

    def _grown_columns(self) -> PackageColumns:
        base = self._base
        groups, known_groups = len(self.group_names), len(base.group_source_versions)
        source_versions: dict[int, Sequence[int]] = dict.fromkeys(range(known_groups, groups), ())
        for group, versions in self.group_source_versions.items():
            before = base.group_source_versions[group] if group < known_groups else ()
            source_versions[group] = [*versions[::-1], *before]
        packages = len(self.package_group)
        flags = _grown(base, "package_flags", packages)
        for package, flag in self.package_flags.items():
            flags[package] = flag
        ranks = extend_walk_ranks(
            base.package_rank, self.group_names, self.group_packages, self.package_group, self.hash_table_size
        )
        return PackageColumns(
            OverlaidRows(base.group_source_versions, source_versions, groups),
            ranks,
            flags,
            _grown(base, "selected_state", packages),
            _grown(base, "install_state", packages),
            _grown(base, "current_state", packages),
            _grown(base, "current_version", packages),
            base.installed_packages,
        )


def _copied(base: Universe, name: str) -> array[int]:
    return array(NUMBER_COLUMNS[name], getattr(base, name))


def _grown(base: Universe, name: str, size: int) -> array[int]:
    column = _copied(base, name)
    column.extend([0] * (size - len(column)))
    return column
