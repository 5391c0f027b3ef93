"""The run of `apt-get install`, `remove`, `upgrade` and their kin, from the opened cache to a plan.

Each step either goes on or ends the run; what it says is in the record, what goes wrong is in the messages.

Source: apt-private/private-install.cc, DoInstall, DoCacheManipulationFromCommandLine and CheckNothingBroken;
apt-private/private-upgrade.cc, UpgradeHelper; cmdline/apt-get.cc, DoCheck.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial

from aptsim.model.configuration import Configuration
from aptsim.model.value import Value
from aptsim.request.file_arguments import FileArgument
from aptsim.request.package_arguments import ArgumentReader, Modifier, RequestedVersions, read_package_arguments
from aptsim.request.selection import Selection, VersionSelector
from aptsim.request.tasks import ReadFile
from aptsim.resolver.archives import ArchiveSources
from aptsim.resolver.classic.candidate_release import set_candidate_release
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.phased_updates import PhasedUpdates
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.classic.upgrade_mode import UpgradeMode
from aptsim.resolver.confirmation import ArchiveOrder, Confirmation
from aptsim.resolver.events import Event, Level, ListKind, PackageList, Record, Stage, StageDone
from aptsim.resolver.kept_back import find_kept_back, find_upgradable
from aptsim.resolver.package_lists import candidate_string, list_packages
from aptsim.resolver.plan import Outcome, Plan
from aptsim.resolver.requested_marks import RequestedInstallations, RequestedRemovals
from aptsim.resolver.run_steps import make_plan
from aptsim.resolver.solving import Solving
from aptsim.resolver.sorted_packages import sort_packages
from aptsim.resolver.suggestions import find_suggestions
from aptsim.resolver.system_health import check_system
from aptsim.resolver.unused import UnusedPackages

_REMOVING = ("remove", "purge", "autoremove", "auto-remove", "autopurge")
_PURGING = ("purge", "autopurge")
_CLEANING = ("autoremove", "auto-remove", "autopurge")
_DIST_UPGRADING = ("dist-upgrade", "full-upgrade")
_UPGRADING = ("upgrade", *_DIST_UPGRADING)


class Command(Value):
    """A verb with its package arguments, files taken out (see `split_file_arguments`)."""

    verb: str
    arguments: Sequence[str]
    files: Sequence[FileArgument] = ()

    @property
    def fallback(self) -> Modifier:
        """What an argument without a sign asks for."""
        return Modifier.REMOVE if self.verb.lower() in _REMOVING else Modifier.INSTALL

    @property
    def is_upgrade(self) -> bool:
        """Whether the whole system is to be upgraded."""
        return self.verb in _UPGRADING

    def upgrade_mode(self, configuration: Configuration) -> UpgradeMode:
        """What the upgrade must not do (DoUpgrade, DoDistUpgrade)."""
        if self.verb in _DIST_UPGRADING:
            return UpgradeMode.ALLOW_EVERYTHING
        if configuration.find_b("APT::Get::Upgrade-Allow-New", False):
            return UpgradeMode.FORBID_REMOVE_PACKAGES
        return UpgradeMode.FORBID_REMOVE_PACKAGES | UpgradeMode.FORBID_INSTALL_NEW_PACKAGES


class Helpers(Value):
    """What a run has from outside.

    Args:
        read: gives the uncompressed bytes of an index file.
        archive_order: gives the order of archives; asked only where it shows.
        archive_sources: see `ArchiveFinder`.
        machine_id: what /etc/machine-id says; it decides about phased updates.
    """

    read: ReadFile
    archive_order: ArchiveOrder
    archive_sources: ArchiveSources | None = None
    machine_id: str = ""


def apply_verb(command: Command, cache: DependencyCache) -> None:
    """Gives the cache a configuration of its own with the options that the verb stands for."""
    verb = command.verb.lower()
    options: dict[str, bool] = {
        "APT::Get::ReInstall": verb == "reinstall",
        "APT::Get::AutomaticRemove": verb in _CLEANING,
        "APT::Get::Purge": verb in _PURGING,
    }
    if any(options.values()):
        cache.configuration = cache.configuration.copy()
    for name, is_implied in options.items():
        if is_implied:
            cache.configuration.set(name, True)


def plan_install(cache: DependencyCache, command: Command, record: Record, helpers: Helpers) -> Plan:
    """Runs a command on a cache that nothing was marked in yet.

    The cache holds all marks afterwards, ready to be ordered where the plan's outcome is `SIMULATED`.
    """
    run = _InstallRun(cache, command, record, helpers)
    inhibits = not command.is_upgrade and not cache.release.sweeps_after_groups
    with cache.inhibit_sweeps() if inhibits else nullcontext():
        outcome = run.run()
    return run.plan(outcome)


def plan_check(cache: DependencyCache, record: Record) -> Plan:
    """Runs `check`: only says whether the system is sound."""
    sound = check_system(cache, record, allows_broken=False)
    return Plan(Outcome.NOTHING_TO_DO if sound else Outcome.FAILED, (), (), (), 0, 0, 0, record.events, cache.messages)


class _Notes:
    """Writes what is said about arguments into the record."""

    def __init__(self, cache: DependencyCache, record: Record) -> None:
        self._cache = cache
        self._record = record

    def say(self, text: str, package: str = "") -> None:
        self._record.note(text, Level.NORMAL, package)

    def mention(self, text: str, package: str = "") -> None:
        self._record.note(text, Level.TALKATIVE, package)

    def list_replacing(self, packages: Sequence[int]) -> None:
        if packages:
            self._record.add(list_packages(self._cache, ListKind.REPLACING, packages, lambda cache, package: ""))


class _InstallRun:
    def __init__(self, cache: DependencyCache, command: Command, record: Record, helpers: Helpers) -> None:
        self._cache = cache
        self._command = command
        self._record = record
        self._helpers = helpers
        self._selection = Selection(cache, _Notes(cache, record))
        self._requested = RequestedVersions([], [])
        self._on_hold: set[int] = set()
        self._switch_notes: Sequence[Event] = ()
        self._kept_back: list[int] = []
        self._confirmation: Confirmation | None = None

    def run(self) -> Outcome:
        """Goes through all steps in apt's order."""
        is_upgrade = self._command.is_upgrade
        allows_broken = bool(self._command.arguments) and not is_upgrade
        if not check_system(self._cache, self._record, allows_broken):
            return Outcome.FAILED
        if not self._change_marks():
            return Outcome.FAILED
        if not is_upgrade:
            self._show_extras()
        self._confirmation = Confirmation(
            self._cache,
            self._record,
            self._helpers.archive_order,
            self._helpers.archive_sources,
            self._kept_back,
            self._on_hold,
            PhasedUpdates(self._cache, self._helpers.machine_id).waits,
        )
        cache = self._cache
        is_trivial = cache.totals.inst_count == len(self._requested.install) and not cache.totals.del_count
        outcome = self._confirmation.confirm(asks=is_upgrade or not is_trivial, shows_kept_back=is_upgrade)
        self._kept_back = self._confirmation.kept_back
        return outcome

    # ------------------------------------------------------------------ marks

    def _change_marks(self) -> bool:
        """Marks what the arguments ask for and solves the problems that follow; False ends the run."""
        cache = self._cache
        is_fixing = cache.broken_count != 0
        find_b = cache.configuration.find_b
        resolver = ProblemResolver(cache) if find_b("APT::Get::CallResolver", True) else None
        apply_verb(self._command, cache)
        if cache.release.sweeps_before_arguments:
            cache.mark_and_sweep()
        self._requested = read_package_arguments(
            self._selection, self._command.arguments, self._command.fallback, self._helpers.read
        )
        self._add_package_files()
        if cache.messages.pending_error:
            self._selection.explain_virtual_packages()
            return False
        with cache.grouped_release():
            upgradable = self._mark_requested(resolver, is_fixing)
            if cache.messages.pending_error:
                return False
            resolve = None if resolver is None else partial(self._resolve, resolver)
            if not Solving(cache, self._record).solve(resolve, is_fixing, self._second_stage(), self._switch_notes):
                return False
        if not UnusedPackages(cache, self._record).settle():
            return False
        self._kept_back = find_kept_back(cache, upgradable)
        return True

    def _add_package_files(self) -> None:
        """Has what is in package files installed too, whatever the verb; apt gives no thought to repetitions."""
        cache, universe = self._cache, self._cache.universe
        reader = ArgumentReader(self._selection, self._helpers.read)
        for file in self._command.files:
            package = universe.find_package_full(file.path)
            if not package:
                continue
            for provides in universe.package_provides[package]:
                if file.release:
                    set_candidate_release(cache, universe.provides_owner[provides], file.release, [])
                else:
                    cache.set_candidate_version(universe.provides_owner[provides])
            version = reader.version_of(package, VersionSelector.CANDIDATE)
            self._requested.install.extend([version] if version else [])

    def _second_stage(self) -> Stage | None:
        """Gives what a second solver does: nothing for an upgrade with limits to which packages are named."""
        if not self._command.is_upgrade:
            return Stage.SOLVE
        is_limited = self._command.upgrade_mode(self._cache.configuration) != UpgradeMode.ALLOW_EVERYTHING
        return None if is_limited and (self._requested.install or self._requested.remove) else Stage.UPGRADE

    def _resolve(self, resolver: ProblemResolver) -> bool:
        if not self._command.is_upgrade:
            return resolver.resolve(True)
        cache = self._cache
        mode = self._command.upgrade_mode(cache.configuration)
        from aptsim.resolver.classic.upgrade import upgrade  # here only: most runs name packages

        done = upgrade(cache, mode, self._helpers.machine_id)
        progress = 50 if mode & UpgradeMode.FORBID_INSTALL_NEW_PACKAGES else 10
        self._record.add(StageDone(Stage.UPGRADE, cache.messages.pending_error, progress))
        return done

    def _mark_requested(self, resolver: ProblemResolver | None, is_fixing: bool) -> list[int]:
        """Marks removals, then installations; gives the packages that were upgradable before their dependencies."""
        cache = self._cache
        installations = RequestedInstallations(cache, resolver, self._record, is_fixing)
        removals = RequestedRemovals(cache, resolver, self._record)
        for version in self._requested.remove:
            removals.mark(version)
        for version in self._requested.install:
            installations.mark(version)
        self._on_hold = removals.on_hold
        upgradable = find_upgradable(cache)
        if resolver is not None and cache.configuration.find_b("APT::Get::AutoSolving", True):
            before = len(self._record.events)
            installations.switch_releases(self._selection.selected_by_release)
            self._switch_notes = self._record.events[before:]
            installations.install_dependencies()
        return upgradable

    # ------------------------------------------------------------------ what is shown first

    def _show_extras(self) -> None:
        """Lists packages that come without having been asked for, and those that are only suggested."""
        cache = self._cache
        installed = [package for package in cache.asked_packages() if cache.state(package).install]
        installed = sort_packages(cache.universe, installed)
        requested = set(self._requested.install)
        if cache.totals.inst_count != len(requested):
            extra = [one for one in installed if cache.state(one).candidate_version not in requested]
            self._show(list_packages(cache, ListKind.ADDITIONAL, extra, candidate_string))
        suggesting = [
            one for one in installed if cache.state(one).new_install or not cache.release.suggests_for_new_only
        ]
        for shown in find_suggestions(cache, suggesting):
            self._show(shown)

    def _show(self, shown: PackageList) -> None:
        if shown.entries:
            self._record.add(shown)

    # ------------------------------------------------------------------ the plan

    def plan(self, outcome: Outcome) -> Plan:
        """Gathers what was decided."""
        return make_plan(self._cache, self._record, outcome, self._kept_back, self._confirmation)
