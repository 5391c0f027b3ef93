"""Archives of the Debian kind, written with nothing but Python: real ones, and damaged ones."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import io
import lzma
import random
import tarfile
from collections.abc import Callable, Mapping
from functools import cache

from .stanzas import INDEX_ONLY, Fields, format_fields

Members = list[tuple[str, bytes]]
_COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".xz": lzma.compress,
    ".zst": lambda data: bytes(importlib.import_module("zstandard").compress(data)),
}


def make_ar(members: Members) -> bytes:
    """An ar archive, in the form that dpkg writes."""
    parts = [b"!<arch>\n"]
    for name, data in members:
        parts.append(f"{name:<16}{1700000000:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode())
        parts.append(data + b"\n" * (len(data) % 2))
    return b"".join(parts)


def make_tar(files: Mapping[str, bytes]) -> bytes:
    """A tar archive of a folder with these files in it."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as archive:
        folder = tarfile.TarInfo("./")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def deb_members(control: str, compression: str = ".xz") -> Members:
    """The members of a package file with this control file."""
    pack = _COMPRESSIONS[compression]
    tar = make_tar({"./md5sums": b"", "./control": control.encode("utf-8", "surrogateescape")})
    return [
        ("debian-binary", b"2.0\n"),
        (f"control.tar{compression}", pack(tar)),
        ("data.tar.xz", lzma.compress(make_tar({"./usr/share/doc/x": b"x"}))),
    ]


def make_deb(control: str, compression: str = ".xz") -> bytes:
    """A package file with this control file."""
    return make_ar(deb_members(control, compression))


def control_of(fields: Fields) -> str:
    """The control file of a package whose stanza in an index this is."""
    return format_fields({name: value for name, value in fields.items() if name not in INDEX_ONLY}) + "\n"


def make_changes(files: Mapping[str, bytes]) -> str:
    """A .changes file that lists these files."""
    sums = "".join(f"\n {hashlib.sha256(data).hexdigest()} {len(data)} {name}" for name, data in files.items())
    old = "".join(
        f"\n {hashlib.md5(data, usedforsecurity=False).hexdigest()} {len(data)} misc optional {name}"
        for name, data in files.items()
    )
    return f"Format: 1.8\nSource: x\nVersion: 1\nChecksums-Sha256:{sums}\nFiles:{old}\n"


