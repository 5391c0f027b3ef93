"""Whether the apt of the system is one whose answers are foretold here.

Source of the bounds: ``docs/conformance.md``; from 3.1 on apt decides with another solver unless it is told not to.
"""

from __future__ import annotations

from aptsim.health.findings import Findings
from aptsim.health.patient import Patient
from aptsim.model.version import compare_versions

OLDEST = "2.2"
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
    if compare_versions(number, OLDEST) < 0:
        text = f"apt {number} is installed; answers are held against apt {OLDEST} and later."
        findings.add("apt-too-old", text, path, line)
        return
    is_classic = patient.system.configuration.find("APT::Solver") == _INTERNAL
    if compare_versions(number, FIRST_WITH_ANOTHER_SOLVER) >= 0 and not is_classic:
        text = f"apt {number} is installed; answers are held against apt before {FIRST_WITH_ANOTHER_SOLVER[:-1]}."
        findings.add("apt-too-new", text, path, line)
