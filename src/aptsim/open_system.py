"""A system that is open for questions."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.package_state import PackageState
from aptsim.universe.universe import Universe


class OpenSystem:
    """A system opened as far as it was asked for: the universe at first, marks and policy when something needs them.

    Source: apt-pkg/cachefile.h, class pkgCacheFile.
    """

    def __init__(
        self,
        universe: Universe,
        configuration: Configuration,
        messages: Messages,
        open_cache: Callable[[], DependencyCache],
    ) -> None:
        """Starts with the universe alone; what opening the rest has to complain about goes to the messages."""
        self.universe = universe
        self.configuration = configuration
        self.messages = messages
        self._open_cache = open_cache

    @cached_property
    def cache(self) -> DependencyCache:
        """The dependency cache, with nothing marked.

        Raises:
            PendingErrors: when policy or states cannot be read.
        """
        return self._open_cache()

    def state(self, package: int) -> PackageState:
        """Gives the state of a package."""
        return self.cache.state(package)

    def set_candidate_version(self, version: int) -> None:
        """Makes a version the candidate of its package."""
        self.cache.set_candidate_version(version)

    def now_broken(self, package: int) -> bool:
        """Says whether a dependency of the installed version is unmet."""
        return self.cache.now_broken(package)

    def install_broken(self, package: int) -> bool:
        """Says the same, for nothing is marked."""
        return self.cache.install_broken(package)

    def ensure_swept(self) -> None:
        """Brings up to date which packages nothing needs."""
        self.cache.ensure_swept()
