"""One archive of the source list: a URI, a distribution, and the entries that name its parts.

Source: apt-pkg/metaindex.cc; apt-pkg/deb/debmetaindex.cc, debReleaseIndex and debSLTypeDebian.
"""

from __future__ import annotations

import re
from enum import Enum

from aptsim.archive.list_names import uri_encode, uri_to_file_name
from aptsim.archive.uri import parse_uri
from aptsim.files.folder import file_exists
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.value import Value
from aptsim.model.words import SPACES, split_list, string_to_bool

_FINGERPRINT = re.compile(r"[0-9A-F]{40}!?")
KEY_BLOCK = "-----BEGIN PGP PUBLIC KEY BLOCK-----"


class Setting(Enum):
    """An option of a source entry that is yes, no, or left to apt."""

    UNSET = "unset"
    """No entry of the archive was read yet."""
    DONT_CARE = "don't care"
    """The entries read do not use the option."""
    YES = "yes"
    NO = "no"


class SourceEntry(Value):
    """What one entry of a source list asks of an archive: one component of it (debSectionEntry).

    Args:
        place: where it stands, as ``FILE:LINE`` or ``FILE:STANZA``.
        component: empty for a flat archive.
        targets: names of index targets, ``Packages`` and the like, in order.
        architectures: in order; ``implicit:all`` is the index of architecture ``all`` that nobody asked for.
        languages: of translations; ``none`` is the original.
        by_hash: whether lists are asked for by their sums, as the entry says it; empty when it does not.
    """

    place: str
    component: str
    targets: tuple[str, ...]
    architectures: tuple[str, ...]
    languages: tuple[str, ...]
    by_hash: str = ""


