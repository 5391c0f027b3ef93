"""What a run has decided about one package (pkgDepCache::StateCache, apt-pkg/depcache.h)."""

from __future__ import annotations

from enum import IntEnum

from aptsim.model.cache_types import PackageFlag


class Mode(IntEnum):
    """What shall happen to a package (pkgDepCache::ModeList)."""

    DELETE = 0
    KEEP = 1
    INSTALL = 2
    GARBAGE = 3


#: Bits of `PackageState.internal_flags` (pkgDepCache::InternalFlags).
AUTO_KEPT = 1
PURGE = 2
REINSTALL = 4
PROTECTED = 8

#: `PackageState.status` of a package that is not installed or has no candidate.
NOT_COMPARABLE = 2

_AUTO = int(PackageFlag.AUTO)


class PackageState:
    """The state of one package in a run.

    Args:
        candidate_version: what would be installed, 0 for nothing.
        install_version: what will be there after the run, 0 for nothing.
        status: -1 candidate is a downgrade, 0 the same, 1 an upgrade, 2 not installed or no candidate.
        flags: the `PackageFlag.AUTO` bit.
        internal_flags: AUTO_KEPT, PURGE, REINSTALL, PROTECTED bits.
        garbage: installed, and not reached by the last mark-and-sweep.
    """

    __slots__ = (
        "candidate_version",
        "flags",
        "garbage",
        "install_version",
        "internal_flags",
        "mode",
        "package",
        "status",
    )

    def __init__(
        self, package: int, candidate_version: int, install_version: int, status: int, mode: int = 1, flags: int = 0
    ) -> None:
        self.package = package
        self.candidate_version = candidate_version
        self.install_version = install_version
        self.status = status
        self.mode = mode
        self.flags = flags
        self.internal_flags = 0
        self.garbage = False

    @property
    def auto(self) -> bool:
        """Whether it was installed automatically."""
        return bool(self.flags & _AUTO)

    @property
    def install(self) -> bool:
        """Whether a version will be installed, new or other."""
        return self.mode == 2

    @property
    def keep(self) -> bool:
        """Whether it stays as it is."""
        return self.mode == 1

    @property
    def delete(self) -> bool:
        """Whether it will be removed."""
        return self.mode == 0

    @property
    def purge(self) -> bool:
        """Whether it will be removed with its configuration."""
        return self.mode == 0 and bool(self.internal_flags & PURGE)

    @property
    def protect(self) -> bool:
        """Whether only the user may change the decision."""
        return bool(self.internal_flags & PROTECTED)

    @property
    def new_install(self) -> bool:
        """Whether it will be installed and was not."""
        return self.status == 2 and self.mode == 2

    @property
    def upgrade(self) -> bool:
        """Whether a newer version, or a first one, will be installed."""
        return self.status > 0 and self.mode == 2

    @property
    def upgradable(self) -> bool:
        """Whether there is a newer candidate, or a first one."""
        return self.status >= 1 and self.candidate_version != 0

    @property
    def downgrade(self) -> bool:
        """Whether an older version will be installed."""
        return self.status < 0 and self.mode == 2

    @property
    def held(self) -> bool:
        """Whether another version is at hand and it stays as it is."""
        return self.status != 0 and self.mode == 1

    @property
    def reinstall(self) -> bool:
        """Whether the same version will be installed again."""
        return self.mode != 0 and bool(self.internal_flags & REINSTALL)
