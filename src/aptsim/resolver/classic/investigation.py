"""What the problem resolver does about one broken package: hold it back, remove it, or have others give way.

Source: apt-pkg/algorithms.cc, the body of the loop in pkgProblemResolver::ResolveInternal.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from aptsim.model.cache_types import DependencyType
from aptsim.model.value import Value
from aptsim.resolver.classic.dependency_states import GROUP_CANDIDATE, GROUP_INSTALL, GROUP_NOW
from aptsim.resolver.classic.package_state import Mode
from aptsim.resolver.classic.rescue_upgrade import try_upgrade
from aptsim.resolver.classic.resolver_state import ResolverState


class _Verdict(Enum):
    """How it goes on after one alternative was looked at."""

    NEXT = auto()
    """Nothing was decided about the package itself."""
    DECIDED = auto()
    """The package was changed: its other dependencies need no look, except for other alternatives."""
    GIVEN_UP = auto()
    """The package is kept as it is, without a look at anything else."""


class _Victim(Value):
    """A package that is to give way, and the last alternative of the or-group that it is in the way of."""

    package: int
    dependency: int


class Investigation:
    """One look at one broken package."""

    def __init__(self, resolver: ResolverState, package: int, counter: int, broken_fix: bool) -> None:
        """Prepares a look.

        Args:
            counter: how many times all packages have been gone through before.
            broken_fix: whether the package may be upgraded to help it.
        """
        self._resolver = resolver
        self._cache = resolver.cache
        self._universe = resolver.cache.universe
        self._package = package
        self._state = resolver.cache.state(package)
        self._counter = counter
        self._broken_fix = broken_fix
        self._fixes_by_install = resolver.cache.configuration.find_b("pkgProblemResolver::FixByInstall", True)
        self._victims: list[_Victim] = []
        self._has_changed = False
        self._keeps = False
        """Whether an or-group nobody can meet has the package kept instead of removed."""

    def run(self) -> bool:
        """Changes what has to change; says whether another pass over all packages is needed."""
        for group in list(self._universe.iter_or_groups(self._state.install_version)):
            if self._universe.is_critical(group[-1]) and self._settle(group):
                break
        if self._state.install_version:
            for victim in self._victims:
                self._remove_victim(victim)
        return self._has_changed

    # ------------------------------------------------------------------ one or-group

    def _settle(self, group: Sequence[int]) -> bool:
        """Does something about an or-group if it is broken; True when the other groups need no look."""
        is_or = len(group) > 1
        victims_before = len(self._victims)
        self._keeps = False
        for dependency in group:
            if self._cache.dependency_state(group[-1]) & GROUP_INSTALL:
                return False
            verdict = self._consider(dependency, group[-1], is_or)
            if verdict is _Verdict.GIVEN_UP or (verdict is _Verdict.DECIDED and not is_or):
                return True
        if is_or and victims_before == len(self._victims):
            self._unwind(group[0])
        return False

    def _unwind(self, dependency: int) -> None:
        """Keeps or removes the package when no alternative of an or-group helped."""
        with self._cache.because(self._resolver.cause(self._package, dependency)):
            if self._keeps:
                self._cache.mark_keep(self._package, False, False)
            elif self._state.protect:
                return
            else:
                self._cache.mark_delete(self._package, False, 0, False)
        self._has_changed = True

    def _consider(self, dependency: int, last: int, is_or: bool) -> _Verdict:
        cache, universe = self._cache, self._universe
        targets = universe.all_targets(dependency)
        is_hopeless = not targets and not self._state.protect and not universe.is_negative(dependency)
        with cache.because(self._resolver.cause(self._package, dependency)):
            if is_hopeless and not cache.now_broken(self._package):
                if is_or:
                    return _Verdict.NEXT
                self._has_changed = True
                cache.mark_keep(self._package, False, False)
                return _Verdict.GIVEN_UP
            for version in targets:
                verdict = self._weigh(version, dependency, last, is_or)
                if verdict is not None:
                    return verdict
            if is_hopeless:
                self._hold_back_or_remove(is_or)
                self._has_changed = True
                return _Verdict.DECIDED
        return _Verdict.NEXT

    def _hold_back_or_remove(self, is_or: bool) -> None:
        """Gives the package up for a dependency that nothing can meet."""
        cache, state = self._cache, self._state
        was_install = state.install
        cache.mark_keep(self._package)
        if not cache.install_broken(self._package):
            self._keeps = True
            if is_or and was_install:
                cache.mark_install(self._package, False, 0, False)
        elif not is_or:
            cache.mark_delete(self._package, False, 0, False)

    # ------------------------------------------------------------------ one possible answer

    def _weigh(self, version: int, dependency: int, last: int, is_or: bool) -> _Verdict | None:
        """Decides between the package and one that could help it or is in its way; None to look at the next one."""
        cache, universe, resolver = self._cache, self._universe, self._resolver
        is_negative = universe.is_negative(dependency)
        other = universe.version_package[version]
        other_state = cache.state(other)
        if is_negative and other_state.install_version != version:
            return None
        if resolver.score(self._package) <= resolver.score(other) or (not is_negative and not cache.is_now(dependency)):
            if not self._state.protect:
                self._change_package(dependency, other, is_or)
                return _Verdict.DECIDED
            if not try_upgrade(resolver, other):
                return None
            if resolver.score(other) > resolver.score(self._package):
                resolver.set_score(other, resolver.score(self._package))
            return _Verdict.NEXT
        if (
            universe.dependency_type[dependency] == DependencyType.BREAKS
            and cache.dependency_state(last) & GROUP_CANDIDATE
        ):
            cache.mark_install(other, False, 0, False)
            return None
        if other_state.protect and other_state.mode != Mode.DELETE:
            return None
        self._victims.append(_Victim(other, last))
        return None if is_negative else _Verdict.NEXT

    def _change_package(self, dependency: int, other: int, is_or: bool) -> None:
        """Keeps, upgrades or removes the package rather than touch the other one."""
        cache, state, resolver = self._cache, self._state, self._resolver
        self._has_changed = True
        was_install = state.install
        cache.mark_keep(self._package, False, False)
        if not cache.install_broken(self._package):
            self._keeps = True
            if is_or and was_install:
                cache.mark_install(self._package, False, 0, False)
            return
        if self._broken_fix and try_upgrade(resolver, self._package):
            return
        if not is_or or self._is_garbage():
            cache.mark_delete(self._package, False, 0, False)
            if self._counter > 1 and resolver.score(other) > resolver.score(self._package):
                resolver.set_score(self._package, resolver.score(other))
        elif self._fixes_by_install:
            self._try_install(self._universe.dependency_target[dependency])

    def _is_garbage(self) -> bool:
        self._cache.ensure_swept()
        return self._state.garbage

    def _try_install(self, target: int) -> None:
        """Tries a new package in the place of one that went, and takes it back when that breaks something."""
        cache, universe = self._cache, self._universe
        state = cache.state(target)
        if (
            universe.current_version[target]
            or state.delete
            or target in self._resolver.to_remove
            or not state.candidate_version
        ):
            return
        broken_before = cache.broken_count
        cache.mark_install(target, True, 1, False)
        has_failed = cache.install_broken(target) or cache.broken_count > broken_before
        if has_failed:
            cache.mark_delete(target, False, 1, False)
        if cache.release.keeps_after_try:
            self._keeps = not has_failed

    # ------------------------------------------------------------------ others that give way

    def _remove_victim(self, victim: _Victim) -> None:
        cache, universe, resolver = self._cache, self._universe, self._resolver
        with cache.because(resolver.cause(self._package, victim.dependency)):
            if cache.dependency_state(victim.dependency) & GROUP_NOW:
                gave_way = cache.mark_keep(victim.package, False, False)
            else:
                gave_way = universe.is_negative(victim.dependency) and cache.mark_delete(
                    victim.package, False, 0, False
                )
        score = resolver.score(self._package)
        if (not gave_way or self._counter > 1) and score > resolver.score(victim.package):
            resolver.set_score(victim.package, score)
            self._has_changed = True
        if gave_way:
            self._has_changed = True
