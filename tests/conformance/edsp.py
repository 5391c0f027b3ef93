"""Apt's external solver protocol with the real apt: scenarios that it writes, and solvers that it asks.

`python -m tests.conformance edsp` compares on many roots; `test_edsp.py` on the small ones.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .aptconf import clean_environment
from .oracle import TIMEOUT, Answer, private_folder
from .root import Root

SOLVER_VARIABLE = "APTSIM_APT_SOLVER"
"""Environment variable that names apt's own solver program where it is not installed."""

_SYSTEM_SOLVERS = Path("/usr/lib/apt/solvers")
_DATE = re.compile(r"^Progress: .*$", re.MULTILINE)
_CODE = "import sys; from aptsim.cli.solver import main; sys.exit(main())"


def apt_solver() -> Path | None:
    """Apt's internal solver as a program of its own (package apt-utils); None where it is not there."""
    named = os.environ.get(SOLVER_VARIABLE)
    path = Path(named) if named else _SYSTEM_SOLVERS / "apt"
    return path if path.exists() else None


def write_scenario(root: Root, arguments: tuple[str, ...]) -> bytes | None:
    """The scenario that apt makes of a command; None where it asks no solver."""
    with tempfile.TemporaryDirectory(prefix="aptsim-edsp-") as name:
        path = Path(name) / "scenario"
        environment = clean_environment(private_folder(root).configuration)
        environment["APT_EDSP_DUMP_FILENAME"] = str(path)
        _run(("apt-get", "-s", *arguments, "--solver", "dump"), environment)
        return path.read_bytes() if path.exists() else None


def ask_apt_solver(root: Root, scenario: bytes) -> Answer:
    """What apt's own solver answers to a scenario, under the configuration of the root."""
    solver = apt_solver()
    assert solver is not None
    return _run((str(solver),), clean_environment(private_folder(root).configuration), scenario)


def without_dates(text: str) -> str:
    """An answer without the times at which it was given."""
    return _DATE.sub("Progress:", text)


@dataclass(frozen=True, slots=True)
class Solved:
    """A command that apt ran with an external solver: its answer, and what went to and fro."""

    answer: Answer
    scenario: bytes
    solution: str

    @property
    def asked(self) -> bool:
        """Whether apt asked its solver at all."""
        return bool(self.scenario)


def solve_with_product(root: Root, arguments: tuple[str, ...]) -> Solved:
    """What ``apt-get -s`` says when the product is its external solver, installed as the documentation says."""
    return _solve(root, arguments, f"'{sys.executable}' -c '{_CODE}'")


def solve_with_apt(root: Root, arguments: tuple[str, ...]) -> Solved:
    """What ``apt-get -s`` says when its own solver program is its external solver."""
    return _solve(root, arguments, f"'{apt_solver()}'")


def _solve(root: Root, arguments: tuple[str, ...], command: str) -> Solved:
    with tempfile.TemporaryDirectory(prefix="aptsim-solvers-") as name:
        folder = Path(name)
        solver = folder / "aptsim"
        scenario, solution = folder / "scenario", folder / "solution"
        solver.write_text(f"#!/bin/sh\ntee '{scenario}' | {command} | tee '{solution}'\n")
        solver.chmod(0o755)
        options = ("-o", f"Dir::Bin::Solvers={folder}", "--solver", "aptsim")
        answer = _run(("apt-get", "-s", *arguments, *options), _environment(root))
        asked = scenario.exists()
        return Solved(answer, scenario.read_bytes() if asked else b"", solution.read_text() if asked else "")


def _environment(root: Root) -> dict[str, str]:
    environment = clean_environment(private_folder(root).configuration)
    environment["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
    return environment


def _run(command: tuple[str, ...], environment: dict[str, str], given: bytes = b"") -> Answer:
    run = subprocess.run(
        command, env=environment, input=given, capture_output=True, check=False, timeout=TIMEOUT, cwd="/"
    )
    return Answer(
        run.stdout.decode("utf-8", "surrogateescape"),
        run.stderr.decode("utf-8", "surrogateescape"),
        run.returncode,
    )
