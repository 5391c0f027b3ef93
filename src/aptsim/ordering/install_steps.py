"""What unpacking and configuring have in common: flags, relations, early removals (apt-pkg/packagemanager.cc)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Sequence
from enum import Enum, auto
from typing import Final

from aptsim.model.cache_types import DependencyType, PackageFlag
from aptsim.ordering.actions import Action, Purge, Remove
from aptsim.ordering.flags import CONFIGURED, IN_LIST, LOOP, REMOVED, STATES
from aptsim.ordering.order_list import OrderList
from aptsim.ordering.planned_state import PlannedState
from aptsim.resolver.classic.dependency_cache import DependencyCache

_GUARDED: Final = int(PackageFlag.ESSENTIAL | PackageFlag.IMPORTANT)
_CONFLICTING = (DependencyType.CONFLICTS, DependencyType.OBSOLETES)
_BREAKS = (DependencyType.BREAKS,)
_POSITIVE = (DependencyType.DEPENDS, DependencyType.PRE_DEPENDS)


class StepError(Exception):
    """A step of the order cannot be done; a caller may know another way. What to say is in the cache's messages."""


class SmartAction(Enum):
    """What to do for a package that another one waits for (pkgPackageManager::SmartAction)."""

    UNPACK_IMMEDIATE = auto()
    UNPACK = auto()
    CONFIGURE = auto()


