"""The package files that a ``.changes`` file lists, with their sums checked.

Source: apt-pkg/deb/debsrcrecords.cc, debSrcRecordParser::Files; apt-pkg/sourcelist.cc, AddVolatileFile;
apt-pkg/contrib/hashes.cc, HashStringList::VerifyFile; deb-changes(5).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from aptsim.archive.source_record import SourceRecord, read_source_file
from aptsim.files.folder import folder_of, join_path
from aptsim.model.message import Messages

_FIELDS = (
    ("Checksums-Sha512", "sha512"),
    ("Checksums-Sha256", "sha256"),
    ("Checksums-Sha1", "sha1"),
    ("Files", "md5"),
)
_STRONG = ("sha512", "sha256")
_COLUMNS_OF_FILES = 5


@dataclass(slots=True)
class _ListedFile:
    name: str
    size: int
    sums: dict[str, str] = field(default_factory=dict)

    def is_true(self, path: str, messages: Messages) -> bool:
        """Says whether the file is there as it is listed."""
        if not any(kind in self.sums for kind in _STRONG):
            return False
        try:
            with open(path, "rb") as file:
                if os.fstat(file.fileno()).st_size != self.size:
                    return False
                for kind, expected in self.sums.items():
                    file.seek(0)
                    if hashlib.file_digest(file, kind).hexdigest() != expected.lower():
                        return False
        except OSError as error:
            messages.error(f"Could not open file {path} - open ({error.errno}: {os.strerror(error.errno or 0)})")
            messages.error("Unable to determine file size for fd -1 - fstat (9: Bad file descriptor)")
            return False
        return True


def iter_changes(path: str, messages: Messages) -> Iterator[str]:
    """Yields the paths of the files that are listed, up to the first one that is not as it is listed.

    What is wrong is in the messages.
    """
    record = read_source_file(path, messages)
    for listed in _listed_files(record, messages):
        name = join_path(folder_of(path), listed.name)
        if os.path.exists(name):
            yield name
        if not listed.is_true(name, messages):
            messages.error(f"The file {name} does not match with the hashes in the {path} file!")
            return


def _listed_files(record: SourceRecord, messages: Messages) -> list[_ListedFile]:
    """Gives the files in the order of the strongest sums; none when a line cannot be read."""
    files: dict[str, _ListedFile] = {}
    for name, kind in _FIELDS:
        words = record.section.find(name).split()
        columns = _COLUMNS_OF_FILES if name == "Files" else 3
        for start in range(0, len(words), columns):
            line = words[start : start + columns]
            if len(line) < columns or not line[1].isdigit():
                what = f"Error parsing file record in {name} of source package {record.package or record.source}"
                messages.error(what)
                return []
            files.setdefault(line[-1], _ListedFile(line[-1], int(line[1]))).sums[kind] = line[0]
    return list(files.values())
