"""Packages in the order in which apt shows them: by name, the architectures of one name as they were first read.

Source: apt-private/private-cachefile.cc, SortedPackageUniverse.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.universe.universe import Universe


def sort_packages(universe: Universe, packages: Iterable[int]) -> list[int]:
    """Gives the packages sorted by name, then by their place in the group."""
    return sorted(packages, key=universe.facts.name_order.__getitem__)
