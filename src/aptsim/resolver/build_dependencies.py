"""The run of `apt-get satisfy` and `build-dep`: pseudo packages are installed with all they need, then forgotten.

Source: apt-private/private-source.cc, DoBuildDep.
"""

from __future__ import annotations

from contextlib import nullcontext

from aptsim.model.cache_types import DependencyType
from aptsim.request.build_request import BuildRequest
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.classic.targets import candidate_targets
from aptsim.resolver.confirmation import Confirmation
from aptsim.resolver.events import Record
from aptsim.resolver.install import Helpers
from aptsim.resolver.kept_back import find_kept_back, find_upgradable
from aptsim.resolver.plan import Outcome, Plan
from aptsim.resolver.requested_marks import RequestedInstallations
from aptsim.resolver.run_steps import check_nothing_broken, make_plan
from aptsim.resolver.unused import UnusedPackages

FAILED = "Failed to process build dependencies"


def plan_build_dependencies(cache: DependencyCache, request: BuildRequest, record: Record, helpers: Helpers) -> Plan:
    """Runs a request on a cache that nothing was marked in yet; the marks are in the cache afterwards."""
    with nullcontext() if cache.release.sweeps_after_groups else cache.inhibit_sweeps():
        return _BuildRun(cache, request, record, helpers).run()


class _BuildRun:
    def __init__(self, cache: DependencyCache, request: BuildRequest, record: Record, helpers: Helpers) -> None:
        self._cache = cache
        self._request = request
        self._record = record
        self._helpers = helpers
        self._packages: list[int] = []

    def run(self) -> Plan:
        """Goes through all steps in apt's order."""
        cache, record = self._cache, self._record
        resolver = ProblemResolver(cache)
        with cache.grouped_release():
            installations = RequestedInstallations(cache, resolver, record, is_fixing=False)
            self._mark(installations)
            upgradable = find_upgradable(cache)
            installations.install_dependencies()
            resolved = resolver.resolve(True)
            if (not resolved and not cache.broken_count) or not check_nothing_broken(cache, record):
                return make_plan(cache, record, Outcome.FAILED)
        if not UnusedPackages(cache, record).settle():
            return make_plan(cache, record, Outcome.FAILED)
        self._forget_packages()
        return self._confirm(find_kept_back(cache, upgradable))

    def _mark(self, installations: RequestedInstallations) -> None:
        cache = self._cache
        universe = cache.universe
        found = [(universe.find_package(one.name, one.arch), one.release) for one in self._request.packages]
        switches: list[tuple[int, str]] = []
        for package, release in found:
            version = universe.package_versions[package][0] if package else 0
            if version and release:
                switches.append((version, release))
            elif version:
                cache.set_candidate_version(version)
        if switches:
            installations.switch_releases(switches)
        self._packages = [package for package, _ in found if package]
        for package in self._packages:
            installations.mark(cache.state(package).candidate_version)

    def _forget_packages(self) -> None:
        """Unmarks the pseudo packages; what they need stays, as if the user had asked for it."""
        cache = self._cache
        with cache.action_group():
            if not cache.configuration.find_b(self._request.leaves_automatic, False):
                for package in self._packages:
                    self._keep_needed(cache.state(package).install_version)
            for package in self._packages:
                cache.mark_delete(package, False, 0, True)

    def _keep_needed(self, version: int) -> None:
        cache = self._cache
        universe = cache.universe
        if not version:
            return
        for dependency in universe.version_depends[version]:
            is_depends = universe.dependency_type[dependency] == DependencyType.DEPENDS
            if not is_depends or universe.is_implicit_multi_arch(dependency):
                continue
            for target in candidate_targets(cache, dependency):
                package = universe.version_package[target]
                if cache.state(package).install_version == target:
                    cache.mark_auto(package, False)

    def _confirm(self, kept_back: list[int]) -> Plan:
        cache, record, helpers = self._cache, self._record, self._helpers
        if cache.messages.pending_error:
            cache.messages.error(FAILED)
            return make_plan(cache, record, Outcome.FAILED)
        confirmation = Confirmation(cache, record, helpers.archive_order, helpers.archive_sources, kept_back)
        outcome = confirmation.confirm(asks=True)
        if outcome is Outcome.FAILED:
            cache.messages.error(FAILED)
        return make_plan(cache, record, outcome, confirmation.kept_back, confirmation)
