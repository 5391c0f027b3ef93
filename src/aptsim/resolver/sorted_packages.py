"""Packages in the order in which apt shows them: by name, the architectures of one name as they were first read.

Source: apt-private/private-cachefile.cc, SortedPackageUniverse.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.universe.universe import Universe


def sort_packages(universe: Universe, packages: Iterable[int]) -> list[int]:
    """Gives the packages sorted by name, then by their place in the group."""
    names = universe.group_names
    group_of = universe.package_group
    members = universe.group_packages

    def key(package: int) -> tuple[str, int]:
        group = group_of[package]
        packages = members[group]
        return names[group], 0 if len(packages) == 1 else list(packages).index(package)

    return sorted(packages, key=key)
