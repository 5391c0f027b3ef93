"""The small roots: random universes by number, and the ones with a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from .cases import Case, make_case, parse_case
from .local_files import with_local_files
from .material import Material, material_of
from .root import Root
from .small import small_root
from .tiny import Universe, parse_universe
from .tiny_named import NAMED
from .tiny_random import random_universe
from .tiny_selections import add_selections
from .tiny_sources import add_sources

TINY = "tiny"
NAMED_KIND = "named"
CASES_PER_UNIVERSE = 10
FILES = "+files"
"""What the kind of a universe with source packages and package files ends with."""
SELECTIONS = "+selections"
"""What the kind of a universe with selections of dselect ends with."""


#: Makes a case of a root's kind, its material, a seed and a number.
CaseMaker = Callable[[str, Material, int, int], Case]


def iter_tiny_cases(count: int, seed: int, make: CaseMaker = make_case, suffix: str = "") -> Iterator[Case]:
    """The first *count* cases over random universes, with what the suffix of their kind adds to them."""
    for number in range(count):
        kind = f"{TINY}-{seed}-{number // CASES_PER_UNIVERSE}{suffix}"
        yield make(kind, material_of(tiny_root(kind)), seed, number)


def iter_named_cases() -> Iterator[Case]:
    """All commands on the universes with a name."""
    for name, named in NAMED.items():
        for command in named.commands:
            case = parse_case(f"{TINY}-{name}: {command}")
            yield Case(case.kind, case.before, case.verb, case.after, name)


@lru_cache(maxsize=256)
def tiny_root(kind: str) -> Root:
    """The root of ``tiny-SEED-NUMBER``, or ``tiny-NAME`` for one with a name; made when it is not there.

    Its folder's name tells the contents, so that a changed generator makes new roots.
    """
    contents = universe_of(kind).contents()
    return small_root(TINY, kind, with_local_files(contents) if kind.endswith(FILES) else contents)


def universe_of(kind: str) -> Universe:
    """The universe behind a kind's name."""
    name = kind.removeprefix(f"{TINY}-")
    if name in NAMED:
        return parse_universe(NAMED[name].text)
    seed, plus, addition = name.partition("+")
    universe = random_universe(seed)
    if plus + addition == FILES:
        add_sources(universe, seed)
    elif plus + addition == SELECTIONS:
        add_selections(universe, seed)
    return universe
