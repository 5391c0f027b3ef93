"""Packages named in bulk: all that are offered, those of a list, those that a glob matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from aptsim.universe.universe import Universe

_WILDCARDS = frozenset("*?[")


def offered_packages(universe: Universe) -> list[int]:
    """Gives the packages that have a version from some source, sorted by name, the native architecture first."""
    found = [
        package
        for package, versions in enumerate(universe.package_versions)
        if any(universe.is_downloadable(version) for version in versions)
    ]
    native = universe.native_arch

    def key(package: int) -> tuple[str, bool, str]:
        arch = universe.package_arch[package]
        return universe.name(package), arch != native, arch

    return sorted(found, key=key)


def is_glob(word: str) -> bool:
    """Says whether a word stands for all packages that look like it.

    >>> is_glob("lib*-dev"), is_glob("g++")
    (True, False)
    """
    return not _WILDCARDS.isdisjoint(word)


def match_packages(universe: Universe, packages: Iterable[int], glob: str) -> list[int]:
    """Gives those of the packages whose name, or name with architecture, a glob matches, in their order."""
    return [
        package
        for package in packages
        if fnmatchcase(universe.full_name(package, pretty=True), glob) or fnmatchcase(universe.full_name(package), glob)
    ]


def read_names(text: str) -> Iterator[tuple[int, str]]:
    """Yields the entries of a list with the numbers of their lines.

    There is one a line; what stands behind a word's ``#``, and empty lines, are passed over.

    >>> list(read_names("# popular\\nvim\\n\\n  gcc:i386  # both\\n"))
    [(2, 'vim'), (4, 'gcc:i386')]
    """
    for number, line in enumerate(text.splitlines(), 1):
        name = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if name:
            yield number, name
