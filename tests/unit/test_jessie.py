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
