"""Upgrades that are given to a part of all machines first: those that an upgrade of the system leaves out.

Source: apt-pkg/upgrade.cc, PhasedUpgrader; since 3.0 apt-pkg/depcache.cc, PhasingApplied.
"""

from __future__ import annotations

from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.universe.phasing import Phasing


class PhasedUpdates:
    """Decides which phased upgrades wait."""

    def __init__(self, cache: DependencyCache, machine_id: str) -> None:
        """Reads the options.

        Args:
            machine_id: what /etc/machine-id says; with '' no upgrade waits.
        """
        self._cache = cache
        self._phasing = Phasing(cache.configuration, machine_id)
        self._is_policy = self._phasing.is_policy or cache.release.phases_by_policy
        #: Whether the candidate decides, and not what will be installed.
        self.asks_for_candidates = cache.release.phases_candidates

    def waits(self, package: int) -> bool:
        """Says whether what will be installed of a package is not for this machine yet (ShouldKeep)."""
        universe, state = self._cache.universe, self._cache.state(package)
        version = state.candidate_version if self.asks_for_candidates else state.install_version
        if self._is_policy or not universe.current_version[package] or not version:
            return False
        return self._phasing.waits(universe, version) and not self._is_security_update(version)

    def hold_back(self, resolver: ProblemResolver | None) -> None:
        """Keeps and protects the packages whose upgrades wait (HoldBackIgnoredPhasedUpdates)."""
        cache = self._cache
        for package in cache.universe.installed_packages if cache.universe.version_phased else ():
            if self.waits(package):
                cache.mark_keep(package, False, False)
                cache.mark_protected(package)
                if resolver is not None:
                    resolver.protect(package)

    def _is_security_update(self, version: int) -> bool:
        """Says whether a version between this and the installed one came from a security archive (IsSecurityUpdate)."""
        universe = self._cache.universe
        package = universe.version_package[version]
        versions = list(universe.package_versions[package])
        # 3.0 looks at the update itself, too.
        first = versions.index(version) + (0 if self.asks_for_candidates else 1)
        for other in versions[first:]:
            if other == universe.current_version[package]:
                return False
            releases = (universe.package_files[found.file].release for found in universe.version_files[other])
            if any(release is not None and (release.archive or "").endswith("-security") for release in releases):
                return True
        return False
