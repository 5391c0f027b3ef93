"""A sweep on a real Dask cluster of this machine, which loses a worker on the way."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from aptsim.cli.main import main
from aptsim.sweep.journal import read_rows
from tests.unit.request_root import request_root


@pytest.mark.filterwarnings("ignore")  # of Dask's own; what it does when a process is killed is not ours
def test_no_row_is_lost_or_doubled_when_a_worker_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers sweep two systems, one is killed after the first row: the rows are those of one process."""
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
    roots = [request_root(tmp_path / name) for name in ("one", "two")]
    systems = tmp_path / "systems"
    systems.write_text("".join(f"--root {root}\n" for root in roots))
    alone, together = tmp_path / "alone.jsonl", tmp_path / "together.jsonl"
    line = ["sweep", "--all", "--systems", str(systems), "--output"]
    assert main([*line, str(alone), "--jobs", "1"]) == 0

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        killed: list[int] = []
        _kill_after_first_row(monkeypatch, pids, killed)
        assert main([*line, str(together), "--dask", cluster.scheduler_address]) == 0

    assert killed
    expected = [row.without_time() for row in read_rows(alone)]
    assert [row.without_time() for row in read_rows(together)] == expected


def test_a_cluster_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no scheduler answers, one line says so, and the exit code is 100."""
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    import dask

    root = request_root(tmp_path / "root")
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        assert main(["sweep", "plain", "--root", str(root), "--dask", "tcp://127.0.0.1:1"]) == 100
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("E: tcp://127.0.0.1:1: no Dask scheduler answers: ")


def _kill_after_first_row(monkeypatch: pytest.MonkeyPatch, pids: list[int], killed: list[int]) -> None:
    from aptsim.sweep.journal import Journal

    add = Journal.add

    def add_and_kill(journal: Journal, row: object) -> None:
        add(journal, row)  # type: ignore[arg-type]
        if not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    monkeypatch.setattr(Journal, "add", add_and_kill)
