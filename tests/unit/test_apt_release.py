"""Which release of apt is simulated, and where that is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aptsim.cli.main import main
from aptsim.model.apt_release import RELEASES, AptRelease, choose_release
from aptsim.simulator import Simulator
from aptsim.system.installed_apt import installed_apt_version

_DOCUMENT = Path(__file__).parents[2] / "docs/apt-releases.md"


def _root(folder: Path, apt: str) -> str:
    """A root folder with nothing but an installed apt."""
    (folder / "var/lib/dpkg").mkdir(parents=True)
    (folder / "var/lib/dpkg/arch").write_text("amd64\n")
    (folder / "var/lib/dpkg/status").write_text(
        "Package: apt-utils\nStatus: install ok installed\nArchitecture: amd64\nVersion: 9\n\n"
        f"Package: apt\nStatus: install ok installed\nArchitecture: amd64\nVersion: {apt}\n\n"
    )
    return str(folder)


@pytest.mark.parametrize(
    ("installed", "name", "is_exact"),
    [
        ("", "2.6", True),
        ("2.6.1", "2.6", True),
        ("2.6.1+b2", "2.6", True),
        ("2.2.4", "2.2", True),
        ("3.0.3", "3.0", True),
        ("1:3.0.4", "3.0", True),
        ("1.0.9.8.4", "2.6", False),
        ("0.9.7.9", "2.6", False),
        ("1.8.2.3", "2.6", False),
        ("2.4.13", "2.6", False),
        ("2.7.14build2", "2.6", False),
        ("2.9.8", "3.0", False),
        ("3.1.12", "3.0", False),
        ("3.10.1", "3.0", False),
        ("strange", "2.6", True),
    ],
)
def test_the_release_is_the_one_that_stands_for_what_is_installed(installed: str, name: str, is_exact: bool) -> None:
    """A release held against its program is itself, another one the nearest from 2.0 on, and all else is 2.6."""
    chosen = choose_release(installed=installed)
    assert (chosen.release.name, chosen.is_exact) == (name, is_exact)


@pytest.mark.parametrize(
    ("stanza", "version"),
    [
        ("Package: apt\nStatus: install ok installed\nVersion: 2.2.4\n", "2.2.4"),
        ("Package: apt\r\nStatus: hold ok installed\r\nVersion: 2.2.4\r\n", "2.2.4"),
        ("package: apt\nversion: 2.2.4\nstatus: install ok unpacked\n", "2.2.4"),
        ("Package: apt\nStatus: deinstall ok config-files\nVersion: 2.2.4\n", ""),
        ("Package: apt\nVersion: 2.2.4\n", ""),
        ("Package: aptitude\nStatus: install ok installed\nVersion: 2.2.4\n", ""),
        ("Package: apt\nStatus: install ok installed\n\nPackage: b\nVersion: 2\n", ""),
        ("", ""),
    ],
)
def test_the_installed_apt_is_read_from_the_status(stanza: str, version: str) -> None:
    """Only the stanza of the package apt counts, and only where it is there on the disk."""
    before = "Package: a\nStatus: install ok installed\nVersion: 1\n\n"
    assert installed_apt_version((before + stanza).encode()) == version


def test_a_system_is_simulated_as_its_own_apt_unless_another_is_asked_for(tmp_path: Path) -> None:
    """The library takes the release from the status, and from its argument before that."""
    root = _root(tmp_path, "2.2.4")
    assert Simulator.open(root).system.apt.release.name == "2.2"
    assert Simulator.open(root, apt_release="3.0").system.apt.release.name == "3.0"


def test_a_release_that_is_not_known_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stderr names the installed apt and the one that stands for it, and the document has both."""
    root = _root(tmp_path, "3.1.12")
    assert main(["install", "apt", "--root", root, "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert err == "simulate: apt 3.1.12 is installed; what apt 3.0 does is simulated (--apt-release)\n"
    assert json.loads(out)["apt"] == {
        "release": "3.0",
        "installed": "3.1.12",
        "is_exact": False,
        "asks_second_solver": False,
    }


def test_an_unknown_release_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """The command line names the releases that there are."""
    assert main(["install", "a", "--apt-release", "2.4"]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in RELEASES)


def test_every_switch_is_in_the_table_with_its_values() -> None:
    """docs/apt-releases.md has a row for each switch, with what each release says."""
    rows = dict(line.split("` | ", 1) for line in _DOCUMENT.read_text().splitlines() if line.startswith("| `"))
    for field in AptRelease.__match_args__[1:]:
        shown = [_shown(getattr(release, field)) for release in RELEASES.values()]
        assert rows[f"| `{field}"].startswith(" | ".join(shown)), field


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"`{value}`" if isinstance(value, str) else str(value)
