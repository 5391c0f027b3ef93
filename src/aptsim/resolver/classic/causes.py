"""Why a mark was made: recorded when it is made, read by every explanation."""

from __future__ import annotations

from enum import Enum

from aptsim.model.value import Value


class Reason(Enum):
    """What made a run change its mind about a package."""

    REQUESTED = "requested"
    DEPENDENCY = "dependency"
    CONFLICT = "conflict"
    REVERSE_DEPENDENCY = "reverse dependency"
    SAME_SOURCE = "same source"
    RESOLVER = "resolver"
    UPGRADE = "upgrade"
    UNUSED = "unused"


class Cause(Value):
    """Who asked for a mark.

    Args:
        reason: what sort of cause it is.
        parent: the package that asked, 0 for the user.
        dependency: the first dependency of the or-group that asked, 0 when none did.
        chosen: the version that the dependency was answered with, 0 when no choice was made.
        candidates: every version that could have answered, best first.
    """

    reason: Reason
    parent: int = 0
    dependency: int = 0
    chosen: int = 0
    candidates: tuple[int, ...] = ()


REQUESTED = Cause(Reason.REQUESTED)
RESOLVER = Cause(Reason.RESOLVER)
UPGRADE = Cause(Reason.UPGRADE)
UNUSED = Cause(Reason.UNUSED)


class Mark(Value):
    """One change of a package's state: its new mode and version, and the cause. `depth` counts nested marks."""

    package: int
    mode: int
    version: int
    depth: int
    cause: Cause