class MetaIndex:
    """An archive while source lists are being read: entries for the same Release file come together here."""

    __slots__ = (
        "_set_options",
        "deb_entries",
        "dist",
        "release_options",
        "signed_by",
        "source_entries",
        "trusted",
        "uri",
    )

    def __init__(self, uri: str, dist: str, release_options: dict[str, str]) -> None:
        self.uri = uri
        self.dist = dist
        self.release_options = release_options
        self.deb_entries: list[SourceEntry] = []
        self.source_entries: list[SourceEntry] = []
        self.trusted = Setting.UNSET
        self.signed_by = ""
        self._set_options: dict[str, Setting | int] = {}

    @property
    def is_flat(self) -> bool:
        """Tell whether the archive has no ``dists`` folder: its distribution is a path that ends with ``/``."""
        return self.dist.endswith("/")

    @property
    def host(self) -> str:
        """Give the host of the URI, empty for local ones."""
        return parse_uri(self.uri).host

    def describe(self) -> str:
        """Name the archive as in messages: ``URI DIST Release`` (Describe)."""
        dist = "" if self.dist == "/" else self.dist
        return f"{parse_uri(self.uri).archive_only} {dist} Release"

    def list_path(self, kind: str, configuration: Configuration) -> str:
        """Give the path that a file of the archive's top has among the lists (MetaIndexFile)."""
        uri = meta_index_uri(self.uri, self.dist, kind, configuration)
        return configuration.find_dir("Dir::State::lists") + uri_to_file_name(uri)

    def release_path(self, configuration: Configuration, tree: FileTree) -> tuple[str, bool]:
        """Give the path of InRelease, or of Release without that, and whether it exists (ReleaseFileName)."""
        path = self.list_path("InRelease", configuration)
        if file_exists(path, tree):
            return path, True
        path = self.list_path("Release", configuration)
        return path, file_exists(path, tree)

    def is_trusted(self, configuration: Configuration, tree: FileTree) -> bool:
        """Tell whether packages of the archive count as authenticated (IsTrusted)."""
        if self.trusted in (Setting.YES, Setting.NO):
            return self.trusted is Setting.YES
        if self.uri.startswith("cdrom:") and configuration.find_b("APT::Authentication::TrustCDROM"):
            return True
        return any(file_exists(self.list_path(kind, configuration), tree) for kind in ("Release.gpg", "InRelease"))

    def set_trusted(self, setting: Setting, messages: Messages) -> bool:
        """Note the ``trusted`` option of an entry; two entries that disagree are an error."""
        if self.trusted is Setting.UNSET:
            self.trusted = setting
        elif self.trusted is not setting:
            messages.error(self._conflict("Trusted"))
            return False
        return True

    def set_option(self, option: str, value: Setting | int, messages: Messages) -> bool:
        """Note an option that does not matter to a simulation but must agree between entries."""
        before = self._set_options.get(option, Setting.UNSET)
        if before is Setting.UNSET or before == 0:
            self._set_options[option] = value
        elif before != value:
            messages.error(self._conflict(option))
            return False
        return True

    def checks_valid_until(self, configuration: Configuration) -> bool:
        """Tell whether an update heeds the date until which Release is valid (Acquire::Check-Valid-Until)."""
        setting = self._set_options.get("Check-Valid-Until", Setting.UNSET)
        if setting in (Setting.YES, Setting.NO):
            return setting is Setting.YES
        return configuration.find_b("Acquire::Check-Valid-Until", True)

    def setting(self, option: str) -> Setting:
        """Give an option that is yes, no or left to apt, by the name that :meth:`set_option` notes it under."""
        value = self._set_options.get(option, Setting.UNSET)
        return value if isinstance(value, Setting) else Setting.UNSET

    def seconds(self, option: str) -> int:
        """Give an option that is a time in seconds; 0 when it is left to apt."""
        value = self._set_options.get(option, 0)
        return value if isinstance(value, int) else 0

    def set_signed_by(self, value: str, messages: Messages) -> bool:
        """Note the ``signed-by`` option of an entry (SetSignedBy)."""
        normal = normalize_signed_by(value)
        if not self.signed_by and value:
            self.signed_by = normal
            if not normal:
                where = f"{self.uri} {self.dist}"
                messages.error(f"Invalid value set for option Signed-By regarding source {where} (not a fingerprint)")
        elif normal != self.signed_by:
            messages.error(f"{self._conflict('Signed-By')}: {self.signed_by} != {normal}")
            return False
        return True

    def _conflict(self, option: str) -> str:
        return f"Conflicting values set for option {option} regarding source {self.uri} {self.dist}"


def meta_index_uri(uri: str, dist: str, kind: str, configuration: Configuration) -> str:
    """Build the URI of a file at the top of an archive; the empty kind gives the base of all its indexes."""
    if dist == "/":
        base = uri
    elif dist.endswith("/"):
        base = uri + uri_encode(dist, configuration)
    else:
        base = f"{uri}dists/{uri_encode(dist, configuration)}/"
    return base + uri_encode(kind, configuration)


def setting_of(options: dict[str, str], name: str) -> Setting:
    """Read a yes-or-no option of a source entry (GetTriStateOption)."""
    value = options.get(name)
    if value is None:
        return Setting.DONT_CARE
    return Setting.YES if string_to_bool(value, 0) else Setting.NO


def normalize_signed_by(value: str) -> str:
    """Write a ``signed-by`` value in one way: fingerprints and key files by commas, a key block line by line.

    Returns:
        The value; empty when a part of it is neither a fingerprint nor a path.
    """
    if KEY_BLOCK in value:
        lines = value.split("\n")
        if not lines[-1]:
            lines.pop()
        stripped = (line.strip(SPACES) for line in lines)
        return "".join("\n" if line == "." else f"{line}\n" for line in stripped)
    parts = [part for part in split_list("".join("," if c in SPACES else c for c in value), ",") if part]
    normal = [part if part.startswith("/") else part.upper() for part in parts]
    if all(part.startswith("/") or _FINGERPRINT.fullmatch(part) for part in normal):
        return ",".join(normal)
    return ""