class InstallSteps(ABC):
    """The actions found so far, the flags of packages, and the steps that every way to an order shares."""

    def __init__(self, cache: DependencyCache, planned: PlannedState) -> None:
        configuration = cache.configuration
        self.messages = cache.messages
        self.configuration = configuration
        self.planned = planned
        self.universe = cache.universe
        self.list = OrderList(self.planned, configuration, cache.messages)
        self.flags = self.list.flags
        self.actions: list[Action] = []
        self.maximum_rounds = configuration.find_i("APT::pkgPackageManager::MaxLoopCount", 5000)
        self._breaks_loops = configuration.find_b("APT::Force-LoopBreak", False)

    @abstractmethod
    def smart_unpack(self, package: int, immediate: bool, depth: int) -> None:
        """Unpacks a package once nothing stands against it; `immediate` configures it too where that works."""

    @abstractmethod
    def smart_configure(self, package: int, depth: int) -> None:
        """Configures a package once its dependencies are."""

    def fail(self, text: str) -> StepError:
        """Reports an error and gives the exception to raise."""
        self.messages.error(text)
        return StepError(text)

    def has_flag(self, package: int, flag: int) -> bool:
        """Says whether a package has one flag."""
        return bool(self.flags[package] & flag)

    def set_state(self, package: int, state: int) -> None:
        """Gives a package one of the states unpacked, configured and removed."""
        self.flags[package] = self.flags[package] & ~STATES | state

    def full_name(self, package: int) -> str:
        """Gives the name of a package as errors have it, always with its architecture."""
        return self.universe.full_name(package)

    def is_ready(self, package: int, version: int) -> bool:
        """Says whether a version of a package is installed, stays so for now, and needs nothing."""
        planned = self.planned
        return (
            planned.current_version[package] == version
            and self.list.is_now(package)
            and package not in planned.unfinished
            and package not in planned.reinstalling
        )

    def do_for(self, action: SmartAction, package: int, needed: int, depth: int, loops: bool) -> bool:
        """Does something for a package that `package` waits for; says whether that changed anything (NonLoopingSmart).

        Args:
            loops: `package` itself is already waited for further up.
        """
        if not loops:
            self.flags[package] |= LOOP
        try:
            if action is SmartAction.CONFIGURE:
                self.smart_configure(needed, depth + 1)
            else:
                self.smart_unpack(needed, action is SmartAction.UNPACK_IMMEDIATE, depth + 1)
        finally:
            if not loops:
                self.flags[package] &= ~LOOP
        return not self.has_flag(needed, LOOP)

    # ------------------------------------------------------------------ removals

    def smart_remove(self, package: int) -> None:
        """Removes a package unless it was dealt with (SmartRemove)."""
        if self.list.is_now(package):
            self.set_state(package, CONFIGURED)
            self.actions.append(Purge(package) if package in self.planned.purging else Remove(package))

    def early_remove(self, package: int, dependency: int) -> None:
        """Removes a package before its time, as a conflict demands (EarlyRemove).

        Args:
            dependency: the Conflicts or Breaks behind it; dpkg handles a Breaks by deconfiguring.

        Raises:
            StepError: when the package would not come back, or is essential.
        """
        if not self.list.is_now(package) or self.has_flag(package, REMOVED):
            return
        if not self.has_flag(package, IN_LIST):
            raise StepError
        if self.universe.dependency_type[dependency] == DependencyType.BREAKS and self._is_deconfigured(
            package, dependency
        ):
            return
        if not self._breaks_loops and self._is_guarded(package):
            raise self.fail(
                "This installation run will require temporarily removing the essential package "
                f"{self.full_name(package)} due to a Conflicts/Pre-Depends loop. This is often bad, but if you really "
                "want to do it, activate the APT::Force-LoopBreak option."
            )
        self.smart_remove(package)
        if package not in self.planned.deleted:
            self.set_state(package, REMOVED)

    def _is_deconfigured(self, package: int, dependency: int) -> bool:
        """Says whether a Breaks against a package is left to dpkg."""
        universe = self.universe
        if universe.release.deconfigures_essential or universe.is_implicit_multi_arch(dependency):
            return True
        return not self._is_guarded(package, int(PackageFlag.ESSENTIAL))

    def _is_guarded(self, package: int, guards: int = _GUARDED) -> bool:
        """Says whether a package is essential or protected, or, installed, needed by such a one."""
        universe = self.universe
        if universe.package_flags[package] & guards:
            return True
        return bool(self.planned.current_version[package]) and any(
            universe.dependency_type[dependency] in _POSITIVE
            and universe.package_flags[universe.parent_package(dependency)] & guards
            for dependency in universe.reverse_depends.members(package)
        )

    # ------------------------------------------------------------------ what others have against a version
    #
    # apt also looks at what others have against provided packages, but only where the provider is of another
    # group than the package itself; as a version is its own provider, that never happens.

    def remove_conflicting(self, package: int) -> None:
        """Removes installed packages that conflict with the install version (CheckRConflicts)."""
        for dependency in self._relations_of_installed(package, _CONFLICTING):
            if not self.list.is_now(package) or not self._applies_to(dependency, package):
                continue
            try:
                self.early_remove(self.universe.parent_package(dependency), dependency)
            except StepError:
                text = f"Reverse conflicts early remove for package '{self.full_name(package)}' failed"
                raise self.fail(text) from None

    def remove_breaking(self, package: int) -> None:
        """Removes packages that break the install version and are to be removed anyway (CheckRBreaks)."""
        if not self.planned.deleted:
            return
        for dependency in self._relations_of_installed(package, _BREAKS):
            breaking = self.universe.parent_package(dependency)
            if breaking in self.planned.deleted and self._applies_to(dependency, package):
                self.smart_remove(breaking)

    def _relations_of_installed(self, package: int, kinds: Container[int]) -> Sequence[int]:
        """Gives the critical relations of some kinds onto a package that installed versions have."""
        types = self.universe.dependency_type
        found = [one for one in self.planned.installed.relations(package) if types[one] in kinds]
        return self.universe.reverse_depends.in_order(package, found)

    def _applies_to(self, dependency: int, package: int) -> bool:
        """Says whether a negative dependency of an installed version hits the install version of a package."""
        universe = self.universe
        version = self.planned.install_version[package]
        return not universe.is_ignorable(dependency, package) and universe.is_satisfied_by(dependency, version)
