"""Release and InRelease files among apt's lists: what they say about their archive.

Signatures were checked when the lists were fetched; apt does not check them again, and neither does this.

Source: apt-pkg/deb/debmetaindex.cc, debReleaseIndex::Merge; apt-pkg/contrib/gpgv.cc, SplitClearSignedFile and
OpenMaybeClearSignedFile.
"""

from __future__ import annotations

import os
import re

from aptsim.archive.meta_index import MetaIndex
from aptsim.errors import PendingErrors
from aptsim.files.tag_file import TagFileError, TagSection, iter_sections
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import ReleaseFile, ReleaseFileFlag
from aptsim.model.value import Value

_BEGIN_MESSAGE = b"-----BEGIN PGP SIGNED MESSAGE-----"
_BEGIN_SIGNATURE = b"-----BEGIN PGP SIGNATURE-----"
_END_SIGNATURE = b"-----END PGP SIGNATURE-----"
_DASH_LINE = re.compile(rb"^-[^\n]*", re.MULTILINE)
_LINE_END_SPACE = re.compile(rb"[ \t\r]+$", re.MULTILINE)
_EMPTY_LINE = re.compile(rb"^[ \t\r]*\n", re.MULTILINE)


class Release(Value):
    """What a Release file says about its archive; a field that is absent or empty is None.

    Args:
        architectures: empty means the file does not say.
        unsupported_for_all: index targets that do not carry packages of architecture ``all`` on their own
            (``No-Support-for-Architecture-all``).
    """

    suite: str | None = None
    version: str | None = None
    origin: str | None = None
    codename: str | None = None
    label: str | None = None
    not_automatic: bool = False
    but_automatic_upgrades: bool = False
    architectures: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    unsupported_for_all: tuple[str, ...] = ()
    acquire_by_hash: bool = False
    date: str | None = None
    valid_until: str | None = None

    @property
    def flags(self) -> ReleaseFileFlag:
        """Give the flags that policy looks at."""
        flags = ReleaseFileFlag.NONE
        if self.not_automatic:
            flags |= ReleaseFileFlag.NOT_AUTOMATIC
        if self.but_automatic_upgrades:
            flags |= ReleaseFileFlag.BUT_AUTOMATIC_UPGRADES
        return flags


def parse_release(data: bytes, path: str, messages: Messages) -> Release:
    """Read the content of a Release file, clear-signed or not.

    Raises:
        PendingErrors: where apt refuses the file; its words are in the messages.
    """
    content = strip_clear_signature(data, path, messages)
    try:
        section = next(iter_sections(content, path), None)
    except TagFileError as error:
        messages.error(str(error))
        raise PendingErrors from error
    if section is None:
        raise PendingErrors
    return _release_of(section, messages)


def read_release_file(id: int, path: str, site: str, tree: FileTree, messages: Messages) -> ReleaseFile:
    """Read an archive's Release file into the value that policy looks at.

    Raises:
        PendingErrors: where apt refuses the file; its words are in the messages.
    """
    try:
        data = tree.read(path)
    except OSError as error:
        number = error.errno or 0
        messages.errno("fopen", f"can not open {path}", number, os.strerror(number))
        raise PendingErrors from error
    release = parse_release(data, path, messages)
    return ReleaseFile(
        id=id,
        path=path,
        site=site,
        archive=release.suite,
        version=release.version,
        origin=release.origin,
        codename=release.codename,
        label=release.label,
        flags=release.flags,
        is_present=True,
    )


def read_archive_release(
    id: int, archive: MetaIndex, configuration: Configuration, tree: FileTree, messages: Messages
) -> ReleaseFile:
    """Read the Release file of an archive; without one, all that is known is where it would be.

    Raises:
        PendingErrors: where apt refuses the file; its words are in the messages.
    """
    path, is_present = archive.release_path(configuration, tree)
    if is_present:
        return read_release_file(id, path, archive.host, tree, messages)
    return ReleaseFile(id=id, path=path, site=archive.host)


