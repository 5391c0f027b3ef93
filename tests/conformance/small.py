"""Small roots, made when they are asked for, in a folder whose name tells their contents."""

from __future__ import annotations

import hashlib
import os
import shutil

from .folders import cache_folder
from .root import Contents, Root, fingerprint, load_root, write_root


def small_root(family: str, kind: str, contents: Contents) -> Root:
    """The root with these contents; a changed generator thus makes new roots beside the old ones."""
    digest = hashlib.sha256(repr((sorted(contents.files.items()), contents.architectures)).encode()).hexdigest()[:8]
    folder = cache_folder() / family
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
