"""The lists of packages that a run shows, each found among the packages that it touched.

Source: apt-private/private-output.cc, the Show functions and Stats.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from aptsim.model.cache_types import DependencyType, PackageFlag, SelectedState
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.package_state import PURGE, REINSTALL, PackageState
from aptsim.resolver.events import ListEntry, ListKind, PackageList, Statistics
from aptsim.resolver.sorted_packages import sort_packages

_GUARDED = int(PackageFlag.ESSENTIAL | PackageFlag.IMPORTANT)
_STRONG = (DependencyType.PRE_DEPENDS, DependencyType.DEPENDS)


class PackageLists:
    """Makes the lists from a cache whose marks are final."""

    def __init__(self, cache: DependencyCache, changed: Iterable[int], on_hold: Collection[int] = ()) -> None:
        """Takes a look at the packages that change.

        Args:
            changed: every package whose mode is not KEEP or that will be reinstalled; others are let pass.
            on_hold: packages that count as held beside those that the status says so of.
        """
        self._cache = cache
        self._sorted = sort_packages(cache.universe, changed)
        self._on_hold = on_hold

    def removed(self) -> PackageList:
        """Packages that go, with a star behind those whose configuration goes too (ShowDel)."""
        cache = self._cache
        entries: list[ListEntry] = []
        for package in self._sorted:
            state = cache.state(package)
            if state.delete:
                star = "*" if state.internal_flags & PURGE else ""
                entries.append(ListEntry(self._name(package) + star, leaving_version(cache, package)))
        return PackageList(ListKind.REMOVED, entries)

    def new(self) -> PackageList:
        """Packages that come (ShowNew)."""
        return self._make(ListKind.NEW, lambda state: state.new_install, candidate_string)

    def held(self) -> PackageList:
        """Packages on hold that change all the same (ShowHold)."""
        universe = self._cache.universe

        def is_changed(state: PackageState) -> bool:
            package = state.package
            held = universe.selected_state[package] == SelectedState.HOLD or package in self._on_hold
            return held and state.install_version != universe.current_version[package]

        return self._make(ListKind.HELD, is_changed, version_change)

    def upgraded(self) -> PackageList:
        """Packages that get a newer version (ShowUpgraded)."""
        return self._make(ListKind.UPGRADED, lambda state: state.upgrade and not state.new_install, version_change)

    def downgraded(self) -> PackageList:
        """Packages that get an older version (ShowDowngraded)."""
        return self._make(ListKind.DOWNGRADED, lambda state: state.downgrade and not state.new_install, version_change)

    def essential(self) -> PackageList:
        """Essential and protected packages that go, and what they depend on that goes with them (ShowEssential)."""
        cache = self._cache
        universe = cache.universe
        shown: dict[int, str] = {}
        for package in self._sorted:
            if not universe.package_flags[package] & _GUARDED or not cache.state(package).delete:
                continue
            shown.setdefault(package, self._name(package))
            current = universe.current_version[package]
            for dependency in universe.version_depends[current] if current else ():
                if universe.dependency_type[dependency] not in _STRONG:
                    continue
                target = smart_target(cache, dependency)
                if target not in shown and cache.state(target).delete:
                    shown[target] = f"{self._name(target)} (due to {self._name(package)})"
        return PackageList(ListKind.ESSENTIAL, [ListEntry(text) for text in shown.values()])

    def statistics(self, kept_back: int) -> Statistics:
        """The numbers of packages by kind of change (Stats).

        Older releases count every package as not upgraded that stays at another version than its candidate.
        """
        if self._cache.release.counts_kept_by_state:
            universe = self._cache.universe
            states = (self._cache.state(one) for one in universe.installed_packages if universe.current_version[one])
            kept_back = sum(state.status != 0 and state.keep for state in states)
        upgraded = downgraded = installed = reinstalled = 0
        for package in self._sorted:
            state = self._cache.state(package)
            if state.new_install:
                installed += 1
            elif state.upgrade:
                upgraded += 1
            elif state.downgrade:
                downgraded += 1
            if not state.delete and state.internal_flags & REINSTALL:
                reinstalled += 1
        return Statistics(
            upgraded,
            installed,
            reinstalled,
            downgraded,
            self._cache.totals.del_count,
            kept_back,
            self._cache.totals.bad_count,
        )

    def _name(self, package: int) -> str:
        return self._cache.universe.full_name(package, pretty=True)

    def _make(
        self,
        kind: ListKind,
        is_listed: Callable[[PackageState], bool],
        versions: Callable[[DependencyCache, int], str],
    ) -> PackageList:
        return list_packages(
            self._cache, kind, [one for one in self._sorted if is_listed(self._cache.state(one))], versions
        )


def list_packages(
    cache: DependencyCache, kind: ListKind, packages: Sequence[int], versions: Callable[[DependencyCache, int], str]
) -> PackageList:
    """Makes a list of these packages, in the order given."""
    universe = cache.universe
    entries = [ListEntry(universe.full_name(one, pretty=True), versions(cache, one)) for one in packages]
    return PackageList(kind, entries, count=len(entries))


def candidate_string(cache: DependencyCache, package: int) -> str:
    """Gives the number of the candidate, '' without one (CandidateVersion)."""
    candidate = cache.state(package).candidate_version
    return cache.universe.version_strings[candidate] if candidate else ""


def leaving_version(cache: DependencyCache, package: int) -> str:
    """Gives the number that is shown of a package that goes, or that nothing needs (ShowDel, DoAutomaticRemove)."""
    if not cache.release.lists_current_versions:
        return candidate_string(cache, package)
    current = cache.universe.current_version[package]
    return cache.universe.version_strings[current] if current else ""


def version_change(cache: DependencyCache, package: int) -> str:
    """Gives ``OLD => NEW``; what policy prefers stands in for a candidate that is the same as the old version.

    Source: apt-private/private-output.cc, CurrentToCandidateVersion.
    """
    universe = cache.universe
    current = universe.current_version[package]
    before = universe.version_strings[current] if current else ""
    after = candidate_string(cache, package)
    if before == after and cache.release.shows_policy_version:
        preferred = cache.policy.candidate(package)
        if preferred:
            after = universe.version_strings[preferred]
    return f"{before} => {after}"


def smart_target(cache: DependencyCache, dependency: int) -> int:
    """Gives the package that a dependency means: its target, or the first provider of a purely virtual one.

    Source: apt-pkg/pkgcache.cc, DepIterator::SmartTargetPkg.
    """
    universe = cache.universe
    target = universe.dependency_target[dependency]
    if universe.package_versions[target]:
        return target
    parent = universe.parent_package(dependency)
    for provides in universe.package_provides[target]:
        owner = universe.provides_owner_package(provides)
        if owner != parent:
            return owner
    return target
