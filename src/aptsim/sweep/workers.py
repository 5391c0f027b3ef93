"""Who does the work of a sweep: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from aptsim.errors import AptsimError


class ClusterError(AptsimError):
    """A Dask cluster cannot be used; the text says why."""


@contextmanager
def local_workers(jobs: int) -> Iterator[Executor]:
    """Gives processes of this machine; they end with the block, and at once when it ends by an exception.

    On Linux they are forked and share the systems that are open here (`batch.open_simulator`). Elsewhere they are
    started anew, and map the stored universe into memory themselves.

    Args:
        jobs: how many.
    """
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(jobs, context, _leave_interrupts_to_the_parent)
    try:
        yield executor
    except BaseException:
        # Nobody waits for what they have in hand any more.
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def dask_workers(address: str) -> Iterator[Executor]:
    """Gives the workers of a Dask cluster; what a lost worker had is done again by another.

    Aptsim has to be installed where they run, and what the systems are made of has to be there under the same names.

    Args:
        address: of its scheduler, like ``tcp://host:8786``.

    Raises:
        ClusterError: when Dask is not installed, or the scheduler does not answer.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise ClusterError("--dask needs Dask: pip install 'aptsim[distributed]'") from error
    try:
        client = distributed.Client(address, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"{address}: no Dask scheduler answers: {error}") from error
    try:
        # The same question twice is asked twice: rows tell how long each took.
        with client.get_executor(pure=False) as executor:
            yield executor
    finally:
        client.close()
