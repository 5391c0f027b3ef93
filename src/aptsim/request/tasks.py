"""The packages of a task, as ``task^`` names them: those whose candidate's stanza has it in its Task field.

Source: apt-pkg/cacheset.cc, CacheSetHelper::PackageFromTask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aptsim.model.package_file import PackageFile
from aptsim.model.posix_regex import translate_posix_regex
from aptsim.model.words import decode
from aptsim.request.run_state import RunState
from aptsim.universe.universe import Universe

ReadFile = Callable[[PackageFile], bytes]
"""Gives the uncompressed bytes of an index file."""

_TASK = b"\nTask:"
_PACKAGE = re.compile(rb"^Package:[ \t]*(\S+)", re.MULTILINE | re.IGNORECASE)
_LONGEST_EXPRESSION = 299


def packages_of_task(run: RunState, task: str, arch: str, read: ReadFile) -> list[int]:
    """Give the packages of a task in the order of apt's walk over the groups.

    Args:
        run: the candidates are asked of it.
        task: the task's name; apt takes it as a regular expression.
        arch: which architecture of each name to look at; ``native`` for the system's own.
        read: called once for each index file.

    Raises:
        PosixRegexError: when the name is no regular expression.
    """
    expression = f"^Task:.*[, ]{task}([, ]|$)"[:_LONGEST_EXPRESSION]
    pattern = re.compile(translate_posix_regex(expression), re.DOTALL | re.ASCII)
    universe = run.universe
    found: set[int] = set()
    for number, file in enumerate(universe.package_files):
        data = read(file)
        for place in _iter_places(pattern, data):
            version = _version_at(universe, number, place, arch, data)
            package = universe.version_package[version] if version else 0
            if package and run.state(package).candidate_version == version:
                found.add(package)
    return universe.in_walk_order(list(found))


def _iter_places(pattern: re.Pattern[str], data: bytes) -> Iterator[int]:
    """Yield the byte offsets of the Task lines that fit."""
    place = data.find(_TASK)
    while place >= 0:
        start = place + 1
        end = data.find(b"\n", start)
        line = data[start:end] if end >= 0 else data[start:]
        if pattern.search(decode(line)):
            yield start
        place = data.find(_TASK, start)


def _version_at(universe: Universe, file: int, place: int, arch: str, data: bytes) -> int:
    """Give the version whose first stanza holds a place in a file, if it is of that architecture; else 0."""
    start = data.rfind(b"\n\n", 0, place) + 1
    end = data.find(b"\n\n", place)
    name = _PACKAGE.search(data, start, end if end >= 0 else len(data))
    package = universe.find_package(name[1].decode("latin-1"), arch) if name else 0
    if package:
        for version in universe.package_versions[package]:
            first = universe.version_files[version][0]
            if first.file == file and first.offset <= place < first.offset + first.size:
                return version
    return 0
