"""Compressed lists are unpacked, and damage to them has apt's words."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
import zstandard

from aptsim.archive.compression import open_list, read_list
from aptsim.errors import PendingErrors
from aptsim.files.tree import DISK
from aptsim.model.message import Messages
from tests.unit.real_apt import ask_apt, make_root, need_reference

STANZA = "Package: p{0}\nVersion: {0}\nArchitecture: amd64\nMaintainer: {1}\nSize: 1\nFilename: p\nDescription: d\n\n"
TEXT = "".join(STANZA.format(number, hex(number * 0x9E3779B97F4A7C15 % 2**64)) for number in range(2000)).encode()
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
    "bz2": bz2.compress,
    "lz4": lz4.frame.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


def damaged(data: bytes, how: str) -> bytes:
    """Damage packed data in one of a few ways."""
    match how:
        case "half":
            return data[: len(data) // 2]
        case "tail":
            return data[:-4]
        case "empty":
            return b""
        case "start":
            return data[:3]
        case "plain":
            return TEXT
        case "trailing":
            return data + b"junkjunkjunk"
        case _:
            return data


HOW = ["whole", "half", "tail", "empty", "start", "plain", "trailing"]


@pytest.mark.parametrize("extension", PACK)
def test_a_whole_list_is_unpacked(tmp_path: Path, extension: str) -> None:
    """The bytes are those that were packed."""
    path = tmp_path / f"Packages.{extension}"
    path.write_bytes(PACK[extension](TEXT))
    assert open_list(str(path), DISK, Messages()) == TEXT


def test_a_list_without_extension_is_read_as_it_is(tmp_path: Path) -> None:
    """The name alone tells the compression."""
    path = tmp_path / "Packages"
    path.write_bytes(gzip.compress(TEXT))
    assert open_list(str(path), DISK, Messages()) == path.read_bytes()


def test_a_gz_list_cut_short_just_ends(tmp_path: Path) -> None:
    """Zlib's reader, and so apt, takes what is there."""
    path = tmp_path / "Packages.gz"
    path.write_bytes(damaged(PACK["gz"](TEXT), "half"))
    data = open_list(str(path), DISK, Messages())
    assert TEXT.startswith(data)
    assert len(data) > 10000


def test_gz_and_zst_lists_may_hold_several_streams(tmp_path: Path) -> None:
    """The other kinds end with their first stream."""
    for extension, pack in PACK.items():
        path = tmp_path / f"Packages.{extension}"
        path.write_bytes(pack(b"one") + pack(b"two"))
        assert read_list(str(path), DISK).data == (b"onetwo" if extension in ("gz", "zst") else b"one")


def test_early_damage_ends_otherwise_than_late_damage(tmp_path: Path) -> None:
    """Before the first stanza the list counts as unreadable, later on the cache counts as corrupted."""
    path = tmp_path / "Packages.xz"
    endings = []
    for data in (b"", damaged(PACK["xz"](TEXT), "tail")):
        path.write_bytes(data)
        messages = Messages()
        with pytest.raises(PendingErrors):
            open_list(str(path), DISK, messages)
        endings.append(messages.render())
    assert endings == [
        "E: lzma_read: Read error (10)\nE: The package lists or status file could not be parsed or opened.\n",
        "E: lzma_read: Read error (10)\nW: You may want to run apt-get update to correct these problems\n"
        "E: The package cache file is corrupted\n",
    ]


def test_a_folder_in_place_of_a_list_has_apts_words(tmp_path: Path) -> None:
    """Reading a folder fails as it does in apt."""
    messages = Messages()
    with pytest.raises(PendingErrors):
        open_list(str(tmp_path), DISK, messages)
    assert next(iter(messages)).text == "Read error - read (21: Is a directory)"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("extension", PACK)
def test_the_real_apt_says_the_same(tmp_path: Path, extension: str, how: str) -> None:
    """Damaged in the same way, the list leads to the same lines in the real apt."""
    need_reference()
    name = f"var/lib/apt/lists/h_._Packages.{extension}"
    data = damaged(PACK[extension](TEXT), how)
    root = make_root(tmp_path / "root", {"etc/apt/sources.list": "deb [trusted=yes] http://h ./\n", name: data})
    real = ask_apt(root, "apt-cache", "policy", "p0")
    messages = Messages()
    try:
        open_list(str(root / name), DISK, messages)
    except PendingErrors:
        assert real.code == 100
    stderr = "".join(line for line in real.stderr.splitlines(True) if not line.startswith("N: Unable to locate"))
    assert messages.render() == stderr
