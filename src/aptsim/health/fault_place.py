"""The place of the fault that ended a run: apt names the file, and often not the line."""

from __future__ import annotations

from aptsim.archive.compression import open_list
from aptsim.errors import AptsimError, PendingErrors
from aptsim.files.tree import FileTree
from aptsim.health.status_text import TextLines
from aptsim.model.message import Messages


def place_of_fault(messages: Messages, tree: FileTree) -> str:
    """Give `PATH:LINE` of the first error that has a place; '' where none has a line."""
    place = next((message.place for message in messages if message.is_error and message.place is not None), None)
    if place is None:
        return ""
    line = place.line
    if place.offset >= 0:
        try:
            line = TextLines(open_list(place.path, tree, Messages())).locate(place)[0]
        except (OSError, AptsimError, PendingErrors):
            return ""
    return f"{place.path}:{line}" if line else ""
