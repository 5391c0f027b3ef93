"""The programs that are compared: simulate, apt-get and a bare Python, each with caches of its own."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from benchmarks.measure import Command, CommandError
from tests.conformance.aptconf import PrivateFolder, apt_get_version, clean_environment
from tests.conformance.folders import cache_folder
from tests.conformance.root import Root

_PASSED_ON = ("PYTHONPATH", "PYTHONPYCACHEPREFIX")
"""What of our environment reaches simulate, so that a checkout can be measured that is not the installed one."""


def work_folder() -> Path:
    """Give the folder for caches and roots that only the benchmarks use."""
    folder = cache_folder() / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def our_environment() -> dict[str, str]:
    """Give the whole environment that simulate runs in."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        "PATH": os.defpath,
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "APTSIM_CACHE_DIR": str(work_folder() / "simulate"),
        **passed_on,
    }


def simulate(*words: str, cold: bool = False) -> Command:
    """Give a command line of simulate.

    Args:
        cold: whether nothing is stored when it starts.

    Raises:
        CommandError: when the program is not installed beside this Python.
    """
    program = Path(sys.executable).with_name("simulate")
    if not program.exists():
        raise CommandError(f"there is no simulate beside {sys.executable}; install the project into its environment")

    def forget() -> None:
        if cold:
            shutil.rmtree(work_folder() / "simulate", ignore_errors=True)

    return Command("simulate", (str(program), *words), our_environment(), forget)


def simulate_on(root: Root, question: tuple[str, ...], *, cold: bool = False) -> Command:
    """Give the command line that answers as apt does, on a root."""
    verb, *words = question
    return simulate(verb, "--root", str(root.path), "--format", "apt", *words, cold=cold)


def library_on(root: Root, question: tuple[str, ...]) -> Command:
    """Give a program that simulates twice on one loaded universe and tells what the second run took."""
    program = Path(__file__).with_name("library_run.py")
    words = (sys.executable, str(program), str(root.path), *question)
    return Command("library", words, our_environment(), tells_figures=True)


def bare_python() -> Command:
    """Give a Python that does nothing."""
    return Command("python -c pass", (sys.executable, "-c", "pass"), our_environment())


def apt_get_on(root: Root, question: tuple[str, ...], *, cold: bool = False) -> Command:
    """Give apt's own simulation on a root.

    Args:
        cold: whether apt's binary caches are removed before it starts.

    Raises:
        CommandError: when there is no apt-get.
    """
    apt_get = shutil.which("apt-get")
    if apt_get is None:
        raise CommandError("there is no apt-get to compare with")
    private = PrivateFolder(work_folder() / f"apt-{root.path.name}-{root.fingerprint[:16]}")
    private.make(root.path, root.architectures)

    def forget() -> None:
        if cold:
            for cache in (private.path / "cache").glob("*.bin"):
                cache.unlink()

    words = (apt_get, "-s", *question)
    return Command(f"apt-get {apt_get_version()}", words, clean_environment(private.configuration), forget)
