"""From a system to the answer of one command: opens what apt-get would open, in its order, then runs and orders.

Source: apt-private/private-install.cc, DoInstall; apt-pkg/cachefile.cc, pkgCacheFile; apt-pkg/depcache.cc, Init and
readStateFile.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aptsim.archive.compression import open_list
from aptsim.archive.index_set import read_index_set
from aptsim.errors import PendingErrors
from aptsim.files.folder import real_file_exists
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile
from aptsim.ordering import order_archives
from aptsim.ordering.simulation import Simulation, simulate
from aptsim.resolver.archives import ArchiveSources
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.events import Record, Stage, StageDone
from aptsim.resolver.install import Command, Helpers, plan_install, take_out_local_files
from aptsim.resolver.plan import Outcome, Plan
from aptsim.system.extended_states import ExtendedState
from aptsim.system.root import System
from aptsim.universe.load import load_universe
from aptsim.universe.policy import Policy
from aptsim.universe.universe import Universe, VersionFile

_NO_SOURCES = "The list of sources could not be read."
_SMALL = 2_000_000
"""Bytes of a compressed list up to which it is unpacked just to look at single stanzas of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command comes to.

    Args:
        plan: the decisions.
        cache: the marks behind them; None when the system could not be opened.
        simulation: the steps in order; None where the run ends before them.
        messages: every error, warning and notice, those of the ordering included.
        configuration: with the options of the command line and of the verb in it.
    """

    plan: Plan
    cache: DependencyCache | None
    simulation: Simulation | None
    messages: Messages
    configuration: Configuration

    @property
    def exit_code(self) -> int:
        """What apt-get exits with: 0, 1 after ``Abort.``, or 100."""
        if self.plan.outcome is Outcome.ABORTED:
            return 1
        return 100 if self.messages.pending_error else 0


def run_command(system: System, command: Command, messages: Messages, cache_folder: Path | None = None) -> Answer:
    """Run a verb with its package arguments on a system.

    Args:
        system: its configuration is used for this one run; the verb may change it.
        command: the verb and what stands behind it.
        messages: what was said before; everything that follows is added.
        cache_folder: where read lists are kept for the next time; None to keep nothing.
    """
    record = Record()
    try:
        opening = _Opening(system, command, messages, record, cache_folder)
        cache = opening.open()
        command = Command(command.verb, opening.arguments)
    except PendingErrors:
        plan = Plan(Outcome.FAILED, (), (), (), 0, 0, 0, record.events, tuple(messages))
        return Answer(plan, None, None, messages, system.configuration)
    plan = plan_install(cache, command, record, _helpers(system, cache))
    simulation = simulate(cache) if plan.outcome is Outcome.SIMULATED else None
    failed = plan.outcome is Outcome.FAILED or (simulation is not None and not simulation.success)
    if failed and not messages.pending_error:
        messages.error("Handler silently failed")
    return Answer(plan, cache, simulation, messages, system.configuration)


class _Opening:
    """The opening of one system (pkgCacheFile::Open), with what apt says on the way."""

    __slots__ = ("_cache_folder", "_messages", "_record", "_system", "arguments")

    def __init__(
        self, system: System, command: Command, messages: Messages, record: Record, cache_folder: Path | None
    ) -> None:
        self._system = system
        self._messages = messages
        self._record = record
        self._cache_folder = cache_folder
        self.arguments: Sequence[str] = command.arguments

    def open(self) -> DependencyCache:
        """Read everything and give a cache without marks.

        Raises:
            PendingErrors: where apt gives up; its words are in the messages.
        """
        universe = self._load_universe()
        policy = self._read_policy(universe)
        system, messages = self._system, self._messages
        automatic = automatic_packages(universe, system.extended_states(messages))
        cache = DependencyCache(universe, policy, system.configuration, messages, automatic)
        cache.kernel_release = system.kernel_release
        self._record.add(StageDone(Stage.TREE))
        if system.package_files is None and real_file_exists(_states_path(system)):
            self._record.add(StageDone(Stage.STATES, messages.pending_error))
        self._stop_on_error()
        return cache

    def _load_universe(self) -> Universe:
        system, messages = self._system, self._messages
        configuration = system.configuration
        try:
            files = self._package_files()
            self.arguments = take_out_local_files(self.arguments, messages)
            universe = load_universe(
                files,
                lambda file: open_list(file.path, messages),
                system.architectures,
                configuration,
                messages,
                self._cache_folder,
            )
        except PendingErrors:
            if not any(message.text == _NO_SOURCES for message in messages):
                self._record.add(StageDone(Stage.LISTS, failed=True))
            raise
        self._record.add(StageDone(Stage.LISTS))
        return universe

    def _package_files(self) -> Sequence[PackageFile]:
        system = self._system
        if system.package_files is not None:
            return system.package_files
        return read_index_set(system.configuration, list(system.architectures), self._messages).package_files

    def _read_policy(self, universe: Universe) -> Policy:
        """Check the default release before any pin is read, as apt does (BuildPolicy)."""
        system, messages = self._system, self._messages
        policy = Policy(universe, system.configuration, (), messages)
        self._stop_on_error()
        pins = system.preferences(messages)
        self._stop_on_error()
        return Policy(universe, system.configuration, pins, messages) if pins else policy

    def _stop_on_error(self) -> None:
        if self._messages.pending_error:
            raise PendingErrors


def automatic_packages(universe: Universe, states: Sequence[ExtendedState]) -> set[int]:
    """Give the packages that the records mark as automatically installed; unknown ones are passed over."""
    found: set[int] = set()
    for state in states:
        if not state.is_auto:
            continue
        package = universe.find_package(state.name, state.architecture or "any")
        if not package or not universe.package_versions[package]:
            continue
        found.add(package)
        if (state.architecture or "any") == "any":
            group = universe.group_packages[universe.package_group[package]]
            found.update(sibling for sibling in group if universe.package_versions[sibling])
    return found


def _states_path(system: System) -> str:
    return system.configuration.find_file("Dir::State::extended_states")


def _helpers(system: System, cache: DependencyCache) -> Helpers:
    stanzas = _Stanzas(cache.universe, cache.messages)
    archives = system.configuration.find_dir("Dir::Cache::archives")

    def size_of(name: str) -> int | None:
        try:
            return os.stat(archives + name).st_size
        except OSError:
            return None

    return Helpers(
        read=stanzas.read,
        archive_order=lambda cache: order_archives(cache).versions,
        archive_sources=ArchiveSources(stanzas.fields, size_of) if stanzas.are_cheap else None,
    )


class _Stanzas:
    """Single stanzas of the index files, by their place."""

    __slots__ = ("_messages", "_universe", "_unpacked")

    def __init__(self, universe: Universe, messages: Messages) -> None:
        self._universe = universe
        self._messages = messages
        self._unpacked: dict[int, bytes] = {}

    @property
    def are_cheap(self) -> bool:
        """Tell whether no large list has to be unpacked to look at one stanza."""
        files = (file for file in self._universe.package_files if not _is_plain(file))
        return all(os.path.getsize(file.path) < _SMALL for file in files if os.path.exists(file.path))

    def read(self, file: PackageFile) -> bytes:
        """Give a whole list."""
        return open_list(file.path, self._messages)

    def fields(self, place: VersionFile) -> Mapping[str, str]:
        """Give the fields of a stanza that stand on one line, their names in lower case."""
        text = self._bytes_at(place).decode("utf-8", "surrogateescape")
        lines = (line.partition(":") for line in text.split("\n") if not line.startswith((" ", "\t")))
        return {name.lower(): value.strip() for name, colon, value in lines if colon}

    def _bytes_at(self, place: VersionFile) -> bytes:
        file = self._universe.package_files[place.file]
        if _is_plain(file):
            with open(file.path, "rb") as stream:
                stream.seek(place.offset)
                return stream.read(place.size)
        data = self._unpacked.get(place.file)
        if data is None:
            data = self._unpacked[place.file] = self.read(file)
        return data[place.offset : place.offset + place.size]


def _is_plain(file: PackageFile) -> bool:
    return not file.path.endswith((".gz", ".xz", ".bz2", ".lz4", ".zst", ".lzma"))
