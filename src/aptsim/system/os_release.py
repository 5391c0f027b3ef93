"""What a system calls itself.

Source: os-release(5).
"""

from __future__ import annotations

import shlex

from aptsim.files.folder import lines_of
from aptsim.files.tree import FileTree

_PLACES = ("etc/os-release", "usr/lib/os-release")


def read_os_release(tree: FileTree, root: str) -> dict[str, str]:
    """Read the fields; of a system that has none, none."""
    for place in _PLACES:
        try:
            data = tree.read(f"{root.rstrip('/')}/{place}")
        except OSError:
            continue
        return dict(filter(None, map(_field_of, lines_of(data))))
    return {}


def _field_of(line: str) -> tuple[str, str] | None:
    name, equals, value = line.strip().partition("=")
    if not equals or name.startswith("#"):
        return None
    try:
        words = shlex.split(value)
    except ValueError:
        return None
    return name, "".join(words)