@cache
def damaged_debs() -> dict[str, bytes]:
    """Package files that are no good, each in its own way, by name."""
    good = make_deb("Package: good\nVersion: 1\nArchitecture: amd64\n")
    members = deb_members("Package: odd\nVersion: 1\nArchitecture: amd64\n", "")
    binary, control, data = members
    tar = control[1]
    packed = lzma.compress(tar)
    zipped = gzip.compress(tar, mtime=0)
    small = _COMPRESSIONS[".zst"](tar)
    # So much random text that damage in the middle is met before the end of what apt reads at once.
    long_tar = make_tar(
        {"./control": b"Package: long\nVersion: 1\nX: " + random.Random(1).randbytes(90_000).hex().encode()}
    )
    long_xz, long_zip = lzma.compress(long_tar), gzip.compress(long_tar, mtime=0)
    wrong_sum = tar[:150] + b"7" + tar[151:]
    huge = bytearray(make_tar({"./control": b"Package: huge\n"}))
    return {
        "empty": b"",
        "text": b"no archive at all\n",
        "cut-signature": good[:5],
        "cut-header": good[:40],
        "cut-control": good[:140],
        "cut-data": good[:-100],
        "no-binary": make_ar([control, data]),
        "no-control": make_ar([binary, data]),
        "no-data": make_ar([binary, control]),
        "odd-name": make_ar([binary, ("control.tar.bz2", tar), data]),
        "no-control-file": make_ar([binary, ("control.tar", make_tar({"./md5sums": b""})), data]),
        "no-tar": make_ar([binary, ("control.tar", b"x" * 2048), data]),
        "not-xz": make_ar([binary, ("control.tar.xz", tar), data]),
        "not-gzip": make_ar([binary, ("control.tar.gz", tar), data]),
        "cut-xz": make_ar([binary, ("control.tar.xz", packed[:-30]), data]),
        "damaged-xz": make_ar([binary, ("control.tar.xz", packed[:60] + b"\0\1\2" + packed[63:]), data]),
        "cut-gzip": make_ar([binary, ("control.tar.gz", zipped[:-30]), data]),
        "damaged-gzip": make_ar([binary, ("control.tar.gz", zipped[:60] + b"\0\1\2" + zipped[63:]), data]),
        "not-zst": make_ar([binary, ("control.tar.zst", tar), data]),
        "cut-zst": make_ar([binary, ("control.tar.zst", small[:-30]), data]),
        "damaged-zst": make_ar([binary, ("control.tar.zst", small[:60] + b"\0\1\2" + small[63:]), data]),
        "late-xz": make_ar([binary, ("control.tar.xz", _spoilt(long_xz, 60_000)), data]),
        "late-gzip": make_ar([binary, ("control.tar.gz", _spoilt(long_zip, 60_000)), data]),
        "long": make_ar([binary, ("control.tar.gz", long_zip), data]),
        "last-xz": make_ar([binary, data, ("control.tar.xz", packed[:-60])]),
        "last-gzip": make_ar([binary, data, ("control.tar.gz", zipped[:-60])]),
        "last-zst": make_ar([binary, data, ("control.tar.zst", small[:-60])]),
        "last-plain": make_ar([binary, data, ("control.tar", tar[:1600])]),
        "two-members": make_ar(
            [binary, control, ("control.tar", make_tar({"./control": b"Package: b\nVersion: 2\n"})), data]
        ),
        "two-files": make_ar(
            [binary, ("control.tar", make_tar({"control": b"Package: b\nVersion: 3\n"})[:-10240] + tar), data]
        ),
        "long-name": make_ar(
            [binary, ("control.tar", make_tar({"x" * 300: b"", "control": b"Package: c\nVersion: 3\n"})), data]
        ),
        "pax": make_ar([binary, ("control.tar", _pax_tar()), data]),
        "cut-skip": make_ar([binary, data, ("control.tar.xz", lzma.compress(make_tar({"./x": bytes(3000)})[:2700]))]),
        "only-data": make_ar([("data.tar", b"")]),
        "bsd-name": make_ar([("#1/13", b"debian-binary2.0\n"), control, data]),
        "wrong-sum": make_ar([binary, ("control.tar", wrong_sum), data]),
        "cut-tar": make_ar([binary, ("control.tar", tar[:600]), data]),
        "cut-tar-header": make_ar([binary, ("control.tar", tar[:700]), data]),
        "size-too-large": good.replace(b"4         `", b"9999999   `", 1),
        "size-no-number": good.replace(b"4         `", b"x         `", 1),
        "huge-member": make_ar([binary, ("control.tar", bytes(_with_size(huge, 1 << 40))), data]),
        "large-control": make_ar([binary, ("control.tar", bytes(_with_size(huge, 65 << 20))), data]),
        "empty-control": make_deb(""),
        "no-colon": make_deb("Package\n"),
        "no-package": make_deb("Version: 1\nArchitecture: amd64\n"),
        "no-version": make_deb("Package: unversioned\nArchitecture: amd64\n"),
        "no-architecture": make_deb("Package: archless\nVersion: 1\n"),
        "foreign": make_deb("Package: foreign\nVersion: 1\nArchitecture: s390x\n"),
        "bad-depends": make_deb("Package: bad\nVersion: 1\nArchitecture: amd64\nDepends: a (>=\n"),
        "blank-lines": make_deb("\n\n  \nPackage: blank\nVersion: 1\nArchitecture: amd64\n\n\n\n"),
        "two-stanzas": make_deb("Package: one\nVersion: 1\nArchitecture: all\n\nPackage: two\nVersion: 1\n"),
        "with-zero": make_deb("Package: zero\nVersion: 1\nArchitecture: all\nDescription: x\0y\nDepends: bash\n"),
        "capitals": make_deb("Package: Capitals\nVersion: 1\nArchitecture: all\n"),
    }


def _spoilt(data: bytes, place: int) -> bytes:
    return data[:place] + bytes(64) + data[place + 64 :]


def _pax_tar() -> bytes:
    """A tar archive with a kind of member that apt does not know."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("./control")
        text = b"Package: pax\nVersion: 1\n"
        info.size, info.pax_headers = len(text), {"comment": "x"}
        archive.addfile(info, io.BytesIO(text))
    return stream.getvalue()


def _with_size(tar: bytearray, size: int) -> bytearray:
    """The tar with another size in the header of its second member, and the sum set right."""
    start = 512
    if size < 8**11:
        tar[start + 124 : start + 136] = f"{size:011o}\0".encode()
    else:
        tar[start + 124 : start + 136] = b"\x80" + size.to_bytes(11, "big")
    tar[start + 148 : start + 156] = b" " * 8
    tar[start + 148 : start + 156] = f"{sum(tar[start : start + 512]):06o}\0 ".encode()
    return tar
