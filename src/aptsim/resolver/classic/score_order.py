"""Where packages stand after apt has sorted all of them by score.

apt puts every package it knows into an array, in the order of its walk, and sorts that with std::sort by falling score
(apt-pkg/algorithms.cc, pkgProblemResolver::ResolveInternal). Nearly all scores are zero, but where std::sort leaves
two equals depends on everything between them. So the quicksort of `introsort` is followed here on runs: stretches of
the array with neighbouring places of the walk at one score. Partitions take a run at a time, and only those are made
that lie on the way to a place somebody asks for.
"""

from __future__ import annotations

from collections.abc import Mapping

from aptsim.resolver.classic.introsort import THRESHOLD, depth_limit, heap_sorted

#: Start, step (1 or -1), length and score: the places start, start + step, ... of the walk, that have one score.
Run = tuple[int, int, int, int]


class ScoreOrder:
    """The order of all packages by score, worked out as far as it is asked for."""

    def __init__(self, scores: Mapping[int, int], size: int) -> None:
        """Takes the array as it is before sorting.

        Args:
            scores: by place in the walk, those that are not zero.
            size: number of packages.
        """
        self._root = _Range(0, _initial_runs(scores, size), size, depth_limit(size) if size else 0)
        self._known: dict[int, int] = {}

    def position(self, place: int) -> int:
        """Gives the index in the sorted array of the package at a place in the walk."""
        known = self._known.get(place)
        if known is None:
            node = self._root
            while not node.is_leaf:
                node = node.half_with(place)
            self._known.update((found, node.first + index) for index, found in enumerate(node.sorted_places()))
            known = self._known[place]
        return known


def _initial_runs(scores: Mapping[int, int], size: int) -> list[Run]:
    runs: list[Run] = []
    done = 0
    for place in sorted(scores):
        if place > done:
            runs.append((done, 1, place - done, 0))
        runs.append((place, 1, 1, scores[place]))
        done = place + 1
    if size > done:
        runs.append((done, 1, size - done, 0))
    return runs


def _part(run: Run, first: int, last: int) -> Run:
    """Gives the run's elements from index `first` up to `last`."""
    start, step, _, score = run
    return (start + step * first, step, last - first, score)


def _turned_part(run: Run, first: int, last: int) -> Run:
    """Gives the run's elements from index `last` - 1 down to `first`."""
    start, step, _, score = run
    return (start + step * (last - 1), -step, last - first, score)


