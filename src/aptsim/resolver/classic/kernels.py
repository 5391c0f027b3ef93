"""Which kernel packages autoremove spares (APT::KernelAutoRemoveHelper, apt-pkg/algorithms.cc)."""

from __future__ import annotations

import re
from collections.abc import Callable

from aptsim.model.configuration import Configuration
from aptsim.model.posix_regex import PosixRegexError, compile_posix_regex
from aptsim.model.version import VersionKey, version_key
from aptsim.universe.kernel import kernel_release_of
from aptsim.universe.universe import Universe

#: Says of a package name whether it matches.
NameMatcher = Callable[[str], bool]

_SPECIAL = re.compile(r"[.+]")


def protected_kernels(
    universe: Universe, configuration: Configuration, kernel_release: str, removable: bool = False
) -> NameMatcher:
    """Gives what tells the packages of protected kernels (GetProtectedKernelsFilter).

    With `removable` it tells those of all other kernels; the running kernel matches both ways.

    Args:
        kernel_release: the running kernel, '' for none.
    """
    return name_matcher(protected_kernels_regex(universe, configuration, kernel_release, removable))


def versioned_kernel_packages(configuration: Configuration) -> NameMatcher:
    """Gives what tells the packages that there are one of for each kernel (APT::VersionedKernelPackages)."""
    return name_matcher("|".join(f"^{pattern}-.*$" for pattern in _package_patterns(configuration)))


def name_matcher(expression: str) -> NameMatcher:
    """Gives what tells the names that an extended regular expression finds; an empty or bad one finds none."""
    try:
        search = compile_posix_regex(expression).search
    except PosixRegexError:
        return _no_match
    return (lambda name: search(name) is not None) if expression else _no_match


def _no_match(_: str) -> bool:
    return False


def _package_patterns(configuration: Configuration) -> list[str]:
    return configuration.find_vector("APT::VersionedKernelPackages")


def protected_kernels_regex(
    universe: Universe, configuration: Configuration, kernel_release: str, removable: bool = False
) -> str:
    """Gives the expression that apt builds for `protected_kernels`, '' for none (GetProtectedKernelsRegex)."""
    if not configuration.find_b("APT::Protect-Kernels", True):
        return ""
    kernels = _installed_kernels(universe)
    if not kernels:
        return ""
    versions = [string for _, (string, _) in sorted(kernels.items(), reverse=True)]
    keep = {booted} if (booted := _booted_version(universe, kernel_release)) else set()
    installed_last = configuration.find("APT::LastInstalledKernel") if universe.release.knows_last_kernel else ""
    if installed_last and (version := _booted_version(universe, installed_last)):
        keep.add(version)
    if universe.release.counts_kernels:
        count = max(configuration.find_i("APT::NeverAutoRemove::KernelCount", 2), 2)
        keep.update([version for version in versions if version not in keep][: count - len(keep)])
    else:
        keep.add(versions[0])
        if len(keep) < (3 if universe.release.knows_last_kernel else 2):
            keep.update(versions[1:2])
    alternatives: list[str] = []
    for pattern in _package_patterns(configuration):
        if installed_last:
            alternatives.append(f"^{pattern}-{_escaped(installed_last)}$")
        if kernel_release:
            alternatives.append(f"^{pattern}-{_escaped(kernel_release)}$")
        for _, (version, releases) in sorted(kernels.items()):
            if (version in keep) != removable:
                alternatives += [f"^{pattern}-{_escaped(release)}$" for release in releases]
    return "|".join(alternatives)


def _escaped(release: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", release)


def _installed_kernel_packages(universe: Universe) -> list[int]:
    """Gives the installed kernel images; one as often as versions of it are known."""
    kernels = universe.find_package("$kernel", "any")
    if not kernels:
        return []
    owners = [universe.provides_owner_package(provides) for provides in universe.package_provides[kernels]]
    return [owner for owner in owners if universe.current_version[owner] and kernel_release_of(universe.name(owner))]


def _installed_kernels(universe: Universe) -> dict[VersionKey, tuple[str, list[str]]]:
    """Gives for every installed kernel version the way it is spelled first, and the releases it is there for."""
    kernels: dict[VersionKey, tuple[str, list[str]]] = {}
    for package in _installed_kernel_packages(universe):
        version = universe.version_strings[universe.current_version[package]]
        _, releases = kernels.setdefault(version_key(version), (version, []))
        releases.append(kernel_release_of(universe.name(package)))
    return kernels


def _booted_version(universe: Universe, kernel_release: str) -> str:
    booted = ""
    for package in _installed_kernel_packages(universe):
        if kernel_release_of(universe.name(package)) == kernel_release:
            booted = universe.version_strings[universe.current_version[package]]
    return booted
