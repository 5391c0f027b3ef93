"""Marking packages for installation, removal or keeping (pkgDepCache's Mark functions, apt-pkg/depcache.cc)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from aptsim.model.cache_types import OR, DependencyType, MultiArch, OkState, PackageFlag, SelectedState
from aptsim.resolver.classic.autoremove import sweep
from aptsim.resolver.classic.candidate_release import set_candidate_release
from aptsim.resolver.classic.causes import REQUESTED, Cause, Mark, Reason
from aptsim.resolver.classic.dependency_states import DependencyStates, is_section_in
from aptsim.resolver.classic.installation import Installation
from aptsim.resolver.classic.package_state import AUTO_KEPT, PROTECTED, PURGE, REINSTALL, Mode, PackageState

#: Nested marks beyond this depth are refused (IsModeChangeOk).
MAXIMUM_DEPTH = 3000
_AUTO = int(PackageFlag.AUTO)


class DependencyCache(DependencyStates):
    """The marks of a run. Every change of a package's mode goes through here and is recorded with its cause."""

    #: The running kernel's `uname -r`; '' when unknown. Only autoremove looks at it.
    kernel_release: str = ""

    def _start(self) -> None:
        super()._start()
        self.marks: list[Mark] = []
        self.causes: dict[int, Cause] = {}
        self._cause = REQUESTED
        self._group_level = 0
        self._is_sweep_due = True
        find_b, find_vector = self.configuration.find_b, self.configuration.find_vector
        self.auto_solve = self.configuration.find("APT::Solver", "internal") == "internal"
        self.upgrade_by_source = find_b("APT::Get::Upgrade-By-Source-Package", True)
        self._always_auto = find_b("APT::Get::Mark-Auto", False)
        self._allow_essential_removal = find_b("APT::Get::Allow-Solver-Remove-Essential", False)
        self._never_auto_sections = frozenset(find_vector("APT::Never-MarkAuto-Sections"))
        self._move_auto_sections = frozenset(find_vector("APT::Move-Autobit-Sections"))

    # ------------------------------------------------------------------ groups of actions, and what is unused

    @contextmanager
    def action_group(self) -> Iterator[None]:
        """Holds back mark-and-sweep until the outermost group ends (pkgDepCache::ActionGroup)."""
        self._group_level += 1
        try:
            yield
        finally:
            self._group_level -= 1
            if self._group_level == 0:
                self._sweep()

    def _sweep(self) -> None:
        self._is_sweep_due = True

    def mark_and_sweep(self) -> None:
        """Finds the packages that nothing needs (pkgDepCache::MarkAndSweep); sets `marked` and `garbage`."""
        self._is_sweep_due = False
        sweep(self)

    def ensure_swept(self) -> None:
        """Brings `marked` and `garbage` up to the end of the last group of actions; call before reading them."""
        if self._is_sweep_due:
            self.mark_and_sweep()

    def _before_change(self) -> None:
        """Nothing that reads `marked` may see a change that came after the last sweep."""

    # ------------------------------------------------------------------ causes

    @contextmanager
    def because(self, cause: Cause) -> Iterator[None]:
        """Records `cause` for the marks made inside."""
        before, self._cause = self._cause, cause
        try:
            yield
        finally:
            self._cause = before

    def _record(self, state: PackageState, depth: int) -> None:
        cause = self._cause
        self.marks.append(Mark(state.package, state.mode, state.install_version, depth, cause))
        self.causes[state.package] = cause

    # ------------------------------------------------------------------ may this be changed

    def is_mode_change_ok(self, mode: Mode, package: int, depth: int, from_user: bool) -> bool:
        """Says whether a package may get another mode (IsModeChangeOk): protection, holds, essential packages."""
        universe = self.universe
        if depth > MAXIMUM_DEPTH or not package or not universe.package_versions[package]:
            return False
        if from_user:
            return True
        state = self.state(package)
        if state.mode == mode:
            return True
        if state.internal_flags & PROTECTED:
            return False
        if (
            mode != Mode.KEEP
            and universe.selected_state[package] == SelectedState.HOLD
            and not self.configuration.find_b("APT::Ignore-Hold", False)
        ):
            return False
        guarded = PackageFlag.ESSENTIAL | PackageFlag.IMPORTANT
        if mode == Mode.DELETE and universe.package_flags[package] & guarded:
            return self._allow_essential_removal
        return True

    def is_delete_ok(self, package: int, from_user: bool) -> bool:
        """Says whether a package may be removed: what the user asked to install may not (IsDeleteOk)."""
        if from_user or self.universe.current_version[package]:
            return True
        state = self.state(package)
        return not (state.install_version and state.status == 2 and not state.flags & _AUTO)

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
        if not is_section_in(self._never_auto_sections, universe.version_section[version]):
            return
        for dependency in universe.version_depends[version]:
            if (
                universe.is_implicit_multi_arch(dependency)
                or universe.is_negative(dependency)
                or not self.is_important_dependency(dependency)
            ):
                continue
            for found in self.installed_targets(dependency):
                self.mark_auto(universe.version_package[found], False)

    def mark_install(
        self,
        package: int,
        auto_install: bool = True,
        depth: int = 0,
        from_user: bool = True,
        force_important: bool = False,
    ) -> bool:
        """Installs the candidate of a package, with `auto_install` all that it needs (MarkInstall)."""
        state = self.state(package)
        candidate = state.candidate_version
        current = self.universe.current_version[package]
        only_protects = state.protect and state.keep and candidate and candidate == current
        if not only_protects and not self.is_mode_change_ok(Mode.INSTALL, package, depth, from_user):
            return False
        if not candidate:
            return False
        if not state.protect and not self.install_policy_broken(package) and not self.install_broken(package):
            if candidate == current:
                if not state.install_version:
                    return self.mark_keep(package, False, from_user, depth + 1)
                return True
            if state.mode == Mode.INSTALL:
                return True
        if not self.is_install_ok(package, auto_install, from_user):
            return False
        with self.action_group():
            return Installation(self, package, auto_install, depth, from_user, force_important).run()

    def mark_protected(self, package: int) -> None:
        """Keeps the problem resolver from changing the decision about a package."""
        self.state(package).internal_flags |= PROTECTED

    def mark_auto(self, package: int, auto: bool) -> None:
        """Marks a package as installed automatically, or manually."""
        state = self.state(package)
        with self.action_group():
            state.flags = state.flags | _AUTO if auto else state.flags & ~_AUTO

    def set_reinstall(self, package: int, to: bool) -> None:
        """Has a package's files installed again, for Multi-Arch: same those of every architecture (SetReInstall)."""
        universe = self.universe
        current = universe.current_version[package]
        packages: Sequence[int] = (package,)
        if current and universe.version_multi_arch[current] & MultiArch.SAME:
            group = universe.group_packages[universe.package_group[package]]
            packages = [sibling for sibling in group if universe.current_version[sibling]]
        with self.action_group():
            for sibling in packages:
                self.add_sizes(sibling, -1)
                self.add_states(sibling, -1)
                state = self.state(sibling)
                state.internal_flags = state.internal_flags | REINSTALL if to else state.internal_flags & ~REINSTALL
                self.add_states(sibling)
                self.add_sizes(sibling)

    def _change(self, state: PackageState, mode: Mode, version: int) -> None:
        package = state.package
        self.add_sizes(package, -1)
        self.add_states(package, -1)
        state.mode = mode
        state.install_version = version
        self.add_states(package)
        self.update(package)
        self.add_sizes(package)

    def change_to_candidate(self, state: PackageState, auto_install: bool, from_user: bool, depth: int) -> None:
        """Sets a package to its candidate, with the automatic flag that follows (MarkInstall_StateChange)."""
        package = state.package
        if state.protect and state.install_version == state.candidate_version:
            return
        state.internal_flags &= ~AUTO_KEPT
        current = self.universe.current_version[package]
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
        return state.marked

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
        if not version or not universe.version_section[version] or state.flags & _AUTO or not current:
            return False
        before, after = universe.version_section[current], universe.version_section[version]
        if not before or before == after:
            return False
        sections = self._move_auto_sections
        return not is_section_in(sections, before) and is_section_in(sections, after)

    # ------------------------------------------------------------------ may this be installed

    def is_install_ok(self, package: int, auto_install: bool, from_user: bool) -> bool:
        """Says whether a package may be installed (IsInstallOk): in step with its siblings, and not in vain."""
        return self._is_in_step(package, from_user) and self._is_satisfiable(package, auto_install)

    def _is_in_step(self, package: int, from_user: bool) -> bool:
        """Installed architectures of a Multi-Arch: same package stay at one version (MultiArchSameVersionSynced)."""
        state = self.state(package)
        if from_user or (state.mode == Mode.INSTALL and state.install_version == state.candidate_version):
            return True
        universe = self.universe
        candidate = state.candidate_version
        if (
            not candidate
            or candidate == universe.current_version[package]
            or not universe.version_multi_arch[candidate] & MultiArch.SAME
        ):
            return True
        for sibling in universe.group_packages[universe.package_group[package]]:
            if not universe.current_version[sibling] or sibling == package:
                continue
            other = self.state(sibling).candidate_version
            if (
                not other
                or universe.version_strings[candidate] == universe.version_strings[other]
                or not universe.version_multi_arch[other] & MultiArch.SAME
                or not universe.is_downloadable(other)
            ):
                continue
            state.internal_flags |= AUTO_KEPT
            return False
        return True

    def _is_satisfiable(self, package: int, auto_install: bool) -> bool:
        """Gives up a candidate whose critical dependencies no candidate answers (DependenciesSatisfiableByCandidates)."""
        state = self.state(package)
        candidate = state.candidate_version
        current = self.universe.current_version[package]
        if not auto_install or not candidate or candidate == current:
            return True
        universe = self.universe
        for group in universe.iter_or_groups(candidate):
            if not universe.is_critical(group[0]) or universe.is_negative(group[0]):
                continue
            if any(self.is_installed(one) or self.is_candidate(one) for one in group):
                continue
            if not state.protect:
                self._drop_candidate(state, current)
            return False
        return True

    def _drop_candidate(self, state: PackageState, current: int) -> None:
        if current:
            self.set_candidate_version(current)
        else:
            self.keep_stale_candidate_answers(state.package)
            state.candidate_version = 0
        if not state.delete:
            state.mode = Mode.KEEP
            self.update_status(state)

    # ------------------------------------------------------------------ candidates

    def set_candidate_version(self, version: int) -> None:
        """Makes a version the candidate of its package (SetCandidateVersion)."""
        package = self.universe.version_package[version]
        state = self.state(package)
        if state.candidate_version == version:
            return
        with self.action_group():
            self.add_sizes(package, -1)
            self.add_states(package, -1)
            if state.candidate_version == state.install_version and state.install:
                state.install_version = version
            state.candidate_version = version
            self.update_status(state)
            self.add_states(package)
            self.update(package)
            self.add_sizes(package)

    def set_candidate_release(self, version: int, release: str, changed: list[tuple[int, int]]) -> bool:
        """Makes a version the candidate, and those its dependencies need from the same release (SetCandidateRelease).

        Args:
            changed: gets a pair (version, version that required it) for each switch.
        """
        with self.action_group():
            return set_candidate_release(self, version, release, changed)

    def candidate_targets(self, dependency: int) -> list[int]:
        """Gives the candidates that satisfy a dependency, or that a conflict hits (VersionVector::FromDependency)."""
        if not self.is_candidate(dependency):
            return []
        return self._targets(dependency, lambda package: self.state(package).candidate_version)

    def installed_targets(self, dependency: int) -> list[int]:
        """Gives the installed versions that satisfy a dependency, or that a conflict hits."""
        return self._targets(dependency, self.universe.current_version.__getitem__)

    def _targets(self, dependency: int, version_of: Callable[[int], int]) -> list[int]:
        universe = self.universe
        target = universe.dependency_target[dependency]
        found: list[int] = []
        version = version_of(target)
        if version and not universe.is_ignorable(dependency, target) and universe.is_satisfied_by(dependency, version):
            found.append(version)
        for provides in universe.package_provides[target]:
            if universe.is_provides_ignorable(dependency, provides):
                continue
            owner = universe.provides_owner[provides]
            if (
                version_of(universe.version_package[owner]) == owner
                and owner not in found
                and universe.is_satisfied_by_provides(dependency, provides)
            ):
                found.append(owner)
        return found
