"""Which dependencies a run must answer: critical ones, and those that policy asks for (pkgDepCache::Policy)."""

from __future__ import annotations

from typing import Final

from aptsim.model.apt_release import AptRelease
from aptsim.model.cache_types import CRITICAL, DependencyType
from aptsim.model.configuration import Configuration
from aptsim.universe.universe import Universe

_RECOMMENDS: Final = int(DependencyType.RECOMMENDS)
_SUGGESTS: Final = int(DependencyType.SUGGESTS)

#: Whether a dependency must be answered, by its type; 0 for no.
_IMPORTANT: Final = 1
_BY_SECTION: Final = 2


class Importance:
    """The importance of dependencies, as the options say."""

    __slots__ = ("_sections", "_universe", "by_type")

    def __init__(self, universe: Universe, configuration: Configuration) -> None:
        """Reads the options."""
        self._universe = universe
        self._sections = frozenset(configuration.find_vector("APT::Install-Recommends-Sections"))
        recommends = configuration.find_b("APT::Install-Recommends", False)
        importance = bytearray(CRITICAL)
        importance[_RECOMMENDS] = _IMPORTANT if recommends else _BY_SECTION if self._sections else 0
        importance[_SUGGESTS] = _IMPORTANT if configuration.find_b("APT::Install-Suggests", False) else 0
        #: By `DependencyType`: 0 where the run need not answer it, see `has_type`.
        self.by_type = bytes(importance)

    def has(self, dependency: int) -> bool:
        """Says whether the run must answer a dependency (IsImportantDep)."""
        return self.has_type(self._universe.dependency_type[dependency], dependency)

    def has_type(self, kind: int, dependency: int) -> bool:
        """Says the same where the type of the dependency is at hand."""
        importance = self.by_type[kind]
        if importance == _BY_SECTION:
            universe = self._universe
            section = universe.version_section[universe.dependency_parent[dependency]]
            return is_section_in(self._sections, section, universe.release)
        return importance == _IMPORTANT


def is_section_in(sections: frozenset[str], section: str, release: AptRelease) -> bool:
    """Says whether a section, or its part behind the slash, is in a list (SectionInSubTree in depcache.cc)."""
    if not section:
        return False
    if section in sections:
        return True
    if not release.cuts_sections:
        return False
    _, slash, tail = section.rpartition("/")
    return (tail if slash else f"/{section}") in sections
