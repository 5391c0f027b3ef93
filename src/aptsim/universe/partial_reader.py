"""Reading a universe as far as a run looks at it: for the first answer on new lists.

The reader knows where each package stands (`skimmed_index.py`), and reads a package with all its versions when
somebody looks at it, into the tables of an ordinary builder. What is there, and in which order, is what the whole
universe has; the numbers of packages and versions are others. What cannot be told so is refused, and the run begins
anew on the whole universe.

Only systems of one architecture are read so, and only lists in which nothing is out of the ordinary.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence

from aptsim.archive.skimmed_stanza import NAME
from aptsim.archive.stanza_reader import StanzaSource
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
from aptsim.universe.list_merger import RELATION_FIELDS, ListMerger
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
)
from aptsim.universe.partial_universe import PartialUniverse
from aptsim.universe.skimmed_index import SkimmedIndex
from aptsim.universe.walk_order import hash_table_size

_ANY = ":any"
_NAME = re.compile(NAME + f"({_ANY})?")
#: A name with an architecture that is not ``any``.
_QUALIFIED = re.compile(r"[a-z0-9+.-]:(?!any\b)[a-z]")
_RELATIONS = (*(field for field, _ in RELATION_FIELDS), "provides")
#: Columns of packages, those of their states first.
_PACKAGE_COLUMNS = ("selected_state", "install_state", "current_state", "current_version", "package_flags")
_KERNEL = "$kernel"


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
                if any(_QUALIFIED.search(stanza.fields.get(field, "")) for field in _RELATIONS):
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
        installed = sorted(self._installed(), key=ranks.__getitem__)
        tables = builder.tables() | {
            "package_files": tuple(self._files),
            "group_names": PartialTexts(builder.group_names),
            "group_packages": PartialGroups(builder.group_packages),
            "group_source_versions": PartialSources(self),
            "group_by_name": PartialNames(self),
            "package_group": PartialColumn(builder.package_group),
            "package_rank": ranks,
            "package_versions": PartialVersions(self),
            "package_provides": PartialProvides(self),
            "reverse_depends": PartialDependants(self),
            "installed_packages": installed,
            **self._package_columns(),
        }
        universe = PartialUniverse(**tables)
        universe.reader = self
        universe.broken_packages = find_broken_packages(universe)
        return universe

    def _installed(self) -> list[int]:
        builder = self.builder
        return [
            package
            for package, (_, _, state) in builder.package_states.items()
            if builder.current_version.get(package) or state != CurrentState.NOT_INSTALLED
        ]

    def _package_columns(self) -> dict[str, PaddedColumn]:
        """Gives the columns that only packages read first have something in."""
        builder = self.builder
        packages = len(builder.package_group)
        columns = {name: array("I", [0]) * packages for name in _PACKAGE_COLUMNS}
        for package, states in builder.package_states.items():
            for name, state in zip(_PACKAGE_COLUMNS, states, strict=False):
                columns[name][package] = state
        for package, version in builder.current_version.items():
            columns["current_version"][package] = version
        for package, flags in builder.package_flags.items():
            columns["package_flags"][package] = flags
        return {name: PaddedColumn(column) for name, column in columns.items()}
