"""Whether the apt of the system is one whose answers are foretold here.

Source of the bounds: ``docs/apt-releases.md``; from 3.1 on apt decides with another solver unless it is told not to.
"""

from __future__ import annotations

from aptsim.health.findings import Findings
from aptsim.health.patient import Patient
from aptsim.model.apt_release import choose_release
from aptsim.model.version import compare_versions

FIRST_FORETOLD = "2.0~"
FIRST_WITH_ANOTHER_SOLVER = "3.1~"
_INTERNAL = "internal"


def check_apt(patient: Patient, findings: Findings) -> None:
    """Look at the version of the installed apt."""
    universe = patient.universe
    package = 0 if universe is None else universe.find_package("apt")
    if universe is None or not package or not universe.current_version[package]:
        return
    number = universe.version_strings[universe.current_version[package]]
    path, line = patient.line_of_package(package)
    is_classic = patient.system.configuration.find("APT::Solver") == _INTERNAL
    nearest = choose_release(installed=number)
    stands_for = f"apt {number} is installed, and apt {nearest.release.name} is what is foretold for it"
    if compare_versions(number, FIRST_FORETOLD) < 0:
        findings.add("apt-too-old", f"{stands_for}, for none so old is held against its program.", path, line)
    elif compare_versions(number, FIRST_WITH_ANOTHER_SOLVER) >= 0 and not is_classic:
        findings.add("apt-too-new", f"{stands_for}, the newest that is known.", path, line)
    elif not nearest.is_exact:
        findings.add("apt-stand-in", f"{stands_for}, the nearest that is known.", path, line)
