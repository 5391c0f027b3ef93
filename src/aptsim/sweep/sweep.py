"""The way in: systems and packages in, rows out, in an order that does not depend on who works."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor, Future
from functools import partial
from typing import ParamSpec, TypeVar

from aptsim.sweep.batch import Choice, SweptSystem, SystemFailure, choose_packages, simulate_batch
from aptsim.sweep.row import Row, failed_row
from aptsim.system.root import System

P = ParamSpec("P")
T = TypeVar("T")

_AHEAD = 64
"""Batches that are dealt out before the first of them is back; more would only fill memory."""

#: Told how many installations are done, and of how many; systems that were not looked at yet do not count.
Progress = Callable[[int, int], None]


def swept_system(name: str, system: System | Callable[[], System]) -> SweptSystem:
    """Gives a system a name for its rows.

    Args:
        system: the system, or what opens it where the worker runs: a function of a module, or a `partial` of one.
    """
    opener = partial(_itself, system) if isinstance(system, System) else system
    return SweptSystem(name, opener, uuid.uuid4().hex)


def _itself(system: System) -> System:
    return system


def sweep(
    systems: Iterable[SweptSystem],
    choice: Choice,
    executor: Executor | None = None,
    done: Collection[tuple[str, str]] = (),
    progress: Progress | None = None,
    batch_size: int = 16,
) -> Iterator[Row]:
    """Simulates installing every chosen package on every system, one installation at a time, and yields their rows.

    Rows come system by system, packages sorted by name, whatever the executor. A system that cannot be opened has one
    row without a package.

    Args:
        systems: see `swept_system`.
        choice: which packages.
        executor: who does the work; None for this process itself. It stays open.
        done: keys of rows that there are already; these are not made again.
        progress: told about each batch that is done.
        batch_size: installations that a worker does in one go.
    """
    dealer = _Dealer(executor if executor is not None else _Inline(), progress, batch_size)
    # Without workers nothing is gained by looking ahead.
    return dealer.rows(systems, choice, done, _AHEAD if executor is not None else 1)


class _Inline(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Dealer:
    """Deals out batches, and takes their rows back in the order in which they were dealt out."""

    def __init__(self, executor: Executor, progress: Progress | None, batch_size: int) -> None:
        self._executor = executor
        self._progress = progress
        self._batch_size = batch_size
        self._finished = 0
        self._known = 0

    def rows(
        self, systems: Iterable[SweptSystem], choice: Choice, done: Collection[tuple[str, str]], ahead: int
    ) -> Iterator[Row]:
        waiting: deque[Future[list[Row]]] = deque()
        try:
            for future in self._deal(systems, choice, done):
                waiting.append(future)
                while len(waiting) >= ahead:
                    yield from self._take(waiting.popleft())
            while waiting:
                yield from self._take(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

    def _deal(
        self, systems: Iterable[SweptSystem], choice: Choice, done: Collection[tuple[str, str]]
    ) -> Iterator[Future[list[Row]]]:
        submit = self._executor.submit
        for system in systems:
            try:
                packages = submit(choose_packages, system, choice).result()
            except SystemFailure as failure:
                row = failed_row(system.name, str(failure))
                if row.key not in done:
                    yield _Inline().submit(list, [row])
                continue
            packages = [package for package in packages if (system.name, package) not in done]
            self._known += len(packages)
            for start in range(0, len(packages), self._batch_size):
                yield submit(simulate_batch, system, packages[start : start + self._batch_size])

    def _take(self, future: Future[list[Row]]) -> Iterator[Row]:
        rows = future.result()
        yield from rows
        self._finished += len(rows)
        if self._progress is not None:
            self._progress(self._finished, self._known)
