"""The order in which libstdc++'s std::sort leaves elements that compare equal.

apt sorts with std::sort, which is not stable, and what it does next follows that order. So this module sorts as
libstdc++ does (bits/stl_algo.h and bits/stl_heap.h, unchanged in this since GCC 4.9): quicksort with the median of
three as pivot while a range has more than sixteen elements, heap sort where the recursion gets too deep, and one
insertion sort over everything at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Ranges of at most this many elements are left to the final insertion sort (_S_threshold).
THRESHOLD = 16


def std_sort(items: list[T], less: Callable[[T, T], bool]) -> None:
    """Sorts a list in place exactly as std::sort(begin, end, less) of libstdc++ does.

    >>> words = ["pear", "fig", "plum", "kiwi"]
    >>> std_sort(words, lambda left, right: len(left) < len(right))
    >>> words
    ['fig', 'pear', 'plum', 'kiwi']
    """
    length = len(items)
    if length > THRESHOLD:
        _introsort(items, 0, length, depth_limit(length), less)
    _insertion_sort(items, less)


def depth_limit(length: int) -> int:
    """Gives how often a range of this length is partitioned before heap sort takes over (2 * __lg)."""
    return 2 * (length.bit_length() - 1)


def _introsort(items: list[T], first: int, last: int, depth: int, less: Callable[[T, T], bool]) -> None:
    while last - first > THRESHOLD:
        if not depth:
            items[first:last] = heap_sorted(items[first:last], less)
            return
        depth -= 1
        cut = partition(items, first, last, less)
        _introsort(items, cut, last, depth, less)
        last = cut


def partition(items: list[T], first: int, last: int, less: Callable[[T, T], bool]) -> int:
    """Partitions `items[first:last]` around a median of three and gives the cut (__unguarded_partition_pivot).

    The pivot stays at `first`; like libstdc++, the search for a pair to swap relies on a consistent order to stop.
    """
    place = _median(items, first + 1, first + (last - first) // 2, last - 1, less)
    items[first], items[place] = items[place], items[first]
    pivot = items[first]
    low, high = first + 1, last
    while True:
        while less(items[low], pivot):
            low += 1
        high -= 1
        while less(pivot, items[high]):
            high -= 1
        if low >= high:
            return low
        items[low], items[high] = items[high], items[low]
        low += 1


def _median(items: list[T], a: int, b: int, c: int, less: Callable[[T, T], bool]) -> int:
    """Gives the place of the median, with libstdc++'s choice among equals (__move_median_to_first)."""
    if less(items[a], items[b]):
        if less(items[b], items[c]):
            return b
        return c if less(items[a], items[c]) else a
    if less(items[a], items[c]):
        return a
    return c if less(items[b], items[c]) else b


def _insertion_sort(items: list[T], less: Callable[[T, T], bool]) -> None:
    """Moves every element left past those it is strictly less than (__final_insertion_sort)."""
    for start in range(1, len(items)):
        item = items[start]
        place = start
        while place and less(item, items[place - 1]):
            items[place] = items[place - 1]
            place -= 1
        items[place] = item


def heap_sorted(items: list[T], less: Callable[[T, T], bool]) -> list[T]:
    """Gives the elements in the order that std::make_heap and std::sort_heap leave them in (__partial_sort)."""
    heap = list(items)
    length = len(heap)
    for hole in range((length - 2) // 2, -1, -1):
        _adjust_heap(heap, hole, length, heap[hole], less)
    for end in range(length - 1, 0, -1):
        value = heap[end]
        heap[end] = heap[0]
        _adjust_heap(heap, 0, end, value, less)
    return heap


def _adjust_heap(heap: list[T], hole: int, length: int, value: T, less: Callable[[T, T], bool]) -> None:
    """Sinks the hole to a leaf, then lifts `value` from there to its place (__adjust_heap, __push_heap)."""
    top = hole
    child = hole
    while child < (length - 1) // 2:
        child = 2 * (child + 1)
        if less(heap[child], heap[child - 1]):
            child -= 1
        heap[hole] = heap[child]
        hole = child
    if not length & 1 and child == (length - 2) // 2:
        child = 2 * (child + 1)
        heap[hole] = heap[child - 1]
        hole = child - 1
    parent = (hole - 1) // 2
    while hole > top and less(heap[parent], value):
        heap[hole] = heap[parent]
        hole = parent
        parent = (hole - 1) // 2
    heap[hole] = value
