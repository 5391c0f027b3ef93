"""``--base``: systems made from nothing but lists, and the warning where a system has lost its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aptsim.cli.main import main
from tests.unit.real_apt import make_root

_TOP = Path(__file__).resolve().parents[2]
_ROOT = str(_TOP / "data/bookworm/root")
_JESSIE = str(_TOP / "data/jessie/Packages")
_RECORDED = json.loads((Path(__file__).parent / "debootstrap_bookworm.json").read_text())
_INDEX = (
    "Package: dpkg\nPriority: required\nEssential: yes\nArchitecture: amd64\nVersion: 1\nFilename: d.deb\nSize: 1\n"
    "Description-md5: 0\nTag: a::b,\n c::d\nDescription: short\n\n"
    "Package: apt\nPriority: important\nArchitecture: amd64\nVersion: 1\nFilename: a.deb\nSize: 1\n\n"
    "Package: nano\nPriority: important\nArchitecture: amd64\nVersion: 1\nFilename: n.deb\nSize: 1\n\n"
)


def _installed(capsys: pytest.CaptureFixture[str], *words: str) -> int:
    main(["doctor", "--format", "json", *words])
    installed: int = json.loads(capsys.readouterr().out)["system"]["installed"]
    return installed


@pytest.mark.parametrize("variant", ["minbase", "standard"])
def test_a_base_of_bookworm_has_what_debootstrap_installs(variant: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On the base, nothing that debootstrap was recorded to install is new, nothing else is there, and it is sound."""
    names = _RECORDED[variant]
    assert main(["install", "--root", _ROOT, "--base", variant, "--format", "json", *names]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert [change["name"] for change in plan["changes"] if change["change"] == "install"] == []
    assert _installed(capsys, "--root", _ROOT, "--base", variant) == len(names)
    assert main(["doctor", "--root", _ROOT, "--base", variant, "--now", "2026-11-24"]) == 0


@pytest.mark.parametrize(("variant", "installed"), [("empty", 0), ("minbase", 2), ("standard", 3)])
def test_bare_files_can_have_a_base_too(
    variant: str, installed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """minbase is what is required and apt, standard what is required and important."""
    packages = tmp_path / "Packages"
    packages.write_text(_INDEX)
    assert _installed(capsys, "--packages", str(packages), "--arch", "amd64", "--base", variant) == installed


def test_a_base_takes_the_place_of_all_that_is_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the root's packages nor its automatic marks count, and the root is not written to."""
    lost = "Package: gone\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n"
    root = make_root(
        tmp_path / "root",
        {
            "var/lib/dpkg/status": lost,
            "var/lib/apt/extended_states": "Package: apt\nArchitecture: amd64\nAuto-Installed: 1\n\n",
            "etc/apt/apt.conf": 'APT::Architecture "amd64";\n',
            "etc/apt/sources.list": "deb [trusted=yes] http://tiny.example/x ./\n",
            "var/lib/apt/lists/tiny.example_x_._Packages": _INDEX,
        },
    )
    assert main(["autoremove", "--root", str(root), "--base", "minbase", "--format", "apt"]) == 0
    assert "0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded." in capsys.readouterr().out
    assert main(["policy", "gone", "--root", str(root), "--base", "minbase", "--format", "apt"]) == 0
    assert "gone" not in capsys.readouterr().out
    assert (root / "var/lib/dpkg/status").read_text() == lost


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--base", "huge"], 2),
        (["--base", "minbase", "--status", _JESSIE, "--packages", _JESSIE], 2),
        (["--base", "minbase", "--packages", _JESSIE, "--arch", "armhf"], 100),
    ],
)
def test_a_base_that_cannot_be_made_is_one_clear_error(
    words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong word, two ways to say what is installed, or no list to make it from: an error without a traceback."""
    assert main(["install", "openssh-client", *words]) == code
    captured = capsys.readouterr()
    assert not captured.out and captured.err and "Traceback" not in captured.err


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (None, "there is no dpkg status at"),
        ("", "has no installed package"),
        ("Package: x\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\n", "has no installed"),
    ],
)
def test_a_lost_status_is_told_of_in_one_line(
    status: str | None, said: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing is installed, an install says so on stderr; what it prints on stdout stays what it is."""
    root = make_root(tmp_path / "root", {"var/lib/dpkg/arch": "amd64\n", "var/lib/dpkg/status": status or ""})
    if status is None:
        (root / "var/lib/dpkg/status").unlink()
    main(["install", "--root", str(root), "--format", form])
    captured = capsys.readouterr()
    warnings = [line for line in captured.err.splitlines() if line.startswith("simulate: warning: ")]
    assert len(warnings) == 1
    assert said in warnings[0] and "simulate doctor" in warnings[0]


def test_apt_format_stays_silent_about_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --format apt nothing is added to apt's own words."""
    root = make_root(tmp_path / "root", {"var/lib/dpkg/arch": "amd64\n"})
    main(["install", "--root", str(root), "--format", "apt"])
    assert "simulate:" not in capsys.readouterr().err


def test_a_system_with_packages_or_a_base_is_not_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a system with a package nor one that is empty on purpose gets the warning."""
    status = "Package: dpkg\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n"
    (tmp_path / "status").write_text(status)
    (tmp_path / "Packages").write_text(_INDEX)
    main(["install", "apt", "--packages", str(tmp_path / "Packages"), "--status", str(tmp_path / "status")])
    main(["install", "apt", "--packages", str(tmp_path / "Packages"), "--arch", "amd64", "--base", "empty"])
    assert "warning" not in capsys.readouterr().err
