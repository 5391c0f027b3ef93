"""Unpacking a package when nothing stands against it (apt-pkg/packagemanager.cc, SmartUnPack)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aptsim.model.cache_types import DependencyType, MultiArch
from aptsim.ordering.actions import Unpack
from aptsim.ordering.flags import CONFIGURED, LOOP, REMOVED, UNPACKED
from aptsim.ordering.install_steps import SmartAction, StepError
from aptsim.ordering.smart_configure import SmartConfigure

_NEGATIVE = (DependencyType.CONFLICTS, DependencyType.OBSOLETES, DependencyType.BREAKS)
_SAME: Final = int(MultiArch.SAME)


class SmartUnpack(SmartConfigure):
    """Unpacks packages: satisfies their pre-dependencies and gets out of the way what they conflict with or break."""

    def smart_unpack(self, package: int, immediate: bool, depth: int) -> None:
        """Unpacks a package, and configures it when `immediate`; for one that loops only its relations are looked at.

        That an immediate configuration fails is no failure: the package is configured later, then.
        """
        loops = self.has_flag(package, LOOP)
        may_be_removed = depth != 0 and not self.has_flag(package, REMOVED)
        self._prepare(package, depth, loops)
        if may_be_removed and self.has_flag(package, REMOVED):
            return
        self.remove_conflicting(package)
        if loops:
            return
        self.set_state(package, UNPACKED)
        version = self.planned.install_version[package]
        if immediate and self.universe.version_multi_arch[version] & _SAME:
            self._unpack_in_lockstep(package, depth)
        else:
            self._unpack(package)
        if immediate:
            self._configure_if_possible(package, depth)

    def _unpack(self, package: int) -> None:
        version = self.planned.install_version[package]
        if version != self.planned.current_version[package] or package in self.planned.reinstalling:
            self.actions.append(Unpack(package, version))

    def _configure_if_possible(self, package: int, depth: int) -> None:
        self.messages.push()
        try:
            self.smart_configure(package, depth + 1)
        except StepError:
            pass
        finally:
            self.messages.revert()

    def _unpack_in_lockstep(self, package: int, depth: int) -> None:
        """Unpacks all architectures of a Multi-Arch: same package, the installed ones first."""
        current = self.planned.current_version
        siblings = self.universe.group_packages[self.universe.package_group[package]]
        others = [sibling for sibling in siblings if sibling != package]
        if current[package]:
            self._unpack(package)
        for sibling in others:
            if current[sibling] and not self.has_flag(sibling, UNPACKED) and self.changes_with(package, sibling):
                self.smart_unpack(sibling, False, depth + 1)
        if not current[package]:
            self._unpack(package)
        for sibling in others:
            if current[sibling] or self.has_flag(sibling, UNPACKED | CONFIGURED):
                continue
            if self.changes_with(package, sibling):
                self.smart_unpack(sibling, False, depth + 1)

    # ------------------------------------------------------------------ before unpacking

    def _prepare(self, package: int, depth: int, loops: bool) -> None:
        """Looks at all pre-dependencies and negative relations until a look changes nothing.

        Raises:
            StepError: when one cannot be dealt with.
        """
        universe = self.universe
        version = self.planned.install_version[package]
        is_fine = True
        rounds = 0
        changed = True
        while changed:
            changed = False
            start = 0
            for _, group in self.planned.or_groups(version):
                kind = universe.dependency_type[group[-1]]
                if kind == DependencyType.PRE_DEPENDS:
                    found = self._prepare_pre_dependency(package, group, start, depth, loops)
                    is_fine = is_fine and found is not None
                    changed = changed or bool(found)
                elif kind in _NEGATIVE:
                    is_removed, has_unpacked = self._prepare_negative(package, group[-1], depth, loops)
                    is_fine = is_fine and not is_removed
                    changed = changed or has_unpacked
                start += len(group)
            if rounds > self.maximum_rounds:
                raise self.fail(
                    "Internal error: APT::pkgPackageManager::MaxLoopCount reached in SmartConfigure for "
                    f"{self.full_name(package)}, aborting"
                )
            rounds += 1
        if not is_fine:
            raise self.fail(f"Couldn't configure {self.full_name(package)}, probably a dependency cycle.")

    def _prepare_pre_dependency(
        self, package: int, group: Sequence[int], start: int, depth: int, loops: bool
    ) -> bool | None:
        """Has a pre-dependency unpacked and configured; says whether that changed anything, None where it cannot be.

        apt's search for something to configure does not stop at the end of the or-group: it goes on through all
        further dependencies of the version. `start` is the place of the group among them.
        """
        if any(self.is_ready(*answer) for dependency in group for answer in self.planned.live[dependency]):
            return False
        for dependency in self.universe.version_depends[self.planned.install_version[package]][start:]:
            for needed, version in self.planned.live[dependency]:
                if self.planned.install_version[needed] != version:
                    continue
                if self.planned.is_settled(needed) and needed not in self.planned.reinstalling:
                    continue
                if self.has_flag(needed, CONFIGURED):
                    return False
                if self.has_flag(needed, UNPACKED):
                    return self.do_for(SmartAction.CONFIGURE, package, needed, depth, loops)
                if loops and self.has_flag(needed, LOOP):
                    continue
                return self.do_for(SmartAction.UNPACK_IMMEDIATE, package, needed, depth, loops)
        return None

    def _prepare_negative(self, package: int, dependency: int, depth: int, loops: bool) -> tuple[bool, bool]:
        """Gets installed packages out of the way of a Conflicts or Breaks.

        Returns:
            Whether a package was removed that is being unpacked itself, and whether anything else changed.
        """
        is_removed = has_unpacked = False
        for hit, version in self.planned.live[dependency]:
            if self.planned.current_version[hit] != version or not self.list.is_now(hit):
                continue
            if self.has_flag(hit, REMOVED):
                continue
            if loops and self.has_flag(hit, LOOP):
                if self._is_breaks_between_siblings(dependency):
                    continue
                self._remove_early_or_fail(hit, dependency, 3)
                is_removed = True
            elif hit in self.planned.deleted:
                self.smart_remove(hit)
            elif self._unpack_out_of_the_way(package, hit, dependency, depth, loops):
                has_unpacked = True
        return is_removed, has_unpacked

    def _is_breaks_between_siblings(self, dependency: int) -> bool:
        universe = self.universe
        is_breaks = universe.dependency_type[dependency] == DependencyType.BREAKS
        return is_breaks and universe.is_implicit_multi_arch(dependency)

    def _unpack_out_of_the_way(self, package: int, hit: int, dependency: int, depth: int, loops: bool) -> bool:
        """Unpacks the other version of a package that is hit; where that fails, removes the package for a while."""
        self.messages.push()
        try:
            changed = self.do_for(SmartAction.UNPACK, package, hit, depth, loops)
        except StepError:
            self.messages.revert()
            if not self.has_flag(hit, REMOVED) and not self.has_flag(package, REMOVED):
                self._remove_early_or_fail(hit, dependency, 2)
            return False
        self.messages.merge()
        return changed

    def _remove_early_or_fail(self, package: int, dependency: int, place: int) -> None:
        try:
            self.early_remove(package, dependency)
        except StepError:
            text = f"Internal Error, Could not early remove {self.full_name(package)} ({place})"
            raise self.fail(text) from None
