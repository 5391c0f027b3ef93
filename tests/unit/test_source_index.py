"""Source packages are found in Sources lists and files as apt finds them (apt-pkg/srcrecords.cc)."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.archive.source_index import SourceIndex, SourceRecords
from aptsim.archive.source_record import read_source_file
from aptsim.errors import PendingErrors
from aptsim.files.tree import DISK
from aptsim.model.message import Messages
from aptsim.model.package_file import ReleaseFile

_LIST = """\
Package: lib-a
Binary: lib-a1, lib-a-dev,
 lib-a-doc
Version: 1

Package: a
Binary: tool
Version: 2
Build-Depends: lib-a-dev

Package: tool
Binary: other
Version: 3
"""


def _records(folder: Path, text: str) -> tuple[SourceRecords, Messages]:
    path = folder / "Sources"
    path.write_text(text)
    messages = Messages()
    return SourceRecords([SourceIndex(str(path), ReleaseFile(0, ""))], DISK, messages), messages


@pytest.mark.parametrize(
    ("name", "is_source_only", "versions"),
    [
        ("a", False, ["2"]),
        ("lib-a-doc", False, ["1"]),
        ("lib-a-doc", True, []),
        ("tool", False, ["2", "3"]),
        ("tool", True, ["3"]),
        ("lib", False, []),
    ],
)
def test_a_name_is_that_of_a_source_or_of_a_built_package(
    name: str, is_source_only: bool, versions: list[str], tmp_path: Path
) -> None:
    """Records come in the order of the file; parts of names and mentions in other fields do not count."""
    records, _ = _records(tmp_path, _LIST)
    assert [record.version for _, record in records.iter_named(name, is_source_only)] == versions


def test_rubbish_at_the_end_is_an_error(tmp_path: Path) -> None:
    """What was found before stays found; apt's words for the end are added."""
    records, messages = _records(tmp_path, _LIST + "\nrubbish\n")
    assert [record.version for _, record in records.iter_named("a", True)] == ["2"]
    assert [message.text for message in messages] == [f"Unable to parse package file {tmp_path}/Sources (1)"]


def test_without_sources_apt_asks_for_deb_src_lines() -> None:
    """No Sources list at all is an error of its own."""
    messages = Messages()
    with pytest.raises(PendingErrors):
        SourceRecords([], DISK, messages)
    assert [message.text for message in messages] == ["You must put some 'deb-src' URIs in your sources.list"]


def test_a_signed_file_with_comments_is_read_up_to_its_first_stanza(tmp_path: Path) -> None:
    """Signature and comments are no part of the record, nor is what follows a blank line."""
    path = tmp_path / "a.dsc"
    signature = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    text = "# first\nSource: a\n# inside\nBuild-Depends: b,\n c\n\nPackage: d\n\n"
    path.write_text(f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}{signature}")
    messages = Messages()
    record = read_source_file(str(path), messages)
    assert (record.source, record.section.find("Build-Depends"), record.package) == ("a", "b,\n c", "")
    assert not list(messages)
