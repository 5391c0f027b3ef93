"""Dependencies of installed packages that are not met, and essential packages that are not there.

Source: Debian Policy 7.2 to 7.4, 3.8; apt-pkg/depcache.cc, pkgDepCache::CheckDep.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.health.finding import Item
from aptsim.health.findings import Findings, count
from aptsim.health.patient import Patient
from aptsim.model.cache_types import PackageFlag
from aptsim.universe.list_merger import force_essential
from aptsim.universe.relation_text import alternative_text, field_name, group_text
from aptsim.universe.universe import Universe


def check_dependencies(patient: Patient, findings: Findings) -> None:
    """Find what is broken now."""
    universe = patient.universe
    if universe is None:
        return
    unmet: list[Item] = []
    conflicts: list[Item] = []
    for package in universe.broken_packages:
        path, line = patient.line_of_package(package)
        name = universe.full_name(package, pretty=True)
        for group in universe.iter_or_groups(universe.current_version[package]):
            if not universe.is_critical(group[0]):
                continue
            if universe.is_negative(group[0]):
                if universe.facts.holds_now[group[-1]]:
                    conflicts.append(Item(name, _conflict_text(universe, group[-1]), path, line))
            elif not any(universe.facts.holds_now[dependency] for dependency in group):
                unmet.append(Item(name, _unmet_text(universe, group), path, line))
    for code, items, what in (
        ("dependency-broken", unmet, "a dependency that is not met"),
        ("conflict-installed", conflicts, "a package that it must not be together with"),
    ):
        if items:
            items.sort(key=lambda item: item.name)
            packages = count(len({item.name for item in items}), "installed package has", "installed packages have")
            findings.add(code, f"{packages} {what}.", items[0].path, items[0].line, items=items)


def check_essential(patient: Patient, findings: Findings) -> None:
    """Find packages that a list calls Essential and that are not installed; no Debian system is without any."""
    universe = patient.universe
    if universe is None or not _has_installed(universe):
        return
    forced = force_essential(patient.system.configuration)
    essential = [
        package
        for package in range(1, len(universe.package_group))
        if universe.package_flags[package] & PackageFlag.ESSENTIAL
        and universe.package_arch[package] == universe.native_arch
        and universe.name(package) not in forced
        and universe.package_versions[package]
    ]
    path = "" if patient.status is None else patient.status.path
    items = [Item(universe.name(package)) for package in essential if not universe.current_version[package]]
    items.sort(key=lambda item: item.name)
    if items:
        text = f"{len(items)} of {count(len(essential), 'essential package')} are not installed."
        if len(items) * 2 > len(essential):
            text += " This is not the status of a whole system: most of it was lost, or never written."
        findings.add("essential-missing", text, path, items=items)
    elif not essential:
        text = "No package is Essential, in the status or in a list: this is not the status of a whole system."
        findings.add("essential-none", text, path)


def _has_installed(universe: Universe) -> bool:
    return any(universe.current_version[package] for package in universe.installed_packages)


def _unmet_text(universe: Universe, group: Sequence[int]) -> str:
    text = f"{field_name(universe.dependency_type[group[0]])}: {group_text(universe, group)}"
    target = universe.dependency_target[group[0]]
    current = universe.current_version[target]
    if len(group) > 1:
        return f"{text} (none of them is there)"
    if current:
        return f"{text} ({universe.version_strings[current]} is installed)"
    if universe.package_versions[target]:
        return f"{text} (not installed; {universe.version_strings[universe.package_versions[target][0]]} is on offer)"
    if universe.package_provides[target]:
        return f"{text} (virtual, and no provider is installed)"
    return f"{text} (not installed, and on offer nowhere)"


def _conflict_text(universe: Universe, dependency: int) -> str:
    target = universe.dependency_target[dependency]
    text = f"{field_name(universe.dependency_type[dependency])}: {alternative_text(universe, dependency)}"
    current = universe.current_version[target]
    if current:
        return f"{text} ({universe.version_strings[current]} is installed)"
    providers = sorted(
        universe.full_name(universe.provides_owner_package(provides), pretty=True)
        for provides in universe.package_provides[target]
        if universe.current_version[universe.provides_owner_package(provides)] == universe.provides_owner[provides]
    )
    return f"{text} (provided by {', '.join(providers)})" if providers else text
