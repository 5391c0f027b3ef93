"""An examination: every check in turn, and how the next commands of apt would end."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

from aptsim.health.apt_checks import check_apt
from aptsim.health.architecture_checks import check_architectures, check_list_architectures
from aptsim.health.dependency_checks import check_dependencies, check_essential
from aptsim.health.findings import Findings, count
from aptsim.health.list_checks import check_lists
from aptsim.health.message_checks import check_messages, tell_unreadable_configuration
from aptsim.health.mirror_checks import Fetch, check_mirrors
from aptsim.health.package_checks import check_offers, check_packages
from aptsim.health.patient import Patient, Phase
from aptsim.health.release_checks import check_dates, check_same_release
from aptsim.health.report import Prospect, Report, SystemCard
from aptsim.health.status_checks import check_status_file
from aptsim.model.message import Message, Messages
from aptsim.resolver.plan import Plan
from aptsim.simulator import Simulator
from aptsim.system.root import System

_FIX = (("APT::Get::Fix-Broken", "true"),)
_SIMULATE = ("APT::Get::Simulate", "true")


def examine(
    system: System,
    now: datetime,
    name: str = "",
    said: Sequence[Message] = (),
    fetch: Fetch | None = None,
    cache_path: str | os.PathLike[str] | None = None,
) -> Report:
    """Examine a system.

    Args:
        system: what to look at.
        now: the day that dates are held against.
        name: how the user named the system.
        said: what apt said while the configuration was read.
        fetch: asks mirrors; None asks nobody.
        cache_path: where universes are stored; None to store nothing.
    """
    patient = Patient(system, cache_path, [(Phase.CONFIGURATION, message) for message in said])
    patient.open()
    findings = Findings()
    check_status_file(patient, findings)
    check_messages(patient, findings)
    check_packages(patient, findings)
    check_dependencies(patient, findings)
    if not findings.has("status-empty", "status-nothing-installed", "status-absent"):
        check_essential(patient, findings)
    check_architectures(patient, findings)
    check_lists(patient, findings)
    check_list_architectures(patient, findings)
    check_offers(patient, findings)
    check_dates(patient, now, findings)
    check_same_release(patient, findings)
    check_apt(patient, findings)
    if fetch is not None:
        check_mirrors(patient, fetch, findings)
    return Report(
        _card_of(patient, name), now, findings.in_order(), _prospects(patient, cache_path), _omissions(patient)
    )


def report_unreadable(name: str, messages: Sequence[Message], now: datetime) -> Report:
    """Give the report on a system whose configuration cannot be read, so that apt does not get any further."""
    findings = Findings()
    tell_unreadable_configuration(messages, findings)
    omission = "everything else: without its configuration nobody knows where its files are"
    return Report(SystemCard(name), now, findings.in_order(), (), (omission,))


def _card_of(patient: Patient, name: str) -> SystemCard:
    universe, system = patient.universe, patient.system
    offered = 0
    if universe is not None:
        offered = sum(universe.is_downloadable(version) for version in range(1, len(universe.version_package)))
    installed = None if patient.status_file is not None else 0
    if patient.status is not None:
        installed = len(patient.status.installed)
    return SystemCard(name, system.status_path, system.architectures, installed, len(patient.lists), offered)


def _omissions(patient: Patient) -> list[str]:
    omissions: list[str] = []
    if patient.universe is None:
        omissions.append("packages and dependencies: neither status nor lists can be read")
    elif not patient.is_complete:
        omissions.append("what the lists offer: apt does not get that far")
    if patient.system.package_files is not None and not patient.lists:
        omissions.append("what a list offers: none is given (--packages FILE)")
    return omissions


def _prospects(patient: Patient, cache_path: str | os.PathLike[str] | None) -> list[Prospect]:
    """Simulate the next command, and the repair where that fails over broken packages."""
    if patient.cache is None:
        return []
    simulator = Simulator(patient.system, cache_path)
    prospects = [_prospect(simulator, "apt-get install", ())]
    if prospects[0].exit_code and patient.cache.broken_count:
        prospects.append(_prospect(simulator, "apt-get --fix-broken install", _FIX))
    return prospects


def _prospect(simulator: Simulator, command: str, options: Sequence[tuple[str, str]]) -> Prospect:
    run = simulator.run("install", (), (*options, _SIMULATE), Messages())
    says = [message.render() for message in run.messages if message.is_error]
    effect = _effect_of(run.plan) if run.plan is not None and not run.exit_code else ""
    if run.simulation is not None and not run.exit_code and not effect:
        configured = sum(line.startswith("Conf ") for line in run.simulation.text.splitlines())
        effect = f"{count(configured, 'package')} to configure" if configured else ""
    return Prospect(command, run.exit_code, says, effect)


def _effect_of(plan: Plan) -> str:
    counts: dict[str, int] = {}
    for package in plan.changes:
        counts[package.change.value] = counts.get(package.change.value, 0) + 1
    return ", ".join(f"{number} to {change}" for change, number in sorted(counts.items()))
