"""Upgrades of whole small systems, held against what apt-get 2.6.1 did to the same ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.resolver.classic.upgrade import upgrade
from aptsim.resolver.classic.upgrade_mode import UpgradeMode
from tests.unit.ordering_marks import marked_cache

_SYSTEM = """
    archive stable
    a 2; Depends: b (>= 2)
    b 2; Conflicts: c
    c 1
    d 2; Depends: new
    new 1
    e 2
    f 2
    core 1; Essential: yes
    status
    a 1
    b 1
    c 1
    d 1
    e 1 <hold ok installed>
    f 1
"""
_SHARES = (0, 20, 40, 60, 80, 100)
_PHASED = "\n".join(
    (
        "archive stable",
        *(f"p{share} 2; Phased-Update-Percentage: {share}" for share in _SHARES),
        "status",
        *(f"p{share} 1" for share in _SHARES),
    )
)
_NOTHING_NEW = UpgradeMode.FORBID_REMOVE_PACKAGES | UpgradeMode.FORBID_INSTALL_NEW_PACKAGES
_ALL = "+p0 +p100 +p20 +p40 +p60 +p80"
_MACHINE = "0123456789abcdef0123456789abcdef"


def _changes(folder: Path, text: str, mode: UpgradeMode, machine: str, options: tuple[tuple[str, str], ...]) -> str:
    cache = marked_cache(folder, text, "", options)
    assert upgrade(cache, mode, machine)
    states = [(cache.universe.name(package), cache.state(package)) for package in cache.touched_packages()]
    installed = sorted(f"+{name}" for name, state in states if state.install)
    return " ".join(installed + sorted(f"-{name}" for name, state in states if state.delete))


@pytest.mark.parametrize(
    ("mode", "options", "changes"),
    [
        (_NOTHING_NEW, (), "+f"),
        (UpgradeMode.FORBID_REMOVE_PACKAGES, (), "+d +f +new"),
        (UpgradeMode.ALLOW_EVERYTHING, (), "+a +b +core +d +f +new -c"),
        (UpgradeMode.ALLOW_EVERYTHING, (("APT::Ignore-Hold", "true"),), "+a +b +core +d +e +f +new -c"),
    ],
)
def test_each_mode_goes_as_far_as_apt_goes(
    tmp_path: Path, mode: UpgradeMode, options: tuple[tuple[str, str], ...], changes: str
) -> None:
    """`upgrade`, `upgrade --with-new-pkgs` and `dist-upgrade` made these changes."""
    assert _changes(tmp_path, _SYSTEM, mode, "", options) == changes


@pytest.mark.parametrize(
    ("mode", "machine", "options", "changes"),
    [
        (_NOTHING_NEW, "", (), _ALL),
        (_NOTHING_NEW, _MACHINE, (), "+p100 +p60"),
        (UpgradeMode.ALLOW_EVERYTHING, _MACHINE, (), "+p100 +p60"),
        (_NOTHING_NEW, "", (("APT::Get::Never-Include-Phased-Updates", "true"),), "+p100"),
        (
            _NOTHING_NEW,
            _MACHINE,
            (("APT::Get::Always-Include-Phased-Updates", "true"),),
            "+p0 +p100 +p20 +p40 +p60 +p80",
        ),
    ],
)
def test_phased_upgrades_wait_on_the_machines_on_which_apt_waits(
    tmp_path: Path, mode: UpgradeMode, machine: str, options: tuple[tuple[str, str], ...], changes: str
) -> None:
    """With APT::Machine-ID and the options, these of six phased upgrades were made."""
    assert _changes(tmp_path, _PHASED, mode, machine, options) == changes
