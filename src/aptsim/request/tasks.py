"""The packages of a task, as ``task^`` names them: those whose candidate's stanza has it in its Task field.

Source: apt-pkg/cacheset.cc, CacheSetHelper::PackageFromTask.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from aptsim.model.package_file import PackageFile
from aptsim.model.posix_regex import translate_posix_regex
from aptsim.model.words import decode
from aptsim.request.run_state import RunState
from aptsim.universe.universe import VersionFile

ReadFile = Callable[[PackageFile], bytes]
"""Gives the uncompressed bytes of an index file."""

_TASK_LINE = re.compile(rb"^Task:.*", re.MULTILINE)
_LONGEST_EXPRESSION = 299


def packages_of_task(run: RunState, task: str, arch: str, read: ReadFile) -> list[int]:
    """Give the packages of a task in the order of apt's walk over the groups.

    Args:
        run: the candidates are asked of it.
        task: the task's name; apt takes it as a regular expression.
        arch: which architecture of each name to look at; ``native`` for the system's own.
        read: called once for each index file that holds a candidate.

    Raises:
        PosixRegexError: when the name is no regular expression.
    """
    expression = f"^Task:.*[, ]{task}([, ]|$)"[:_LONGEST_EXPRESSION]
    pattern = re.compile(translate_posix_regex(expression), re.DOTALL | re.ASCII)
    universe = run.universe
    lines: dict[int, list[int]] = {}
    packages: list[int] = []
    for group in range(1, len(universe.group_names)):
        package = universe.find_in_group(group, arch)
        if not package or not universe.package_versions[package]:
            continue
        # Which version is the candidate is asked last: it costs more than to look for the line.
        for version in universe.package_versions[package]:
            first = universe.version_files[version][0]
            if first.file not in lines:
                lines[first.file] = _positions_of(pattern, read(universe.package_files[first.file]))
            if _has_position(lines[first.file], first) and run.state(package).candidate_version == version:
                packages.append(package)
    return universe.in_walk_order(packages)


def _has_position(positions: list[int], stanza: VersionFile) -> bool:
    """Tell whether one of the positions lies in the stanza."""
    following = bisect_left(positions, stanza.offset)
    return following < len(positions) and positions[following] < stanza.offset + stanza.size


def _positions_of(pattern: re.Pattern[str], data: bytes) -> list[int]:
    """Give the byte offsets of the Task lines that fit."""
    return [line.start() for line in _TASK_LINE.finditer(data) if pattern.search(decode(line[0]))]
