"""One installation: what must go, what must come along, and taking it back when that fails.

Source: apt-pkg/depcache.cc, pkgDepCache::MarkInstall and its MarkInstall_ helpers.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.model.cache_types import CRITICAL, NEGATIVE, DependencyType
from aptsim.resolver.classic.causes import Cause, Reason
from aptsim.resolver.classic.dependency_states import VersionKind
from aptsim.resolver.classic.marks import Marks
from aptsim.resolver.classic.package_state import PROTECTED, Mode
from aptsim.resolver.classic.solutions import installed_or_candidate_solutions, sorted_solutions
from aptsim.resolver.classic.targets import candidate_targets, installed_targets

_OBSOLETES = int(DependencyType.OBSOLETES)


class Installation:
    """The installation of one package's candidate, nested in those that asked for it."""

    def __init__(
        self,
        cache: Marks,
        package: int,
        auto_install: bool,
        depth: int,
        from_user: bool,
        force_important: bool,
    ) -> None:
        self.cache = cache
        self.package = package
        self.depth = depth
        self.auto_install = auto_install
        self.from_user = from_user
        self.force_important = force_important
        self.state = cache.state(package)
        self.to_install: list[tuple[int, Sequence[int]]] = []
        self.to_remove: list[int] = []
        self.to_upgrade: list[int] = []
        self.delayed_removals: list[int] = []

    def run(self) -> bool:
        """Marks the package and what follows from it; False when something could not be done (MarkInstall)."""
        cache, state = self.cache, self.state
        if self.from_user:
            cache.change_to_candidate(state, self.auto_install, True, self.depth)
        solves = self.auto_install and cache.auto_solve
        fails_early = not state.protect and not self.from_user
        failed = False
        if solves:
            version = state.candidate_version
            self._collect_dependencies(version)
            if not self._remove_conflicts_if_not_upgradeable():
                if fails_early:
                    return False
                failed = True
            if cache.release.upgrades_dependents:
                self._collect_reverse_depends(version)
        if not self.from_user:
            cache.change_to_candidate(state, self.auto_install, False, self.depth)
        if not solves:
            return not failed
        was_protected = state.protect
        state.internal_flags |= PROTECTED
        try:
            return self._follow_up(was_protected, fails_early) and not failed
        finally:
            if not was_protected:
                state.internal_flags &= ~PROTECTED

    def _follow_up(self, propagate: bool, fails_early: bool) -> bool:
        cache = self.cache
        failed = False
        self._upgrade_other_binaries()
        if not self._upgrade_or_remove_conflicts(propagate):
            if fails_early:
                cache.discard_install(self.package)
                return False
            failed = True
        moves_auto = cache.is_auto_moved(self.state)
        moved: list[int] = []
        if not self._install_dependencies(propagate, moved):
            if fails_early:
                cache.discard_install(self.package)
                return False
            failed = True
        for package in self.delayed_removals:
            if not self._delete(package, self.depth):
                if fails_early:
                    cache.discard_install(self.package)
                    return False
                failed = True
        if moves_auto:
            cache.mark_auto(self.package, True)
            for package in moved:
                cache.mark_auto(package, False)
        return not failed

    # ------------------------------------------------------------------ collecting

    def _collect_dependencies(self, version: int) -> None:
        cache = self.cache
        propagate, importance = self.state.protect, cache.importance.by_type
        for kind, group in cache.universe.facts.groups[version]:
            if not importance[kind]:
                continue
            if not propagate and cache.is_any_satisfied_after(kind, group):
                continue
            if not cache.importance.has_type(kind, group[0]):
                continue
            if not NEGATIVE[kind]:
                self.to_install.append((kind, group))
            elif kind != _OBSOLETES:
                self.to_remove.append(group[0])

    def _collect_reverse_depends(self, version: int) -> None:
        """Has installed packages upgraded whose dependency on the old version the new one does not answer."""
        cache, universe = self.cache, self.cache.universe
        current = universe.current_version[self.package]
        if not current or current == version:
            return
        broken: list[int] = []
        for dependency in universe.reverse_depends.members(self.package):
            parent_version = universe.dependency_parent[dependency]
            parent = universe.version_package[parent_version]
            if universe.current_version[parent] != parent_version or cache.state(parent).install:
                continue
            if cache.release.spares_the_doomed and (cache.state(parent).delete or parent in self.delayed_removals):
                continue
            if universe.is_negative(dependency) or not cache.importance.has(dependency):
                continue
            if not universe.is_satisfied_by(dependency, current) or universe.is_satisfied_by(dependency, version):
                continue
            broken.append(dependency)
        for dependency in universe.reverse_depends.in_order(self.package, broken):
            parent = universe.parent_package(dependency)
            if parent not in self.to_upgrade:
                self.to_upgrade.append(parent)

    # ------------------------------------------------------------------ what is in the way

    def _remove_conflicts_if_not_upgradeable(self) -> bool:
        """Keeps conflicting candidates out, upgrades or removes conflicting installed versions."""
        stops = not self.state.protect and not self.from_user
        failed = False
        bad_candidates: list[int] = []
        answers = self.cache.universe.facts.answers
        for dependency in self.to_remove:
            if not answers[dependency]:
                continue
            failed = not self._refuse_candidates(dependency, bad_candidates, stops) or failed
            if failed and stops:
                break
            failed = not self._replace_installed(dependency, bad_candidates, stops) or failed
            if failed and stops:
                break
        return not failed

    def _refuse_candidates(self, dependency: int, bad_candidates: list[int], stops: bool) -> bool:
        cache, universe = self.cache, self.cache.universe
        propagate = self.state.protect
        fine = True
        for version in sorted_solutions(cache, (dependency,), candidate_targets):
            package = universe.version_package[version]
            state = cache.state(package)
            if state.candidate_version != version:
                continue
            if universe.current_version[package] != version:
                if state.install and not cache.mark_keep(package, False, False, self.depth):
                    fine = False
                    if stops:
                        break
                elif propagate:
                    cache.discard_candidate(package)
                    if not universe.current_version[package]:
                        cache.mark_protected(package)
                else:
                    bad_candidates.append(package)
            elif not self._delete_not_upgradeable(package, dependency):
                fine = False
                if stops:
                    break
        return fine

    def _replace_installed(self, dependency: int, bad_candidates: list[int], stops: bool) -> bool:
        cache, universe = self.cache, self.cache.universe
        fine = True
        for version in sorted_solutions(cache, (dependency,), installed_targets):
            package = universe.version_package[version]
            candidate = cache.state(package).candidate_version
            if candidate and candidate != version and package not in bad_candidates:
                self.to_upgrade.append(package)
            elif candidate == universe.current_version[package]:
                continue
            elif not self._delete_not_upgradeable(package, dependency):
                fine = False
                if stops:
                    break
        return fine

    def _delete_not_upgradeable(self, package: int, dependency: int) -> bool:
        """Removes what no upgrade saves, at once when protected, else later (MarkDeleteForNotUpgradeable)."""
        cache = self.cache
        state = cache.state(package)
        if not self.state.protect:
            if state.delete:
                return True
            if not cache.is_mode_change_ok(Mode.DELETE, package, self.depth, False):
                return False
            if not cache.is_delete_ok(package, False):
                return False
            self.delayed_removals.append(package)
            return True
        if not state.delete:
            with cache.because(Cause(Reason.CONFLICT, self.package, dependency)):
                if not cache.mark_delete(package, False, self.depth + 1, False):
                    return False
        cache.discard_candidate(package)
        cache.mark_protected(package)
        return True

    def _delete(self, package: int, depth: int) -> bool:
        with self.cache.because(Cause(Reason.CONFLICT, self.package)):
            return self.cache.mark_delete(package, False, depth, False)

    def _upgrade_other_binaries(self) -> None:
        """Upgrades installed packages of the same source along (APT::Get::Upgrade-By-Source-Package)."""
        cache, universe = self.cache, self.cache.universe
        if not cache.upgrade_by_source or not cache.release.upgrades_same_source:
            return
        version = self.state.candidate_version
        sources = cache.policy.installed.choosable_sources
        if not version or not sources or universe.version_source[version] not in sources:
            return
        source_version = universe.version_source_version[version]
        found: set[int] = set()
        for other in universe.same_source(version):
            package = universe.version_package[other]
            current = universe.current_version[package]
            if package == self.package or not current or current == other:
                continue
            state = cache.state(package)
            if state.install and state.install_version == other:
                continue
            if universe.version_source_version[other] == source_version and state.candidate_version == other:
                found.add(package)
        with cache.because(Cause(Reason.SAME_SOURCE, self.package)):
            for auto_install in (False, True):
                for package in universe.sort_packages(found):
                    cache.mark_install(package, auto_install, self.depth + 1, False, self.force_important)

    def _upgrade_or_remove_conflicts(self, propagate: bool) -> bool:
        cache = self.cache
        fine = True
        for package in self.to_upgrade:
            if cache.state(package).install:
                continue
            with cache.because(Cause(Reason.CONFLICT, self.package)):
                if cache.mark_install(package, True, self.depth + 1, False, self.force_important):
                    continue
                if not cache.mark_delete(package, False, self.depth + 1, False):
                    fine = False
                    if not propagate and not self.from_user:
                        break
                elif propagate:
                    cache.mark_protected(package)
        return fine

    # ------------------------------------------------------------------ what must come along

    def _install_dependencies(self, propagate: bool, moved: list[int]) -> bool:
        cache, universe = self.cache, self.cache.universe
        fine = True
        for kind, group in self.to_install:
            is_satisfied = cache.is_any_satisfied_after(kind, group)
            if is_satisfied and not propagate:
                continue
            is_critical = bool(CRITICAL[kind])
            if is_satisfied:
                if is_critical and not self._protect_solution(group):
                    fine = False
                continue
            if (
                universe.current_version[self.package]
                and not self.force_important
                and not is_critical
                and self._is_old_and_unsatisfied(group[0])
            ):
                continue
            if not self._install_solution(group, propagate and is_critical, moved) and is_critical:
                fine = False
                if not propagate and not self.from_user:
                    break
        return fine

    def _protect_solution(self, group: Sequence[int]) -> bool:
        """Protects the only answer to a satisfied dependency of a protected package."""
        cache, answers = self.cache, self.cache.universe.facts.answers
        # Mostly there is one answer, and it is protected already: then nothing else need be looked at.
        if len(group) == 1 and len(answers[group[0]]) == 1 and cache.state(answers[group[0]][0][0]).protect:
            return True
        solutions = installed_or_candidate_solutions(cache, group)
        if len(solutions) != 1:
            return True
        package = cache.universe.version_package[solutions[0]]
        if cache.state(package).protect:
            return True
        cache.mark_protected(package)
        with cache.because(self._cause(group, solutions[0], solutions)):
            return cache.mark_install(package, True, self.depth + 1, False, self.force_important)

    def _cause(self, group: Sequence[int], chosen: int, solutions: Sequence[int]) -> Cause:
        return Cause(Reason.DEPENDENCY, self.package, group[0], chosen, tuple(solutions))

    def _is_old_and_unsatisfied(self, dependency: int) -> bool:
        """Says whether the installed version already went without this recommendation."""
        cache, universe = self.cache, self.cache.universe
        current = universe.current_version[self.package]
        target = universe.dependency_target[dependency]
        is_known = False
        for group in universe.iter_or_groups(current):
            if universe.is_critical(group[0]) or not cache.importance.has(group[0]):
                continue
            if any(universe.dependency_target[other] == target for other in group):
                is_known = True
                if cache.is_group_satisfied(group, VersionKind.NOW):
                    return False
        return is_known

    def _install_solution(self, group: Sequence[int], protects: bool, moved: list[int]) -> bool:
        cache, universe = self.cache, self.cache.universe
        solutions = sorted_solutions(cache, group, candidate_targets)
        for version in solutions:
            package = universe.version_package[version]
            if cache.state(package).candidate_version != version:
                continue
            before, cache.cause = cache.cause, self._cause(group, version, solutions)
            try:
                if protects and len(solutions) == 1:
                    if not cache.mark_install(package, False, self.depth + 1, False, self.force_important):
                        continue
                    cache.mark_protected(package)
                if not cache.mark_install(package, True, self.depth + 1, False, self.force_important):
                    continue
            finally:
                cache.cause = before
            if not universe.current_version[package]:
                moved.append(package)
            return True
        return False
