"""Stanzas are found by their place in plain and in compressed indexes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from aptsim.archive.stanza_reader import StanzaReader
from aptsim.files.tree import DISK
from aptsim.model.package_file import IndexType, PackageFile

STANZAS = b"Package: a\nVersion: 1\n\nPackage: b\nVersion: 2\n\n"
SECOND = b"Package: b\nVersion: 2\n"


@pytest.mark.parametrize("name", ["x_main_binary-amd64_Packages", "x_main_binary-amd64_Packages.gz"])
def test_a_stanza_is_read_by_its_place(tmp_path: Path, name: str) -> None:
    """Offsets count in the uncompressed index; a compressed one is unpacked once, a plain one never read whole."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(STANZAS) if name.endswith(".gz") else STANZAS)
    unpacked: list[str] = []

    def read(file: PackageFile) -> bytes:
        unpacked.append(file.path)
        return gzip.decompress(Path(file.path).read_bytes())

    file = PackageFile(0, str(path), IndexType.PACKAGES)
    with StanzaReader(DISK, read) as reader:
        for _ in range(2):
            assert reader.stanza(file, STANZAS.index(SECOND), len(SECOND)) == SECOND
    assert len(unpacked) == (1 if name.endswith(".gz") else 0)
