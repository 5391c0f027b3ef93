"""Packages that nothing needs any more: found, then removed or only named.

Source: apt-private/private-install.cc, DoAutomaticRemove.
"""

from __future__ import annotations

from aptsim.model.cache_types import CurrentState
from aptsim.resolver.classic.causes import UNUSED
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.dependency_states import VersionKind
from aptsim.resolver.classic.kernels import NameMatcher, protected_kernels
from aptsim.resolver.events import Level, ListKind, PackageList, Record
from aptsim.resolver.package_lists import leaving_version, list_packages
from aptsim.resolver.sorted_packages import sort_packages
from aptsim.resolver.unmet import find_unmet

_HINT = "The following information may help to resolve the situation:"
_BROKE_STUFF = (
    "Hmm, seems like the AutoRemover destroyed something which really\n"
    "shouldn't happen. Please file a bug report against apt."
)


class UnusedPackages:
    """One pass over the unused packages of a run."""

    def __init__(self, cache: DependencyCache, record: Record) -> None:
        """Reads the options; nothing is marked yet."""
        self._cache = cache
        self._record = record
        configuration = cache.configuration
        self._removes = configuration.find_b("APT::Get::AutomaticRemove", False)
        self._removes_kernels = not self._removes and configuration.find_b("APT::Get::AutomaticRemove::Kernels", False)
        self._may_remove = configuration.find_b("APT::Get::Remove", True)
        self._purges = configuration.find_b("APT::Get::Purge", False)
        self._hides = configuration.find_b("APT::Get::HideAutoRemove", False)
        self._is_short = not self._hides and configuration.find("APT::Get::HideAutoRemove").lower() == "small"
        self._count = 0
        self._dropped: set[int] = set()

    def settle(self) -> bool:
        """Marks or names the unused packages; False when apt gives up here."""
        cache = self._cache
        if self._removes and not self._may_remove:
            self._record.note("We are not supposed to delete stuff, can't start AutoRemover")
            return False
        is_old_kernel = self._old_kernels()
        self._sweep()
        with cache.grouped_release():
            self._settle_all(is_old_kernel)
            if self._dropped and (cache.broken_count or cache.policy_broken_count):
                while self._save_one():
                    pass
        if cache.broken_count:
            return self._report_breakage()
        if not self._removes and self._count:
            self._name_unused()
        return True

    def _sweep(self) -> None:
        if self._cache.release.sweeps_after_groups:
            self._cache.ensure_swept()
        else:
            self._cache.mark_and_sweep()

    def _garbage(self) -> list[int]:
        cache = self._cache
        asked = cache.asked_packages()
        return sort_packages(cache.universe, [package for package in asked if cache.state(package).garbage])

    def _settle_all(self, is_old_kernel: NameMatcher) -> None:
        """Settles one package after another.

        An upgrade leaves sweeping to each removal. That matters only where one makes packages manual, for nothing
        that stays needs what is unused; so one group holds the other sweeps back.
        """
        cache = self._cache
        sweeps = not cache.is_grouped
        packages = sort_packages(cache.universe, cache.touched_packages()) if sweeps else self._garbage()
        with cache.action_group(), cache.because(UNUSED):
            changes = cache.auto_changes
            for package in packages:
                if sweeps and cache.auto_changes != changes:
                    changes = cache.auto_changes
                    cache.mark_and_sweep()
                if cache.state(package).garbage:
                    self._settle_one(package, self._removes or is_old_kernel(cache.universe.name(package)))

    def _old_kernels(self) -> NameMatcher:
        """Gives what tells kernels that go although other unused packages stay."""
        cache = self._cache
        if not self._removes_kernels:
            return lambda _: False
        return protected_kernels(cache.universe, cache.configuration, cache.kernel_release, removable=True)

    def _settle_one(self, package: int, removes: bool) -> None:
        cache = self._cache
        universe = cache.universe
        current = universe.current_version[package]
        state = cache.state(package)
        if removes:
            if current and universe.current_state[package] != CurrentState.CONFIG_FILES:
                cache.mark_delete(package, self._purges, 0, False)
            else:
                cache.mark_keep(package, False, False)
        elif state.install and not current:
            self._dropped.add(package)
            cache.mark_delete(package, False, 0, False)
        elif not self._hides and not state.delete:
            self._count += 1

    def _save_one(self) -> bool:
        """Takes one dropped package back that another installed one depends on; False when there is none."""
        cache = self._cache
        universe = cache.universe
        for package in universe.sort_packages(self._dropped):
            candidate = cache.state(package).candidate_version
            names = [(package, universe.version_strings.column[candidate])]
            for provides in universe.version_provides[candidate] if candidate else ():
                names.append((universe.provides_package[provides], universe.provides_version.column[provides]))
            if any(
                self._is_wanted(dependency) and self._is_answer(package, number, dependency)
                for name, number in names
                for dependency in universe.reverse_depends.members(name)
            ):
                cache.mark_install(package, False, 0, False)
                if not self._hides:
                    self._count += 1
                self._dropped.discard(package)
                return True
        return False

    def _is_wanted(self, dependency: int) -> bool:
        """Says whether a dependency comes from a version that is there after the run."""
        cache = self._cache
        universe = cache.universe
        if universe.is_negative(dependency) or not cache.importance.has(dependency):
            return False
        version = universe.dependency_parent[dependency]
        parent = universe.version_package[version]
        state = cache.state(parent)
        if universe.current_version[parent] == version:
            return state.keep
        return state.candidate_version == version and (state.new_install or state.upgrade)

    def _is_answer(self, package: int, number: int, dependency: int) -> bool:
        """Says whether a dropped package is what a dependency lacks; older releases take it for granted.

        Args:
            number: the version number of the name that the dependency has, as the package has or provides it; see
                `Universe.accepts`.
        """
        cache, universe = self._cache, self._cache.universe
        if not cache.release.saves_answers_only:
            return True
        if not universe.accepts(dependency, number):
            return False
        if universe.current_version[package]:
            return True
        owners = ((version, universe.version_package[version]) for version in universe.all_targets(dependency))
        return not any(
            universe.current_version[owner] and cache.state(owner).install_version == version
            for version, owner in owners
        )

    def _report_breakage(self) -> bool:
        record = self._record
        record.note(f"{_BROKE_STUFF}\n\n{_HINT}\n")
        unmet = find_unmet(self._cache, VersionKind.INSTALL)
        if unmet is not None:
            record.add(unmet)
        self._cache.messages.error("Internal Error, AutoRemover broke stuff")
        return False

    def _name_unused(self) -> None:
        cache = self._cache
        is_one = self._count == 1
        if self._is_short:
            subject, verb = ("package was", "is") if is_one else ("packages were", "are")
            self._record.note(f"{self._count} {subject} automatically installed and {verb} no longer required.")
        else:
            self._sweep()
            unused = [package for package in self._garbage() if not cache.state(package).delete]
            listed = list_packages(cache, ListKind.UNUSED, unused, leaving_version)
            self._record.add(PackageList(ListKind.UNUSED, listed.entries, Level.NORMAL, self._count))
        self._record.note(f"Use '{cache.release.cleaning_command}' to remove {'it' if is_one else 'them'}.")
