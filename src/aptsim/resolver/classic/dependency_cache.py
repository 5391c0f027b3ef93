"""Marking packages for installation, with all that follows (pkgDepCache::MarkInstall, apt-pkg/depcache.cc)."""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.model.cache_types import DependencyType, MultiArch
from aptsim.resolver.classic.candidate_release import set_candidate_release
from aptsim.resolver.classic.installation import Installation
from aptsim.resolver.classic.marks import Marks
from aptsim.resolver.classic.package_state import AUTO_KEPT, PROTECTED, Mode, PackageState

_SAME = int(MultiArch.SAME)
_POSITIVE = (int(DependencyType.DEPENDS), int(DependencyType.PRE_DEPENDS))


class DependencyCache(Marks):
    """Everything a run has decided, and the ways to decide more: what apt calls its dependency cache."""

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
        current = self._current[package]
        is_protected = state.internal_flags & PROTECTED
        only_protects = is_protected and candidate and candidate == current and state.mode == Mode.KEEP
        if not only_protects and not self.is_mode_change_ok(Mode.INSTALL, package, depth, from_user):
            return False
        if not candidate:
            return False
        if not is_protected and not self.install_policy_broken(package) and not self.install_broken(package):
            if candidate == current:
                if not state.install_version:
                    return self.mark_keep(package, False, from_user, depth + 1)
                return True
            if state.mode == Mode.INSTALL:
                return True
        if not self.is_install_ok(package, auto_install, from_user):
            return False
        self.begin_group()
        try:
            return Installation(self, package, auto_install, depth, from_user, force_important).run()
        finally:
            self.end_group()

    def set_candidate_release(self, version: int, release: str, changed: list[tuple[int, int]]) -> bool:
        """Makes a version the candidate, and those its dependencies need from the same release (SetCandidateRelease).

        Args:
            changed: gets a pair (version, version that required it) for each switch.
        """
        with self.action_group():
            return set_candidate_release(self, version, release, changed)

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
            or not universe.version_multi_arch[candidate] & _SAME
        ):
            return True
        for sibling in universe.group_packages[universe.package_group[package]]:
            if not universe.current_version[sibling] or sibling == package:
                continue
            other = self.state(sibling).candidate_version
            if (
                not other
                or universe.version_strings[candidate] == universe.version_strings[other]
                or not universe.version_multi_arch[other] & _SAME
                or not universe.is_downloadable(other)
            ):
                continue
            state.internal_flags |= AUTO_KEPT
            return False
        return True

    def _is_satisfiable(self, package: int, auto_install: bool) -> bool:
        """Gives up a candidate when no candidate answers one of its critical dependencies.

        Source: pkgDepCache::IsInstallOkDependenciesSatisfiableByCandidates.
        """
        state = self.state(package)
        candidate = state.candidate_version
        current = self.universe.current_version[package]
        if not auto_install or not candidate or candidate == current:
            return True
        for kind, group in self.universe.facts.groups[candidate]:
            if kind not in _POSITIVE or self._is_answered(group):
                continue
            if not state.protect:
                self._drop_candidate(state, current)
            return False
        return True

    def _is_answered(self, group: Sequence[int]) -> bool:
        for dependency in group:
            if self.is_installed(dependency) or self.is_candidate(dependency):
                return True
        return False

    def _drop_candidate(self, state: PackageState, current: int) -> None:
        if current:
            self.set_candidate_version(current)
        else:
            self.keep_stale_candidate_answers(state.package)
            state.candidate_version = 0
        if not state.delete:
            state.mode = Mode.KEEP
            self.update_status(state)
