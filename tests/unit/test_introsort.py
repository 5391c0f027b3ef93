"""The order of equal elements after std_sort, held against what libstdc++ answered (see std_sort_vectors.cc)."""

from pathlib import Path

import pytest

from aptsim.resolver.classic import introsort
from aptsim.resolver.classic.introsort import std_sort

_LINES = (Path(__file__).parent / "std_sort_vectors.txt").read_text().splitlines()
_CASES = [
    ([int(key) for key in keys.split()], [int(place) for place in order.split()])
    for keys, order in zip(_LINES[::2], _LINES[1::2], strict=True)
]


def _sorted_places(keys: list[int]) -> list[int]:
    places = list(range(len(keys)))
    std_sort(places, lambda left, right: keys[left] < keys[right])
    return places


@pytest.mark.parametrize(("keys", "order"), _CASES)
def test_equal_elements_stand_as_libstdcxx_leaves_them(keys: list[int], order: list[int]) -> None:
    """Every recorded case comes out in libstdc++'s order."""
    assert _sorted_places(keys) == order


def test_recorded_cases_reach_the_heap_sort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some recorded cases recurse so deep that heap sort takes over."""
    calls: list[int] = []
    heap_sorted = introsort.heap_sorted

    def counted(items, less):  # type: ignore[no-untyped-def]
        calls.append(len(items))
        return heap_sorted(items, less)

    monkeypatch.setattr(introsort, "heap_sorted", counted)
    for keys, _ in _CASES:
        _sorted_places(keys)
    assert calls


def test_an_empty_list_stays_empty() -> None:
    """Nothing to sort is no error."""
    assert _sorted_places([]) == []
