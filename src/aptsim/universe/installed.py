"""What follows from the installed packages alone: found once for all runs on a universe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from aptsim.model.cache_types import CRITICAL, NEGATIVE, OR, CurrentState, OkState, PackageFlag
from aptsim.universe.known import Known
from aptsim.universe.universe import Universe

_ESSENTIAL = int(PackageFlag.ESSENTIAL)
_SETTLED = (int(CurrentState.INSTALLED), int(CurrentState.CONFIG_FILES), int(CurrentState.NOT_INSTALLED))


class Installed:
    """The installed packages of a universe, as every run finds them."""

    def __init__(self, universe: Universe) -> None:
        """Starts without a look at any of them."""
        self._universe = universe
        #: By package: the packages that have critical relations to it.
        self.dependants: Known[tuple[int, ...]] = Known(self._find_dependants)

    @cached_property
    def versions(self) -> frozenset[int]:
        """The installed versions."""
        current = self._universe.current_version
        return frozenset([current[package] for package in self._universe.installed_packages]) - {0}

    @cached_property
    def packages(self) -> tuple[int, ...]:
        """The packages of which at least one version is known, in the order of apt's walk."""
        versions = self._universe.package_versions
        return tuple([package for package in self._universe.installed_packages if versions[package]])

    @cached_property
    def essential(self) -> tuple[int, ...]:
        """Those of them that are essential."""
        flags = self._universe.package_flags
        return tuple([package for package in self.packages if flags[package] & _ESSENTIAL])

    @cached_property
    def unfinished(self) -> dict[int, OkState]:
        """The packages for which dpkg has something left to do, in the order of apt's walk."""
        universe = self._universe
        states = [(package, universe.state_of(package)) for package in universe.installed_packages]
        return {package: state for package, state in states if state is not OkState.NEEDS_NOTHING}

    @cached_property
    def unsettled(self) -> tuple[int, ...]:
        """The packages whose state is neither that of an installed nor that of an absent package, in the same order."""
        universe = self._universe
        damage, states = universe.install_state, universe.current_state
        return tuple([one for one in universe.installed_packages if damage[one] or states[one] not in _SETTLED])

    @property
    def with_negative_alternatives(self) -> frozenset[int]:
        """The packages whose installed version has an alternative to a conflict."""
        return self._relations[1]

    @cached_property
    def choosable(self) -> tuple[int, ...]:
        """The installed packages of which more than one version is known."""
        universe = self._universe
        current, versions = universe.current_version, universe.package_versions
        return tuple([one for one in universe.installed_packages if current[one] and len(versions[one]) > 1])

    @cached_property
    def choosable_sources(self) -> frozenset[str]:
        """The source packages that any known version of those was built from."""
        universe = self._universe
        sources, versions = universe.version_source, universe.package_versions
        return frozenset([sources[version] for package in self.choosable for version in versions[package]])

    def relations(self, target: int) -> Sequence[int]:
        """Gives the critical relations to a package that installed versions have, see `Chains.in_order`."""
        return self._relations[0].get(target, ())

    @cached_property
    def _relations(self) -> tuple[Mapping[int, list[int]], frozenset[int]]:
        """The critical relations of installed versions by target, and the packages with alternatives to a conflict."""
        universe = self._universe
        depends, targets, owners = universe.version_depends, universe.dependency_target, universe.version_package
        operators, types = universe.dependency_operator, universe.dependency_type
        found: defaultdict[int, list[int]] = defaultdict(list)
        unusual: list[int] = []
        for version in self.versions:
            for dependency in depends[version]:
                kind = types[dependency]
                if CRITICAL[kind]:
                    found[targets[dependency]].append(dependency)
                    if NEGATIVE[kind] and operators[dependency] & OR:
                        unusual.append(owners[version])
        return found, frozenset(unusual)

    def _find_dependants(self, target: int) -> tuple[int, ...]:
        parents, owners = self._universe.dependency_parent, self._universe.version_package
        return tuple({owners[parents[dependency]] for dependency in self.relations(target)})
