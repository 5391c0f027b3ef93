"""What policy says: the priority of every package file, and of every version of a package.

Source: apt-private/private-show.cc, Policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aptsim.universe.phasing import EVERYONE
from aptsim.universe.policy import Policy
from aptsim.universe.universe import Universe


@dataclass(frozen=True, slots=True)
class FilePriority:
    """A package file as policy sees it: its priority, apt's description of it, its release and its host."""

    priority: int
    description: str
    release: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class PinnedVersion:
    """A version that a pin names."""

    package: str
    version: str
    priority: int


@dataclass(frozen=True, slots=True)
class SystemPolicy:
    """All package files, the one read last first, and all versions that pins name, in the order of apt's walk."""

    files: Sequence[FilePriority]
    pinned: Sequence[PinnedVersion]


@dataclass(frozen=True, slots=True)
class VersionPriority:
    """A version with its priority and its package files; ``phased`` is the percentage of machines that get it."""

    version: str
    priority: int
    is_installed: bool
    phased: int
    files: Sequence[FilePriority]


@dataclass(frozen=True, slots=True)
class PackagePolicy:
    """A package with its versions, the newest first; ``installed`` and ``candidate`` are '' where there is none."""

    package: str
    installed: str
    candidate: str
    versions: Sequence[VersionPriority]


def system_policy(universe: Universe, policy: Policy) -> SystemPolicy:
    """Gives the priorities of files, and what is pinned."""
    files = [
        FilePriority(policy.file_priority(number), file.description, file.rel_str, file.site or "")
        for number, file in enumerate(universe.package_files)
    ]
    pinned = [
        PinnedVersion(universe.full_name(package, pretty=True), universe.version_strings[version], priority)
        for package in (universe.iter_all_packages() if policy.has_package_pins else ())
        for version in universe.package_versions[package]
        if (priority := policy.priority(version, consider_files=False))
    ]
    return SystemPolicy(files[::-1], pinned)


def package_policy(universe: Universe, policy: Policy, package: int) -> PackagePolicy:
    """Gives the priorities of a package's versions."""
    current, candidate = universe.current_version[package], policy.candidate(package)
    strings = universe.version_strings
    versions = [
        VersionPriority(
            strings[version],
            policy.priority(version),
            version == current,
            universe.version_phased.get(version, EVERYONE),
            [
                FilePriority(policy.file_priority(found.file), universe.package_files[found.file].description)
                for found in universe.version_files[version]
            ],
        )
        for version in universe.package_versions[package]
    ]
    return PackagePolicy(
        universe.full_name(package, pretty=True),
        strings[current] if current else "",
        strings[candidate] if candidate else "",
        versions,
    )
