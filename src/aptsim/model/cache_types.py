"""The small number types that a universe is written in: dependency kinds, operators, states and flags.

The values are those of apt's own cache (apt-pkg/pkgcache.h), because apt orders and compares some of them as numbers.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class DependencyType(IntEnum):
    """A relation field of a stanza (pkgCache::Dep::DepType)."""

    DEPENDS = 1
    PRE_DEPENDS = 2
    SUGGESTS = 3
    RECOMMENDS = 4
    CONFLICTS = 5
    REPLACES = 6
    OBSOLETES = 7
    BREAKS = 8
    ENHANCES = 9


class Operator(IntEnum):
    """A version comparison, the low four bits of a dependency's operator (pkgCache::Dep::DepCompareOp)."""

    NONE = 0
    LESS_EQUAL = 1
    GREATER_EQUAL = 2
    LESS = 3
    GREATER = 4
    EQUAL = 5
    NOT_EQUAL = 6


#: Bits beside the comparison in a dependency's operator, and in a provides' flags.
OPERATOR_MASK = 0x0F
OR = 0x10
MULTI_ARCH_IMPLICIT = 0x20
ARCH_SPECIFIC = 0x40

#: Comparison signs as Debian writes them, by `Operator` (pkgCache::CompTypeDeb).
OPERATOR_SIGNS = ("", "<=", ">=", "<<", ">>", "=", "!=")

#: Names of the dependency kinds as apt prints them, by `DependencyType` (pkgCache::DepType).
DEPENDENCY_NAMES = (
    "",
    "Depends",
    "PreDepends",
    "Suggests",
    "Recommends",
    "Conflicts",
    "Replaces",
    "Obsoletes",
    "Breaks",
    "Enhances",
)


class SelectedState(IntEnum):
    """The first word of a Status field: what the administrator wants (pkgCache::State::PkgSelectedState)."""

    UNKNOWN = 0
    INSTALL = 1
    HOLD = 2
    DEINSTALL = 3
    PURGE = 4


class InstallState(IntEnum):
    """The second word of a Status field (pkgCache::State::PkgInstState)."""

    OK = 0
    REINST_REQUIRED = 1
    HOLD_INST = 2
    HOLD_REINST_REQUIRED = 3


class CurrentState(IntEnum):
    """The third word of a Status field (pkgCache::State::PkgCurrentState)."""

    NOT_INSTALLED = 0
    UNPACKED = 1
    HALF_CONFIGURED = 2
    HALF_INSTALLED = 4
    CONFIG_FILES = 5
    INSTALLED = 6
    TRIGGERS_AWAITED = 7
    TRIGGERS_PENDING = 8


class OkState(IntEnum):
    """What dpkg still has to do for a package (pkgCache::PkgIterator::OkState)."""

    NEEDS_NOTHING = 0
    NEEDS_UNPACK = 1
    NEEDS_CONFIGURE = 2


class Priority(IntEnum):
    """A Priority field; `NONE` when it is absent or not a known word (pkgCache::State::VerPriority)."""

    NONE = 0
    REQUIRED = 1
    IMPORTANT = 2
    STANDARD = 3
    OPTIONAL = 4
    EXTRA = 5


class PackageFlag(IntFlag):
    """Flags of a package (pkgCache::Flag::PkgFlags)."""

    AUTO = 1 << 0
    ESSENTIAL = 1 << 3
    IMPORTANT = 1 << 4


class MultiArch(IntFlag):
    """The Multi-Arch field, with `ALL` for Architecture: all (pkgCache::Version::VerMultiArch)."""

    NO = 0
    ALL = 1 << 0
    FOREIGN = 1 << 1
    SAME = 1 << 2
    ALLOWED = 1 << 3


NEGATIVE = bytes(
    1 if kind in (DependencyType.CONFLICTS, DependencyType.OBSOLETES, DependencyType.BREAKS) else 0
    for kind in range(16)
)
"""By `DependencyType`: 1 for those that say what must not be there (DepIterator::IsNegative)."""
CRITICAL = bytes(
    1 if NEGATIVE[kind] or kind in (DependencyType.DEPENDS, DependencyType.PRE_DEPENDS) else 0 for kind in range(16)
)
"""By `DependencyType`: 1 for those, and for Depends and Pre-Depends (DepIterator::IsCritical)."""
