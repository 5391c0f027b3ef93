"""The automatic marks after a run, as apt writes them (apt-pkg/depcache.cc, pkgDepCache::writeStateFile)."""

from __future__ import annotations

from aptsim.aftermath.stanza import Fields, read_fields
from aptsim.model.words import decode, encode
from aptsim.resolver.classic.dependency_cache import DependencyCache

_AUTO, _ARCHITECTURE = "Auto-Installed", "Architecture"


def format_states(cache: DependencyCache, before: bytes) -> bytes:
    """Give the file: what was there, brought up to date, then the new marks in the order of apt's walk.

    Args:
        before: the file as it was.
    """
    universe = cache.universe
    seen: set[int] = set()
    records: list[str] = []
    for stanza in decode(before).split("\n\n"):
        fields = read_fields(stanza)
        package = universe.find_package(fields.get("Package", ""), fields.get(_ARCHITECTURE) or "native")
        if not package or not universe.package_versions[package]:
            continue
        is_auto = is_automatic(cache, package)
        if is_auto or not _is_obsolete(fields):
            fields |= {_ARCHITECTURE: universe.package_arch[package], _AUTO: str(int(is_auto))}
            records.append("".join(f"{name}: {value}\n" for name, value in fields.items()) + "\n")
            seen.add(package)
    for package in cache.touched_packages():
        if package not in seen and is_automatic(cache, package):
            records.append(format_record(universe.name(package), universe.package_arch[package]))
    return encode("".join(records))


def is_automatic(cache: DependencyCache, package: int) -> bool:
    """Say whether a package is marked after the run; one that is not there then is not."""
    state = cache.state(package)
    is_there = not state.delete if cache.universe.current_version[package] else state.install
    return state.auto and is_there


def _is_obsolete(fields: Fields) -> bool:
    """Say whether a record says nothing but that a package is not automatic."""
    count = len(fields)
    has_auto, has_arch = _AUTO in fields, _ARCHITECTURE in fields
    return count < 2 or (count == 2 and has_auto) or (count == 3 and has_auto and has_arch)


def format_record(name: str, arch: str) -> str:
    """Give the record of a package that is marked."""
    return f"Package: {name}\n{_ARCHITECTURE}: {arch}\n{_AUTO}: 1\n\n"
