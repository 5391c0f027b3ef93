"""The product's answer, asked as a user asks: ``simulate VERB --root ROOT --format apt ARGUMENTS``."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from typing import Any, Protocol

from .cases import Case
from .compare import CRASHED
from .folders import cache_folder, repository_folder
from .oracle import TIMED_OUT, Answer
from .reference import DEFAULT
from .root import Root

TIMEOUT = 120.0  # seconds


class Product(Protocol):
    """Something that answers a case."""

    def answer(self, root: Root, case: Case) -> Answer:
        """The product's answer to *case* on *root*."""


def product_arguments(root: Root, case: Case, release: str) -> list[str]:
    """The arguments behind ``simulate``; the root's own release of apt does not count."""
    own = ("--root", str(root.path), "--format", "apt", "--apt-release", release)
    return [*case.before, case.verb, *own, *case.after]


def product_environment() -> dict[str, str]:
    """The environment of the product: this checkout's source, and a cache folder of its own."""
    environment = dict(os.environ)
    environment["PYTHONPATH"] = str(repository_folder() / "src")
    environment["APTSIM_CACHE_DIR"] = str(cache_folder() / "product-cache/aptsim")
    environment["PYTHONIOENCODING"] = "utf-8:surrogateescape"
    environment["APTSIM_TRACEBACK"] = "1"
    environment.pop("APT_CONFIG", None)
    return environment


class SubprocessProduct:
    """Starts a new Python for each case: slow, and exactly what a user gets."""

    def __init__(self, release: str = DEFAULT) -> None:
        self._release = release

    def answer(self, root: Root, case: Case) -> Answer:
        """The product's answer to *case* on *root*."""
        command = [sys.executable, "-m", "aptsim", *product_arguments(root, case, self._release)]
        try:
            run = subprocess.run(
                [word.encode("utf-8", "surrogateescape") for word in command],
                env=product_environment(),
                cwd=root.path,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            return Answer("", "", TIMED_OUT)
        return Answer(_text(run.stdout), _text(run.stderr), run.returncode)


def _import_rooms() -> None:
    """Imports what a run needs, so that no forked process does it again; graphs and downloads are not among that."""
    package = importlib.import_module("aptsim")
    for module in pkgutil.walk_packages(package.__path__, "aptsim."):
        if not module.name.startswith(("aptsim.graph", "aptsim.archive.mirror", "aptsim.__main__")):
            importlib.import_module(module.name)


class ForkedProduct:
    """Imports the product once and forks for each case, so that a case costs no start of Python."""

    def __init__(self, release: str = DEFAULT, in_part: bool = False) -> None:
        self._release = release
        self._in_part = in_part
        source = str(repository_folder() / "src")
        if source not in sys.path:
            sys.path.insert(0, source)
        # For the forked processes only: this one looks for roots where they were made.
        self._environment = product_environment()
        self._main: Callable[[list[str]], int] = importlib.import_module("aptsim.cli.main").main
        _import_rooms()

    def answer(self, root: Root, case: Case) -> Answer:
        """The product's answer to *case* on *root*."""
        arguments = product_arguments(root, case, self._release)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            sys.stdout.flush()
            sys.stderr.flush()
            child = os.fork()
            if child == 0:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                os.chdir(root.path)
                os.environ.clear()
                os.environ.update(self._environment)
                os._exit(self._run(arguments))
            exit_code = _wait(child)
            out.seek(0)
            err.seek(0)
            return Answer(_text(out.read()), _text(err.read()), exit_code)

    def _run(self, arguments: list[str]) -> int:
        sys.stdout, sys.stderr = _writer(1), _writer(2)
        if self._in_part:
            _read_in_part()
        try:
            code = self._main(arguments)
        except SystemExit as exit_request:
            code = exit_request.code if isinstance(exit_request.code, int) else int(exit_request.code is not None)
        except Exception:  # whatever it is, it is the answer
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        return code


def _read_in_part() -> None:
    """Has every run read its lists in part, as far as that goes, as if nobody had asked about them before."""
    load = importlib.import_module("aptsim.universe.load")
    simulator = importlib.import_module("aptsim.simulator")
    load_universe = load.load_universe

    def load_as_new(*arguments: Any) -> object:
        *others, cache_path, release, stanza = arguments
        return load_universe(*others, cache_path if stanza is None else None, release, stanza)

    vars(load)["SMALLEST_IN_PART"] = 0
    vars(simulator)["load_universe"] = load_as_new


def _writer(descriptor: int) -> io.TextIOWrapper:
    stream = io.BufferedWriter(io.FileIO(descriptor, "w", closefd=False))
    return io.TextIOWrapper(stream, encoding="utf-8", errors="surrogateescape")


def _wait(child: int) -> int:
    """The exit code of a child process; CRASHED when a signal ended it, TIMED_OUT when it had to be ended."""
    handle = os.pidfd_open(child)
    deadline = time.monotonic() + TIMEOUT
    try:
        ready, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
    finally:
        os.close(handle)
    if not ready:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return TIMED_OUT
    _, status = os.waitpid(child, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else CRASHED


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
