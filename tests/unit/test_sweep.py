"""Sweeps: the same rows whoever works, kept in files that can be gone on with."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import aptsim.cli.sweep_run
from aptsim.cli.main import main
from aptsim.model.message import Messages
from aptsim.simulator import Simulator
from aptsim.sweep.batch import Choice
from aptsim.sweep.journal import Journal, read_rows
from aptsim.sweep.row import Row
from aptsim.sweep.sweep import sweep, swept_system
from aptsim.sweep.workers import local_workers
from aptsim.system.root import open_root
from tests.unit.request_root import request_root

_TOP = Path(__file__).resolve().parents[2]
_SIMULATING = (("APT::Get::Simulate", "true"),)
_PACKAGES = [
    "essential-tool", "foreign-only:i386", "g++", "heir", "lib-a", "lib-b", "libsame", "libsame:i386", "mta-one",
    "mta-two", "plain", "python", "single", "versions", "wishes",
]  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small root folder."""
    return str(request_root(tmp_path_factory.mktemp("sweep") / "root"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "aptsim-cache"))


def _rows(root: str, executor: Executor | None = None, choice: Choice | None = None) -> list[Row]:
    system = swept_system("small", open_root(root, Messages(), _SIMULATING))
    rows = sweep([system], choice or Choice(takes_all=True), executor, batch_size=4)
    return [row.without_time() for row in rows]


def test_every_offered_package_has_a_row_and_rows_are_sorted(root: str) -> None:
    """A sweep of all has one row for each package that the sources offer, by name, the native architecture first."""
    assert [row.package for row in _rows(root)] == _PACKAGES


def test_a_row_says_what_the_run_comes_to(root: str) -> None:
    """Numbers, version and outcome of a row are those of the same installation simulated on its own."""
    simulator = Simulator.open(root)
    for row in _rows(root):
        run = simulator.install(row.package)
        assert row.exit_code == run.exit_code
        if run.plan is not None:
            assert row.installs == len(run.plan.installs)
            assert row.download_size == run.plan.download_size
            assert row.steps == (None if run.simulation is None else len(run.simulation.lines))


def test_a_failure_has_its_reason_in_apts_words(root: str) -> None:
    """What apt would show of unmet dependencies, and its errors, stand in one line."""
    (row,) = _rows(root, choice=Choice(words=("wishes",)))
    assert (row.exit_code, row.outcome, row.version) == (100, "failed", "1")
    assert row.reason == (
        "wishes : Depends: gone but it is not installable; Depends: odd:armhf but it is not installable; "
        "Recommends: mail; Unable to correct problems, you have held broken packages."
    )
    (row,) = _rows(root, choice=Choice(words=("nosuch",)))
    assert row.reason == "Unable to locate package nosuch"


def test_names_and_globs_are_taken_together(root: str) -> None:
    """Packages that a glob matches come sorted, then what else is named; nothing comes twice."""
    rows = _rows(root, choice=Choice(words=("versions=1.0", "mta*", "mta-two", "lib-*", "versions=1.0")))
    assert [row.package for row in rows] == ["lib-a", "lib-b", "mta-one", "mta-two", "versions=1.0"]
    assert rows[-1].version == "1.0"


def test_rows_are_the_same_whoever_works(root: str) -> None:
    """Without workers, with threads, forked or spawned processes, the rows are equal and in the same order."""
    expected = _rows(root)
    with ThreadPoolExecutor(2) as threads:
        assert _rows(root, threads) == expected
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as spawned:
        assert _rows(root, spawned) == expected
    with local_workers(2) as workers:
        assert _rows(root, workers) == expected


def test_rows_go_to_a_file_and_what_is_there_is_not_done_again(root: str, tmp_path: Path) -> None:
    """A file cut short in the middle of a row is gone on with: old rows stay byte for byte, the rest is added."""
    path = tmp_path / "rows.jsonl"
    line = ["sweep", "--all", "--root", root, "--output", str(path)]
    assert main([*line, "--jobs", "1"]) == 0
    whole = path.read_bytes()
    assert [row.package for row in read_rows(path)] == _PACKAGES
    lines = whole.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:7]) + lines[7][:20])
    assert main([*line, "--resume", "--jobs", "2"]) == 0
    assert path.read_bytes().startswith(b"".join(lines[:7]))
    assert [row.without_time() for row in read_rows(path)] == [
        Row.from_json(one).without_time() for one in whole.splitlines()
    ]
    assert main([*line, "--resume"]) == 0
    assert len(path.read_bytes().splitlines()) == len(_PACKAGES)


