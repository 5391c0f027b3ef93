"""Which dependencies hold while packages change their state.

The lower half of pkgDepCache (apt-pkg/depcache.cc). apt evaluates every dependency of every known package; here a
dependency is evaluated when somebody asks, and again when a package that could satisfy it has been updated since.
Where apt changes a candidate without updating (`discard_candidate`), the stale answer is kept as apt keeps it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum

from aptsim.model.cache_types import CRITICAL, NEGATIVE, PackageFlag
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.resolver.classic.importance import Importance
from aptsim.resolver.classic.package_state import PackageState
from aptsim.resolver.classic.totals import Totals
from aptsim.universe.known import Known
from aptsim.universe.policy import Policy
from aptsim.universe.universe import Universe

_AUTO = int(PackageFlag.AUTO)


class VersionKind(IntEnum):
    """Which version of each package a dependency is checked against (pkgDepCache::VersionTypes)."""

    NOW = 0
    INSTALL = 1
    CANDIDATE = 2


#: Bits of a dependency's state (pkgDepCache::DepFlags); those of its or-group so far are shifted by three.
DEPENDENCY_NOW = 1
DEPENDENCY_INSTALL = 2
DEPENDENCY_CANDIDATE = 4
GROUP_NOW = 8
GROUP_INSTALL = 16
GROUP_CANDIDATE = 32

_NOW = VersionKind.NOW
_INSTALL = VersionKind.INSTALL
_CANDIDATE = VersionKind.CANDIDATE


class DependencyStates:
    """The states of all packages in a run, and the counts over them."""

    def __init__(
        self,
        universe: Universe,
        policy: Policy,
        configuration: Configuration,
        messages: Messages,
        automatic: Iterable[int] = (),
        kernel_release: str = "",
    ) -> None:
        """Starts with everything kept as it is.

        Args:
            automatic: packages marked as installed automatically, in any order.
            kernel_release: the running kernel as `uname -r` names it, '' for none; only autoremove looks at it.
        """
        self.universe = universe
        self.policy = policy
        self.configuration = configuration
        self.messages = messages
        self.automatic = frozenset(automatic)
        self.kernel_release = kernel_release
        self.release = universe.release
        self._states: Known[PackageState] = Known(self._first_state, sys.maxsize)
        #: Gives the state of a package; made on first use.
        self.state: Callable[[int], PackageState] = self._states.__getitem__
        #: Says whether the installed versions satisfy a dependency; True for a conflict that exists.
        self.is_now: Callable[[int], bool] = universe.facts.holds_now.__getitem__
        self._current = universe.current_version
        self._targets = universe.dependency_target
        self._touches: dict[int, int] = {}
        self._install: dict[int, int] = {}
        self._candidate: dict[int, int] = {}
        self._active_versions: set[int] = set()
        self._dependants: dict[int, list[int]] = {}
        #: Packages that the last mark-and-sweep reached.
        self.marked: AbstractSet[int] = frozenset()
        self._broken = set(universe.broken_packages)
        self._newly_broken: list[int] = []
        self._stale: set[int] = set()
        self.totals = Totals(universe)
        self.importance = Importance(universe, configuration)
        self._start()

    def _start(self) -> None:
        """Adds up what dpkg has left to do; of all other packages nothing is counted before they change."""
        for package in self.policy.installed.unfinished:
            self.totals.account(self.state(package))

    # ------------------------------------------------------------------ packages

    def _first_state(self, package: int) -> PackageState:
        candidate = self.policy.candidate(package)
        current = self._current[package]
        if not candidate or not current:
            status = 2
        else:
            status = 0 if candidate == current else self.universe.compare_position(candidate, current)
        return PackageState(package, candidate, current, status, 1, _AUTO if package in self.automatic else 0)

    def touched_packages(self) -> list[int]:
        """Gives the packages that are installed, or whose state somebody asked for, in the order of apt's walk."""
        return self.universe.in_walk_order(list(self._states.keys() | self.universe.installed_packages))

    def asked_packages(self) -> list[int]:
        """Gives the packages whose state somebody asked for, in the order of apt's walk.

        All others are as they were; of what dpkg has left to do the state was asked for.
        """
        return self.universe.in_walk_order(list(self._states))

    def candidate_version(self, package: int) -> int:
        """Gives the version of a package that would be installed, 0 for none."""
        state = self._states.get(package)
        return self.policy.candidate(package) if state is None else state.candidate_version

    def asked_state(self, package: int) -> PackageState | None:
        """Gives the state of a package if somebody asked for it; a package without one is as it was."""
        return self._states.get(package)

    def upgradable_packages(self) -> list[int]:
        """Gives the installed packages with a newer candidate, in no special order."""
        return [package for package in self.policy.installed.choosable if self.state(package).upgradable]

    def update_status(self, state: PackageState) -> None:
        """Compares the candidate with the installed version anew (pkgDepCache::StateCache::Update)."""
        current = self.universe.current_version[state.package]
        candidate = state.candidate_version
        state.status = self.universe.compare_position(candidate, current) if current and candidate else 2

    # ------------------------------------------------------------------ one dependency

    def check_dependency(self, dependency: int, which: VersionKind) -> bool:
        """Says whether some version of that kind satisfies the dependency (pkgDepCache::CheckDep).

        For a negative dependency the answer is True where the conflict exists.
        """
        version_of = self._version_of
        for package, version in self.universe.facts.answers[dependency]:
            if version_of(package, which) == version:
                return True
        return False

    def _version_of(self, package: int, which: VersionKind) -> int:
        if which == 0:
            return self._current[package]
        if which == 2:
            return self.candidate_version(package)
        state = self._states.get(package)
        return self._current[package] if state is None else state.install_version

    # An answer is kept with the number of times that its target was touched: below zero where it is no.

    def is_installed(self, dependency: int) -> bool:
        """Says whether the versions after the run satisfy it; True for a conflict that exists."""
        touch = self._touches.get(self._targets[dependency])
        if touch is None:
            return self.is_now(dependency)
        known = self._install.get(dependency, 0)
        if known == touch:
            return True
        if known == -touch:
            return False
        states, current = self._states, self._current
        for package, version in self.universe.facts.answers[dependency]:
            state = states.get(package)
            if (current[package] if state is None else state.install_version) == version:
                self._install[dependency] = touch
                return True
        self._install[dependency] = -touch
        return False

    def is_candidate(self, dependency: int) -> bool:
        """Says whether the candidates, as of the last update, satisfy it; True for a conflict that exists."""
        touch = self._touches.get(self._targets[dependency], 1)
        known = self._candidate.get(dependency, 0)
        if known == touch:
            return True
        if known == -touch:
            return False
        states, candidate = self._states, self.policy.candidate
        for package, version in self.universe.facts.answers[dependency]:
            state = states.get(package)
            if (candidate(package) if state is None else state.candidate_version) == version:
                self._candidate[dependency] = touch
                return True
        self._candidate[dependency] = -touch
        return False

    def _low_state(self, dependency: int) -> int:
        return (
            (DEPENDENCY_NOW if self.is_now(dependency) else 0)
            | (DEPENDENCY_INSTALL if self.is_installed(dependency) else 0)
            | (DEPENDENCY_CANDIDATE if self.is_candidate(dependency) else 0)
        )

    def dependency_state(self, dependency: int) -> int:
        """Gives the DEPENDENCY_ and GROUP_ bits, inverted for a negative dependency (pkgDepCache::DepState)."""
        universe = self.universe
        low = group = self._low_state(dependency)
        for sibling in self._earlier_alternatives(dependency):
            group |= self._low_state(sibling)
        state = low | group << 3
        return ~state & 0xFF if universe.is_negative(dependency) else state

    def _earlier_alternatives(self, dependency: int) -> list[int]:
        universe = self.universe
        found: list[int] = []
        for other in universe.version_depends[universe.dependency_parent[dependency]]:
            if other == dependency:
                return found
            if universe.is_or(other):
                found.append(other)
            else:
                found.clear()
        return found

    def is_satisfied_after(self, dependency: int) -> bool:
        """Says whether a dependency will be met: a positive one satisfied, a conflict absent (DepInstall bit)."""
        return self.is_installed(dependency) != self.universe.is_negative(dependency)

    def is_group_satisfied(self, group: Sequence[int], which: VersionKind) -> bool:
        """Says whether an or-group holds: an alternative of it does, or a conflict does not exist."""
        check = self._checks(which)
        if self.universe.is_negative(group[0]):
            return not check(group[-1])
        return any(check(dependency) for dependency in group)

    def _checks(self, which: VersionKind) -> Callable[[int], bool]:
        return self.is_now if which == 0 else self.is_installed if which == 1 else self.is_candidate

    def is_any_satisfied_after(self, kind: int, group: Sequence[int]) -> bool:
        """Says whether one of some alternatives will be met; `kind` is the type of the first one."""
        if len(group) == 1:
            return self.is_installed(group[0]) != NEGATIVE[kind]
        types = self.universe.dependency_type
        for dependency in group:
            if self.is_installed(dependency) != NEGATIVE[types[dependency]]:
                return True
        return False

    # ------------------------------------------------------------------ one package's dependencies

    def is_broken(self, version: int, which: VersionKind) -> bool:
        """Says whether a critical dependency of a version does not hold (VersionState, the Min bit)."""
        check = self._checks(which)
        for kind, group in self.universe.facts.groups[version]:
            if CRITICAL[kind] and not _is_met(kind, group, check):
                return True
        return False

    def is_policy_broken(self, version: int, which: VersionKind) -> bool:
        """Says whether a dependency that policy asks for does not hold (VersionState, the Policy bit)."""
        check, importance = self._checks(which), self.importance
        by_type = importance.by_type
        for kind, group in self.universe.facts.groups[version]:
            if by_type[kind] and not _is_met(kind, group, check) and importance.has_type(kind, group[0]):
                return True
        return False

    def now_broken(self, package: int) -> bool:
        """Says whether the installed version lacks something."""
        current = self.universe.current_version[package]
        return bool(current) and self.is_broken(current, _NOW)

    def now_policy_broken(self, package: int) -> bool:
        """Says whether the installed version lacks something that policy asks for."""
        current = self.universe.current_version[package]
        return bool(current) and self.is_policy_broken(current, _NOW)

    def install_broken(self, package: int) -> bool:
        """Says whether what will be installed lacks something (StateCache::InstBroken)."""
        if package in self._stale:
            self._refresh(package)
        return package in self._broken

    def install_policy_broken(self, package: int) -> bool:
        """Says whether what will be installed lacks something that policy asks for (InstPolicyBroken)."""
        version = self._version_of(package, _INSTALL)
        return bool(version) and self.is_policy_broken(version, _INSTALL)

    def _refresh(self, package: int) -> None:
        self._stale.discard(package)
        version = self._version_of(package, _INSTALL)
        if version and self.is_broken(version, _INSTALL):
            if package not in self._broken:
                self._broken.add(package)
                self._newly_broken.append(package)
        else:
            self._broken.discard(package)

    def broken_packages(self) -> set[int]:
        """Gives the packages whose critical dependencies will not hold."""
        for package in tuple(self._stale):
            self._refresh(package)
        return self._broken

    def take_newly_broken(self) -> list[int]:
        """Gives the packages that broke since this was asked last; some may be whole again."""
        self.broken_packages()
        found, self._newly_broken = self._newly_broken, []
        return found

    @property
    def broken_count(self) -> int:
        """How many packages will lack something (pkgDepCache::BrokenCount)."""
        return len(self.broken_packages())

    @property
    def policy_broken_count(self) -> int:
        """How many packages will lack something that policy asks for (pkgDepCache::PolicyBrokenCount)."""
        return sum(map(self.install_policy_broken, self._states.keys() | self.universe.installed_packages))

    # ------------------------------------------------------------------ updates

    def update(self, state: PackageState) -> None:
        """Has everything that looks at this package looked at again (pkgDepCache::Update(PkgIterator))."""
        package = state.package
        if state.install_version:
            self._activate(package, state.install_version)
        self._stale.add(package)
        self._touch(package)
        provided, current, candidate = self.universe.facts.provided, self._current[package], state.candidate_version
        for version in (current, candidate) if current != candidate else (current,):
            for target in provided[version]:
                self._touch(target)

    def _activate(self, package: int, version: int) -> None:
        """Notes what a version that was not there before has critical relations to."""
        if version in self._active_versions or version in self.policy.installed.versions:
            return
        self._active_versions.add(version)
        dependants, targets = self._dependants, self._targets
        for _, dependency in self.universe.facts.critical[version]:
            target = targets[dependency]
            found = dependants.get(target)
            if found is None:
                dependants[target] = [package]
            else:
                found.append(package)

    def _touch(self, target: int) -> None:
        self._touches[target] = self._touches.get(target, 1) + 1
        self._stale.update(self.policy.installed.dependants[target], self._dependants.get(target, ()))

    def keep_stale_candidate_answers(self, package: int) -> None:
        """Fixes the candidate answers that look at a package, before its candidate changes without an update."""
        universe = self.universe
        targets = {package}
        for version in universe.package_versions[package]:
            targets.update(universe.provides_package[provides] for provides in universe.version_provides[version])
        for target in targets:
            for dependency in universe.reverse_depends[target]:
                self.is_candidate(dependency)

    def keep_stale_provides_answers(self, package: int, version: int) -> None:
        """Fixes the answers about names that go with the candidate when `version` becomes it.

        apt's update looks at what the current version and the new candidate provide, and at nothing else.
        """
        universe = self.universe
        before = universe.version_provides[self.state(package).candidate_version]
        names = {universe.provides_package[provides] for provides in before}
        for after in (version, universe.current_version[package]):
            names.difference_update(
                universe.provides_package[provides] for provides in universe.version_provides[after]
            )
        for name in names - {package}:
            for dependency in universe.reverse_depends[name]:
                self.is_candidate(dependency)
                self.is_installed(dependency)


def _is_met(kind: int, group: Sequence[int], check: Callable[[int], bool]) -> bool:
    """Says whether an or-group holds; the last alternative speaks for a conflict."""
    if NEGATIVE[kind]:
        return not check(group[-1])
    for dependency in group:
        if check(dependency):
            return True
    return False
