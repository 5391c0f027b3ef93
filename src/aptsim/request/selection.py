"""What becomes of arguments that name no installable version directly, and the words apt has for it.

Source: apt-private/private-cacheset.cc, CacheSetHelperAPTGet; apt-pkg/cacheset.cc, CacheSetHelper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from aptsim.model.architecture import ArchitecturePattern
from aptsim.model.cache_types import DependencyType
from aptsim.request.run_state import RequestNotes, RunState

_NOT_AVAILABLE = (
    "Package {} is not available, but is referred to by another package.\n"
    "This may mean that the package is missing, has been obsoleted, or\n"
    "is only available from another source"
)


class PackageSelector(Enum):
    """How an argument names packages (CacheSetHelper::PkgSelector); the value is the word in apt's sentences."""

    NAME = "package"
    TASK = "task"
    GLOB = "glob"
    REGEX = "regex"
    PATTERN = "pattern"


class VersionSelector(Enum):
    """Which version of a package is meant (CacheSetHelper::VerSelector)."""

    CANDIDATE = auto()
    INSTALLED = auto()
    NEWEST = auto()
    RELEASE = auto()
    VERSION_NUMBER = auto()
    ALL = auto()


class Selection:
    """The memory of one reading of arguments: what was switched, what was missing, what is to be said.

    Attributes:
        selected_by_release: versions chosen by ``=version`` or ``/suite`` with the text behind the sign, in order.
        not_found: arguments that name no package.
        virtual_packages: packages without a version to install, to be explained by
            :meth:`explain_virtual_packages`.
        last_match: the text behind the last ``=`` or ``/`` that was looked up.
    """

    __slots__ = ("_is_silent", "last_match", "not_found", "notes", "run", "selected_by_release", "virtual_packages")

    def __init__(self, run: RunState, notes: RequestNotes) -> None:
        self.run = run
        self.notes = notes
        self.selected_by_release: list[tuple[int, str]] = []
        self.not_found: set[str] = set()
        self.virtual_packages: set[int] = set()
        self.last_match = ""
        self._is_silent = False

    @contextmanager
    def silent(self, is_silent: bool = True, *, overrides: bool = False) -> Iterator[None]:
        """Say nothing about failures inside, and forget them (CacheSetHelper::showErrors).

        Args:
            overrides: whether what was said outside does not count; else silence around it goes on.
        """
        before = self._is_silent
        self._is_silent = is_silent or (before and not overrides)
        try:
            yield
        finally:
            self._is_silent = before

    def error(self, text: str) -> None:
        """Add an error, unless nothing is to be said."""
        if not self._is_silent:
            self.run.messages.error(text)

    # ------------------------------------------------------------------ packages

    def show_package(self, package: int, selector: PackageSelector, pattern: str) -> None:
        """Mention a package that a pattern selected (showPackageSelection)."""
        universe = self.run.universe
        text = f"Note, selecting '{universe.full_name(package, True)}' for {selector.value} '{pattern}'"
        self.notes.mention(text, universe.full_name(package))

    def package_not_found(self, name: str) -> int:
        """Handle a name that no package has; gives a package that only dependencies know as ``name:arch``, or 0."""
        package = self._referred_package(name)
        if not package:
            self.error(f"Unable to locate package {name}")
            if not self._is_silent:
                self.not_found.add(name)
        return package

    def _referred_package(self, name: str) -> int:
        """Find ``name:arch`` where a dependency is written so and nothing of that name exists (canNotFindPkgName)."""
        universe = self.run.universe
        base, colon, arch = name.rpartition(":")
        if not colon:
            found = [universe.find_package(f"{name}:{known}", "any") for known in universe.architectures]
            provided = [package for package in found if package and universe.package_provides[package]]
            return next((package for package in provided or found if package), 0)
        if arch in ("all", "native"):
            arch = universe.native_arch
        package = universe.find_package(f"{base}:{arch}", "any")
        if package:
            return package
        wanted = ArchitecturePattern(arch)
        names = (f"{base}:{known}" for known in universe.architectures if wanted.matches(known))
        return next((package for package in (universe.find_package(full, "any") for full in names) if package), 0)

    # ------------------------------------------------------------------ versions

    def show_version(self, version: int, selector: VersionSelector, match: str) -> None:
        """Note a version that was chosen by ``/suite``, or by something else than its whole number."""
        if selector is VersionSelector.RELEASE or match != self.run.universe.version_strings[version]:
            self.selected_by_release.append((version, match))

    def version_not_found(self, package: int, selector: VersionSelector) -> int:
        """Handle a package that has no such version; gives its only provider's version, or 0 (canNotGetVersion)."""
        match selector:
            case VersionSelector.NEWEST:
                return self._newest_not_found(package)
            case VersionSelector.INSTALLED:
                name = self.run.universe.full_name(package, True)
                self.error(f"Can't select installed version from package {name} as it is not installed")
                return 0
        if selector in (VersionSelector.RELEASE, VersionSelector.VERSION_NUMBER) and not self._provides_versions:
            with self.silent(False, overrides=True):
                self._say_not_found(package, selector)
            return 0
        version = self._only_provider(package, selector)
        if not version and not self._is_silent:
            self._say_not_found(package, selector)
            self.virtual_packages.add(package)
        return version

    @property
    def _provides_versions(self) -> bool:
        return self.run.universe.release.looks_for_provided_versions

    def _say_not_found(self, package: int, selector: VersionSelector) -> None:
        name = self.run.universe.full_name(package, True)
        match selector:
            case VersionSelector.RELEASE:
                self.error(f"Release '{self.last_match}' for '{name}' was not found")
            case VersionSelector.VERSION_NUMBER:
                self.error(f"Version '{self.last_match}' for '{name}' was not found")
            case _:
                self.error(f"Package '{name}' has no installation candidate")

    def _newest_not_found(self, package: int) -> int:
        """Handle a package without versions that shall be removed (canNotFindNewestVer)."""
        universe = self.run.universe
        name, full_name = universe.full_name(package, True), universe.full_name(package)
        if universe.package_provides[package]:
            version = self._only_provider(package, VersionSelector.NEWEST)
            if not version and not self._is_silent:
                self.notes.mention(f"Virtual packages like '{name}' can't be removed", full_name)
            return version
        text = f"Package '{name}' is not installed, so not removed"
        for sibling in universe.group_packages[universe.package_group[package]]:
            if sibling != package and universe.current_version[sibling]:
                text += f". Did you mean '{universe.full_name(sibling, True)}'?"
                break
        self.notes.say(text, full_name)
        return 0

    # ------------------------------------------------------------------ virtual packages

    def _only_provider(self, package: int, selector: VersionSelector) -> int:
        """Give the version to take for a virtual package that only one package provides, or 0 (tryVirtualPackage)."""
        universe = self.run.universe
        providers = [
            universe.provides_owner[provides]
            for provides in universe.package_provides[package]
            if self._is_provider(provides, selector)
        ]
        if selector in (VersionSelector.VERSION_NUMBER, VersionSelector.RELEASE):
            choices = Counter(universe.version_package[version] for version in providers)
            for version in providers:
                if choices[universe.version_package[version]] == 1:
                    self.run.set_candidate_version(version)
        chosen = self._preferred(package, providers)
        if chosen:
            name = universe.full_name(package, True)
            owner = universe.version_package[chosen]
            text = f"Note, selecting '{universe.full_name(owner, True)}' instead of '{name}'"
            self.notes.mention(text, universe.full_name(owner))
        return chosen

    def _is_provider(self, provides: int, selector: VersionSelector) -> bool:
        """Tell whether a provider is in the wanted version or release, or is a candidate."""
        universe = self.run.universe
        owner = universe.provides_owner[provides]
        if selector is VersionSelector.VERSION_NUMBER:
            number = universe.provides_version[provides]
            return bool(number) and number == self.last_match
        if selector is VersionSelector.RELEASE:
            files = (universe.package_files[found.file] for found in universe.version_files[owner])
            return any(self.last_match in (file.archive, file.codename) for file in files)
        return self.run.state(universe.version_package[owner]).candidate_version == owner

    def _preferred(self, package: int, providers: list[int]) -> int:
        """Choose among versions of one name by architecture; 0 for none, or for those of two names."""
        universe = self.run.universe
        arch = universe.package_arch[package]
        architectures = universe.architectures
        chosen = 0
        for version in providers:
            if not chosen:
                chosen = version
                continue
            before, other = universe.version_package[chosen], universe.version_package[version]
            if universe.package_group[before] != universe.package_group[other]:
                return 0
            arch_before, arch_other = universe.package_arch[before], universe.package_arch[other]
            if arch_before in (arch, "all"):
                continue
            if _position(architectures, arch_other) < _position(architectures, arch_before):
                chosen = version
        return chosen

    def explain_virtual_packages(self) -> None:
        """Explain each package that had no version to install (showVirtualPackageErrors)."""
        universe = self.run.universe
        for package in universe.sort_packages(self.virtual_packages):
            if universe.package_provides[package]:
                self._list_providers(package)
            else:
                self.notes.say(_NOT_AVAILABLE.format(universe.full_name(package, True)), universe.full_name(package))
                self.notes.list_replacing(self._replacing(package))
            self.notes.say("")

    def _list_providers(self, package: int) -> None:
        universe = self.run.universe
        full_name = universe.full_name(package)
        provides_list = universe.package_provides[package]
        candidates = [provides for provides in provides_list if self._is_provider(provides, VersionSelector.CANDIDATE)]
        lines = [f"Package {universe.full_name(package, True)} is a virtual package provided by:"]
        for provides in candidates or provides_list:
            owner = universe.provides_owner[provides]
            number = universe.provides_version[provides]
            line = f"  {universe.full_name(universe.version_package[owner], True)} {universe.version_strings[owner]}"
            line += f" (= {number})" if number and self._provides_versions else ""
            if not candidates:
                line += " [Not candidate version]"
            else:
                marks = self.run.state(universe.version_package[owner])
                line += " [Installed]" if marks.install and not marks.new_install else ""
            lines.append(line)
        self.notes.say("\n".join(lines), full_name)
        if candidates:
            self.notes.mention("You should explicitly select one to install.", full_name)

    def _replacing(self, package: int) -> list[int]:
        universe = self.run.universe
        packages = (
            universe.parent_package(dependency)
            for dependency in universe.reverse_depends[package]
            if universe.dependency_type[dependency] == DependencyType.REPLACES
        )
        return list(dict.fromkeys(packages))


def _position(architectures: tuple[str, ...], arch: str) -> int:
    return architectures.index(arch) if arch in architectures else len(architectures)
