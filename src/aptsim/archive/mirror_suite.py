"""A suite of a mirror, and where its files lie: on the mirror, and in a root folder.

Source: sources.list(5); https://wiki.debian.org/DebianRepository/Format.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aptsim.archive.list_names import uri_to_file_name


@dataclass(frozen=True, slots=True)
class MirrorSuite:
    """One line of a source list: a suite of a mirror and what is wanted of it.

    Args:
        mirror: the address that ends before ``/dists``.
        suite: ``bookworm``, ``stable``, ``bookworm-security``, ...
        components: in order.
        architectures: the native one first.
    """

    mirror: str
    suite: str
    components: tuple[str, ...] = ("main",)
    architectures: tuple[str, ...] = ("amd64",)

    @property
    def base(self) -> str:
        """Gives the address of the suite's folder, with a slash at the end."""
        return f"{self.mirror.rstrip('/')}/dists/{self.suite.strip('/')}/"

    def source_line(self) -> str:
        """Gives the line of sources.list(5).

        >>> MirrorSuite("http://deb.debian.org/debian", "bookworm").source_line()
        'deb [arch=amd64] http://deb.debian.org/debian bookworm main'
        """
        architectures = ",".join(self.architectures)
        return f"deb [arch={architectures}] {self.mirror.rstrip('/')} {self.suite} {' '.join(self.components)}"

    def list_path(self, lists: Path, name: str) -> Path:
        """Gives the path among lists of the file that has *name* below the suite's folder."""
        return lists / uri_to_file_name(self.base + name)


def keep(path: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all; one that is as it should be is left alone."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