def test_rows_go_to_the_output_when_no_file_is_named(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each row is one line of JSON with the documented fields, and nothing else is printed."""
    assert main(["sweep", "g++", "--root", root, "--jobs", "1"]) == 0
    out, err = capsys.readouterr()
    row = json.loads(out)
    assert err == ""
    assert row.pop("seconds") > 0
    assert row == {
        "system": root, "package": "g++", "version": "12", "exit_code": 0, "outcome": "simulated", "installs": 1,
        "upgrades": 0, "downgrades": 0, "reinstalls": 0, "removals": 0, "download_size": row["download_size"],
        "disk_change": row["disk_change"], "steps": 2, "reason": "",
    }  # fmt: skip


def test_a_parquet_file_holds_the_same_rows_and_can_be_gone_on_with(root: str, tmp_path: Path) -> None:
    """Parquet is made of the same rows; a whole file is gone on with, and so is the journal of an interrupted sweep."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    path = tmp_path / "rows.parquet"
    line = ["sweep", "--root", root, "--jobs", "1", "--output", str(path)]
    assert main([*line, "mta*"]) == 0
    assert main([*line, "--all", "--resume"]) == 0
    rows = [Row(**values).without_time() for values in parquet.read_table(path).to_pylist()]
    assert sorted(rows, key=lambda row: row.package) == [replace(row, system=root) for row in _rows(root)]
    assert list(tmp_path.iterdir()) == [path]


def test_many_systems_are_swept_one_after_the_other(
    root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line of --systems is a system with options of its own; one that cannot be opened has a row that says so."""
    systems = tmp_path / "systems"
    systems.write_text(f"--root {root}\n\n# none\n--root {tmp_path}/missing\n--root {root} -t testing\n")
    assert main(["sweep", "plain", "versions", "--systems", str(systems), "--jobs", "2"]) == 0
    rows = [Row.from_json(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row.system.split("/")[-1], row.package, row.version) for row in rows] == [
        ("root", "plain", "1.0"),
        ("root", "versions", "1.0"),
        ("missing", "", ""),
        ("root -t testing", "plain", "1.1"),
        ("root -t testing", "versions", "2.0"),
    ]
    assert rows[2].reason == f"{tmp_path}/missing: no such folder"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Which packages?"),
        (["plain", "--resume"], 2, "--resume needs --output"),
        (["plain", "--format", "apt"], 2, "--format apt"),
        (["plain", "--jobs", "0"], 2, "--jobs"),
        (["no*such"], 100, "E: Unable to locate package no*such\n"),
        (["plain", "--systems", "/nonexistent"], 100, "E: /nonexistent: no such file or directory\n"),
    ],
)
def test_mistakes_are_told(
    root: str, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage exits with 2; what is not there with 100 and one line."""
    assert main(["sweep", "--root", root, *words]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_file_is_not_overwritten_nor_mistaken(root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is there is kept unless it is to be gone on with; one of something else is named with its line."""
    path = tmp_path / "rows"
    path.write_text("something else\n")
    line = ["sweep", "plain", "--root", root, "--output", str(path)]
    assert main(line) == 100
    assert capsys.readouterr().err == f"E: {path}: is there already; --resume goes on with it\n"
    assert main([*line, "--resume"]) == 100
    assert capsys.readouterr().err == f"E: {path}:1: not a row of a sweep\n"
    assert path.read_text() == "something else\n"
    systems = tmp_path / "systems"
    systems.write_text("--root /\n--root\n")
    assert main(["sweep", "plain", "--systems", str(systems)]) == 100
    assert capsys.readouterr().err.startswith(f"E: {systems}:2: ")


def test_a_lost_worker_process_ends_the_sweep_with_a_word(
    root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the system ends a worker, for want of memory say, one line says so and the rows that were made are kept."""

    def broken(*_: object) -> object:
        raise BrokenExecutor

    monkeypatch.setattr(aptsim.cli.sweep_run, "sweep", broken)
    assert main(["sweep", "plain", "--root", root, "--output", str(tmp_path / "rows")]) == 100
    assert "a worker process was ended from outside" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="a process sends itself a signal as POSIX has it")
def test_an_interrupted_sweep_keeps_its_rows_and_is_gone_on_with(
    root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends a sweep with 130 and whole rows in the file; --resume makes it what it would have been."""
    add = Journal.add

    def add_and_interrupt(journal: Journal, row: Row) -> None:
        add(journal, row)
        if len(journal.done) == 5:
            os.kill(os.getpid(), signal.SIGINT)

    path = tmp_path / "rows.jsonl"
    line = ["sweep", "--all", "--root", root, "--output", str(path), "--jobs", "2"]
    monkeypatch.setattr(Journal, "add", add_and_interrupt)
    assert main(line) == 130
    assert "interrupted after" in capsys.readouterr().err
    kept = path.read_bytes()
    assert 5 <= len(list(read_rows(path))) < len(_PACKAGES)
    monkeypatch.undo()
    assert main([*line, "--resume"]) == 0
    assert path.read_bytes().startswith(kept)
    assert [row.package for row in read_rows(path)] == _PACKAGES
