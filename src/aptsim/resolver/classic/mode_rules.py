"""What may be changed: protection, holds, essential packages, and what the user asked for.

Source: apt-pkg/depcache.cc, IsModeChangeOk and pkgDepCache::IsDeleteOk.
"""

from __future__ import annotations

from aptsim.model.cache_types import PackageFlag, SelectedState
from aptsim.resolver.classic.dependency_states import DependencyStates
from aptsim.resolver.classic.package_state import PROTECTED, Mode

_AUTO = int(PackageFlag.AUTO)
_GUARDED = int(PackageFlag.ESSENTIAL | PackageFlag.IMPORTANT)


class ModeRules(DependencyStates):
    """The states of a run with the rules for changing them."""

    def is_mode_change_ok(self, mode: Mode, package: int, depth: int, from_user: bool) -> bool:
        """Says whether a package may get another mode (IsModeChangeOk): protection, holds, essential packages."""
        universe = self.universe
        if depth > self.release.maximum_depth or not package or not universe.package_versions[package]:
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
        if mode == Mode.DELETE and universe.package_flags[package] & _GUARDED and self.release.guards_essential:
            return self.configuration.find_b("APT::Get::Allow-Solver-Remove-Essential", False)
        return True

    def is_delete_ok(self, package: int, from_user: bool) -> bool:
        """Says whether a package may be removed: what the user asked to install may not (IsDeleteOk)."""
        if from_user or self.universe.current_version[package]:
            return True
        state = self.state(package)
        return not (state.install_version and state.status == 2 and not state.flags & _AUTO)
