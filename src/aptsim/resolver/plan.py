"""What a run came to: what changes, what it costs, what was said and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from aptsim.errors import FailedRunError
from aptsim.model.message import Messages
from aptsim.model.value import Value
from aptsim.resolver.classic.causes import Cause
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.package_state import PackageState
from aptsim.resolver.events import Event
from aptsim.system.root import System


class Change(Enum):
    """What happens to a package."""

    INSTALL = "install"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    REINSTALL = "reinstall"
    REMOVE = "remove"
    PURGE = "purge"


class Outcome(Enum):
    """How a run ends."""

    NOTHING_TO_DO = "nothing to do"
    SIMULATED = "simulated"
    """The run gets as far as dpkg's turn, and its steps are worth ordering."""
    DOWNLOADS = "downloads"
    """Apt would ask nothing more and begin to download."""
    ABORTED = "aborted"
    """The question was answered with no; apt leaves without a word about errors and warnings."""
    FAILED = "failed"


class PlannedPackage(Value):
    """One package that changes.

    Args:
        package: its number in the universe.
        name: its name, with the architecture where it is not the native one.
        current_version: what is installed, '' for nothing.
        version: what will be installed, '' for nothing.
        download_size: bytes of the archive.
        disk_change: bytes on disk more than now; negative when it frees some.
        is_automatic: whether it counts as automatically installed after the run.
        cause: why it was marked so last; None when no mark was made for it.
    """

    package: int
    name: str
    arch: str
    change: Change
    current_version: str
    version: str
    download_size: int
    disk_change: int
    is_automatic: bool
    cause: Cause | None


class Plan(Value):
    """The answer to a request.

    Args:
        outcome: how the run ends.
        changes: the packages that change, sorted by name.
        kept_back: names of installed packages that could be upgraded and are not, sorted.
        unused: names of packages that nothing needs any more and that stay, sorted.
        download_size: bytes to download.
        archive_size: bytes of all archives that the run needs.
        disk_change: bytes on disk more than now; negative when the run frees some.
        events: all that happened, in order.
        messages: errors, warnings and notices in order; ordering adds its own.
        after: gives the system after the run; None where no system was simulated on.
    """

    outcome: Outcome
    changes: Sequence[PlannedPackage]
    kept_back: Sequence[str]
    unused: Sequence[str]
    download_size: int
    archive_size: int
    disk_change: int
    events: Sequence[Event]
    messages: Messages
    after: Callable[[], System] | None = None

    def apply(self) -> System:
        """Gives the system as it is after the run; the one that the run was made on stays as it is.

        Raises:
            FailedRunError: when the run failed, or was not made on a system.
            InputError: when the dpkg status cannot be taken apart.
        """
        if self.after is None:
            raise FailedRunError("there is no system that this plan could be applied to")
        if self.exit_code:
            raise FailedRunError("the run failed, so it changes nothing")
        return self.after()

    @property
    def exit_code(self) -> int:
        """What apt-get exits with: 0, 1 after Abort, or 100; to be asked after ordering, which can fail too."""
        if self.outcome is Outcome.ABORTED:
            return 1
        return 100 if self.outcome is Outcome.FAILED or self.messages.pending_error else 0

    def of(self, *changes: Change) -> list[PlannedPackage]:
        """Gives the packages that change in one of these ways, sorted by name."""
        return [package for package in self.changes if package.change in changes]

    @property
    def installs(self) -> list[PlannedPackage]:
        """Packages that were not there before."""
        return self.of(Change.INSTALL)

    @property
    def upgrades(self) -> list[PlannedPackage]:
        """Packages that get a newer version."""
        return self.of(Change.UPGRADE)

    @property
    def downgrades(self) -> list[PlannedPackage]:
        """Packages that get an older version."""
        return self.of(Change.DOWNGRADE)

    @property
    def reinstalls(self) -> list[PlannedPackage]:
        """Packages that get the same version again."""
        return self.of(Change.REINSTALL)

    @property
    def removals(self) -> list[PlannedPackage]:
        """Packages that go, with or without their configuration."""
        return self.of(Change.REMOVE, Change.PURGE)


def list_changes(sorted_packages: Sequence[int], cache: DependencyCache) -> list[PlannedPackage]:
    """Gives what happens to each of these packages; those that stay as they are are left out."""
    found: list[PlannedPackage] = []
    for package in sorted_packages:
        change = _change_of(cache.state(package))
        if change is not None:
            found.append(_plan_package(cache, package, change))
    return found


def _change_of(state: PackageState) -> Change | None:
    if state.delete:
        return Change.PURGE if state.purge else Change.REMOVE
    if state.install:
        if state.new_install:
            return Change.INSTALL
        if state.status:
            return Change.UPGRADE if state.status > 0 else Change.DOWNGRADE
        return Change.REINSTALL
    return Change.REINSTALL if state.reinstall else None


def _plan_package(cache: DependencyCache, package: int, change: Change) -> PlannedPackage:
    universe = cache.universe
    state = cache.state(package)
    current, version = universe.current_version[package], state.install_version
    before = universe.version_installed_size[current] if current else 0
    after = universe.version_installed_size[version] if version else 0
    return PlannedPackage(
        package,
        universe.full_name(package, pretty=True),
        universe.package_arch[package],
        change,
        universe.version_strings[current] if current else "",
        universe.version_strings[version] if version else "",
        universe.version_size[version] if version else 0,
        after - before,
        state.auto,
        cache.causes.get(package),
    )
