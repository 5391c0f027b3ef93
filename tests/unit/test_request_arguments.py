"""Package arguments are read as apt reads them; the answers are recorded from apt-get 2.6.1 on the same small root."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from aptsim.cli.main import main
from tests.unit.real_apt import ask_apt, need_reference
from tests.unit.request_root import request_root, without_progress


@dataclass(frozen=True, slots=True)
class Recorded:
    """What apt-get -s -q=0 install says about some arguments, its progress left out."""

    arguments: str
    stdout: str
    stderr: str


RECORDED = [Recorded(**answer) for answer in json.loads((Path(__file__).parent / "request_answers.json").read_text())]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small root, made once."""
    return request_root(tmp_path_factory.mktemp("request") / "root")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "aptsim-cache"))


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded.arguments)
def test_arguments_are_answered_as_apt_does(recorded: Recorded, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Notes, explanations and errors about these arguments are apt's own, each on its stream."""
    main(["install", "--root", str(root), "--format", "apt", "-q=0", *recorded.arguments.split()])
    said = capsys.readouterr()
    assert (without_progress(said.out), said.err) == (recorded.stdout, recorded.stderr)


def test_recorded_answers_are_those_of_apt(root: Path) -> None:
    """The apt on PATH still gives the recorded answers."""
    need_reference()
    for recorded in RECORDED:
        answer = ask_apt(root, "apt-get", "-s", "-q=0", "install", *recorded.arguments.split())
        assert (without_progress(answer.stdout), answer.stderr) == (recorded.stdout, recorded.stderr)


def test_notes_come_at_quiet_level_zero_only(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Into a pipe, at quiet level 1, apt does not tell what a glob selected."""
    main(["install", "--root", str(root), "--format", "apt", "lib-*", "nosuch"])
    assert capsys.readouterr().out == "Reading package lists...\nBuilding dependency tree...\n"
