"""A suite of a mirror, as the command line names it.

Source: sources.list(5).
"""

from __future__ import annotations

import re

from aptsim.model.value import Value

_ADDRESS = re.compile(r"(https?://[^\s/]+|file:|copy:)[^\s\[\]]*")
_WORD = re.compile(r"[^\s\[\]]+")


class MirrorSuite(Value):
    """What one line of a source list says.

    Args:
        mirror: the address that ends before ``/dists``.
        suite: ``bookworm``, ``stable``, ``bookworm-security``, ...; of a flat archive a path that ends with a slash.
        components: in order; none for a flat archive.
        architectures: the native one first.
    """

    mirror: str
    suite: str
    components: tuple[str, ...] = ("main",)
    architectures: tuple[str, ...] = ("amd64",)

    def fault(self) -> str:
        """Say what is wrong with it; empty when nothing is."""
        if not _ADDRESS.fullmatch(self.mirror):
            return f"'{self.mirror}' is not the address of a mirror, like http://deb.debian.org/debian"
        for word in (self.suite, *self.components, *self.architectures):
            if not _WORD.fullmatch(word):
                return f"'{word}' is not the name of a suite, component or architecture"
        return ""

    def source_line(self) -> str:
        """Give the line of sources.list(5).

        >>> MirrorSuite("http://deb.debian.org/debian/", "bookworm").source_line()
        'deb [arch=amd64] http://deb.debian.org/debian bookworm main'
        >>> MirrorSuite("file:/srv/repo", "./").source_line()
        'deb [arch=amd64] file:/srv/repo ./'
        """
        components = () if self.suite.endswith("/") else self.components
        words = (f"deb [arch={','.join(self.architectures)}]", self.mirror.rstrip("/"), self.suite, *components)
        return " ".join(words)
