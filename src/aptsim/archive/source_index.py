"""The Sources indexes of a system, and the records in them.

Source: apt-pkg/srcrecords.cc, pkgSrcRecords; apt-pkg/deb/debindexfile.cc, debSourcesIndex.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from aptsim.archive.compression import read_list
from aptsim.archive.index_targets import index_targets
from aptsim.archive.list_names import compression_types, existing_list
from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.release import read_archive_release
from aptsim.archive.source_record import SourceRecord
from aptsim.errors import PendingErrors
from aptsim.files.folder import file_exists
from aptsim.files.tag_file import TagFileError, iter_sections
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import ReleaseFile
from aptsim.model.value import Value

_NONE = "You must put some 'deb-src' URIs in your sources.list"
_BOUNDARIES = frozenset(bytes((one,)) for one in b" \t\n,:()|[]<>=") | {b""}
"""What can stand beside a whole name in a tidy file."""


class SourceIndex(Value):
    """A Sources file among the lists, and what the Release file of its archive says."""

    path: str
    release: ReleaseFile


def find_source_indexes(
    archives: Sequence[MetaIndex], configuration: Configuration, tree: FileTree
) -> list[SourceIndex]:
    """Gives the Sources files that are on disk, in the order of the source lists."""
    types = compression_types(configuration, tree)
    found: list[SourceIndex] = []
    for archive in archives:
        # What is wrong with targets and Release files was said when the package indexes were looked for.
        silent = Messages()
        targets = (one for one in index_targets(archive, configuration, silent) if one.created_by == "Sources")
        paths = [existing_list(target.list_path(configuration), types, tree) for target in targets]
        if paths := [path for path in paths if file_exists(path, tree)]:
            release = read_archive_release(len(found), archive, configuration, tree, silent)
            found += (SourceIndex(path, release) for path in paths)
    return found


class SourceRecords:
    """The records of several Sources files, file after file."""

    def __init__(self, indexes: Sequence[SourceIndex], tree: FileTree, messages: Messages) -> None:
        """Opens the files.

        Raises:
            PendingErrors: where apt refuses to go on, without any file too; its words are in the messages.
        """
        self._messages = messages
        self._damaged: set[SourceIndex] = set()
        self._files: list[tuple[SourceIndex, bytes, tuple[str, ...]]] = []
        for index in indexes:
            content = read_list(index.path, tree)
            if content.fails_at_once:
                _add_errors(messages, content.errors)
                raise PendingErrors
            self._files.append((index, content.data, content.errors))
        if not self._files:
            messages.error(_NONE)
            raise PendingErrors

    def iter_named(self, name: str, is_source_only: bool) -> Iterator[tuple[SourceIndex, SourceRecord]]:
        """Yields the records of a source package, or of those that build a package of that name too (Find).

        Args:
            is_source_only: whether the names of built packages do not count.
        """

        def fits(record: SourceRecord) -> bool:
            return record.package == name or (not is_source_only and name in record.binaries)

        for index, data, errors in self._files:
            try:
                for record in _iter_records(data, index.path, name, fits):
                    yield index, record
            except TagFileError as error:
                self._messages.error(str(error))
            if errors:
                self._damaged.add(index)
                _add_errors(self._messages, errors)

    def is_lost(self, index: SourceIndex) -> bool:
        """Says whether apt ran into damage in a file, and so cannot go back to a record of it (Jump)."""
        return index in self._damaged


def _iter_records(data: bytes, path: str, name: str, fits: Callable[[SourceRecord], bool]) -> Iterator[SourceRecord]:
    """Yields the records that fit; in a tidy file only those that have the name in them are looked at."""
    if b"\r" in data or not name:
        yield from filter(fits, map(SourceRecord, iter_sections(data, path)))
        return
    for start, end in _iter_stanzas_with(data, name.encode("utf-8", "surrogateescape")):
        yield from filter(fits, map(SourceRecord, iter_sections(data[start:end].lstrip(b"\n"), path)))
    # A line without a colon is part of the next field's name; at the end there is none.
    tail = data.rfind(b"\n\n", 0, len(data.rstrip(b"\n")))
    for _ in iter_sections(data[tail:].lstrip(b"\n") if tail >= 0 else data, path):
        pass


def _iter_stanzas_with(data: bytes, name: bytes) -> Iterator[tuple[int, int]]:
    """Yields where the stanzas begin and end that have a name in them which is no part of a longer name."""
    position = data.find(name)
    while position >= 0:
        end = position + len(name)
        if data[position - 1 : position] in _BOUNDARIES and data[end : end + 1] in _BOUNDARIES:
            start, end = data.rfind(b"\n\n", 0, position) + 1, data.find(b"\n\n", end)
            end = len(data) if end < 0 else end
            yield start, end
        position = data.find(name, end)


def _add_errors(messages: Messages, errors: Sequence[str]) -> None:
    for error in errors:
        messages.error(error)
