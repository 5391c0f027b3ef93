"""What a snapshot says about itself and the files in it.

The layout is written down in ``docs/snapshots.md``.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from aptsim.errors import InputError

FORMAT = "aptsim-snapshot"
VERSION = 1
"""Counted up when older programs could not read a snapshot any more."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """One file.

    Args:
        path: from the top of the system, with a slash in front.
        size: bytes that it has in the system.
        sha256: of its content in the snapshot; '' where only the size is kept.
    """

    path: str
    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class SavedKeys:
    """A keyring of which only the fingerprints are kept."""

    path: str
    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SnapshotManifest:
    """What is in a snapshot.

    Args:
        kind: ``root`` for a whole root, ``files`` for a status file and indexes.
        architectures: the system's own first.
        kernel: the running kernel, if one was named.
        apt: the version of apt that is installed; '' for none.
        os_release: what the system calls itself.
        installed: how many packages are installed.
        status: the path of the status file; '' for none.
        packages: the paths of the indexes in order, for bare files.
        redacted: how many places were left out because they could hold a secret.
        keys: keyrings with the fingerprints of their keys.
        folders: folders that exist, also empty ones.
        links: links by path.
        files: sorted by path.
    """

    kind: str
    architectures: tuple[str, ...]
    kernel: str = ""
    apt: str = ""
    os_release: dict[str, str] = field(default_factory=dict)
    installed: int = 0
    status: str = ""
    packages: tuple[str, ...] = ()
    redacted: int = 0
    keys: tuple[SavedKeys, ...] = ()
    folders: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    files: tuple[SavedFile, ...] = ()

    def to_json(self) -> bytes:
        """Write it, always in the same way."""
        document = {"format": FORMAT, "version": VERSION, **asdict(self)}
        return json.dumps(document, sort_keys=True, indent=1, ensure_ascii=True).encode() + b"\n"


def manifest_from(document: Any, name: str) -> SnapshotManifest:
    """Read a manifest that anybody may have written.

    Raises:
        InputError: when it is none, or from a later version.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(name, 0, "it is not a snapshot")
    if document.get("version") != VERSION:
        version = str(document.get("version"))[:20]
        raise InputError(name, 0, f"it is a snapshot of version {version}; this program reads version {VERSION}")
    try:
        manifest = SnapshotManifest(
            kind=_text(document["kind"]),
            architectures=_texts(document["architectures"]),
            kernel=_text(document["kernel"]),
            apt=_text(document["apt"]),
            os_release=_map(document["os_release"]),
            installed=_number(document["installed"]),
            status=_text(document["status"]),
            packages=_texts(document["packages"]),
            redacted=_number(document["redacted"]),
            keys=tuple(SavedKeys(_text(one["path"]), _texts(one["fingerprints"])) for one in document["keys"]),
            folders=_texts(document["folders"]),
            links=_map(document["links"]),
            files=tuple(
                SavedFile(_text(one["path"]), _number(one["size"]), _text(one["sha256"])) for one in document["files"]
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(name, 0, f"its manifest is damaged at {error}") from error
    paths = [file.path for file in manifest.files]
    if manifest.kind not in ("root", "files") or not manifest.architectures or paths != sorted(set(paths)):
        raise InputError(name, 0, "its manifest is damaged")
    return manifest


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(repr(value)[:80])
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(repr(value)[:80])
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(repr(value)[:80])
    return tuple(map(_text, value))


def _map(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError(repr(value)[:80])
    return {_text(key): _text(text) for key, text in value.items()}
