"""Configuring a package when its dependencies are (apt-pkg/packagemanager.cc, SmartConfigure)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aptsim.model.cache_types import DependencyType, MultiArch
from aptsim.ordering.actions import Configure
from aptsim.ordering.flags import CONFIGURED, IMMEDIATE, LOOP, REMOVED, UNPACKED
from aptsim.ordering.install_steps import InstallSteps, SmartAction

_POSITIVE = (DependencyType.DEPENDS, DependencyType.PRE_DEPENDS)
_SAME: Final = int(MultiArch.SAME)


class SmartConfigure(InstallSteps):
    """Configures packages, and unpacks and configures for that what they depend on."""

    def smart_configure(self, package: int, depth: int) -> None:
        """Configures a package once its dependencies are; for one that loops only the dependencies are looked after."""
        loops = self.has_flag(package, LOOP)
        waiting = self._unpack_dependencies(package, depth, loops)
        self._configure_dependencies(package, waiting, depth, loops)
        self.remove_breaking(package)
        if loops:
            return
        if self.has_flag(package, CONFIGURED):
            raise self.fail(f"Internal configure error on '{self.full_name(package)}'.")
        if self.configuration.find("PackageManager::Configure", "smart") in ("all", "smart"):
            self.actions.append(Configure(package))
        self.set_state(package, CONFIGURED)
        self._configure_siblings(package, depth)

    def _unpack_dependencies(self, package: int, depth: int, loops: bool) -> list[Sequence[int]]:
        """Unpacks what the dependencies still lack; gives the or-groups that have to wait for something."""
        universe = self.universe
        groups = [
            group
            for _, group in self.planned.or_groups(self.planned.install_version[package])
            if universe.dependency_type[group[-1]] in _POSITIVE
        ]
        waiting: list[Sequence[int]] = []
        rounds = 0
        changed = True
        while changed:
            changed = False
            for group in groups:
                if self._is_met(group):
                    continue
                found = self._unpack_one(package, group, depth, loops)
                if found is None:
                    waiting.append(group)
                changed = changed or bool(found)
            if rounds > self.maximum_rounds:
                raise self.fail(
                    f"Internal error: MaxLoopCount reached in SmartUnPack (1) for {self.full_name(package)}, aborting"
                )
            rounds += 1
        return waiting

    def _is_met(self, group: Sequence[int]) -> bool:
        for dependency in group:
            for package, version in self.planned.live[dependency]:
                if self.is_ready(package, version) and not self.has_flag(package, REMOVED):
                    return True
        return False

    def _unpack_one(self, package: int, group: Sequence[int], depth: int, loops: bool) -> bool | None:
        """Unpacks the first alternative that is to be installed; says whether that changed anything, None without."""
        for dependency in group:
            for needed, version in self.planned.live[dependency]:
                if self.is_ready(needed, version) and not self.has_flag(needed, REMOVED):
                    continue
                if self.planned.install_version[needed] != version or not self.list.is_now(needed):
                    continue
                if not loops:
                    return self.do_for(SmartAction.UNPACK_IMMEDIATE, package, needed, depth, loops)
                break
        return None

    def _configure_dependencies(self, package: int, waiting: list[Sequence[int]], depth: int, loops: bool) -> None:
        """Configures what is unpacked already; the last of the groups decides whether that was enough."""
        is_met = True
        rounds = 0
        changed = bool(waiting)
        while changed:
            changed = False
            for group in waiting:
                found = self._configure_one(package, group, depth, loops)
                is_met = found is not None
                changed = changed or bool(found)
            if rounds > self.maximum_rounds:
                raise self.fail(
                    f"Internal error: MaxLoopCount reached in SmartUnPack (2) for {self.full_name(package)}, aborting"
                )
            rounds += 1
        if not is_met:
            raise self.fail(f"Could not configure '{self.full_name(package)}'. ")

    def _configure_one(self, package: int, group: Sequence[int], depth: int, loops: bool) -> bool | None:
        """Sees that an alternative is configured; says whether that changed anything, None where none can be."""
        for dependency in group:
            for needed, version in self.planned.live[dependency]:
                if self.planned.install_version[needed] != version:
                    continue
                if self.has_flag(needed, UNPACKED):
                    if loops and self.has_flag(needed, LOOP):
                        return False
                    return self.do_for(SmartAction.CONFIGURE, package, needed, depth, loops)
                if self.has_flag(needed, CONFIGURED):
                    return False
        return None

    def _configure_siblings(self, package: int, depth: int) -> None:
        """Configures the other architectures of a Multi-Arch: same package in lockstep."""
        universe, planned = self.universe, self.planned
        version = planned.install_version[package]
        if not universe.version_multi_arch[version] & _SAME or self.has_flag(package, IMMEDIATE):
            return
        for sibling in universe.group_packages[universe.package_group[package]]:
            if sibling == package or self.has_flag(sibling, CONFIGURED) or not self.has_flag(sibling, UNPACKED):
                continue
            if self.changes_with(package, sibling):
                self.smart_configure(sibling, depth + 1)

    def changes_with(self, package: int, sibling: int) -> bool:
        """Says whether a sibling has an install version that is not the current one, or `package` is reinstalled."""
        version = self.planned.install_version[sibling]
        if not version:
            return False
        return self.planned.current_version[sibling] != version or package in self.planned.reinstalling
