"""The package that a dependency most likely means (pkgCache::DepIterator::SmartTargetPkg, apt-pkg/pkgcache.cc)."""

from __future__ import annotations

from aptsim.universe.universe import Universe


def smart_target(universe: Universe, dependency: int) -> int:
    """Gives the target, or the first provider of a target that has no versions."""
    target = universe.dependency_target[dependency]
    if universe.package_versions[target]:
        return target
    parent = universe.parent_package(dependency)
    for provides in universe.package_provides[target]:
        owner = universe.provides_owner_package(provides)
        if owner != parent:
            return owner
    return target
