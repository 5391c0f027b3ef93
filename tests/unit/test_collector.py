"""The garbage collector's settings, which belong to the process, and what it must be able to collect."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from aptsim import Simulator
from aptsim.collector import collected_seldom
from aptsim.errors import PendingErrors
from tests.unit.request_root import request_root


def test_settings_are_put_back_by_the_last_one_to_leave() -> None:
    """Blocks that overlap, as those of several threads do, leave behind what was set before the first."""
    before = gc.get_threshold()
    first, second = collected_seldom(), collected_seldom()
    first.__enter__()
    seldom = gc.get_threshold()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == seldom != before
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before


def test_settings_are_put_back_after_a_failure() -> None:
    """An error that leaves the block changes nothing about that."""
    before = gc.get_threshold()
    with pytest.raises(PendingErrors), collected_seldom():
        raise PendingErrors
    assert gc.get_threshold() == before


def test_a_system_that_nobody_holds_is_collected(tmp_path: Path) -> None:
    """What was built for it goes too, so that going through many systems takes no more memory than the largest."""
    simulator = Simulator.open(request_root(tmp_path))
    simulator.cache_path = None
    run = simulator.install("plain")
    assert run.cache is not None
    column = weakref.ref(run.cache.universe.version_strings)
    del simulator, run
    gc.collect()
    assert column() is None
