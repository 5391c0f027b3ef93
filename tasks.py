"""The task runner: ``.venv/bin/python tasks.py TASK...``; ``gate`` is all that a change must pass.

It needs nothing but the Python of an environment that has the ``dev`` extra. Without a task it lists them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

TOP = Path(__file__).resolve().parent
TOOLS = Path(sys.executable).parent

# What the wheel must be able to do with nothing but itself.
LIBRARY_USE = """
import aptsim
run = aptsim.Simulator.open(aptsim.bundled_root()).install("openssh-client")
print(f"the bundled snapshot: {len(run.plan.installs)} new packages")
assert run.exit_code == 0 and not list(run.messages)
"""


class TaskError(Exception):
    """A command of a task failed."""


def run(*command: str | Path, folder: Path = TOP) -> None:
    """Run one command, told on stderr, in *folder*."""
    words = [str(word) for word in command]
    print("+", " ".join(words), file=sys.stderr, flush=True)
    code = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, check=False).returncode
    if code:
        raise TaskError(f"exit code {code}: {' '.join(words)}")


def format_() -> None:
    """Rewrite the sources as ruff formats them."""
    run(TOOLS / "ruff", "format")
    run(TOOLS / "ruff", "check", "--fix")


def lint() -> None:
    """Check format and lint rules."""
    run(TOOLS / "ruff", "format", "--check")
    run(TOOLS / "ruff", "check")


def types() -> None:
    """Check types, strictly."""
    run(TOOLS / "mypy")


def layers() -> None:
    """Check that rooms look downwards only."""
    run(TOOLS / "lint-imports")


def test() -> None:
    """Run all tests: doctests, the README, the notebook and the offline part of the conformance suite with them."""
    run(TOOLS / "pytest")


def wheel() -> None:
    """Build the wheel, install it into an empty environment, and use it there, away from the sources."""
    with tempfile.TemporaryDirectory(prefix="aptsim-wheel-") as name:
        folder = Path(name)
        run(TOOLS / "python", "-m", "build", "--outdir", folder / "dist", TOP)
        [built] = (folder / "dist").glob("*.whl")
        venv.create(folder / "venv", with_pip=True)
        tools = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        run(tools / "python", "-m", "pip", "install", "--quiet", built)
        run(tools / "python", "-c", LIBRARY_USE, folder=folder)
        run(tools / "simulate", "install", "openssh-client", folder=folder)


def checks() -> None:
    """Run all of the gate but the tests."""
    for task in (lint, types, layers, wheel):
        task()


def gate() -> None:
    """Run everything that a change must pass."""
    checks()
    test()


TASKS: dict[str, Callable[[], None]] = {
    "format": format_,
    "lint": lint,
    "types": types,
    "layers": layers,
    "test": test,
    "wheel": wheel,
    "checks": checks,
    "gate": gate,
}


def main(names: list[str]) -> int:
    """Run the tasks in order; stop at the first that fails."""
    if not names or any(name not in TASKS for name in names):
        for name, task in TASKS.items():
            print(f"{name:8} {task.__doc__}", file=sys.stderr)
        return 2
    try:
        for name in names:
            TASKS[name]()
    except TaskError as error:
        print(f"tasks.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
