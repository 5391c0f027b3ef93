"""The README's commands work as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from aptsim.cli.main import main

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")
_LOST_STATUS = (
    "simulate: warning: no dpkg status is given (--status FILE, or --base), so everything counts as not installed; "
    "see simulate doctor\n"
)
COMMANDS = re.findall(r"^\$ simulate (.*)$", README, re.MULTILINE)


def test_the_readme_has_two_commands_that_do_all_the_set_up() -> None:
    """Its first two sh blocks are one line each: the first does the main job, the second runs the tests."""
    first, second = re.findall(r"^```sh\n(.*)\n```$", README, re.MULTILINE)
    assert first.endswith("simulate install openssh-client")
    assert second.endswith("pytest")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_tour_works(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command of the tour exits with 0, prints something, and has nothing to complain of but a lost status."""
    monkeypatch.chdir(TOP)
    assert main(shlex.split(command)) == 0
    given = capsys.readouterr()
    assert given.out
    is_without_status = "--packages" in command and "--status" not in command and "--base" not in command
    assert given.err == (_LOST_STATUS if is_without_status else "")
