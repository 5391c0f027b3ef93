"""Whether the architectures that a system has, and those of its packages and lists, go together.

Source: dpkg(1), --add-architecture; apt-pkg/aptconfiguration.cc, getArchitectures.
"""

from __future__ import annotations

from collections import Counter

from aptsim.health.finding import Item
from aptsim.health.findings import Findings, count
from aptsim.health.patient import Patient
from aptsim.model.cache_types import MultiArch
from aptsim.system.architectures import architecture_of_status
from aptsim.universe.universe import Universe


def check_architectures(patient: Patient, findings: Findings) -> None:
    """Compare the system's architectures with those of the installed packages."""
    universe, status = patient.universe, patient.status
    if universe is None or status is None:
        return
    native = patient.system.native
    majority = architecture_of_status(status.lines.data)
    if majority and majority != native:
        where = _who_says(patient)
        text = f"The system is {native} ({where}), and most of its installed packages are {majority}."
        findings.add("architecture-mismatch", text, status.path)
        return
    unknown = [
        package
        for package in universe.installed_packages
        if universe.current_version[package]
        and universe.package_arch[package] not in (*patient.system.architectures, "none")
    ]
    if unknown:
        items = []
        for package in unknown:
            items.append(Item(universe.full_name(package), "", *patient.line_of_package(package)))
        items.sort(key=lambda item: item.name)
        have = ", ".join(patient.system.architectures)
        are = count(len(items), "installed package is", "installed packages are")
        text = f"{are} of an architecture that the system does not have; it has {have}."
        findings.add("architecture-unknown", text, items[0].path, items[0].line, items=items)


def check_list_architectures(patient: Patient, findings: Findings) -> None:
    """Find lists that offer nothing at all, or nothing for the system itself."""
    universe = patient.universe
    if universe is None or not patient.is_complete or not patient.lists:
        return
    counts = _offered(universe)
    native = patient.system.native
    if not counts:
        items = [Item(file.description, "", file.path) for file in patient.lists]
        are = count(len(items), "package list has", "package lists have")
        findings.add("lists-empty", f"{are} no package in them.", items[0].path, items=items)
    elif not counts[native] and set(counts) - {"all"}:
        most = ", ".join(f"{number} of {arch}" for arch, number in counts.most_common())
        text = f"The system is {native}, and the lists have no package for it: they have {most}."
        findings.add("list-other-architecture", text, patient.lists[0].path)


def _offered(universe: Universe) -> Counter[str]:
    """Count the versions on offer by architecture."""
    counts: Counter[str] = Counter()
    for version in range(1, len(universe.version_package)):
        if universe.is_downloadable(version):
            is_all = universe.version_multi_arch[version] & MultiArch.ALL
            counts["all" if is_all else universe.package_arch[universe.version_package[version]]] += 1
    return counts


def _who_says(patient: Patient) -> str:
    if patient.system.package_files is not None:
        return "by --arch"
    return "by var/lib/dpkg/arch or APT::Architecture"
