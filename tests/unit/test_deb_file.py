"""What is read of package files, with apt's words for what is wrong with them (apt-pkg/deb/debfile.cc)."""

from __future__ import annotations

import tracemalloc
import zlib
from pathlib import Path

import pytest

from aptsim.archive.changes_file import iter_changes
from aptsim.archive.deb_file import read_control
from aptsim.errors import AptCrashError, InputError, PendingErrors
from aptsim.model.message import Messages
from tests.conformance.debs import damaged_debs, deb_members, make_ar, make_changes, make_deb, make_tar

_CONTROL = "Package: a\nVersion: 1\nArchitecture: all\n"


def _read(folder: Path, data: bytes) -> tuple[str, list[str]]:
    path = folder / "a.deb"
    path.write_bytes(data)
    messages = Messages()
    try:
        text = read_control(str(path), messages).decode()
    except PendingErrors:
        text = ""
    return text.replace(str(folder), ""), [message.text.replace(str(folder), "") for message in messages]


@pytest.mark.parametrize("compression", ["", ".gz", ".xz", ".zst"])
def test_the_control_file_is_found_in_every_compression(compression: str, tmp_path: Path) -> None:
    """The stanza is the control file, with where the file is and how large it is."""
    data = make_deb(_CONTROL, compression)
    assert _read(tmp_path, data) == (f"{_CONTROL}Filename: /a.deb\nSize: {len(data)}\n", [])


@pytest.mark.parametrize(
    ("name", "errors"),
    [
        ("text", ["Invalid archive signature"]),
        ("no-data", ["This is not a valid DEB archive, missing 'data.tar' member"]),
        ("no-tar", ["Corrupted archive"]),
        ("wrong-sum", ["Tar checksum failed, archive corrupted"]),
        ("not-xz", ["lzma_read: Read error (7)"]),
        ("large-control", ["Control file too large: 68157440 > 67108864 bytes"]),
        ("no-colon", ["Unparsable control file"]),
    ],
)
def test_damage_is_told_in_apts_words(name: str, errors: list[str], tmp_path: Path) -> None:
    """The error of the place where apt's reader stops comes first; that nothing could be read comes last."""
    text, said = _read(tmp_path, damaged_debs()[name])
    located = [error for error in said if not error.startswith("Internal error")]
    assert (text, located) == ("", [*errors, "Could not read meta data from /a.deb"])


def test_without_a_control_file_apt_crashes(tmp_path: Path) -> None:
    """Apt takes the control file for granted once the archive is whole."""
    with pytest.raises(AptCrashError, match="no control file"):
        _read(tmp_path, damaged_debs()["no-control-file"])


def test_a_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    """A control archive that unpacks to far more than it should is given up on, and never held in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    huge = bytearray(make_tar({"./other": b"x"})[512:1024])
    huge[124:136] = f"{2 << 30:011o}\0".encode()
    huge[148:156] = b" " * 8
    huge[148:156] = f"{sum(huge):06o}\0 ".encode()
    block = bytes(1 << 20)
    packed = packer.compress(bytes(huge)) + b"".join(packer.compress(block) for _ in range(270)) + packer.flush()
    binary, _, data = deb_members(_CONTROL)
    tracemalloc.start()
    with pytest.raises(InputError, match="unpacks to more than"):
        _read(tmp_path, make_ar([binary, ("control.tar.gz", packed), data]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


def test_a_changes_file_lists_its_packages_up_to_a_wrong_one(tmp_path: Path) -> None:
    """Files are taken in order; one whose sum differs is the last, with an error."""
    listed = {"a.deb": b"a", "b.deb": b"b", "c.deb": b"c"}
    for name in listed:
        (tmp_path / name).write_bytes(b"x" if name == "b.deb" else listed[name])
    changes = tmp_path / "x.changes"
    changes.write_text(make_changes(listed))
    messages = Messages()
    assert [Path(path).name for path in iter_changes(str(changes), messages)] == ["a.deb", "b.deb"]
    (message,) = messages
    assert message.text == f"The file {tmp_path}/b.deb does not match with the hashes in the {changes} file!"
