"""A universe that is read as far as a run looks at it: for the first answer on new lists.

It knows where each package stands (`skimmed_index.py`), and reads a package with all its versions when somebody looks
at it, into the tables of an ordinary builder. What is there, and in which order, is what the whole universe has; the
numbers of packages and versions are others. What it cannot tell so it refuses, and the run begins anew on the whole
universe.

Only systems of one architecture are read so, and only lists in which nothing is out of the ordinary.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence

from aptsim.archive.skimmed_stanza import NAME
from aptsim.archive.tag_file import Stanza, UnparsableTagFileError, iter_stanzas, tidy_stanza
from aptsim.errors import WholeUniverseNeededError
from aptsim.model.apt_release import AptRelease
from aptsim.model.cache_types import CurrentState
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.file_faults import MergeError
from aptsim.universe.first_mention import FirstMentions
from aptsim.universe.list_merger import ListMerger
from aptsim.universe.load import StanzaSource
from aptsim.universe.now import find_broken_packages
from aptsim.universe.partial_tables import (
    PaddedColumn,
    PartialColumn,
    PartialDependants,
    PartialGroups,
    PartialNames,
    PartialProvides,
    PartialRanks,
    PartialSources,
    PartialTexts,
    PartialVersions,
    place_order,
)
from aptsim.universe.skimmed_index import SkimmedIndex
from aptsim.universe.universe import Universe
from aptsim.universe.walk_order import hash_table_size

_ANY = ":any"
_NAME = re.compile(NAME + f"({_ANY})?")
_MOST_PACKAGES = 1 << 22
_KERNEL = "$kernel"


class PartialUniverse(Universe):
    """The tables, as far as they were looked at; see `Universe`."""

    __slots__ = ("_reader",)
    _reader: PartialReader

    @property
    def package_limit(self) -> int:
        """A number that no package reaches."""
        return _MOST_PACKAGES

    def find_with_versions(self, name: str, arch: str = "native") -> int:
        """Gives the package of a name and architecture if any version of it is known, else 0."""
        return super().find_with_versions(name, arch) if self._reader.has_stanzas(name) else 0

    def same_source(self, version: int) -> Sequence[int]:
        """Gives the versions built from the source package of a version, those of installed packages among them."""
        builder = self._reader.builder
        return self.group_source_versions[builder.group_by_name[builder.version_source[version]]]

    def sort_packages(self, packages: Iterable[int]) -> list[int]:
        """Gives packages in the order of apt's IDs.

        Raises:
            WholeUniverseNeededError: when that is in doubt.
        """
        found = list(packages)
        return sorted(found, key=lambda package: self._reader.mentions[self.name(package)]) if len(found) > 1 else found

    def is_later(self, package: int, other: int) -> bool:
        """Says whether apt met the name of a package after that of another one.

        Raises:
            WholeUniverseNeededError: when that is in doubt.
        """
        mentions = self._reader.mentions
        return package != other and mentions[self.name(package)] > mentions[self.name(other)]

    def version_order(self, version: int) -> tuple[int, int]:
        """Gives what orders versions as apt's IDs do: where they stand."""
        return place_order(self._reader.builder)(version)


