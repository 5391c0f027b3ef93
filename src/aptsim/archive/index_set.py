"""The index files that a system's packages are read from, in the order in which apt reads them.

Source: apt-pkg/pkgcachegen.cc, BuildCache and MakeStatusCache; apt-pkg/deb/debmetaindex.cc, GetIndexFiles;
apt-pkg/deb/debsystem.cc, AddStatusFiles; apt-pkg/sourcelist.cc, AddVolatileFile.
"""

from __future__ import annotations

import errno
import os

from aptsim.archive.index_targets import IndexTarget, index_targets
from aptsim.archive.list_names import compression_types, existing_list
from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.release import read_archive_release
from aptsim.archive.sources import read_sources
from aptsim.errors import PendingErrors
from aptsim.files.folder import file_exists, folder_of
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag, ReleaseFile
from aptsim.model.value import Value

GIVEN_INDEX = "volatile-packages-file"
"""The component of an index that the command line names."""


class IndexSet(Value):
    """All files that packages come from.

    Args:
        package_files: in reading order: by archive, the status file behind them, files named on the command line last.
        release_files: one for each archive, in order.
        targets: how many index targets the source lists name, on disk or not.
    """

    package_files: tuple[PackageFile, ...]
    release_files: tuple[ReleaseFile, ...]
    targets: int = 0

    @property
    def status_file(self) -> PackageFile | None:
        """Give the dpkg status file; None when the system has none."""
        for file in self.package_files:
            if file.index_type is IndexType.STATUS:
                return file
        return None


def read_index_set(
    configuration: Configuration, architectures: list[str], tree: FileTree, messages: Messages
) -> IndexSet:
    """Find all index files of a system.

    Args:
        configuration: complete, with ``APT::Architecture`` set.
        architectures: those of the system, native first.
        tree: where its files lie.
        messages: takes apt's warnings, notices and errors.

    Raises:
        PendingErrors: where apt would stop; its words are in the messages.
    """
    return read_archives(read_sources(configuration, architectures, tree, messages), configuration, tree, messages)


def read_archives(
    archives: list[MetaIndex], configuration: Configuration, tree: FileTree, messages: Messages
) -> IndexSet:
    """Find the index files of these archives and the status file.

    Raises:
        PendingErrors: where apt would stop; its words are in the messages.
    """
    targets = [index_targets(archive, configuration, messages) for archive in archives]
    collector = _FileCollector(configuration, tree, messages)
    try:
        for archive, its_targets in zip(archives, targets, strict=True):
            collector.add_archive(archive, its_targets)
        collector.add_status_file()
        for path in configuration.find_vector("APT::Sources::With"):
            collector.add_volatile_file(path)
    except PendingErrors:
        messages.error("The package lists or status file could not be parsed or opened.")
        raise
    return IndexSet(tuple(collector.package_files), tuple(collector.release_files), sum(map(len, targets)))


class _FileCollector:
    __slots__ = ("_configuration", "_messages", "_paths", "_tree", "_types", "package_files", "release_files")

    def __init__(self, configuration: Configuration, tree: FileTree, messages: Messages) -> None:
        self._configuration = configuration
        self._tree = tree
        self._messages = messages
        self._types = compression_types(configuration, tree)
        self._paths: set[str] = set()
        self.package_files: list[PackageFile] = []
        self.release_files: list[ReleaseFile] = []

    def add_archive(self, archive: MetaIndex, targets: list[IndexTarget]) -> None:
        """Read an archive's Release file and add the package indexes of it that are on disk."""
        configuration, messages = self._configuration, self._messages
        path, _ = archive.release_path(configuration, self._tree)
        if any(known.path == path for known in self.release_files):
            messages.warning(f"Duplicate sources.list entry {archive.describe()}")
            return
        release = read_archive_release(len(self.release_files), archive, configuration, self._tree, messages)
        self.release_files.append(release)
        trusted = archive.is_trusted(configuration, self._tree)
        for target in targets:
            if target.created_by == "Packages":
                self._add_index(archive, target, release, trusted)

    def _add_index(self, archive: MetaIndex, target: IndexTarget, release: ReleaseFile, trusted: bool) -> None:
        path = existing_list(target.list_path(self._configuration), self._types, self._tree)
        if not file_exists(path, self._tree):
            return
        if path in self._paths:
            self._messages.warning(f"Duplicate sources.list entry {target.description} ({path})")
            return
        self._add(
            PackageFile(
                id=len(self.package_files),
                path=path,
                index_type=IndexType.PACKAGES,
                component=target.component or "",
                architecture=target.architecture or None,
                release=release,
                trusted=trusted,
                repository_uri=archive.uri,
                description=target.description,
                is_dist_named=bool(archive.dist) and not archive.is_flat,
            )
        )

    def add_status_file(self) -> None:
        """Add the dpkg status file; a missing one means an empty system."""
        path = self._configuration.find_file("Dir::State::status")
        if not path:
            return
        try:
            self._tree.stat(path)
        except OSError as error:
            if error.errno == errno.ENOENT:
                return
        self._add(
            PackageFile(
                id=len(self.package_files),
                path=self._tree.real_path(path),
                index_type=IndexType.STATUS,
                component="now",
                flags=PackageFileFlag.NOT_SOURCE,
                description=self._tree.real_path(path),
            )
        )

    def add_volatile_file(self, path: str) -> None:
        """Add a ``Packages`` file named by ``--with-source``; other kinds of files are passed over."""
        if not path or not file_exists(path, self._tree) or not self._is_packages_file(os.path.basename(path)):
            return
        if path in self._paths:
            self._messages.warning(f"Duplicate sources.list entry {path} ({path})")
            return
        self._add(
            PackageFile(
                id=len(self.package_files),
                path=path,
                index_type=IndexType.PACKAGES,
                component=GIVEN_INDEX,
                repository_uri=f"file:{self._tree.real_path(folder_of(path))}/",
                description=path,
            )
        )

    def _is_packages_file(self, name: str) -> bool:
        names = ["Packages" if kind == "uncompressed" else f"Packages.{kind}" for kind in self._types]
        return any(name == known or name.endswith(f"_{known}") for known in names)

    def _add(self, file: PackageFile) -> None:
        self._paths.add(file.path)
        self.package_files.append(file)
