"""How much breaks when a package is changed: the scores by which the problem resolver decides who has to give way.

Source: apt-pkg/algorithms.cc, pkgProblemResolver::MakeScores. apt gives a score to every package it knows; here only
scores other than zero exist, and only the dependencies of what will be installed are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from aptsim.model.cache_types import MULTI_ARCH_IMPLICIT, OPERATOR_MASK, DependencyType, PackageFlag, Priority
from aptsim.model.configuration import Configuration
from aptsim.resolver.classic.dependency_states import DependencyStates
from aptsim.resolver.classic.flagged_packages import flagged_packages

_OPTIONS = "pkgProblemResolver::Scores::"
_GUARDED = int(PackageFlag.ESSENTIAL | PackageFlag.IMPORTANT)
_NEGATIVE = frozenset((DependencyType.CONFLICTS, DependencyType.OBSOLETES, DependencyType.BREAKS))
_INHERITED = frozenset((DependencyType.DEPENDS, DependencyType.PRE_DEPENDS, DependencyType.RECOMMENDS))


class ScoreWeights:
    """What each property of a package is worth, as the configuration says."""

    def __init__(self, configuration: Configuration) -> None:
        def weight(name: str, default: int) -> int:
            return configuration.find_i(_OPTIONS + name, default)

        #: By `Priority`.
        self.priorities = (
            0,
            weight("Required", 3),
            weight("Important", 2),
            weight("Standard", 1),
            weight("Optional", -1),
            weight("Extra", -2),
        )
        self.essential = weight("Essentials", 100)
        self.not_obsolete = weight("NotObsolete", 1)
        #: By `DependencyType`.
        self.dependencies = (
            0,
            weight("Depends", 1),
            weight("PreDepends", 1),
            weight("Suggests", 0),
            weight("Recommends", 1),
            weight("Conflicts", -1),
            weight("Replaces", 0),
            weight("Obsoletes", 0),
            weight("Breaks", -1),
            weight("Enhances", 0),
        )
        self.protected = weight("AddProtected", 10000)
        self.guarded = weight("AddEssential", 5000)


def make_scores(cache: DependencyStates, protected: Iterable[int]) -> dict[int, int]:
    """Gives the scores of packages; a package without one has zero.

    Args:
        protected: packages that the user wants as they are.
    """
    return ScoreTable(cache).fill(protected)


class ScoreTable:
    """The scores while they are added up."""

    def __init__(self, cache: DependencyStates) -> None:
        """Notes what will be installed, in the order of apt's walk over all packages."""
        self._cache = cache
        self._universe = cache.universe
        self._weights = ScoreWeights(cache.configuration)
        self._scores: defaultdict[int, int] = defaultdict(int)
        states = ((package, cache.state(package)) for package in cache.touched_packages())
        self._versions = {package: state.install_version for package, state in states if state.install_version}

    def fill(self, protected: Iterable[int]) -> dict[int, int]:
        """Adds everything up."""
        for package, version in self._versions.items():
            self._scores[package] += self._own_score(package, version)
            self._score_targets(version)
        base = dict(self._scores)
        self._inherit(base)
        self._share_with_providers(base)
        for package in protected:
            self._scores[package] += self._weights.protected
        for package in flagged_packages(self._universe, _GUARDED):
            self._scores[package] += self._weights.guarded
        return {package: score for package, score in self._scores.items() if score}

    def _own_score(self, package: int, version: int) -> int:
        """Gives what a package is worth by itself: essential, its priority, still to be had."""
        universe, weights = self._universe, self._weights
        score = weights.essential if universe.package_flags[package] & _GUARDED else 0
        is_downloadable = universe.is_downloadable(version)
        score += weights.priorities[universe.version_priority[version] if is_downloadable else Priority.EXTRA]
        candidate = self._cache.state(package).candidate_version
        if (
            universe.current_version[package]
            and candidate
            and (is_downloadable if candidate == version else universe.is_downloadable(candidate))
        ):
            score += weights.not_obsolete
        return score

    def _score_targets(self, version: int) -> None:
        """Adds to everything that a version's dependencies point at and hold of."""
        universe, scores, versions = self._universe, self._scores, self._versions
        types, targets, operators = universe.dependency_type, universe.dependency_target, universe.dependency_operator
        weights, provides = self._weights.dependencies, universe.package_provides
        for dependency in universe.version_depends[version]:
            kind = types[dependency]
            weight = weights[kind]
            if not weight:
                continue
            target = targets[dependency]
            if kind not in _NEGATIVE or not universe.is_ignorable(dependency, target):
                if operators[dependency] & OPERATOR_MASK and universe.dependency_version[dependency]:
                    found = versions.get(target)
                    if not found or not universe.is_satisfied_by(dependency, found):
                        continue
                scores[target] += weight
            if provides[target]:
                for provider in self._providers(dependency, target):
                    scores[provider] += weight

    def _providers(self, dependency: int, target: int) -> set[int]:
        universe, versions = self._universe, self._versions
        found: set[int] = set()
        for provides in universe.package_provides[target]:
            if universe.is_provides_ignorable(dependency, provides):
                continue
            owner = universe.provides_owner[provides]
            package = universe.version_package[owner]
            if versions.get(package) == owner and universe.is_satisfied_by_provides(dependency, provides):
                found.add(package)
        return found

    def _inherit(self, base: dict[int, int]) -> None:
        """Adds the scores of the packages that depend on a package to its own, one level deep."""
        universe, scores, versions = self._universe, self._scores, self._versions
        for package, version in versions.items():
            score = base.get(package, 0)
            if score <= 0:
                continue
            for dependency in universe.version_depends[version]:
                if universe.dependency_type[dependency] in _INHERITED:
                    target = universe.dependency_target[dependency]
                    if target in versions:
                        scores[target] += score

    def _share_with_providers(self, base: dict[int, int]) -> None:
        """Passes what a package inherited on to the packages that provide its name, in the order of the walk."""
        universe, scores, versions = self._universe, self._scores, self._versions
        for package in versions:
            transfer = abs(scores[package] - base.get(package, 0))
            if not transfer:
                continue
            providers: set[int] = set()
            for provides in universe.package_provides[package]:
                owner = universe.provides_owner[provides]
                provider = universe.version_package[owner]
                if versions.get(provider) == owner and not universe.provides_flags[provides] & MULTI_ARCH_IMPLICIT:
                    providers.add(provider)
            for provider in providers:
                scores[provider] += transfer
