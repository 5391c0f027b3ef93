"""What a run adds up to: how many packages change, and what that takes (pkgDepCache::AddSizes and AddStates)."""

from __future__ import annotations

from aptsim.model.cache_types import OkState
from aptsim.resolver.classic.package_state import PURGE, REINSTALL, PackageState
from aptsim.universe.universe import Universe


class Totals:
    """The sums over all packages; a package is taken out before its state changes, and added again behind that.

    Attributes:
        usr_size: bytes on disk more than now.
        deb_size: bytes of the archives.
        inst_count: packages that are installed or changed.
        del_count: packages that go.
        bad_count: packages for which dpkg had something left to do.
    """

    __slots__ = ("_universe", "bad_count", "deb_size", "del_count", "inst_count", "usr_size")

    def __init__(self, universe: Universe) -> None:
        """Starts with nothing counted."""
        self._universe = universe
        self.usr_size = 0
        self.deb_size = 0
        self.inst_count = 0
        self.del_count = 0
        self.bad_count = 0

    def account(self, state: PackageState, sign: int = 1) -> None:
        """Adds a package, or takes it out with `sign` -1."""
        universe = self._universe
        package, mode = state.package, state.mode
        current, ok_state = universe.current_version[package], universe.state_of(package)
        if ok_state is not OkState.NEEDS_NOTHING:
            self.bad_count += sign
        self._add_sizes(state, current, ok_state, sign)
        if not current:
            if mode == 2:
                self.inst_count += sign
            elif mode == 0 and state.internal_flags & PURGE and not universe.is_purged(package):
                self.del_count += sign
        elif mode == 0:
            self.del_count += sign
        elif state.internal_flags & REINSTALL if state.status == 0 else mode == 2:
            self.inst_count += sign

    def _add_sizes(self, state: PackageState, current: int, ok_state: OkState, sign: int) -> None:
        universe, mode, install = self._universe, state.mode, state.install_version
        if ok_state is OkState.NEEDS_CONFIGURE and mode == 1:
            return
        if mode == 2 and state.status == 2:
            self.usr_size += sign * universe.version_installed_size[install]
            self.deb_size += sign * universe.version_size[install]
        elif current and install and (install != current or state.internal_flags & REINSTALL):
            self.usr_size += sign * (
                universe.version_installed_size[install] - universe.version_installed_size[current]
            )
            self.deb_size += sign * universe.version_size[install]
        elif ok_state is OkState.NEEDS_UNPACK and mode != 0:
            self.deb_size += sign * universe.version_size[install]
        elif current and not install:
            self.usr_size -= sign * universe.version_installed_size[current]
