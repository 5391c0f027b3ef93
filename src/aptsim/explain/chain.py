"""The chain of causes that leads from the request to one package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aptsim.resolver.classic.causes import Cause


@dataclass(frozen=True, slots=True)
class Link:
    """One package on the way, and why it was marked; the cause is None where no mark was made for it."""

    package: int
    cause: Cause | None


def chain_to(package: int, causes: Mapping[int, Cause]) -> list[Link]:
    """Give the links from the first cause down to a package; the package itself is the last.

    Args:
        package: where the chain ends.
        causes: the cause of the last mark of each package (`DependencyCache.causes`).
    """
    links: list[Link] = []
    seen: set[int] = set()
    while package and package not in seen:
        seen.add(package)
        cause = causes.get(package)
        links.append(Link(package, cause))
        package = cause.parent if cause is not None else 0
    return links[::-1]
