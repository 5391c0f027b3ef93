"""A system that is open for simulations: the one way from a root folder to a plan, for library and command line.

Source of the order of steps, and so of what is said when one fails: apt-private/private-install.cc, DoInstall;
apt-pkg/cachefile.cc, pkgCacheFile::Open.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache as cache_function
from typing import TYPE_CHECKING

from aptsim.archive.cache_folder import universes_path
from aptsim.archive.index_reader import IndexReader
from aptsim.archive.index_set import GIVEN_INDEX, read_archives
from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.sources import read_sources
from aptsim.archive.stanza_reader import StanzaReader
from aptsim.archive.volatile_files import NO_FILES, VolatileFiles, package_file_indexes, pseudo_index
from aptsim.collector import collected_seldom
from aptsim.errors import PendingErrors, WholeUniverseNeededError
from aptsim.files.folder import real_file_exists
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.open_system import OpenSystem
from aptsim.ordering import order_archives, simulate
from aptsim.request.file_arguments import is_binary_file, package_files_of, split_file_arguments
from aptsim.request.option_table import BUILDING
from aptsim.resolver.archive_sources import read_archive_sources
from aptsim.resolver.archives import Source
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.events import Record, Stage, StageDone
from aptsim.resolver.install import Command, Helpers, plan_check, plan_install
from aptsim.resolver.plan import Outcome, Plan
from aptsim.run import Run
from aptsim.system.once_per_system import OncePerSystem
from aptsim.system.preferences import Pin
from aptsim.system.root import UPGRADING, System, open_root
from aptsim.universe.automatic import automatic_packages, states_progress
from aptsim.universe.load import load_universe
from aptsim.universe.policy import Policy
from aptsim.universe.universe import Universe

if TYPE_CHECKING:
    from aptsim.request.build_request import BuildRequestReader

#: The library runs as with -s: nothing is asked, and a run goes on to the order of the steps.
SIMULATING = (("APT::Get::Simulate", "true"),)

#: Installations nest as deep as dependency chains are long; apt stops at 3000, each takes a handful of calls here.
_RECURSION_LIMIT = 60_000


class Simulator:
    """A system with its universe, open for any number of runs; nothing in it changes."""

    def __init__(
        self, system: System, cache_path: str | os.PathLike[str] | None = None, reads_in_part: bool = False
    ) -> None:
        """Begins to remember what runs have in common; nothing is read yet.

        Args:
            system: the system with its configuration, options of the command line included.
            cache_path: where universes are stored between processes; None to store nothing.
            reads_in_part: whether the first run on new lists may read only what it looks at; its universe is then not
                for other uses.
        """
        self.system = system
        self.cache_path = cache_path
        self.reads_in_part = reads_in_part
        self._universe: Universe | None = None
        #: Compressed indexes, once a run has looked into them.
        self._unpacked: dict[str, bytes] = {}
        #: Where archives can be had, as far as runs asked for it.
        self._sources: dict[tuple[int, bool], Source] = {}
        self._once = OncePerSystem(system)
        self._open_for: Callable[[str], System] | None = None

    @classmethod
    def open(
        cls,
        root: str | os.PathLike[str] = "/",
        options: Iterable[tuple[str, str]] = (),
        kernel_release: str = "",
        apt_release: str = "",
    ) -> Simulator:
        """Opens a root folder for use as a library.

        Args:
            root: a Debian root folder; nothing is written there.
            options: configuration as with `-o`, for example `("APT::Install-Recommends", "false")`.
            kernel_release: the running kernel as `uname -r` names it; only autoremove looks at it.
            apt_release: the release of apt to simulate, like `"3.0"`; when empty, that of the installed apt, else 2.6.

        Raises:
            MissingInputError: when there is no such folder.
            PendingErrors: when its configuration cannot be read.
        """
        simulating = (*SIMULATING, *options)

        def open_for(verb: str) -> System:
            system = open_root(os.fspath(root), Messages(), simulating, kernel_release, verb)
            return system.as_release(apt_release)

        return cls.of_system(open_for)

    @classmethod
    def of_system(cls, open_for: Callable[[str], System]) -> Simulator:
        """Opens a system for use as a library, wherever it lies.

        Args:
            open_for: opens it for a verb; some verbs have their own view of its files.
        """
        simulator = cls(open_for(""), universes_path())
        simulator._open_for = open_for
        return simulator

    def install(self, *packages: str, options: Iterable[tuple[str, str]] = ()) -> Run:
        """Simulates `apt-get install PACKAGES`; arguments are written as for apt-get.

        Args:
            options: configuration for this run, as with `-o`.
        """
        return self.run("install", packages, options)

    def run(
        self,
        verb: str,
        arguments: Sequence[str],
        options: Iterable[tuple[str, str]] = (),
        messages: Messages | None = None,
    ) -> Run:
        """Simulates one command of apt-get.

        Args:
            verb: as for apt-get, like `remove` or `dist-upgrade`.
            messages: what was said before, to go on with.
        """
        settings = tuple(options)
        system = self._open_for(verb) if self._open_for is not None and verb in UPGRADING else self.system
        if settings:
            system = system.with_settings(settings)
        messages = Messages() if messages is None else messages
        said = messages.state()
        try:
            run = self._finished_run(system, verb, arguments, messages)
        except WholeUniverseNeededError:
            messages.restore(said)
            self.reads_in_part, self._universe = False, None
            self._sources.clear()
            self._once = OncePerSystem(self.system)
            run = self._finished_run(system, verb, arguments, messages)
        if run.plan is not None and run.cache is not None:
            cache, outcome, volatile = run.cache, run.plan.outcome, run.volatile
            run.plan = run.plan.changed(after=lambda: _system_after(self.system, cache, outcome, volatile))
        return run

    def _finished_run(self, system: System, verb: str, arguments: Sequence[str], messages: Messages) -> Run:
        run = Run(Record(), messages)
        with collected_seldom(), contextlib.suppress(PendingErrors):
            self._run(system, verb, arguments, run)
        return run

    def after(self, plan: Plan) -> Simulator:
        """Gives a simulator of the system that a plan leaves behind, so that runs follow each other.

        Raises:
            FailedRunError: when the plan's run failed.
        """
        system = plan.apply()
        simulator = Simulator(system, self.cache_path)
        open_for = self._open_for
        if open_for is not None:

            def open_after(verb: str) -> System:
                return open_for(verb).changed(tree=system.tree, given=system.given)

            simulator._open_for = open_after
        return simulator

    def open_universe(self, messages: Messages) -> OpenSystem:
        """Opens the system for questions, as far as they need it.

        Args:
            messages: gets what is wrong with the system.

        Raises:
            PendingErrors: when its lists cannot be read.
        """
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION_LIMIT))
        run = Run(Record(), messages)
        universe = self._load_universe(self.system, self._read_sources(self.system, messages), run)
        return OpenSystem(
            universe,
            self.system.configuration,
            messages,
            lambda: self._make_cache(self.system, universe, run),
        )

    def _run(self, system: System, verb: str, arguments: Sequence[str], run: Run) -> None:
        messages = run.messages
        archives = self._read_sources(system, messages, is_said_twice=verb != "check")
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION_LIMIT))
        if verb == "check":
            run.cache = self._open_cache(system, archives, run)
            run.plan = plan_check(run.cache, run.record)
            return
        if verb in BUILDING:
            self._run_build(system, verb, arguments, archives, run)
            return
        # What is wrong with a file stops the run only after the lists are read (BuildCaches looks at new errors only).
        files, remaining = split_file_arguments(arguments, is_binary_file, messages)
        files = package_files_of(files, messages)
        volatile = run.volatile = package_file_indexes([file.path for file in files], system.configuration)
        cache = run.cache = self._open_cache(system, archives, run, volatile)
        with self._helpers(system, cache, volatile) as helpers:
            if verb == "dselect-upgrade":
                from aptsim.resolver.dselect import plan_selections

                run.plan = plan_selections(cache, run.record, helpers)
            else:
                run.plan = plan_install(cache, Command(verb, remaining, files), run.record, helpers)
        if run.plan.outcome is Outcome.SIMULATED:
            run.simulation = simulate(cache)

    def _run_build(
        self, system: System, verb: str, arguments: Sequence[str], archives: list[MetaIndex], run: Run
    ) -> None:
        """Runs a verb that installs pseudo packages (DoBuildDep)."""
        # Here only, as below: most runs do without, and start the sooner.
        from aptsim.request.build_request import BuildRequestReader
        from aptsim.resolver.build_dependencies import FAILED as BUILD_FAILED
        from aptsim.resolver.build_dependencies import plan_build_dependencies

        reader = BuildRequestReader(system.configuration, system.architectures, run.messages, system.apt.release)
        is_read = False
        if verb == "satisfy":
            request = reader.read_satisfy(arguments)
        else:
            system = system.with_settings((("APT::Install-Recommends", "false"),))
            reader.read_build_arguments(arguments, run.record.note)
            if reader.names:
                universe = self._find_sources(system, reader, archives, run)
                is_read = not _reads_twice(universe, system.configuration, reader)
            request = reader.build_request()
        volatile = run.volatile = pseudo_index(request.index)
        cache = run.cache = self._open_cache(system, archives, run, volatile, is_read)
        with self._helpers(system, cache, volatile) as helpers:
            run.plan = plan_build_dependencies(cache, request, run.record, helpers)
        if run.plan.outcome is Outcome.SIMULATED:
            run.simulation = simulate(cache)
            if not run.simulation.success:
                run.messages.error(BUILD_FAILED)

    def _find_sources(
        self, system: System, reader: BuildRequestReader, archives: list[MetaIndex], run: Run
    ) -> Universe:
        """Looks up source packages, before anything is known of pseudo packages; gives what was read for it."""
        from aptsim.archive.source_index import SourceRecords, find_source_indexes
        from aptsim.request.source_packages import SourceSystem

        configuration, messages = system.configuration, run.messages
        universe = self._read_lists(system, archives, run)
        records = SourceRecords(find_source_indexes(archives, configuration, system.tree), system.tree, messages)
        if messages.pending_error:
            raise PendingErrors
        policy = cache_function(lambda: self._make_policy(system, universe, messages))
        reader.find_named(
            SourceSystem(
                universe, records, configuration, messages, lambda one: policy().candidate(one), run.record.note
            )
        )
        return universe

    def _read_sources(self, system: System, messages: Messages, is_said_twice: bool = False) -> list[MetaIndex]:
        if system.package_files is not None:
            return []
        architectures = list(system.architectures)
        try:
            return self._once.do(
                "sources",
                system,
                messages,
                lambda: read_sources(system.configuration, architectures, system.tree, messages),
            )
        except PendingErrors:
            if system.apt.release.reads_sources_twice and is_said_twice:
                read_sources(system.configuration, architectures, system.tree, messages)
            raise

    def _open_cache(
        self,
        system: System,
        archives: list[MetaIndex],
        run: Run,
        volatile: VolatileFiles = NO_FILES,
        is_read: bool = False,
    ) -> DependencyCache:
        """Opens what apt calls the cache file: universe, policy, states (pkgCacheFile::Open).

        Args:
            is_read: whether apt has the lists in memory and only adds to them.
        """
        return self._make_cache(system, self._read_lists(system, archives, run, volatile, is_read), run)

    def _read_lists(
        self,
        system: System,
        archives: list[MetaIndex],
        run: Run,
        volatile: VolatileFiles = NO_FILES,
        is_read: bool = False,
    ) -> Universe:
        try:
            universe = self._load_universe(system, archives, run)
            if volatile.package_files:
                from aptsim.universe.build import extend_universe

                read = IndexReader(system.tree, run.messages, volatile.contents)
                universe = extend_universe(
                    universe, volatile.package_files, read.blocks, system.configuration, run.messages
                )
        except PendingErrors:
            run.record.add(StageDone(Stage.LISTS, failed=True))
            raise
        if not is_read:
            run.record.add(StageDone(Stage.LISTS))
        return universe

    def _make_cache(self, system: System, universe: Universe, run: Run) -> DependencyCache:
        messages, record = run.messages, run.record
        # A universe with packages that only one run knows is another one every time.
        once = self._once if universe is self._universe else OncePerSystem(system)
        policy = once.do(
            "policy",
            system,
            messages,
            lambda: self._make_policy(system, universe, messages),
            lambda policy: not policy.may_complain,
        )
        automatic = once.do(
            "automatic",
            system,
            messages,
            lambda: frozenset(automatic_packages(universe, system.extended_states(messages))),
        )
        cache = DependencyCache(universe, policy, system.configuration, messages, automatic, system.kernel_release)
        record.add(StageDone(Stage.TREE))
        progress = once.do("progress", system, messages, lambda: _states_progress(system, universe))
        if progress is not None:
            record.add(StageDone(Stage.STATES, progress=progress))
        if messages.pending_error:
            raise PendingErrors
        return cache

    @contextlib.contextmanager
    def _helpers(self, system: System, cache: DependencyCache, volatile: VolatileFiles) -> Iterator[Helpers]:
        messages = cache.messages
        read = IndexReader(system.tree, messages, volatile.contents)
        sources = self._sources if cache.universe is self._universe else {}
        with StanzaReader(system.tree, read, volatile.contents, self._unpacked) as stanzas:
            yield Helpers(
                read,
                lambda cache: order_archives(cache).versions,
                read_archive_sources(system, cache, stanzas, sources),
                self._once.do("machine", system, messages, system.machine_id),
            )

    def _load_universe(self, system: System, archives: list[MetaIndex], run: Run) -> Universe:
        if self._universe is not None:
            return self._universe
        messages = run.messages
        package_files = system.package_files
        if package_files is None:
            if system.apt.release.needs_status and not real_file_exists(system.status_path, system.tree):
                _refuse_without_status(system, messages)
            package_files = read_archives(archives, system.configuration, system.tree, messages).package_files
        read = IndexReader(system.tree, messages, unpacked=self._unpacked if self.reads_in_part else None)
        try:
            self._universe = load_universe(
                package_files,
                read.blocks,
                system.tree,
                system.architectures,
                system.configuration,
                messages,
                self.cache_path,
                system.apt.release,
                # Its files stay open, for a process that asks once.
                StanzaReader(system.tree, read, unpacked=self._unpacked).stanza if self.reads_in_part else None,
            )
        finally:
            run.unreadable = read.unreadable
        return self._universe

    def _make_policy(self, system: System, universe: Universe, messages: Messages) -> Policy:
        """Makes the policy; apt looks at the pins only when the default release is a known one."""
        machine_id = self._once.do("machine", system, messages, system.machine_id)
        unpinned = Policy(universe, system.configuration, (), messages, machine_id)
        if messages.pending_error:
            raise PendingErrors
        pins: list[Pin] = system.preferences(messages)
        if messages.pending_error:
            raise PendingErrors
        return Policy(universe, system.configuration, pins, messages, machine_id) if pins else unpinned


def _states_progress(system: System, universe: Universe) -> int | None:
    """Gives the percentage that apt shows of reading the states; None where there are none to read."""
    path = system.configuration.find_file("Dir::State::extended_states")
    # Bare files have no states; those of the machine that runs this are not theirs.
    if system.package_files is not None or not real_file_exists(path, system.tree):
        return None
    return states_progress(system, path, universe)


def _reads_twice(universe: Universe, configuration: Configuration, reader: BuildRequestReader) -> bool:
    """Says whether apt, when it gets to know pseudo packages, reads its stored lists once more (AddIndexFile).

    It does so when it found them stored, as on any run but the first one; it adds to what it has in memory when
    there were other files to add at first, or when nothing is stored.
    """
    has_more = reader.has_files or any(file.component == GIVEN_INDEX for file in universe.package_files)
    return bool(configuration.find("Dir::Cache::pkgcache")) and not has_more


def _refuse_without_status(system: System, messages: Messages) -> None:
    """Says what older releases say of a system without a dpkg status, and raises (debStatusIndex::Merge)."""
    absent = (2, "No such file or directory")
    messages.errno("realpath", f"flAbsPath on {system.status_path} failed", *absent)
    messages.errno("open", "Could not open file ", *absent)
    messages.error("Problem opening ")
    messages.error("The package lists or status file could not be parsed or opened.")
    raise PendingErrors


def _system_after(system: System, cache: DependencyCache, outcome: Outcome, volatile: VolatileFiles) -> System:
    from aptsim.aftermath.system_after import system_after

    read = IndexReader(system.tree, Messages(), volatile.contents)
    with StanzaReader(system.tree, read, volatile.contents) as stanzas:
        return system_after(system, cache, outcome, stanzas)
