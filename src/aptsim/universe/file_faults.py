"""What is wrong with a file that is being read into the tables, told with its place."""

from __future__ import annotations

from aptsim.model.message import Messages, Place
from aptsim.model.package_file import PackageFile


class MergeError(Exception):
    """The file cannot be used; what is wrong has been said in the messages."""


class FileFaults:
    """One file and the stanza of it that is being read; faults go to the messages."""

    def __init__(self, messages: Messages, package_file: PackageFile) -> None:
        self.messages = messages
        self.package_file = package_file
        self._offset = 0

    def _place(self, field: str = "") -> Place:
        return Place(self.package_file.path, offset=self._offset, field=field)

    def _fail(self, text: str, field: str = "") -> MergeError:
        self.messages.error(text, self._place(field))
        return MergeError(text)

    def _warn(self, text: str, field: str) -> None:
        self.messages.warning(text, self._place(field))
