"""Which version of a package is the candidate: pins and priorities (apt-pkg/policy.cc)."""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile
from aptsim.model.version import compare_versions
from aptsim.system.preferences import NEVER_PIN, Pin
from aptsim.universe.installed import Installed
from aptsim.universe.known import Known
from aptsim.universe.package_pins import MATCH_KINDS, PackagePin, PackagePins
from aptsim.universe.phasing import Phasing
from aptsim.universe.universe import Universe
from aptsim.universe.version_match import VersionMatch, VersionMatchKind

_PHASED = 1


class Policy:
    """Priorities of files and versions, and the candidates that follow from them.

    Args:
        pins: the records of the preferences files in reading order.
        messages: told when APT::Default-Release names no release in the sources.
        machine_id: what /etc/machine-id says; matters for phased updates under APT::Get::Phase-Policy.
    """

    def __init__(
        self,
        universe: Universe,
        configuration: Configuration,
        pins: Sequence[Pin],
        messages: Messages,
        machine_id: str = "",
    ) -> None:
        self.universe = universe
        phasing = Phasing(configuration, machine_id)
        is_asked = phasing.is_policy or universe.release.phases_by_policy
        self._phasing = phasing if is_asked and universe.version_phased else None
        self._candidates: Known[int] = Known(self._find_candidate)
        #: Gives the version to install, or 0 (pkgPolicy::GetCandidateVer).
        self.candidate = self._candidates.__getitem__
        self.installed = Installed(universe)
        self._package_pins = PackagePins(universe, messages)
        defaults: list[tuple[VersionMatch, int]] = []
        release = configuration.find("APT::Default-Release")
        if release:
            if _is_known_release(release, universe.package_files):
                defaults.append((VersionMatch(release, VersionMatchKind.RELEASE), 990))
            else:
                messages.error(
                    f"The value '{release}' is invalid for APT::Default-Release as such a release is not available in "
                    "the sources"
                )
        for pin in pins:
            if pin.package:
                self._warn_of_bad_expression(self._package_pins.add(pin), messages)
            else:
                defaults.append((VersionMatch(pin.data, MATCH_KINDS[pin.type], messages), pin.priority))
        #: By whether it is installed: priorities of versions by the files that they stand in.
        self._priorities: tuple[dict[Sequence[int], int], ...] = ({}, {})
        self.file_priorities = _file_priorities(universe.package_files, defaults)

    @property
    def has_package_pins(self) -> bool:
        """Whether a pin names packages, so that a version can have a priority of its own."""
        return bool(self._package_pins)

    @property
    def may_complain(self) -> bool:
        """Whether a pin can turn out to be bad only when a version is held against it."""
        return self._package_pins.has_expressions

    def file_priority(self, file: int) -> int:
        """Gives the priority of a package file (pkgPolicy::GetPriority(PkgFileIterator))."""
        return self.file_priorities[file]

    def _find_candidate(self, package: int) -> int:
        universe = self.universe
        versions = universe.package_versions[package]
        if len(versions) == 1:
            return versions[0] if self.priority(versions[0]) > 0 else 0
        current = universe.current_version[package]
        best, best_priority = 0, -1
        for version in versions:
            priority = self.priority(version)
            if priority == 0 or priority <= best_priority:
                continue
            if current and priority < 1000:
                strings = universe.version_strings
                if compare_versions(strings[version], strings[current]) < 0:
                    continue
            best, best_priority = version, priority
        return best

    def priority(self, version: int, consider_files: bool = True) -> int:
        """Gives the priority of a version (pkgPolicy::GetPriority(VerIterator))."""
        if self._phasing is None or not self._phasing.waits(self.universe, version):
            return self._unphased_priority(version, consider_files)
        if self.universe.release.phases_by_policy:
            return _PHASED
        return min(self._unphased_priority(version, consider_files), _PHASED)

    def _unphased_priority(self, version: int, consider_files: bool) -> int:
        universe = self.universe
        files = universe.facts.files[version]
        pinned = self._package_pins.priority_of(version) if self._package_pins else None
        if pinned is not None:
            if pinned == NEVER_PIN:
                return NEVER_PIN
            if any(self.file_priorities[file] != NEVER_PIN for file in files):
                return pinned
        if not consider_files or not files:
            return 0
        is_installed = universe.current_version[universe.version_package[version]] == version
        priority = self._priorities[is_installed].get(files)
        if priority is None:
            priority = self._priorities[is_installed][files] = self._highest_priority(files, is_installed)
        return priority

    def _highest_priority(self, files: Sequence[int], is_installed: bool) -> int:
        """Gives the priority of a version by its files; those that offer nothing count for an installed one only."""
        offering = self.universe.facts.offering
        return max([self.file_priorities[file] if is_installed or file in offering else -1 for file in files])

    def _warn_of_bad_expression(self, pin: PackagePin, messages: Messages) -> None:
        """Says of an expression that cannot be compiled what apt says, which is once for every name it knows."""
        if not pin.is_pattern:
            return
        probe = Messages()
        VersionMatch.expression_matches(pin.name, "", probe)
        for said in probe:
            for name in self.universe.group_by_name:
                if name != pin.name:
                    messages.add(said)


def _is_known_release(release: str, package_files: Sequence[PackageFile]) -> bool:
    matches = VersionMatch.expression_matches
    for file in package_files:
        if any(matches(release, value) for value in (file.archive, file.codename, file.version)):
            return True
    return bool(package_files and release[1:2] == "=" and len(release) > 2) or matches(release, "now")


def _default_priority(file: PackageFile) -> int:
    if file.is_not_source or file.is_but_automatic_upgrades:
        return 100
    return 1 if file.is_not_automatic else 500


def _file_priorities(package_files: Sequence[PackageFile], defaults: Sequence[tuple[VersionMatch, int]]) -> list[int]:
    """Gives the priority of every file: the default of its archive, then the first general pin that fits it."""
    priorities: list[int] = []
    for file in package_files:
        priority = _default_priority(file)
        fixed = False
        for match, pinned in defaults:
            if (not fixed or pinned == NEVER_PIN) and priority != NEVER_PIN and match.matches_file(file):
                priority, fixed = pinned, True
        priorities.append(priority)
    return priorities
