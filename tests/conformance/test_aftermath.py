"""The system after a run, against what a real apt and dpkg leave behind for packages without scripts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from aptsim.aftermath.system_after import extended_states_of, status_of
from aptsim.resolver.plan import Plan
from aptsim.run import Run
from aptsim.simulator import Simulator

from .aptconf import apt_get_version
from .dpkg_root import Deb, DpkgRoot

_M = "Maintainer: M <m@example.org>\n"
PLAIN = (
    Deb(
        "Package: a\nVersion: 1:1.0-1\nArchitecture: amd64\nEssential: no\n" + _M + "Depends: b(>=1)|c , d\n"
        "Pre-Depends: e\nRecommends: f\nSuggests: g:any\nProvides: virt (=2), other\nConflicts: zz (<<0:3)\n"
        "Breaks: yy(<< 1)\nReplaces: yy\nEnhances: h\nSection: Misc\nPriority: Optional\nMulti-Arch: no\n"
        "Installed-Size: 12\nHomepage: http://example.org\nOrigin: me\nBugs: http://example.org\nSource: srca (1.0)\n"
        "X-Custom: yes\nDescription: short\n long\n .\n more\n"
    ),
    Deb("Package: b\nVersion: 2\nArchitecture: all\n" + _M + "Description: b\n"),
    Deb("Package: d\nVersion: 2\nArchitecture: amd64\n" + _M + "Multi-Arch: same\nProtected: yes\nDescription: d\n"),
    Deb("Package: e\nVersion: 0:2\nArchitecture: amd64\n" + _M + "Multi-Arch: foreign\nDescription: e\n"),
    Deb("Package: f\nVersion: 2\nArchitecture: amd64\n" + _M + "Depends: zlib\nDescription: f\n"),
    Deb("Package: zlib\nVersion: 2\nArchitecture: amd64\n" + _M + "Description: z\n"),
)
NEWER = (
    Deb("Package: b\nVersion: 3\nArchitecture: amd64\n" + _M + "Depends: new\nDescription: b\n"),
    Deb("Package: new\nVersion: 1\nArchitecture: all\n" + _M + "Description: new\n"),
    Deb("Package: f\nVersion: 1\nArchitecture: amd64\n" + _M + "Description: f\n"),
)
CONFIGURED = (
    Deb("Package: c\nVersion: 1\nArchitecture: amd64\n" + _M + "Depends: e\nDescription: c\n", {"etc/c.conf": "c"}),
    Deb("Package: e\nVersion: 1\nArchitecture: all\nEssential: yes\n" + _M + "Description: e\n", {"etc/e.conf": "e"}),
    Deb("Package: p\nVersion: 1\nArchitecture: amd64\nProtected: yes\n" + _M + "Description: p\n", {"etc/p": "p"}),
)


@pytest.fixture
def root(tmp_path: Path) -> DpkgRoot:
    """A root without packages."""
    if apt_get_version() is None or shutil.which("dpkg") is None:
        pytest.skip("there are no apt-get and dpkg that could install something")
    return DpkgRoot(tmp_path)


def _check(root: DpkgRoot, simulator: Simulator) -> None:
    """Compare the simulator's system with what is in the root."""
    assert status_of(simulator.system).decode() == root.status_path.read_text()
    states = root.states_path.read_text() if root.states_path.exists() else ""
    assert extended_states_of(simulator.system).decode() == states


def _follow(root: DpkgRoot, simulator: Simulator, verb: str, *words: str, **settings: str) -> Simulator:
    """Take one step with both, each on the system that its own step before has left."""
    options = [(f"APT::Get::{name.replace('_', '-')}", value) for name, value in settings.items()]
    run = simulator.run(verb, words, options)
    assert run.exit_code == 0, run.messages.render()
    root.apt_get(verb, *words, *(f"-o{name}={value}" for name, value in options))
    after = simulator.after(run.plan) if run.plan is not None else simulator
    _check(root, after)
    return after


def test_a_chain_of_runs_leaves_what_apt_and_dpkg_leave(root: DpkgRoot) -> None:
    """Install, install again, remove, autoremove and purge: status and marks are equal to the byte after each."""
    root.publish(*PLAIN)
    after = _follow(root, Simulator.open(root.path), "install", "a")
    after = _follow(root, after, "install", "zlib")
    after = _follow(root, after, "reinstall", "b")
    after = _follow(root, after, "remove", "b")
    after = _follow(root, after, "autoremove")
    after = _follow(root, after, "install", "f", "b")
    _follow(root, after, "autopurge", "f")


def test_upgrades_and_downgrades_leave_what_dpkg_leaves(root: DpkgRoot) -> None:
    """A package that changes its architecture, a new dependency, a downgrade, and a hold that is not kept."""
    root.publish(*PLAIN)
    _follow(root, Simulator.open(root.path), "install", "a")
    root.publish(*PLAIN, *NEWER)
    root.hold("b")
    after = _follow(root, Simulator.open(root.path), "upgrade")
    after = _follow(root, after, "install", "f=1", allow_downgrades="true")
    after = _follow(root, after, "install", "b", allow_change_held_packages="true")
    _follow(root, after, "dist-upgrade")


def test_configuration_files_stay_in_the_status_until_they_are_purged(root: DpkgRoot) -> None:
    """Removed packages are left as config-files where the status knows configuration files of theirs."""
    root.publish(*CONFIGURED)
    root.apt_get("install", "c", "p")
    opened = Simulator.open(root.path)
    after = _follow(root, opened, "remove", "c", "p", "e", allow_remove_essential="true")
    after = _follow(root, after, "install", "c")
    after = _follow(root, after, "purge", "p", "c", allow_remove_essential="true")
    _follow(root, after, "autopurge")


def test_apt_goes_on_from_the_files_that_were_written(root: DpkgRoot, tmp_path: Path) -> None:
    """On a root with the written status and marks, apt simulates the next step as the chain does."""
    root.publish(*PLAIN)
    first = Simulator.open(root.path)
    second = first.after(_plan(first.install("a")))
    third = second.after(_plan(second.run("remove", ["b"])))
    root.status_path.write_bytes(status_of(third.system))
    root.states_path.write_bytes(extended_states_of(third.system))
    expected = root.apt_get("-s", "autoremove")
    run = third.run("autoremove", [])
    assert run.simulation is not None
    assert run.simulation.text
    assert expected.endswith(run.simulation.text)


def test_dpkg_reads_the_status_that_was_written(root: DpkgRoot) -> None:
    """dpkg lists the installed packages of a written status without a complaint."""
    root.publish(*PLAIN)
    simulator = Simulator.open(root.path)
    root.status_path.write_bytes(status_of(simulator.after(_plan(simulator.install("a"))).system))
    command = ["dpkg-query", f"--admindir={root.status_path.parent}", "-W", "-f", "${db:Status-Abbrev}${Package} "]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("ii a ii b ii d ii e ii f ii zlib ", "")


def _plan(run: Run) -> Plan:
    assert run.plan is not None
    return run.plan
