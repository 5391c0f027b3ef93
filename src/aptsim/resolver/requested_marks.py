"""Marking what the user named: packages to install and packages to remove.

Source: apt-private/private-install.cc, TryToInstall and TryToRemove.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aptsim.model.cache_types import CurrentState
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.events import Level, Record
from aptsim.universe.release_string import release_string


class Protector(Protocol):
    """What the marks tell the problem resolver."""

    def clear(self, package: int) -> None:
        """Forget what was said of a package."""

    def protect(self, package: int) -> None:
        """Leave the decision about a package to the user."""

    def remove(self, package: int) -> None:
        """Prefer to see a package removed."""


class RequestedInstallations:
    """Marks named versions for installation (TryToInstall)."""

    def __init__(self, cache: DependencyCache, resolver: Protector | None, record: Record, is_fixing: bool) -> None:
        """Reads the options; nothing is marked yet.

        Args:
            is_fixing: whether packages are broken already, so that dependencies are left alone.
        """
        self._cache = cache
        self._resolver = resolver
        self._record = record
        self._is_fixing = is_fixing
        self._later: list[int] = []
        find_b = cache.configuration.find_b
        self._upgrades = find_b("APT::Get::upgrade", True)
        self._only_upgrades = find_b("APT::Get::Only-Upgrade", False)
        self._reinstalls = find_b("APT::Get::ReInstall", False)
        self._only_downloads = find_b("APT::Get::Download-Only", False)

    def mark(self, version: int) -> None:
        """Marks one version, without its dependencies."""
        cache = self._cache
        universe = cache.universe
        package = universe.version_package[version]
        cache.set_candidate_version(version)
        name = universe.full_name(package, pretty=True)
        current = universe.current_version[package]
        if not self._upgrades and current:
            self._note(f"Skipping {name}, it is already installed and upgrade is not set.", package)
        elif self._only_upgrades and not current:
            self._note(f"Skipping {name}, it is not installed and only upgrades are requested.", package)
        else:
            self._mark_version(package, name)
        state = cache.state(package)
        if (
            not state.install
            and state.auto
            and not self._reinstalls
            and not self._only_upgrades
            and not self._only_downloads
        ):
            self._note(f"{name} set to manually installed.", package)
            cache.mark_auto(package, False)

    def _mark_version(self, package: int, name: str) -> None:
        cache = self._cache
        universe = cache.universe
        if self._resolver is not None:
            self._resolver.clear(package)
            self._resolver.protect(package)
        cache.mark_install(package, False)
        current = universe.current_version[package]
        if not cache.state(package).install:
            if not self._reinstalls:
                number = universe.version_strings[current] if current else "(null)"
                shown = f" ({number})" if cache.release.names_newest_version else ""
                self._note(f"{name} is already the newest version{shown}.", package)
            elif not current or not universe.is_downloadable(current):
                self._note(f"Reinstallation of {name} is not possible, it cannot be downloaded.", package)
            else:
                cache.set_reinstall(package, True)
        if not self._is_fixing:
            self._later.append(package)

    def switch_releases(self, selected: Sequence[tuple[int, str]]) -> None:
        """Makes the dependencies of versions named with a release follow it (propagateReleaseCandidateSwitching).

        Args:
            selected: pairs of a version and the release or number that it was named with, in the order of the request.
        """
        cache = self._cache
        for version, _ in selected:
            cache.set_candidate_version(version)
        changed: list[tuple[int, int]] = []
        for version, release in selected:
            changed.append((version, 0))
            cache.set_candidate_release(version, release, changed)
        for version, parent in changed:
            self._note_switch(version, parent)

    def _note_switch(self, version: int, parent: int) -> None:
        universe = self._cache.universe
        package = universe.version_package[version]
        name = universe.full_name(package, pretty=True)
        if not parent:
            self._record.note(
                f"Selected version '{universe.version_strings[version]}' ({release_string(universe, version)}) for "
                f"'{name}'",
                Level.TALKATIVE,
                universe.full_name(package),
            )
            return
        parent_package = universe.version_package[parent]
        if universe.package_group[package] == universe.package_group[parent_package]:
            return
        candidate = self._cache.state(package).candidate_version
        self._record.note(
            f"Selected version '{universe.version_strings[candidate]}' ({release_string(universe, candidate)}) for "
            f"'{name}' because of '{universe.full_name(parent_package, pretty=True)}'",
            Level.TALKATIVE,
            universe.full_name(package),
        )

    def install_dependencies(self) -> None:
        """Marks the dependencies of all that was marked (doAutoInstall)."""
        cache = self._cache
        sorts = cache.release.sorts_requests
        for package in cache.universe.sort_packages(set(self._later)) if sorts else self._later:
            if not sorts or cache.install_broken(package) or cache.install_policy_broken(package):
                cache.mark_install(package, True)
        self._later.clear()

    def _note(self, text: str, package: int) -> None:
        self._record.note(text, Level.NORMAL, self._cache.universe.full_name(package))


class RequestedRemovals:
    """Marks named packages for removal (TryToRemove)."""

    def __init__(self, cache: DependencyCache, resolver: Protector | None, record: Record) -> None:
        """Reads the options; nothing is marked yet."""
        self._cache = cache
        self._resolver = resolver
        self._record = record
        self._purges = cache.configuration.find_b("APT::Get::Purge", False)
        self.on_hold: set[int] = set()
        """Packages that were not there to remove: apt holds them, so that nothing brings them in."""

    def mark(self, version: int) -> None:
        """Marks the package of one version."""
        cache = self._cache
        package = cache.universe.version_package[version]
        if self._resolver is not None:
            self._resolver.clear(package)
            self._resolver.protect(package)
            self._resolver.remove(package)
        if self._is_there(package):
            cache.mark_delete(package, self._purges)
            return
        self._note_absence(package)
        self.on_hold.add(package)

    def _is_there(self, package: int) -> bool:
        universe = self._cache.universe
        if universe.current_version[package]:
            return True
        return self._purges and universe.current_state[package] != CurrentState.NOT_INSTALLED

    def _note_absence(self, package: int) -> None:
        universe = self._cache.universe
        text = f"Package '{universe.full_name(package, pretty=True)}' is not installed, so not removed"
        for sibling in universe.group_packages[universe.package_group[package]]:
            if sibling != package and self._is_there(sibling):
                text += f". Did you mean '{universe.full_name(sibling, pretty=True)}'?"
                break
        self._record.note(text, Level.NORMAL, universe.full_name(package))
