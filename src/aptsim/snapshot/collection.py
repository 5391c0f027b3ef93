"""Gathers what a snapshot holds: all that a simulation asks of a system, by having one ask.

The system's own readers run over a tree that notes what they look at, so that nothing is kept that no simulation reads
and nothing is missing that one does.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aptsim.archive.index_set import read_archives
from aptsim.archive.index_targets import index_targets
from aptsim.archive.list_names import compression_types, existing_list
from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.sources import read_sources
from aptsim.archive.trust import key_places_of_root
from aptsim.errors import InputError, MissingInputError
from aptsim.files.folder import folder_of, join_path
from aptsim.files.memory_tree import parts_of
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.snapshot.manifest import SavedKeys
from aptsim.snapshot.recording_tree import RecordingTree
from aptsim.snapshot.secrets import settings_without_secrets, source_without_secrets
from aptsim.system.config import complete_configuration
from aptsim.system.os_release import read_os_release
from aptsim.system.root import System, complete_root, root_configuration

_PHASED = re.compile(rb"^phased-update-percentage[ \t]*:", re.MULTILINE | re.IGNORECASE)
_LARGEST = 1024 * 1024 * 1024  # bytes


@dataclass(slots=True)
class Collection:
    """What was gathered, by path from the top of the system.

    Args:
        contents: files.
        sizes: files of which only the size is kept.
        folders: folders that exist.
        links: links.
        redacted: how many places were emptied because they could hold a secret.
        status: where the dpkg status file is, by name; '' for none.
        keys: the keyrings that the sources are checked with.
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)
    redacted: int = 0
    status: str = ""
    keys: tuple[SavedKeys, ...] = ()


def collect_root(system: System, messages: Messages) -> Collection:
    """Gather what a root holds.

    Args:
        system: lists and status file that only its command line names go to where the root's own would be.
        messages: takes what apt would say of it.

    Raises:
        InputError: when something needed cannot be had.
        PendingErrors: when the configuration or the source lists cannot be read.
    """
    gathered = _Gatherer(system.root, RecordingTree(system.tree))
    gathered.read(system.configuration, messages)
    return gathered.collection


def collect_files(system: System) -> tuple[Collection, tuple[str, ...]]:
    """Gather bare files; they get names of their own, so that nothing tells where they lay.

    Returns:
        The files, and the paths of the indexes in order.
    """
    collection = Collection()
    packages: list[str] = []
    for number, file in enumerate(system.package_files or ()):
        name = posixpath.basename(file.path)
        path = f"/status/{name}" if file.is_not_source else f"/packages/{number}/{name}"
        collection.contents[path] = system.tree.read(file.path)
        if file.is_not_source:
            collection.status = path
        else:
            packages.append(path)
    return collection, tuple(packages)


