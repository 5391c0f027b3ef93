"""The small roots: random universes by number, and the ones with a name."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from functools import lru_cache

from .cases import Case, make_case
from .folders import cache_folder
from .material import material_of
from .root import Root, fingerprint, load_root, write_root
from .tiny import Universe, parse_universe
from .tiny_named import NAMED
from .tiny_random import random_universe

TINY = "tiny"
CASES_PER_UNIVERSE = 10


def iter_tiny_cases(count: int, seed: int) -> Iterator[Case]:
    """The first *count* cases over random universes."""
    for number in range(count):
        kind = f"{TINY}-{seed}-{number // CASES_PER_UNIVERSE}"
        yield make_case(kind, material_of(tiny_root(kind)), seed, number)


@lru_cache(maxsize=256)
def tiny_root(kind: str) -> Root:
    """The root of ``tiny-SEED-NUMBER``, or ``tiny-NAME`` for one with a name; made when it is not there.

    Its folder's name tells the contents, so that a changed generator makes new roots.
    """
    contents = universe_of(kind).contents()
    digest = hashlib.sha256(repr((sorted(contents.files.items()), contents.architectures)).encode()).hexdigest()[:8]
    folder = cache_folder() / TINY
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}.{digest}"
    description = folder / f"{kind}.{digest}.json"
    if description.exists():
        return load_root(description)
    unfinished = folder / f".{kind}.{os.getpid()}"
    write_root(unfinished, contents)
    shutil.rmtree(path, ignore_errors=True)
    try:
        unfinished.rename(path)
    except OSError:  # another process has made it meanwhile
        shutil.rmtree(unfinished)
    root = Root(kind, path, contents.architectures, fingerprint(path))
    root.save(description)
    return root


def universe_of(kind: str) -> Universe:
    """The universe behind a kind's name."""
    name = kind.removeprefix(f"{TINY}-")
    if name in NAMED:
        return parse_universe(NAMED[name].text)
    return random_universe(name)
