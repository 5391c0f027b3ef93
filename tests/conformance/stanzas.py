"""Stanzas as texts: read from indexes, and written as dpkg writes its status."""

from __future__ import annotations

import bz2
import gzip
import importlib
import lzma
from collections.abc import Iterator
from pathlib import Path

# dpkg's own order (dpkg 1.21, lib/dpkg/parse.c, fieldinfos); what it does not know follows in the order found.
STATUS_ORDER = (
    "Package",
    "Essential",
    "Protected",
    "Status",
    "Priority",
    "Section",
    "Installed-Size",
    "Origin",
    "Maintainer",
    "Bugs",
    "Architecture",
    "Multi-Arch",
    "Source",
    "Version",
    "Config-Version",
    "Replaces",
    "Provides",
    "Depends",
    "Pre-Depends",
    "Recommends",
    "Suggests",
    "Breaks",
    "Conflicts",
    "Enhances",
    "Conffiles",
    "Description",
    "Triggers-Pending",
    "Triggers-Awaited",
)
# Fields that an index has and a status does not: they come from the archive, not from the package.
INDEX_ONLY = frozenset(
    ("Filename", "Size", "MD5sum", "SHA1", "SHA256", "SHA512", "Description-md5", "Tag", "Task", "Build-Essential")
)
_RANK = {name: rank for rank, name in enumerate(STATUS_ORDER)}

Fields = dict[str, str]


def iter_stanza_texts(path: Path) -> Iterator[str]:
    """The stanzas of a file, each as its text without the blank line."""
    text = read_list(path).decode("utf-8", "surrogateescape")
    for stanza in text.split("\n\n"):
        stripped = stanza.strip("\n")
        if stripped:
            yield stripped


def read_list(path: Path) -> bytes:
    """The contents of a file that may be compressed."""
    data = path.read_bytes()
    match path.suffix:
        case ".xz":
            return lzma.decompress(data)
        case ".gz":
            return gzip.decompress(data)
        case ".bz2":
            return bz2.decompress(data)
        case ".lz4":
            return bytes(importlib.import_module("lz4.frame").decompress(data))
        case ".zst":
            return bytes(importlib.import_module("zstandard").decompress(data))
    return data


def parse_fields(stanza: str) -> Fields:
    """The fields of one stanza, continuation lines kept as they stand."""
    fields: Fields = {}
    name = ""
    for line in stanza.split("\n"):
        if line[:1] in (" ", "\t"):
            fields[name] += "\n" + line
        else:
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    return fields


def format_fields(fields: Fields) -> str:
    """One stanza's text, without the blank line."""
    return "\n".join(f"{name}: {value}" if value[:1] != "\n" else f"{name}:{value}" for name, value in fields.items())


def status_fields(fields: Fields, status: str = "install ok installed") -> Fields:
    """The stanza that dpkg would have in its status for an index's stanza."""
    kept = {name: value for name, value in fields.items() if name not in INDEX_ONLY}
    kept["Status"] = status
    return dict(sorted(kept.items(), key=lambda item: _RANK.get(item[0], len(_RANK))))


class Index:
    """The stanzas of some index files, found by name, architecture and version.

    Of equal keys the first file's stanza is kept.
    """

    def __init__(self, files: list[Path]) -> None:
        self._texts: dict[tuple[str, str, str], str] = {}
        self.names: dict[str, list[tuple[str, str, str]]] = {}
        for path in files:
            for text in iter_stanza_texts(path):
                key = (_quick(text, "Package"), _quick(text, "Architecture"), _quick(text, "Version"))
                if key not in self._texts:
                    self._texts[key] = text
                    self.names.setdefault(key[0], []).append(key)

    def fields(self, name: str, arch: str, version: str) -> Fields:
        """The fields of one package version; an absent one is a KeyError."""
        return parse_fields(self._texts[name, arch, version])

    def iter_fields(self) -> Iterator[Fields]:
        """The fields of every stanza, in the order of the files."""
        for text in self._texts.values():
            yield parse_fields(text)


def _quick(stanza: str, name: str) -> str:
    mark = f"{name}: "
    start = 0 if stanza.startswith(mark) else stanza.find("\n" + mark) + 1
    if start == 0 and not stanza.startswith(mark):
        return ""
    end = stanza.find("\n", start)
    return stanza[start + len(mark) : end if end >= 0 else len(stanza)].strip()
