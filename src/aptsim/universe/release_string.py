"""Where a version comes from, as apt writes it behind a version number (apt-pkg/pkgcache.cc, VerIterator::RelStr)."""

from __future__ import annotations

from aptsim.universe.universe import Universe


def release_string(universe: Universe, version: int) -> str:
    """Gives the archives that offer a version and its architecture: `Debian:12.11/stable [amd64]`.

    Archives that describe themselves in the same words are named once; the dpkg status is never named.
    """
    names: dict[str, None] = {}
    for file in universe.facts.sources[version]:
        names.setdefault(universe.package_files[file].release_name)
    return f"{', '.join(names)} [{universe.version_arch(version)}]"