class _Range:
    """A range of the array during the sort: its first index, its elements, and the partitions left before heap sort."""

    __slots__ = ("_halves", "_left_runs", "_left_singles", "_right_singles", "depth", "first", "runs", "size")

    def __init__(self, first: int, runs: list[Run], size: int, depth: int) -> None:
        self.first = first
        self.runs = runs
        self.size = size
        self.depth = depth
        self._halves: tuple[_Range, _Range] | None = None
        self._left_singles: frozenset[int] = frozenset()
        self._right_singles: frozenset[int] = frozenset()
        self._left_runs: list[Run] = []

    @property
    def is_leaf(self) -> bool:
        """Whether the range is not partitioned further."""
        return self.size <= THRESHOLD or not self.depth

    def sorted_places(self) -> list[int]:
        """Gives the places in a leaf in their final order."""
        pairs = [
            (place, score)
            for start, step, length, score in self.runs
            for place in range(start, start + step * length, step)
        ]
        if self.size > THRESHOLD:
            pairs = heap_sorted(pairs, lambda left, right: left[1] > right[1])
        pairs.sort(key=lambda pair: -pair[1])
        return [place for place, _ in pairs]

    def half_with(self, place: int) -> _Range:
        """Gives the part that has this place after partitioning."""
        if self._halves is None:
            self._halves = self._partitioned()
        left, right = self._halves
        if place in self._left_singles:
            return left
        if place in self._right_singles:
            return right
        for start, step, length, _ in self._left_runs:
            if 0 <= (place - start) * step < length:
                return left
        return right

    def _partitioned(self) -> tuple[_Range, _Range]:
        pivot, rest = self._with_median_first()
        self.runs = []
        left, right = _partition(rest, pivot[3])
        left.insert(0, pivot)
        self._left_singles = frozenset([run[0] for run in left if run[2] == 1])
        self._right_singles = frozenset([run[0] for run in right if run[2] == 1])
        self._left_runs = [run for run in left if run[2] > 1]
        size = sum([run[2] for run in left])
        depth = self.depth - 1
        return _Range(self.first, left, size, depth), _Range(self.first + size, right, self.size - size, depth)

    def _with_median_first(self) -> tuple[Run, list[Run]]:
        """Swaps the median of three to the front; gives it and the elements behind it (__move_median_to_first)."""
        runs = self.runs
        (a, first), (b, middle), (c, end) = (self._run_at(index) for index in (1, self.size // 2, self.size - 1))
        score_a, score_b, score_c = runs[a][3], runs[b][3], runs[c][3]
        if score_a > score_b:
            place, index = (b, middle) if score_b > score_c else (c, end) if score_a > score_c else (a, first)
        else:
            place, index = (a, first) if score_a > score_c else (c, end) if score_b > score_c else (b, middle)
        run, front = runs[place], runs[0]
        swapped = (_part(front, 0, 1), _part(run, index + 1, run[2]))
        if place:
            rest = [_part(front, 1, front[2]), *runs[1:place], _part(run, 0, index), *swapped, *runs[place + 1 :]]
        else:
            rest = [_part(run, 1, index), *swapped, *runs[1:]]
        return _part(run, index, index + 1), [piece for piece in rest if piece[2]]

    def _run_at(self, index: int) -> tuple[int, int]:
        """Gives the number of the run that has an index of the range, and the index inside that run."""
        for number, run in enumerate(self.runs):
            if index < run[2]:
                return number, index
            index -= run[2]
        raise IndexError(index)


def _partition(runs: list[Run], pivot: int) -> tuple[list[Run], list[Run]]:
    """Partitions elements around a score as __unguarded_partition does: greater scores to the left, equals to both."""
    left: list[Run] = []
    right: list[Run] = []
    low, high = 0, len(runs) - 1
    # What is left of the runs at both ends once elements have been swapped away.
    head, tail = runs[low], runs[high]
    while low < high:
        if head[3] > pivot:
            _append(left, head)
            low += 1
            head = runs[low]
        elif tail[3] < pivot:
            _append(right, _turned_part(tail, 0, tail[2]))
            high -= 1
            tail = runs[high]
        else:
            head_length, tail_length = head[2], tail[2]
            count = head_length if head_length < tail_length else tail_length
            _append(left, _turned_part(tail, tail_length - count, tail_length))
            _append(right, _part(head, 0, count))
            if count == head_length:
                low += 1
                head = runs[low]
            else:
                head = _part(head, count, head_length)
            if count == tail_length:
                high -= 1
                tail = runs[high]
            else:
                tail = _part(tail, 0, tail_length - count)
    if low == high:
        # The run in which both ends meet: one of them may have swapped a part of it away.
        _share_last(tail if tail[2] < runs[low][2] else head, pivot, left, right)
    right.reverse()
    return left, [_turned_part(run, 0, run[2]) for run in right]


def _share_last(run: Run, pivot: int, left: list[Run], right: list[Run]) -> None:
    """Gives the run in which both ends meet to the sides; `right` is filled from its end."""
    length = run[2]
    if run[3] > pivot:
        _append(left, run)
    elif run[3] < pivot:
        _append(right, _turned_part(run, 0, length))
    else:
        half = length // 2
        _append(left, _turned_part(run, length - half, length))
        _append(right, _part(run, 0, length - half))


def _append(runs: list[Run], run: Run) -> None:
    """Adds a run at the end, as part of the last one where it goes on with it."""
    start, step, length, score = run
    if not length:
        return
    if runs:
        last_start, last_step, last_length, last_score = runs[-1]
        if last_score == score:
            gap = start - last_start - last_step * (last_length - 1)
            if (gap == 1 or gap == -1) and (last_length == 1 or last_step == gap) and (length == 1 or step == gap):
                runs[-1] = (last_start, gap, last_length + length, score)
                return
    runs.append(run)
