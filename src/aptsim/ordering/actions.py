"""What dpkg is asked to do, one step at a time (apt-pkg/deb/dpkgpm.h, pkgDPkgPM::Item)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unpack:
    """Unpack the archive of a version over whatever is there of its package."""

    package: int
    version: int


@dataclass(frozen=True, slots=True)
class Configure:
    """Configure an unpacked package."""

    package: int


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a package but keep its configuration files."""

    package: int


@dataclass(frozen=True, slots=True)
class Purge:
    """Remove a package with its configuration files."""

    package: int


Action = Unpack | Configure | Remove | Purge


@dataclass(frozen=True, slots=True)
class ActionOrder:
    """The steps of a run in order; when no order was found, none, and the reason is among the cache's messages."""

    actions: tuple[Action, ...]
    is_complete: bool