class _Gatherer:
    """Looks at one root as simulations do."""

    def __init__(self, root: str, recorder: RecordingTree) -> None:
        self._root = root
        self._tops = (parts_of(root), parts_of(recorder.real_path(root)))
        self._recorder = recorder
        self._moved: list[tuple[list[str], list[str]]] = []
        self.collection = Collection()

    def read(self, given: Configuration, messages: Messages) -> None:
        """Run all readers, then keep what they saw."""
        recorder = self._recorder
        configuration = root_configuration(self._root, messages, tree=recorder)
        settings = set(recorder.contents)
        complete_configuration(configuration)
        for name, own, other in (
            ("Dir::State::lists", configuration.find_dir, given.find_dir),
            ("Dir::State::status", configuration.find_file, given.find_file),
            ("Dir::Etc::sourcelist", configuration.find_file, given.find_file),
            ("Dir::Etc::sourceparts", configuration.find_dir, given.find_dir),
        ):
            if parts_of(own(name)) != parts_of(other(name)):
                self._moved.append((parts_of(other(name)), parts_of(own(name))))
                configuration.set(name, other(name))
        system = complete_root(self._root, configuration, tree=recorder)
        self._read_state(system)
        before = set(recorder.contents)
        system.preferences(messages)
        archives = read_sources(configuration, list(system.architectures), recorder, messages)
        texts = set(recorder.contents) - before
        types = compression_types(configuration, recorder)
        for archive in archives:
            for target in index_targets(archive, configuration, messages):
                path = existing_list(target.list_path(configuration), types, recorder)
                if target.created_by in ("Packages", "Sources") and path in recorder.states:
                    recorder.read(path)
        for file in read_archives(archives, configuration, recorder, messages).package_files:
            recorder.read(file.path)
        self._note_names(configuration)
        self.collection.keys = tuple(self._iter_keys(configuration, archives))
        self._keep(configuration, settings, texts)

    def _read_state(self, system: System) -> None:
        """Read what dpkg and apt note about the system."""
        recorder, configuration = self._recorder, system.configuration
        system.extended_states(Messages())
        system.machine_id()
        read_os_release(recorder, self._root)
        status = configuration.find_file("Dir::State::status")
        for path in (status, f"{status}-old"):
            try:
                recorder.stat(path)
                recorder.read(path)
            except OSError:
                continue

    def _iter_keys(self, configuration: Configuration, archives: Sequence[MetaIndex]) -> Iterator[SavedKeys]:
        """Give the keyrings that are trusted for all sources, then those that sources name; only fingerprints."""
        from aptsim.archive.openpgp import SignatureError, fingerprints_of

        trusted, parts = configuration.find_file("Dir::Etc::trusted"), configuration.find_dir("Dir::Etc::trustedparts")
        places = key_places_of_root(self._root, trusted, parts, self._recorder.tree)
        files = {self._place_of(file.name): file for file in places.common}
        for path in (path for archive in archives for path in archive.signed_by.split(",") if path.startswith("/")):
            with contextlib.suppress(MissingInputError):
                files[path] = places.find(path)
        for name, file in files.items():
            try:
                yield SavedKeys(name, tuple(fingerprints_of(file)))
            except SignatureError:
                yield SavedKeys(name, ())

    def _note_names(self, configuration: Configuration) -> None:
        """Note what is looked at by its name alone: translations, packages in the cache, what dpkg unpacked."""
        status = configuration.find_file("Dir::State::status")
        places = (
            (configuration.find_dir("Dir::State::lists"), "Translation-"),
            (configuration.find_dir("Dir::Cache::Archives"), ".deb"),
            (folder_of(status) + "info/", ".list"),
            (folder_of(status) + "updates/", ""),
        )
        for folder, mark in places:
            try:
                for name in self._recorder.names(folder):
                    if mark in name:
                        self._recorder.stat(join_path(folder, name))
            except OSError:
                continue

    def _keep(self, configuration: Configuration, settings: set[str], texts: set[str]) -> None:
        """Keep what was read, without secrets where people write.

        Args:
            settings: files in apt.conf syntax.
            texts: source lists and preferences.
        """
        collection, recorder = self.collection, self._recorder
        machine_id = {path for path in recorder.contents if posixpath.basename(path) == "machine-id"}
        is_phased = any(_PHASED.search(data) for path, data in recorder.contents.items() if "_Packages" in path)
        for path, data in recorder.contents.items():
            if path in machine_id and not is_phased:
                continue
            if path in settings or path in texts:
                data, count = settings_without_secrets(data) if path in settings else source_without_secrets(data)
                collection.redacted += count
            self._put(path, data)
        for path, state in recorder.states.items():
            place = self._place_of(path)
            if stat.S_ISDIR(state.mode):
                collection.folders.add(place)
            elif stat.S_ISREG(state.mode) and place not in collection.contents and path not in machine_id:
                collection.sizes[place] = state.size
        self._keep_link(configuration.find_file("Dir::State::status"))
        if sum(map(len, collection.contents.values())) > _LARGEST:
            raise InputError(self._root, 0, f"its lists have more than {_LARGEST} bytes, too many for a snapshot")

    def _keep_link(self, path: str) -> None:
        """Keep that the status is a link: apt names it by its real path."""
        real = self._place_of(self._recorder.real_path(path))
        place = self.collection.status = self._place_of(path)
        if real != place and real in self.collection.contents:
            self.collection.contents.pop(place, None)
            self.collection.links[place] = real

    def _put(self, path: str, data: bytes) -> None:
        place = self._place_of(path)
        if self.collection.contents.setdefault(place, data) != data:
            raise InputError(
                path, 0, f"two files would both be {place} in the snapshot, one in the root and one outside"
            )

    def _place_of(self, path: str) -> str:
        """Give a path from the top of the root; one outside of it stays as it is."""
        parts = parts_of(path)
        for moved, to in self._moved:
            if parts[: len(moved)] == moved:
                parts = [*to, *parts[len(moved) :]]
        for top in self._tops:
            if parts[: len(top)] == top:
                return "/" + "/".join(parts[len(top) :])
        return "/" + "/".join(parts)
