"""A Debian package file: what its control file says, read without dpkg, as apt reads it.

Source: apt-pkg/deb/debfile.cc, debDebFile; apt-pkg/deb/debindexfile.cc, debDebPkgFileIndex::GetContent; deb(5).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import BinaryIO

from aptsim.archive.ar_file import ArMember, ArMembers, read_ar_members
from aptsim.archive.packed_stream import DamageError, PackedStream
from aptsim.archive.tag_file import is_record
from aptsim.archive.tar_stream import extract_file
from aptsim.errors import AptCrashError, PendingErrors
from aptsim.model.message import Messages

_CONTROL = ("", ".zst", ".lz4", ".gz", ".xz", ".bz2", ".lzma")
"""What may stand behind ``control.tar``, in the order in which apt looks for it."""
_KNOWN = {
    "debian-binary": ("debian-binary",),
    "control.tar": tuple(f"control.tar{one}" for one in ("", ".gz", ".xz", ".zst")),
    "data.tar": tuple(f"data.tar{one}" for one in ("", ".gz", ".bz2", ".lzma", ".xz", ".zst")),
}


def read_control(path: str, messages: Messages) -> bytes:
    """Gives the stanza that apt makes of a package file: its control file, and where and how large it is.

    Args:
        path: absolute.

    Raises:
        PendingErrors: where apt refuses the file; its words are in the messages.
        AptCrashError: when it has no control file at all.
    """
    try:
        size = os.stat(path).st_size
        with open(path, "rb") as file:
            control = _extract_control(read_ar_members(file), file, path, messages)
    except OSError as error:
        reason = f"{error.errno}: {os.strerror(error.errno or 0)}"
        what = "Read error - read" if error.errno == errno.EISDIR else f"Could not open file {path} - open"
        _locate_control(ArMembers((), (f"{what} ({reason})",)), path, messages)
        raise
    if not is_record(control.decode("latin-1") + "\n\n"):
        messages.error("Unparsable control file")
        raise _unreadable(path, messages)
    text = control.split(b"\0")[0].rstrip(b"\n").lstrip()
    return text + b"\nFilename: " + path.encode("utf-8", "surrogateescape") + b"\nSize: %d\n" % size


def _extract_control(archive: ArMembers, file: BinaryIO, path: str, messages: Messages) -> bytes:
    member, compression = _locate_control(archive, path, messages)
    file.seek(member.start)
    try:
        control = extract_file(PackedStream(file, compression, path), "control", messages)
    except DamageError as damage:
        _add_errors(damage.errors, messages)
        raise _unreadable(path, messages) from None
    if control is None:
        raise AptCrashError(f"the package file {path}, which has no control file in it")
    return control


def _locate_control(archive: ArMembers, path: str, messages: Messages) -> tuple[ArMember, str]:
    """Gives the member that has the control file, and its compression."""
    errors = archive.errors or _missing_member(archive)
    _add_errors(errors, messages)
    for compression in _CONTROL:
        member = archive.find(f"control.tar{compression}")
        if member is not None and not errors:
            return member, compression.removeprefix(".")
        if member is not None:
            raise _unreadable(path, messages)
    names = ",".join(one for one in _CONTROL if one)
    messages.error(f"Internal error, could not locate member control.tar{{{names},}}")
    raise _unreadable(path, messages)


def _missing_member(archive: ArMembers) -> tuple[str, ...]:
    """Gives apt's error about the first member that a package file must have and this one has not."""
    for name, forms in _KNOWN.items():
        if not any(archive.find(form) for form in forms):
            return (f"This is not a valid DEB archive, missing '{name}' member",)
    return ()


def _add_errors(errors: Iterable[str], messages: Messages) -> None:
    for error in errors:
        messages.error(error)


def _unreadable(path: str, messages: Messages) -> PendingErrors:
    messages.error(f"Could not read meta data from {path}")
    return PendingErrors()
