"""What dpkg is asked to do, one step at a time (apt-pkg/deb/dpkgpm.h, pkgDPkgPM::Item)."""

from __future__ import annotations

from aptsim.model.value import Value


class Unpack(Value):
    """Unpack the archive of a version over whatever is there of its package."""

    package: int
    version: int


class Configure(Value):
    """Configure an unpacked package."""

    package: int


class Remove(Value):
    """Remove a package but keep its configuration files."""

    package: int


class Purge(Value):
    """Remove a package with its configuration files."""

    package: int


Action = Unpack | Configure | Remove | Purge


class ActionOrder(Value):
    """The steps of a run in order; when no order was found, none, and the reason is among the cache's messages."""

    actions: tuple[Action, ...]
    is_complete: bool
