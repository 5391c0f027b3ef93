"""The real roots, made once in the cache folder and found again by their kind."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .damaged import DAMAGED, damaged_root
from .folders import cache_folder
from .kinds import KINDS
from .root import Contents, Root, fingerprint, load_root, root_at, write_root
from .snapshots import SNAPSHOTS
from .tiny_roots import TINY, tiny_root


class UnknownKindError(Exception):
    """There is no such kind of root, and no such folder."""


REAL: dict[str, Callable[[], Contents]] = {**KINDS, **SNAPSHOTS}


def real_kinds() -> list[str]:
    """The names of all kinds of real roots."""
    return list(REAL)


def find_root(name: str) -> Root:
    """The root of a kind, made when it is not there; or the root in a folder, when *name* is a path."""
    if name in REAL:
        return make_root(name)
    if name.startswith(f"{TINY}-"):
        return tiny_root(name)
    if name.startswith(f"{DAMAGED}-"):
        return damaged_root(name)
    path = Path(name)
    if "/" in name and path.is_dir():
        return root_at(path.absolute())
    raise UnknownKindError(f"{name!r} is neither a folder (with a slash) nor one of: {' '.join(REAL)}")


def make_root(kind: str, *, again: bool = False) -> Root:
    """Make the root of one kind, unless it is there already."""
    folder = cache_folder() / "roots"
    folder.mkdir(parents=True, exist_ok=True)
    description = folder / f"{kind}.json"
    if description.exists() and not again:
        return load_root(description)
    with _lock(folder / ".lock"):
        if description.exists() and not again:
            return load_root(description)
        contents = REAL[kind]()
        path = folder / kind
        write_root(path, contents)
        status = path / "var/lib/dpkg/status"
        count = status.read_text(errors="replace").count("\nVersion: ") if status.exists() else 0
        root = Root(kind, path, contents.architectures, fingerprint(path), count)
        root.save(description)
        return root


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with open(path, "w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
