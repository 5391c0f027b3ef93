"""What the versions of a universe need and what they exclude, looked up once and kept.

Source: Debian Policy 7.2 to 7.5; multi-arch as apt has it in its cache (see `aptsim.universe`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aptsim.model.cache_types import MULTI_ARCH_IMPLICIT, OPERATOR_MASK, OR, DependencyType, MultiArch, PackageFlag
from aptsim.model.version import is_in_relation
from aptsim.universe.tables import NumberKey
from aptsim.universe.universe import Universe

_NEEDS = (DependencyType.DEPENDS, DependencyType.PRE_DEPENDS)
_EXCLUDES = (DependencyType.CONFLICTS, DependencyType.BREAKS, DependencyType.OBSOLETES)
_KINDS = bytes(1 if kind in _NEEDS else 2 if kind in _EXCLUDES else 0 for kind in range(16))


#: What a relation asks for: a package, an `Operator`, and what sorts as the version number wanted.
_Wish = tuple[int, int, NumberKey]


@dataclass(frozen=True, slots=True)
class Need:
    """One or-group of a version.

    Args:
        dependency: the number of its first alternative.
        answers: the versions that answer it, those of the first alternative first.
    """

    dependency: int
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A version that cannot be there beside another.

    Args:
        version: the one that is excluded.
        dependency: the Conflicts or Breaks that excludes it; 0 when both are versions of one package.
    """

    version: int
    dependency: int


class Facts:
    """The needs and exclusions among the versions that sources offer; what only the status knows is left out."""

    def __init__(self, universe: Universe) -> None:
        """Looks nothing up yet but which versions are offered."""
        self.universe = universe
        self.offered = _offered(universe)
        self._needs: dict[int, tuple[Need, ...]] = {}
        self._exclusions: dict[int, tuple[Exclusion, ...]] = {}
        self._own: dict[_Wish, tuple[int, ...]] = {}
        self._providing: dict[_Wish, tuple[int, ...]] = {}

    def versions(self) -> list[int]:
        """Gives every version that is offered, in the order of their numbers."""
        return [version for version in range(1, len(self.offered)) if self.offered[version]]

    def essential(self) -> list[tuple[int, ...]]:
        """Gives, for each essential package of the native architecture that is offered, its versions.

        Essential is what counts as such for apt: apt itself is among them.
        """
        universe = self.universe
        groups = []
        for package, flags in enumerate(universe.package_flags):
            if flags & PackageFlag.ESSENTIAL and universe.package_arch[package] == universe.native_arch:
                versions = self._only_offered(universe.package_versions[package])
                if versions:
                    groups.append(versions)
        return groups

    def needs(self, version: int) -> tuple[Need, ...]:
        """Gives what a version needs; a need that it answers itself is none."""
        if version not in self._needs:
            self._look_up(version)
        return self._needs[version]

    def exclusions(self, version: int) -> tuple[Exclusion, ...]:
        """Gives the versions that cannot be there beside this one, by its own word; others may exclude it by theirs."""
        if version not in self._exclusions:
            self._look_up(version)
        return self._exclusions[version]

    # ------------------------------------------------------------------ looking up

    def _look_up(self, version: int) -> None:
        universe = self.universe
        kinds, operators = universe.dependency_type, universe.dependency_operator
        needs: list[Need] = []
        excluded: dict[int, int] = {}
        first = 0
        answers: tuple[int, ...] = ()
        for dependency in universe.version_depends[version]:
            kind = _KINDS[kinds[dependency]]
            if kind == 1:
                first = first or dependency
                answers += self._answers(dependency)
                if operators[dependency] & OR:
                    continue
                if version not in answers:
                    needs.append(Need(first, tuple(dict.fromkeys(answers))))
                first, answers = 0, ()
            elif kind == 2:
                for other in self._excluded(dependency):
                    excluded.setdefault(other, dependency)
        for sibling in universe.package_versions[universe.version_package[version]]:
            if sibling != version and self.offered[sibling]:
                excluded.setdefault(sibling, 0)
        self._needs[version] = tuple(needs)
        self._exclusions[version] = tuple(Exclusion(other, dependency) for other, dependency in excluded.items())

    def _answers(self, dependency: int) -> tuple[int, ...]:
        wish = self._wish(dependency)
        return self._own_versions(wish) + self._providers(wish)

    def _wish(self, dependency: int) -> _Wish:
        universe = self.universe
        return (
            universe.dependency_target[dependency],
            universe.dependency_operator[dependency] & OPERATOR_MASK,
            universe.dependency_version.key(dependency),
        )

    def _own_versions(self, wish: _Wish) -> tuple[int, ...]:
        """Gives the offered versions of the package named that fit (DepIterator::IsSatisfied)."""
        found = self._own.get(wish)
        if found is None:
            target, operator, wanted = wish
            key_of = self.universe.version_strings.key
            found = self._own[wish] = tuple(
                version
                for version in self._only_offered(self.universe.package_versions[target])
                if not operator or is_in_relation(key_of(version), operator, wanted)
            )
        return found

    def _providers(self, wish: _Wish) -> tuple[int, ...]:
        """Gives the offered versions that provide the package named in a version that fits."""
        found = self._providing.get(wish)
        if found is None:
            target, operator, wanted = wish
            universe = self.universe
            key_of = universe.provides_version.key
            found = self._providing[wish] = self._only_offered(
                universe.provides_owner[provides]
                for provides in universe.package_provides[target]
                if not operator or is_in_relation(key_of(provides), operator, wanted)
            )
        return found

    def _only_offered(self, versions: Iterable[int]) -> tuple[int, ...]:
        offered = self.offered
        return tuple(version for version in versions if offered[version])

    def _excluded(self, dependency: int) -> list[int]:
        """Gives what a Conflicts or Breaks excludes (DepIterator::AllTargets, IsIgnorable)."""
        universe = self.universe
        wish = self._wish(dependency)
        parent = universe.dependency_parent[dependency]
        package = universe.version_package[parent]
        group = universe.package_group[package]
        target = wish[0]
        is_implicit = bool(universe.dependency_operator[dependency] & MULTI_ARCH_IMPLICIT)
        is_ignored = universe.package_group[target] == group and (
            target == package or (bool(universe.version_multi_arch[parent] & MultiArch.SAME) and not is_implicit)
        )
        excluded = [] if is_ignored else list(self._own_versions(wish))
        if not is_implicit:
            groups, packages = universe.package_group, universe.version_package
            excluded += [owner for owner in self._providers(wish) if groups[packages[owner]] != group]
        return excluded


def _offered(universe: Universe) -> bytearray:
    """Says of each version whether a source offers it (VerIterator::Downloadable)."""
    is_source: Sequence[bool] = [not file.is_not_source for file in universe.package_files]
    return bytearray(
        any(is_source[found.file] for found in universe.version_files[version]) if version else 0
        for version in range(len(universe.version_package))
    )