class PartialReader:
    """Reads packages from skimmed indexes and the dpkg status into a builder."""

    def __init__(
        self,
        package_files: Sequence[PackageFile],
        read: Callable[[PackageFile], Iterable[bytes]],
        stanza: StanzaSource,
        native: str,
        configuration: Configuration,
        release: AptRelease,
    ) -> None:
        """Skims the indexes and reads the status.

        Raises:
            WholeUniverseNeededError: when there is something in them that cannot be read in part.
        """
        self.builder = UniverseBuilder(native, (native,), hash_table_size(configuration), release)
        self._messages = Messages()
        self._stanza = stanza
        self._done: set[str] = set()
        self._indexes: dict[int, SkimmedIndex] = {}
        self._status: dict[int, dict[str, list[Stanza]]] = {}
        self._files = package_files
        self._mergers = [
            ListMerger.configured(self.builder, self._messages, file, configuration) for file in package_files
        ]
        for file in package_files:
            if file.index_type is IndexType.PACKAGES:
                self._indexes[file.id] = SkimmedIndex(read(file), native)
            elif file.index_type is IndexType.STATUS:
                self.builder.status_files.add(file.id)
                self._status[file.id] = self._read_status(read(file), native)
            else:
                raise WholeUniverseNeededError
        self._native = native
        self.mentions = FirstMentions(
            [(file, self._indexes[file.id]) for file in package_files if file.id in self._indexes], stanza, native
        )
        self._foreign = frozenset().union(*(index.foreign for index in self._indexes.values()))
        for index in self._indexes.values():
            for name in sorted(index.qualified):
                self.builder.package_of(name, "any")
        self._read_first()

    def _read_status(self, blocks: Iterable[bytes], native: str) -> dict[str, list[Stanza]]:
        stanzas: dict[str, list[Stanza]] = {}
        try:
            for stanza in iter_stanzas(b"".join(blocks).decode("latin-1")):
                name = stanza.fields.get("package", "")
                if not name or not name.islower() or stanza.fields.get("architecture") not in (native, "all"):
                    raise WholeUniverseNeededError
                stanzas.setdefault(name, []).append(stanza)
        except UnparsableTagFileError:
            raise WholeUniverseNeededError from None
        return stanzas

    def _read_first(self) -> None:
        """Reads what a run may look at without asking for it by name."""
        for status in self._status.values():
            for name in status:
                self.read_package(name)
        for index in self._indexes.values():
            for name in index.flagged:
                self.read_package(name)
        for merger in self._mergers:
            for name in merger.force_essential | merger.force_important:
                self.read_package(name)

    def has_stanzas(self, name: str) -> bool:
        """Says whether a package is described anywhere."""
        in_index = any(name in index for index in self._indexes.values())
        return in_index or any(name in status for status in self._status.values())

    def read_package(self, name: str) -> None:
        """Reads all stanzas of a package, in the order of the files."""
        if name in self._done:
            return
        if name in self._foreign:
            raise WholeUniverseNeededError
        self._done.add(name)
        try:
            for file, merger in zip(self._files, self._mergers, strict=True):
                if file.id in self._indexes:
                    for offset, size in self._indexes[file.id].places(name):
                        self._merge(merger, file, offset, size, name)
                else:
                    for stanza in self._status[file.id].get(name, ()):
                        merger.merge_stanzas((stanza,), 0)
        except MergeError:
            raise WholeUniverseNeededError from None
        if len(self._messages):
            raise WholeUniverseNeededError

    def _merge(self, merger: ListMerger, file: PackageFile, offset: int, size: int, name: str) -> None:
        stanza = tidy_stanza(self._stanza(file, offset, size).decode("latin-1"), 0)
        if stanza is None or stanza.fields.get("package") != name or stanza.size != size:
            raise WholeUniverseNeededError  # Somebody writes to the file.
        merger.merge_stanzas((stanza,), offset)

    def read_providers(self, name: str) -> None:
        """Reads all packages that provide a name, by a field or by a rule of apt's.

        Kernels, which all provide one name, are asked for only as far as they are installed.
        """
        base = name.removesuffix(_ANY).removesuffix(f":{self._native}")
        if base != name:
            self.read_package(base)
        for index in self._indexes.values():
            for owner in index.providers(base):
                self.read_package(owner)

    def find_group(self, name: str) -> int:
        """Gives the group of a name.

        Raises:
            WholeUniverseNeededError: when only some relation may know the name.
        """
        builder = self.builder
        group = builder.group_by_name.get(name, 0)
        if builder.group_packages.first[group]:
            return group
        if name == _KERNEL:
            return group
        if not _NAME.fullmatch(name):
            return 0
        if any(name in index or index.providers(name) for index in self._indexes.values()):
            return builder.package_group[builder.package_of(name, builder.native_arch)]
        raise WholeUniverseNeededError

    def universe(self) -> PartialUniverse:
        """Gives the universe.

        Raises:
            WholeUniverseNeededError: when its installed packages cannot be looked at in part.
        """
        builder = self.builder
        ranks = PartialRanks(builder)
        packages = len(builder.package_group)
        states = array("B", [0]) * packages, array("B", [0]) * packages, array("B", [0]) * packages
        current_version, flags = array("I", [0]) * packages, array("B", [0]) * packages
        for package, known in builder.package_states.items():
            for column, state in zip(states, known, strict=True):
                column[package] = state
        for package, version in builder.current_version.items():
            current_version[package] = version
        for package, flag in builder.package_flags.items():
            flags[package] = flag
        installed = [
            package
            for package, known in builder.package_states.items()
            if current_version[package] or known[2] != CurrentState.NOT_INSTALLED
        ]
        universe = PartialUniverse(
            native_arch=builder.native_arch,
            architectures=builder.architectures,
            package_files=tuple(self._files),
            group_names=PartialTexts(builder.group_names),
            group_packages=PartialGroups(builder.group_packages),
            group_source_versions=PartialSources(self),
            group_by_name=PartialNames(self),
            package_group=PartialColumn(builder.package_group),
            package_arch=builder.package_arch,
            package_rank=ranks,
            package_flags=PaddedColumn(flags),
            selected_state=PaddedColumn(states[0]),
            install_state=PaddedColumn(states[1]),
            current_state=PaddedColumn(states[2]),
            current_version=PaddedColumn(current_version),
            package_versions=PartialVersions(self),
            package_provides=PartialProvides(self),
            reverse_depends=PartialDependants(self),
            version_package=builder.version_package,
            version_strings=builder.version_strings,
            version_multi_arch=builder.version_multi_arch,
            version_priority=builder.version_priority,
            version_section=builder.version_section,
            version_source=builder.version_source,
            version_source_version=builder.version_source_version,
            version_size=builder.version_size,
            version_installed_size=builder.version_installed_size,
            version_phased=builder.version_phased,
            version_hash=builder.version_hash,
            version_files=builder.version_files,
            version_depends=builder.version_depends,
            version_provides=builder.version_provides,
            dependency_parent=builder.dependency_parent,
            dependency_target=builder.dependency_target,
            dependency_type=builder.dependency_type,
            dependency_operator=builder.dependency_operator,
            dependency_version=builder.dependency_version,
            provides_owner=builder.provides_owner,
            provides_package=builder.provides_package,
            provides_version=builder.provides_version,
            provides_flags=builder.provides_flags,
            installed_packages=sorted(installed, key=ranks.__getitem__),
            release=builder.release,
        )
        universe._reader = self
        universe.broken_packages = find_broken_packages(universe)
        return universe
