"""Upgrades that are given to a part of all machines first, and whether this machine is among them.

Source: apt-pkg/upgrade.cc, PhasedUpgrader.
"""

from __future__ import annotations

from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.classic.seeded_number import seeded_number

_EVERYONE = 100


class PhasedUpdates:
    """Decides which phased upgrades wait."""

    def __init__(self, cache: DependencyCache, machine_id: str) -> None:
        """Reads the options.

        Args:
            machine_id: what /etc/machine-id says; with '' no upgrade waits.
        """
        self._cache = cache
        self._machine_id = machine_id
        find_b = cache.configuration.find_b

        def either(name: str) -> bool:
            return find_b(f"APT::Get::{name}", find_b(f"Update-Manager::{name}", False))

        self._is_off = find_b("APT::Get::Phase-Policy", False) or either("Always-Include-Phased-Updates")
        self._is_never = either("Never-Include-Phased-Updates")

    def waits(self, package: int) -> bool:
        """Says whether what will be installed of a package is not for this machine yet (ShouldKeep)."""
        universe = self._cache.universe
        version = self._cache.state(package).install_version
        if not universe.current_version[package] or not version:
            return False
        percentage = universe.version_phased.get(version, _EVERYONE)
        return (
            percentage != _EVERYONE and not self._is_security_update(version) and self._is_ignored(version, percentage)
        )

    def hold_back(self, resolver: ProblemResolver | None) -> None:
        """Keeps and protects the packages whose upgrades wait (HoldBackIgnoredPhasedUpdates)."""
        cache = self._cache
        for package in cache.universe.installed_packages if cache.universe.version_phased else ():
            if self.waits(package):
                cache.mark_keep(package, False, False)
                cache.mark_protected(package)
                if resolver is not None:
                    resolver.protect(package)

    def _is_ignored(self, version: int, percentage: int) -> bool:
        if self._is_off:
            return False
        if self._is_never:
            return True
        if not self._machine_id:
            return False
        universe = self._cache.universe
        source = f"{universe.version_source[version]}-{universe.version_source_version[version]}"
        return seeded_number(f"{source}-{self._machine_id}") > percentage

    def _is_security_update(self, version: int) -> bool:
        """Says whether a version between this and the installed one came from a security archive (IsSecurityUpdate)."""
        universe = self._cache.universe
        package = universe.version_package[version]
        versions = list(universe.package_versions[package])
        for other in versions[versions.index(version) + 1 :]:
            if other == universe.current_version[package]:
                return False
            releases = (universe.package_files[found.file].release for found in universe.version_files[other])
            if any(release is not None and (release.archive or "").endswith("-security") for release in releases):
                return True
        return False
