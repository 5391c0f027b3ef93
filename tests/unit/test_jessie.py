"""The case that the project was born from, as a user runs it on bare files."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.cli.main import main

_JESSIE = Path(__file__).resolve().parents[2] / "data" / "jessie"


@pytest.mark.parametrize("case", ["healthy", "empty"])
def test_bare_files_give_what_apt_was_recorded_to_print(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    """With a healthy status 3 packages, without one 40, and stdout is apt's to the byte, whatever this machine has."""
    status = ["--status", str(_JESSIE / "status-healthy")] if case == "healthy" else []
    words = ["install", "openssh-client", "--no-install-recommends", "--arch", "amd64", "--format", "apt"]
    code = main([*words, "--packages", str(_JESSIE / "Packages"), *status])
    assert code == 0
    assert capfd.readouterr().out == (_JESSIE / f"apt-2.6.1-{case}.txt").read_text()


def test_the_words_can_be_those_of_the_release_of_its_time(capfd: pytest.CaptureFixture[str]) -> None:
    """Debian 8's apt calls extra what later ones call additional (apt-private/private-install.cc of 1.0)."""
    status = ["--status", str(_JESSIE / "status-healthy"), "--packages", str(_JESSIE / "Packages")]
    words = ["install", "openssh-client", "--no-install-recommends", "--format", "apt", "--apt-release", "1.0"]
    assert main([*words, *status]) == 0
    recorded = (_JESSIE / "apt-2.6.1-healthy.txt").read_text()
    out, err = capfd.readouterr()
    assert out == recorded.replace("following additional packages", "following extra packages")
    assert not err


def test_what_is_new_enough_is_said_in_the_words_of_1_0(capfd: pytest.CaptureFixture[str]) -> None:
    """The version is not named (TryToInstall of 1.0)."""
    status = ["--status", str(_JESSIE / "status-healthy"), "--packages", str(_JESSIE / "Packages")]
    assert main(["install", "apt", "--format", "apt", "--apt-release", "1.0", *status]) == 0
    assert "apt is already the newest version.\n" in capfd.readouterr().out
