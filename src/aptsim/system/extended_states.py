"""The packages that apt installed on its own account, from ``extended_states``.

Source: apt-pkg/depcache.cc, pkgDepCache::readStateFile.
"""

from __future__ import annotations

import re

from aptsim.files.folder import real_file_exists
from aptsim.files.tag_file import TagFileError, iter_sections
from aptsim.files.tree import FileTree
from aptsim.model.message import Messages, Place
from aptsim.model.value import Value
from aptsim.model.words import decode

_PLAIN_RECORD = re.compile(rb"Package: (\S+)\nArchitecture: (\S+)\nAuto-Installed: ([01])\n\n*")


class ExtendedState(Value):
    """One record: a package and whether it was installed automatically.

    Args:
        name: the package.
        architecture: None when the record has none; then it holds for all architectures of the name.
    """

    name: str
    architecture: str | None
    is_auto: bool


def read_extended_states(path: str, tree: FileTree, messages: Messages) -> list[ExtendedState]:
    """Read the records in order; a missing file has none.

    A stanza that cannot be parsed ends the reading with apt's error; what came before it counts.
    """
    if not real_file_exists(path, tree):
        return []
    try:
        data = tree.read(path)
    except OSError as error:
        messages.errno("open", f"Could not open file {path}", error.errno or 0, error.strerror or "")
        return []
    if not _PLAIN_RECORD.sub(b"", data):
        return [
            ExtendedState(decode(name), decode(architecture), auto == b"1")
            for name, architecture, auto in _PLAIN_RECORD.findall(data)
        ]
    return _parse_any(data, path, messages)


def _parse_any(data: bytes, path: str, messages: Messages) -> list[ExtendedState]:
    """Read records that are not written just as apt writes them."""
    states: list[ExtendedState] = []
    try:
        for section in iter_sections(data, path):
            is_auto = section.find_i("Auto-Installed", messages) > 0
            architecture = section.find("Architecture") or None
            states.append(ExtendedState(section.find("Package"), architecture, is_auto))
    except TagFileError as error:
        messages.error(str(error), Place(path))
    return states
