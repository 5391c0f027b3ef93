"""What all tests share: a cache folder of their own, and a watch on tests that must not be skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_skipped: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def _own_cache_folder() -> Iterator[Path]:
    """Keep the user's cache folder out of all tests, doctests and README examples included."""
    with tempfile.TemporaryDirectory(prefix="aptsim-tests-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("APTSIM_CACHE_DIR", folder)
        # With it the OpenPGP library takes a quarter of a second for each refusal.
        patch.delenv("RUST_BACKTRACE", raising=False)
        yield Path(folder)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note which parts of the conformance suite were skipped."""
    if report.skipped and report.nodeid.startswith("tests/conformance/"):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a CI run that has the reference apt and did not compare with it."""
    if _skipped and os.environ.get("CI") and _has_reference():
        print(f"\nskipped although apt 2.6 is here: {', '.join(_skipped)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _has_reference() -> bool:
    program = shutil.which("apt-get")
    if program is None:
        return False
    run = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return run.stdout.startswith("apt 2.6.")
