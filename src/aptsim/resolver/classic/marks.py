"""Changing the state of packages: keep, delete, flags and candidates, with sizes, counts and causes in step.

Source: apt-pkg/depcache.cc, pkgDepCache's Mark functions but MarkInstall.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from aptsim.model.cache_types import MultiArch, OkState, PackageFlag
from aptsim.resolver.classic.autoremove import sweep
from aptsim.resolver.classic.causes import REQUESTED, Cause, Mark
from aptsim.resolver.classic.importance import is_section_in
from aptsim.resolver.classic.mode_rules import ModeRules
from aptsim.resolver.classic.package_state import AUTO_KEPT, PROTECTED, PURGE, REINSTALL, Mode, PackageState
from aptsim.resolver.classic.root_set import warn_of_bad_expressions
from aptsim.resolver.classic.targets import installed_targets

_AUTO = int(PackageFlag.AUTO)
_SAME = int(MultiArch.SAME)


class Marks(ModeRules):
    """The marks of a run. Every change of a package's mode goes through here and is recorded with its cause."""

    def _start(self) -> None:
        super()._start()
        self.marks: list[Mark] = []
        self.causes: dict[int, Cause] = {}
        #: Why marks are made that are made now.
        self.cause = REQUESTED
        self._group_level = 0
        self._sweep_due = True
        self._initial_sweep_due = False
        self._is_untouched = True
        self._has_warned = False
        #: How often a package became automatic, or manual.
        self.auto_changes = 0
        find_b, find_vector = self.configuration.find_b, self.configuration.find_vector
        self.auto_solve = self.configuration.find("APT::Solver", "internal") == "internal"
        self.upgrade_by_source = find_b("APT::Get::Upgrade-By-Source-Package", True)
        self._always_auto = find_b("APT::Get::Mark-Auto", False)
        self._never_auto_sections = frozenset(find_vector("APT::Never-MarkAuto-Sections"))
        self._move_auto_sections = frozenset(find_vector("APT::Move-Autobit-Sections"))

    # ------------------------------------------------------------------ groups of actions, and what is unused

    @contextmanager
    def action_group(self) -> Iterator[None]:
        """Holds back mark-and-sweep until the outermost group ends (pkgDepCache::ActionGroup)."""
        self.begin_group()
        try:
            yield
        finally:
            self.end_group()

    def begin_group(self) -> None:
        """Begins a group of actions, for those who cannot afford a `with`."""
        self._group_level += 1

    def end_group(self) -> None:
        """Ends the group that was begun last."""
        self._group_level -= 1
        if self._group_level == 0:
            self._sweep_due = True
            self._initial_sweep_due = False

    @contextmanager
    def inhibit_sweeps(self) -> Iterator[None]:
        """Holds back every sweep but those asked for, that of the untouched system too (InhibitActionGroups)."""
        self._group_level += 1
        self._sweep_due = self._initial_sweep_due = False
        try:
            yield
        finally:
            self._group_level -= 1

    def grouped_release(self) -> AbstractContextManager[None]:
        """Groups what a whole request marks, in releases that sweep behind each group."""
        return self.action_group() if self.release.sweeps_after_groups else nullcontext()

    @property
    def is_grouped(self) -> bool:
        """Whether a group of actions is open, so that nothing is swept by itself."""
        return self._group_level > 0

    def mark_and_sweep(self) -> None:
        """Finds the packages that nothing needs (pkgDepCache::MarkAndSweep)."""
        self._sweep_due = False
        if not self._has_warned or self.release.sweeps_before_arguments:
            self._has_warned = True
            warn_of_bad_expressions(self.configuration, self.messages)
        sweep(self)

    def ensure_swept(self) -> None:
        """Brings `marked` and `garbage` up to the end of the last group of actions; call before reading them.

        apt sweeps whenever a group ends. Here that waits until somebody reads the result or is about to change what
        it depends on.
        """
        if self._sweep_due:
            self.mark_and_sweep()
        elif self._initial_sweep_due:
            self._initial_sweep_due = False
            twin = type(self)(
                self.universe, self.policy, self.configuration, self.messages, self.automatic, self.kernel_release
            )
            twin._has_warned = True
            twin.mark_and_sweep()
            self.marked = twin.marked
            for package in twin.asked_packages():
                if twin.state(package).garbage:
                    self.state(package).garbage = True

    def _before_change(self) -> None:
        """Has a sweep that is due done before the state it would look at is gone.

        That of the untouched system can still be done later, on a copy of it: most runs never read it.
        """
        if self._sweep_due:
            if self._is_untouched:
                self._sweep_due, self._initial_sweep_due = False, True
            else:
                self.mark_and_sweep()
        self._is_untouched = False

    # ------------------------------------------------------------------ causes

    @contextmanager
    def because(self, cause: Cause) -> Iterator[None]:
        """Records `cause` for the marks made inside."""
        before, self.cause = self.cause, cause
        try:
            yield
        finally:
            self.cause = before

    def _record(self, state: PackageState, depth: int) -> None:
        cause = self.cause
        self.marks.append(Mark(state.package, state.mode, state.install_version, depth, cause))
        self.causes[state.package] = cause

    # ------------------------------------------------------------------ marks

    def mark_keep(self, package: int, soft: bool = False, from_user: bool = True, depth: int = 0) -> bool:
        """Leaves a package as it is (MarkKeep). `soft` notes that it was kept back on the way."""
        if not self.is_mode_change_ok(Mode.KEEP, package, depth, from_user):
            return False
        universe = self.universe
        current = universe.current_version[package]
        if universe.state_of(package) is OkState.NEEDS_UNPACK and not universe.is_downloadable(current):
            return False
        state = self.state(package)
        if state.mode == Mode.KEEP:
            return True
        if soft:
            state.internal_flags |= AUTO_KEPT
        else:
            state.internal_flags &= ~AUTO_KEPT
        with self.action_group():
            self._change(state, Mode.KEEP, current)
            self._record(state, depth)
        return True

    def mark_delete(self, package: int, purge: bool = False, depth: int = 0, from_user: bool = True) -> bool:
        """Removes a package, with its configuration when `purge` (MarkDelete)."""
        if not self.is_mode_change_ok(Mode.DELETE, package, depth, from_user):
            return False
        universe = self.universe
        state = self.state(package)
        is_purged = universe.is_purged(package)
        if (state.mode == Mode.DELETE or not state.install_version) and (is_purged or not purge):
            return True
        if not self.is_delete_ok(package, from_user):
            return False
        state.internal_flags &= ~(AUTO_KEPT | PURGE)
        if purge:
            state.internal_flags |= PURGE
        with self.action_group():
            if not from_user and state.install_version:
                self._keep_dependencies_manual(state.install_version)
            absent = not universe.current_version[package] and (is_purged or not purge)
            self._change(state, Mode.KEEP if absent else Mode.DELETE, 0)
            self._record(state, depth)
        return True

    def _keep_dependencies_manual(self, version: int) -> None:
        """Marks what a removed metapackage needed as manually installed (APT::Never-MarkAuto-Sections)."""
        universe = self.universe
        if not is_section_in(self._never_auto_sections, universe.version_section[version], self.release):
            return
        for dependency in universe.version_depends[version]:
            if (
                universe.is_implicit_multi_arch(dependency)
                or universe.is_negative(dependency)
                or not self.importance.has(dependency)
            ):
                continue
            for found in installed_targets(self, dependency):
                self.mark_auto(universe.version_package[found], False)

    def mark_protected(self, package: int) -> None:
        """Keeps the problem resolver from changing the decision about a package."""
        self.state(package).internal_flags |= PROTECTED

    def mark_auto(self, package: int, auto: bool) -> None:
        """Marks a package as installed automatically, or manually."""
        state = self.state(package)
        with self.action_group():
            self._before_change()
            self.auto_changes += state.auto != auto
            state.flags = state.flags | _AUTO if auto else state.flags & ~_AUTO

    def set_reinstall(self, package: int, to: bool) -> None:
        """Has a package's files installed again, for Multi-Arch: same those of every architecture (SetReInstall)."""
        universe = self.universe
        current = universe.current_version[package]
        packages: Sequence[int] = (package,)
        if current and universe.version_multi_arch[current] & _SAME:
            group = universe.group_packages[universe.package_group[package]]
            packages = [sibling for sibling in group if universe.current_version[sibling]]
        with self.action_group():
            for sibling in packages:
                state = self.state(sibling)
                self.totals.account(state, -1)
                state.internal_flags = state.internal_flags | REINSTALL if to else state.internal_flags & ~REINSTALL
                self.totals.account(state)

    def _change(self, state: PackageState, mode: Mode, version: int) -> None:
        self._before_change()
        self.totals.account(state, -1)
        state.mode = mode
        state.install_version = version
        self.totals.account(state)
        self.update(state)

    def change_to_candidate(self, state: PackageState, auto_install: bool, from_user: bool, depth: int) -> None:
        """Sets a package to its candidate, with the automatic flag that follows (MarkInstall_StateChange)."""
        package = state.package
        if state.protect and state.install_version == state.candidate_version:
            return
        state.internal_flags &= ~AUTO_KEPT
        current = self.universe.current_version[package]
        # The sweep looks at the automatic flag, which is changed before the mode.
        self._before_change()
        if from_user and not self._always_auto:
            if state.status == 2 or (current and (auto_install or not self._is_marked(state))):
                state.flags &= ~_AUTO
        elif state.status == 2:
            state.flags |= _AUTO
        # The mode is already KEEP when apt adds the package to its counts again.
        mode = Mode.KEEP if state.candidate_version == current else Mode.INSTALL
        self._change(state, mode, state.candidate_version)
        self._record(state, depth)

    def _is_marked(self, state: PackageState) -> bool:
        self.ensure_swept()
        return state.package in self.marked

    def discard_install(self, package: int) -> bool:
        """Takes an installation back and gives its candidate up (MarkInstall_DiscardInstall)."""
        state = self.state(package)
        current = self.universe.current_version[package]
        if state.mode == Mode.KEEP and state.install_version == state.candidate_version == current:
            return True
        self._change(state, Mode.KEEP, current)
        self.discard_candidate(package)
        return True

    def discard_candidate(self, package: int) -> None:
        """Gives the candidate up for what will be installed; dependencies do not learn of it (DiscardCandidate)."""
        state = self.state(package)
        if state.candidate_version != state.install_version:
            self.keep_stale_candidate_answers(package)
            state.candidate_version = state.install_version

    def is_auto_moved(self, state: PackageState) -> bool:
        """Says whether an upgrade turns a package into a transitional one (APT::Move-Autobit-Sections)."""
        universe = self.universe
        version = state.install_version
        current = universe.current_version[state.package]
        if not current or not version or not universe.version_section[version] or state.flags & _AUTO:
            return False
        before, after = universe.version_section[current], universe.version_section[version]
        if not before or before == after:
            return False
        sections = self._move_auto_sections
        return not is_section_in(sections, before, self.release) and is_section_in(sections, after, self.release)

    @abstractmethod
    def mark_install(
        self,
        package: int,
        auto_install: bool = True,
        depth: int = 0,
        from_user: bool = True,
        force_important: bool = False,
    ) -> bool:
        """Installs the candidate of a package, with `auto_install` all that it needs; False when that is refused."""

    # ------------------------------------------------------------------ candidates

    def set_candidate_version(self, version: int) -> None:
        """Makes a version the candidate of its package (SetCandidateVersion)."""
        package = self.universe.version_package[version]
        state = self.state(package)
        if state.candidate_version == version:
            return
        with self.action_group():
            self._before_change()
            self.keep_stale_provides_answers(package, version)
            self.totals.account(state, -1)
            if state.candidate_version == state.install_version and state.install:
                state.install_version = version
            state.candidate_version = version
            self.update_status(state)
            self.totals.account(state)
            self.update(state)
