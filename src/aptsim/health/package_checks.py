"""Packages that dpkg has not finished, that are held, and that no source offers.

Source: dpkg(1), INFORMATION ABOUT PACKAGES; apt-pkg/algorithms.cc, pkgApplyStatus.
"""

from __future__ import annotations

from aptsim.health.finding import Item
from aptsim.health.findings import Findings, count
from aptsim.health.patient import Patient
from aptsim.model.cache_types import CurrentState, InstallState, SelectedState
from aptsim.universe.universe import Universe

_STATES = {
    CurrentState.UNPACKED: ("package-unpacked", "unpacked and not configured"),
    CurrentState.HALF_CONFIGURED: ("package-half-configured", "half-configured: its configuration has failed"),
    CurrentState.HALF_INSTALLED: ("package-half-installed", "half-installed: unpacking or removing it has failed"),
    CurrentState.TRIGGERS_AWAITED: ("package-triggers-awaited", "waiting for another package's triggers"),
    CurrentState.TRIGGERS_PENDING: ("package-triggers-pending", "triggered, and not handled yet"),
}
_REINSTALL = (InstallState.REINST_REQUIRED, InstallState.HOLD_REINST_REQUIRED)
_ORDER = (
    "package-reinst-lost",
    "package-not-ok",
    "package-half-installed",
    "package-reinst-required",
    *(code for code, _ in _STATES.values() if code != "package-half-installed"),
    "package-held",
)
_SENTENCES = dict(_STATES.values()) | {
    "package-reinst-lost": "marked as to be reinstalled, and no source has an archive of it",
    "package-reinst-required": "marked as to be reinstalled",
    "package-not-ok": "marked with a flag that apt cannot handle",
    "package-held": "on hold",
}


def check_packages(patient: Patient, findings: Findings) -> None:
    """Look at the state of every installed package."""
    universe = patient.universe
    if universe is None:
        return
    found: dict[str, list[Item]] = {code: [] for code in _ORDER}
    for package in universe.installed_packages:
        if not universe.current_version[package]:
            continue
        for code in _codes_of(patient, universe, package):
            path, line = patient.line_of_package(package)
            state = f"{_words(universe, package)}, {universe.version_strings[universe.current_version[package]]}"
            found[code].append(Item(universe.full_name(package, pretty=True), state, path, line))
    for code, items in found.items():
        if items:
            items.sort(key=lambda item: item.name)
            are = count(len(items), "package is", "packages are")
            findings.add(code, f"{are} {_SENTENCES[code]}.", items[0].path, items[0].line, items=items)


def check_offers(patient: Patient, findings: Findings) -> None:
    """Find installed packages of which no list has any version."""
    universe = patient.universe
    if universe is None or not patient.is_complete or not patient.lists:
        return
    if not any(universe.is_downloadable(version) for version in range(1, len(universe.version_package))):
        return
    items: list[Item] = []
    for package in universe.installed_packages:
        current = universe.current_version[package]
        if current and not any(universe.is_downloadable(version) for version in universe.package_versions[package]):
            path, line = patient.line_of_package(package)
            items.append(Item(universe.full_name(package, pretty=True), universe.version_strings[current], path, line))
    if items:
        items.sort(key=lambda item: item.name)
        are = count(len(items), "installed package is", "installed packages are")
        findings.add("package-not-offered", f"{are} in no list.", items[0].path, items[0].line, items=items)


def _codes_of(patient: Patient, universe: Universe, package: int) -> list[str]:
    """Give what is the matter with a package: its flag goes before its state, as in apt; a hold is told as well."""
    codes: list[str] = []
    flag = universe.install_state[package]
    state = universe.current_state[package]
    if flag in _REINSTALL:
        codes.append("package-reinst-required" if _has_archive(patient, universe, package) else "package-reinst-lost")
    elif state in _STATES:
        codes.append(_STATES[CurrentState(state)][0])
    elif flag != InstallState.OK:
        codes.append("package-not-ok")
    if universe.selected_state[package] == SelectedState.HOLD:
        codes.append("package-held")
    return codes


def _has_archive(patient: Patient, universe: Universe, package: int) -> bool:
    """Tell whether apt finds an archive for it: of its version, or of its candidate."""
    candidate = patient.cache.state(package).candidate_version if patient.cache is not None else 0
    versions = (universe.current_version[package], candidate)
    return any(version and universe.is_downloadable(version) for version in versions)


def _words(universe: Universe, package: int) -> str:
    """Give the three words of the Status field."""
    selected = SelectedState(universe.selected_state[package]).name.lower()
    flag = {1: "reinstreq", 2: "hold", 3: "hold-reinstreq"}.get(universe.install_state[package], "ok")
    state = CurrentState(universe.current_state[package]).name.lower().replace("_", "-")
    return f"{selected} {flag} {state}"