def strip_clear_signature(data: bytes, path: str, messages: Messages) -> bytes:
    """Give the signed content of a clear-signed file, or an unsigned file as it is.

    Raises:
        PendingErrors: when the file is empty or its signature is not wrapped as it should be.
    """
    if not data:
        raise _refuse(_cut_short(path), messages)
    first_line, _, rest = data.partition(b"\n")
    if first_line.rstrip(b" \t\r") != _BEGIN_MESSAGE:
        if any(line.rstrip(b" \t\r") == _BEGIN_MESSAGE for line in _DASH_LINE.findall(rest)):
            raise _refuse(f"Clearsigned file '{path}' does not start with a signed message block.", messages)
        return data
    return _signed_content(rest, path, messages)


def _signed_content(text: bytes, path: str, messages: Messages) -> bytes:
    empty_line = _EMPTY_LINE.search(text)
    armor = text if empty_line is None else text[: empty_line.start()]
    if _DASH_LINE.search(armor) is not None:
        raise _refuse(_unexpected_dash(path, "armor"), messages)
    if empty_line is None:
        raise _refuse(_cut_short(path), messages)
    text = text[empty_line.end() :]
    start = 0 if text.startswith(b"-") else text.find(b"\n-") + 1
    while start > 0 or text.startswith(b"-", start):
        line, _, signature = text[start:].partition(b"\n")
        line = line.rstrip(b" \t\r")
        if line == _BEGIN_SIGNATURE:
            break
        if not line.startswith(b"- "):
            raise _refuse(_unexpected_dash(path, "msg"), messages)
        start = text.find(b"\n-", start) + 1
    else:
        raise _refuse(_cut_short(path), messages)
    _check_signature(signature, path, messages)
    content = text[:start]
    content = _LINE_END_SPACE.sub(b"", content) if b" \n" in content or b"\t\n" in content else content
    return re.sub(rb"^- ", b"", content, flags=re.MULTILINE) if b"\n- " in content else content


def _check_signature(text: bytes, path: str, messages: Messages) -> None:
    """Refuse anything but signature blocks behind the content."""
    is_open = True
    for raw in text.splitlines():
        line = raw.rstrip(b" \t\r")
        if is_open and line == _END_SIGNATURE:
            is_open = False
        elif is_open and line.startswith(b"-"):
            raise _refuse(_unexpected_dash(path, "sig"), messages)
        elif not is_open and line != _BEGIN_SIGNATURE:
            raise _refuse(f"Clearsigned file '{path}' contains unsigned lines.", messages)
        elif not is_open:
            is_open = True
    if is_open:
        raise _refuse(f"Signature in file {path} wasn't closed", messages)


def _release_of(section: TagSection, messages: Messages) -> Release:
    def text(tag: str) -> str | None:
        return section.find(tag) or None

    return Release(
        suite=text("Suite"),
        version=text("Version"),
        origin=text("Origin"),
        codename=text("Codename"),
        label=text("Label"),
        not_automatic=section.find_flag("NotAutomatic", messages),
        but_automatic_upgrades=section.find_flag("ButAutomaticUpgrades", messages),
        architectures=tuple(section.find("Architectures").split()),
        components=tuple(section.find("Components").split()),
        unsupported_for_all=tuple(section.find("No-Support-for-Architecture-all").split()),
        acquire_by_hash=section.find("Acquire-By-Hash").lower() in ("yes", "true", "1"),
        date=text("Date"),
        valid_until=text("Valid-Until"),
    )


def _refuse(text: str, messages: Messages) -> PendingErrors:
    messages.error(text)
    return PendingErrors()


def _cut_short(path: str) -> str:
    return f"Splitting of clearsigned file {path} failed as it doesn't contain all expected parts"


def _unexpected_dash(path: str, part: str) -> str:
    return f"Clearsigned file '{path}' contains unexpected line starting with a dash ({part})"
