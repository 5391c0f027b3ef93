"""Which dependencies hold, and what the run adds up to, while packages change their state.

The lower half of pkgDepCache (apt-pkg/depcache.cc). apt evaluates every dependency of every known package; here a
dependency is evaluated when somebody asks, and again when a package that could satisfy it has been updated since.
Where apt changes a candidate without updating (`discard_candidate`), the stale answer is kept as apt keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from aptsim.model.cache_types import OPERATOR_MASK, DependencyType, OkState, PackageFlag
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.version import satisfies
from aptsim.resolver.classic.package_state import PURGE, REINSTALL, PackageState
from aptsim.universe.now import is_satisfied_now
from aptsim.universe.policy import Policy
from aptsim.universe.universe import Universe


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
        self._states: dict[int, PackageState] = {}
        self._touches: dict[int, int] = {}
        self._now: dict[int, bool] = {}
        self._install: dict[int, tuple[bool, int]] = {}
        self._candidate: dict[int, tuple[bool, int]] = {}
        self._active_versions: set[int] = set()
        self._broken = set(universe.broken_packages)
        self._newly_broken: list[int] = []
        self._stale: set[int] = set()
        self.usr_size = 0
        self.deb_size = 0
        self.inst_count = 0
        self.del_count = 0
        self.keep_count = 0
        self.bad_count = 0
        self._install_recommends = configuration.find_b("APT::Install-Recommends", False)
        self._install_suggests = configuration.find_b("APT::Install-Suggests", False)
        self._recommends_sections = frozenset(configuration.find_vector("APT::Install-Recommends-Sections"))
        self._start()

    def _start(self) -> None:
        for package in self.universe.installed_packages:
            if self.universe.current_version[package]:
                self._active_versions.add(self.universe.current_version[package])
            self.state(package)
            self.add_sizes(package)
            self.add_states(package)

    # ------------------------------------------------------------------ packages

    def state(self, package: int) -> PackageState:
        """Gives the state of a package; made on first use."""
        state = self._states.get(package)
        if state is None:
            candidate = self.policy.candidate(package)
            current = self.universe.current_version[package]
            status = self.universe.compare_position(candidate, current) if current and candidate else 2
            flags = int(PackageFlag.AUTO) if package in self.automatic else 0
            state = PackageState(package, candidate, current, status, flags=flags)
            self._states[package] = state
        return state

    __getitem__ = state

    def touched_packages(self) -> list[int]:
        """Gives the packages that are installed, or whose state somebody asked for, in the order of apt's walk."""
        return self.universe.in_walk_order(list(self._states))

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
        universe = self.universe
        target = universe.dependency_target[dependency]
        negative = universe.is_negative(dependency)
        operator = universe.dependency_operator[dependency] & OPERATOR_MASK
        wanted = universe.dependency_version[dependency] if operator else ""
        version = self._version_of(target, which)
        if (
            version
            and (not wanted or satisfies(universe.version_strings[version], operator, wanted))
            and not (negative and universe.is_ignorable(dependency, target))
        ):
            return True
        if universe.dependency_type[dependency] == DependencyType.OBSOLETES:
            return False
        for provides in universe.package_provides[target]:
            owner = universe.provides_owner[provides]
            if self._version_of(universe.version_package[owner], which) != owner:
                continue
            if negative and universe.is_provides_ignorable(dependency, provides):
                continue
            if not wanted or satisfies(universe.provides_version[provides], operator, wanted):
                return True
        return False

    def _version_of(self, package: int, which: VersionKind) -> int:
        if which == 0:
            return self.universe.current_version[package]
        state = self._states.get(package)
        if which == 1:
            return self.universe.current_version[package] if state is None else state.install_version
        return self.policy.candidate(package) if state is None else state.candidate_version

    def is_now(self, dependency: int) -> bool:
        """Says whether the installed versions satisfy it; True for a conflict that exists."""
        known = self._now.get(dependency)
        if known is None:
            known = self._now[dependency] = is_satisfied_now(self.universe, dependency)
        return known

    def is_installed(self, dependency: int) -> bool:
        """Says whether the versions after the run satisfy it; True for a conflict that exists."""
        touch = self._touches.get(self.universe.dependency_target[dependency], 0)
        if not touch:
            return self.is_now(dependency)
        known = self._install.get(dependency)
        if known is not None and known[1] == touch:
            return known[0]
        value = self.check_dependency(dependency, _INSTALL)
        self._install[dependency] = (value, touch)
        return value

    def is_candidate(self, dependency: int) -> bool:
        """Says whether the candidates, as of the last update, satisfy it; True for a conflict that exists."""
        touch = self._touches.get(self.universe.dependency_target[dependency], 0)
        known = self._candidate.get(dependency)
        if known is not None and known[1] == touch:
            return known[0]
        value = self.check_dependency(dependency, _CANDIDATE)
        self._candidate[dependency] = (value, touch)
        return value

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
        check = self.is_now if which == 0 else self.is_installed if which == 1 else self.is_candidate
        if self.universe.is_negative(group[0]):
            return not check(group[-1])
        return any(check(dependency) for dependency in group)

    def is_important_dependency(self, dependency: int) -> bool:
        """Says whether the run must answer it: critical ones, Recommends and Suggests by policy (IsImportantDep)."""
        universe = self.universe
        if universe.is_critical(dependency):
            return True
        kind = universe.dependency_type[dependency]
        if kind == DependencyType.RECOMMENDS:
            if self._install_recommends:
                return True
            section = universe.version_section[universe.dependency_parent[dependency]]
            return bool(self._recommends_sections) and self.is_section_in(self._recommends_sections, section)
        return kind == DependencyType.SUGGESTS and self._install_suggests

    def is_section_in(self, sections: frozenset[str], section: str) -> bool:
        """Says whether a section, or its part behind the slash, is in a list (SectionInSubTree in depcache.cc)."""
        if not section:
            return False
        if section in sections:
            return True
        if not self.release.cuts_sections:
            return False
        _, slash, tail = section.rpartition("/")
        return (tail if slash else f"/{section}") in sections

    # ------------------------------------------------------------------ one package's dependencies

    def is_broken(self, version: int, which: VersionKind) -> bool:
        """Says whether a critical dependency of a version does not hold (VersionState, the Min bit)."""
        universe = self.universe
        for group in universe.iter_or_groups(version):
            if universe.is_critical(group[0]) and not self.is_group_satisfied(group, which):
                return True
        return False

    def is_policy_broken(self, version: int, which: VersionKind) -> bool:
        """Says whether a dependency that policy asks for does not hold (VersionState, the Policy bit)."""
        for group in self.universe.iter_or_groups(version):
            if self.is_important_dependency(group[0]) and not self.is_group_satisfied(group, which):
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
        return sum(self.install_policy_broken(package) for package in tuple(self._states))

    # ------------------------------------------------------------------ updates

    def update(self, package: int) -> None:
        """Has everything that looks at this package looked at again (pkgDepCache::Update(PkgIterator))."""
        universe = self.universe
        state = self.state(package)
        if state.install_version:
            self._active_versions.add(state.install_version)
        self._stale.add(package)
        self._touch(package)
        current = universe.current_version[package]
        candidate = state.candidate_version
        for version in (current, candidate) if current != candidate else (current,):
            for provides in universe.version_provides[version]:
                self._touch(universe.provides_package[provides])

    def _touch(self, target: int) -> None:
        universe = self.universe
        self._touches[target] = self._touches.get(target, 0) + 1
        active, parents = self._active_versions, universe.dependency_parent
        stale, owners = self._stale, universe.version_package
        for dependency in universe.reverse_depends[target]:
            parent = parents[dependency]
            if parent in active:
                stale.add(owners[parent])

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

    def add_sizes(self, package: int, sign: int = 1) -> None:
        """Adds a package to the sizes of the run, or takes it out with `sign` -1 (pkgDepCache::AddSizes)."""
        universe = self.universe
        state = self.state(package)
        if not universe.package_versions[package]:
            return
        ok_state = universe.state_of(package)
        if ok_state is OkState.NEEDS_CONFIGURE and state.mode == 1:
            return
        current = universe.current_version[package]
        install = state.install_version
        if state.new_install:
            self.usr_size += sign * universe.version_installed_size[install]
            self.deb_size += sign * universe.version_size[install]
        elif current and install and (install != current or state.internal_flags & REINSTALL):
            self.usr_size += sign * (
                universe.version_installed_size[install] - universe.version_installed_size[current]
            )
            self.deb_size += sign * universe.version_size[install]
        elif ok_state is OkState.NEEDS_UNPACK and state.mode != 0:
            self.deb_size += sign * universe.version_size[install]
        elif current and not install:
            self.usr_size -= sign * universe.version_installed_size[current]

    def add_states(self, package: int, sign: int = 1) -> None:
        """Adds a package to the counts of the run, or takes it out with `sign` -1 (pkgDepCache::AddStates)."""
        universe = self.universe
        state = self.state(package)
        if universe.state_of(package) is not OkState.NEEDS_NOTHING:
            self.bad_count += sign
        mode = state.mode
        if not universe.current_version[package]:
            if mode == 0 and state.internal_flags & PURGE and not universe.is_purged(package):
                self.del_count += sign
            if mode == 2:
                self.inst_count += sign
        elif state.status == 0:
            if mode == 0:
                self.del_count += sign
            elif state.internal_flags & REINSTALL:
                self.inst_count += sign
        elif mode == 0:
            self.del_count += sign
        elif mode == 1:
            self.keep_count += sign
        elif mode == 2:
            self.inst_count += sign
