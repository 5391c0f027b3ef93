"""Python's garbage collector, which would look through everything that runs remember again and again.

A run makes little garbage and much that stays. With Python's own settings a twentieth of a run goes into looking
through it, and a sixth of a sweep, which remembers more.
"""

from __future__ import annotations

import gc
from _thread import allocate_lock
from collections.abc import Iterator
from contextlib import contextmanager

_COLLECTED_AFTER = (20_000, 20, 20)
"""New objects, and collections of the younger generations, after which one is due."""

_lock = allocate_lock()
_users = 0
_before = gc.get_threshold()


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Has the collector look for garbage seldom, while anyone is in such a block.

    The settings are those of the process, which may be somebody else's, so the last one to leave puts them back.
    """
    global _before, _users
    with _lock:
        if not _users:
            _before = gc.get_threshold()
            gc.set_threshold(*_COLLECTED_AFTER)
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if not _users:
                gc.set_threshold(*_before)
