"""Turning the marks of a run into steps for dpkg (apt-pkg/packagemanager.cc, pkgPackageManager)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aptsim.model.cache_types import OkState, PackageFlag
from aptsim.model.value import Value
from aptsim.ordering.actions import Action, ActionOrder, Configure, Purge, Remove, Unpack
from aptsim.ordering.flags import CONFIGURED, IMMEDIATE, UNPACKED
from aptsim.ordering.install_steps import StepError
from aptsim.ordering.order_list import OrderList
from aptsim.ordering.planned_state import PlannedState
from aptsim.ordering.recursion import make_room_for
from aptsim.ordering.smart_unpack import SmartUnpack
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.universe.table import Column

_ESSENTIAL: Final = int(PackageFlag.ESSENTIAL)


class ArchiveOrder(Value):
    """The versions whose archives a run needs, in the order in which apt asks for them."""

    versions: tuple[int, ...]
    is_complete: bool
    """False when no order was found; the reason is among the cache's messages."""


def order_actions(cache: DependencyCache) -> ActionOrder:
    """Gives the steps for dpkg in order (OrderInstall, then what pkgDPkgPM::ExpandPendingCalls adds)."""
    return order_planned(cache, PlannedState(cache))


def order_planned(cache: DependencyCache, planned: PlannedState) -> ActionOrder:
    """Does what `order_actions` does, with the marks laid out already."""
    manager = PackageManager(cache, planned)
    try:
        manager.order_install()
    except StepError:
        return ActionOrder((), False)
    return ActionOrder(tuple(manager.expand_pending()), True)


def order_archives(cache: DependencyCache) -> ArchiveOrder:
    """Gives the archives to fetch in order (GetArchives)."""
    manager = PackageManager(cache, PlannedState(cache))
    try:
        manager.order_list()
    except StepError:
        return ArchiveOrder((), False)
    planned = manager.planned
    versions = [
        planned.install_version[package]
        for package in manager.list.packages
        if package not in planned.deleted
        and not (planned.is_kept(package) and planned.unfinished.get(package) is OkState.NEEDS_CONFIGURE)
    ]
    return ArchiveOrder(tuple(versions), True)


class PackageManager(SmartUnpack):
    """One ordering of one cache."""

    def __init__(self, cache: DependencyCache, planned: PlannedState) -> None:
        super().__init__(cache, planned)
        self._configures_immediately = self.configuration.find_b("APT::Immediate-Configure", True)
        self._configures_all_immediately = self.configuration.find_b("APT::Immediate-Configure-All", False)

    # ------------------------------------------------------------------ the list

    def order_list(self) -> None:
        """Collects the packages that change and brings them into order.

        Raises:
            StepError: when pre-dependencies loop and PackageManager::UnpackAll is off.
        """
        self._create_order_list()
        make_room_for(len(self.list.packages))
        if self.configuration.find_b("PackageManager::UnpackAll", True):
            self.list.order_unpack()
        elif not self.list.order_critical():
            raise self.fail("Internal ordering error")

    def _create_order_list(self) -> None:
        """Puts all packages that change on the list, and the immediate flag on what is essential (CreateOrderList)."""
        universe, planned = self.universe, self.planned
        packages = [package for package in planned.packages if universe.package_versions[package]]
        if self._configures_all_immediately:
            for package in (*packages, *planned.installed.packages):
                self.flags[package] |= IMMEDIATE
        elif self._configures_immediately:
            essential = {package for package in packages if universe.package_flags[package] & _ESSENTIAL}
            for package in universe.in_walk_order(list(essential.union(planned.installed.essential))):
                self.flags[package] |= IMMEDIATE
                self._flag_immediate(planned.install_version, package)
                self._flag_immediate(planned.current_version, package)
        for package in packages:
            if self._changes(package):
                self.list.append(package)

    def _changes(self, package: int) -> bool:
        planned = self.planned
        is_same = planned.install_version[package] == planned.current_version[package]
        return (
            not (is_same or planned.is_kept(package))
            or package in planned.unfinished
            or package in planned.reinstalling
            or (package in planned.deleted and package in planned.purging and not self.universe.is_purged(package))
        )

    def _flag_immediate(self, versions: Column | Mapping[int, int], package: int) -> None:
        """Puts the immediate flag on all that a package needs, alternatives included (ImmediateAdd)."""
        flags, needed = self.flags, self.universe.facts.needed
        chain = [iter(needed[versions[package]])]
        while chain:
            for target in chain[-1]:
                if not flags[target] & IMMEDIATE:
                    flags[target] |= IMMEDIATE
                    chain.append(iter(needed[versions[target]]))
                    break
            else:
                chain.pop()

    # ------------------------------------------------------------------ the steps

    def order_install(self) -> None:
        """Finds the steps (OrderInstall).

        Raises:
            StepError: when there is no order.
        """
        self.order_list()
        planned = self.planned
        for package in self.list.packages:
            if not self.list.is_now(package):
                continue
            if planned.is_settled(package) and package not in planned.reinstalling:
                name = self.full_name(package)
                raise self.fail(f"Internal Error, trying to manipulate a kept package ({name})")
            if package in planned.deleted:
                self.smart_remove(package)
            else:
                self.smart_unpack(package, self.has_flag(package, IMMEDIATE), 0)
            if self._configures_all_immediately:
                self._configure_all()
        self._configure_all()
        for package in self.list.packages:
            if not self.has_flag(package, CONFIGURED):
                raise self.fail(f"Internal error, packages left unconfigured. {self.full_name(package)}")

    def _configure_all(self) -> None:
        """Deals with all that is unpacked; in smart mode dpkg configures it in the end (ConfigureAll)."""
        unpacked = OrderList(self.planned, self.configuration, self.messages)
        for package in self.list.packages:
            if self.has_flag(package, UNPACKED):
                unpacked.append(package)
        unpacked.order_configure()
        configures = (
            self._configures_all_immediately or self.configuration.find("PackageManager::Configure", "smart") == "all"
        )
        for package in unpacked.packages:
            if self.has_flag(package, CONFIGURED):
                continue
            if configures:
                self._configure_or_fail(package)
            self.set_state(package, CONFIGURED)

    def _configure_or_fail(self, package: int) -> None:
        try:
            self.smart_configure(package, 0)
        except StepError:
            name = self.full_name(package)
            if self._configures_all_immediately:
                raise self.fail(
                    f"Could not perform immediate configuration on '{name}'. "
                    "Please see man 5 apt.conf under APT::Immediate-Configure for details. (1)"
                ) from None
            raise self.fail(f"Internal error, packages left unconfigured. {name}") from None

    def expand_pending(self) -> list[Action]:
        """Gives the steps with those that dpkg is told in one go at the end: `--pending` ones (ExpandPendingCalls)."""
        planned = self.planned
        actions = list(self.actions)
        removed = {action.package for action in actions if isinstance(action, (Remove, Purge))}
        actions += [
            Purge(package) if package in planned.purging else Remove(package)
            for package in planned.packages
            if package in planned.deleted and package not in removed
        ]
        configured = {action.package for action in actions if isinstance(action, Configure)}
        left = [action.package for action in actions if isinstance(action, Unpack)]
        left += [
            package
            for package in planned.packages
            if planned.unfinished.get(package) is OkState.NEEDS_CONFIGURE and package not in planned.deleted
        ]
        actions += [Configure(package) for package in dict.fromkeys(left) if package not in configured]
        return actions
