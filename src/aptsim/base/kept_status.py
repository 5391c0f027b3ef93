"""The status of a base in the cache folder, so that only the first run has to look through the lists.

Source of the rule: a base depends on its variant and on the lists it is made of, and on nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from aptsim.files.tree import FileTree
from aptsim.model.package_file import PackageFile

_RULES = 1
"""Counted up when the same lists give another base."""


def kept_status(
    make: Callable[[], str], variant: str, files: Sequence[PackageFile], tree: FileTree, folder: Path | None
) -> str:
    """Give a status from the folder, or make it and keep it there.

    Args:
        make: makes it anew.
        variant: which base.
        files: the lists that it is made of.
        tree: where those lie.
        folder: None keeps nothing.
    """
    if folder is None:
        return make()
    parts = [(file.path, file.repository_uri, tree.stat(file.path).identity) for file in files]
    name = hashlib.sha256(repr((_RULES, variant, parts)).encode("utf-8", "surrogateescape")).hexdigest()[:40]
    path = folder / f"{name}.status"
    with contextlib.suppress(OSError):
        return path.read_text("latin-1")
    status = make()
    # A folder that cannot be written to costs time, nothing else.
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".new-")
        with open(handle, "w", encoding="latin-1", newline="") as file:
            file.write(status)
        os.replace(unfinished, path)
    return status
