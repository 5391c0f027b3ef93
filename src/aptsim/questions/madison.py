"""Which source offers which version of a package: one row for each (apt-cache madison).

Source: cmdline/apt-cache.cc, Madison.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aptsim.universe.universe import Universe


@dataclass(frozen=True, slots=True)
class Offer:
    """A version of a package, and apt's description of an index that it is in."""

    package: str
    version: str
    source: str


def offers(universe: Universe, package: int) -> Iterator[Offer]:
    """Yields what the sources offer of a package, the newest version first; the status file is no source."""
    name = universe.full_name(package, pretty=True)
    for version in universe.package_versions[package]:
        for found in universe.version_files[version]:
            file = universe.package_files[found.file]
            if not file.is_not_source:
                yield Offer(name, universe.version_strings[version], file.description)
