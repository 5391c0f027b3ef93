"""A root folder that apt and the product read, and how one is written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .archive import Source, lists_folder


@dataclass(frozen=True, slots=True)
class Root:
    """One root folder.

    The fingerprint stands for all that is in it. It is told when the root is made, not asked again.
    """

    kind: str
    path: Path
    architectures: tuple[str, ...]
    fingerprint: str
    installed: int = 0

    def save(self, path: Path) -> None:
        """Write the description beside the root."""
        path.write_text(
            json.dumps(
                {
                    "kind": self.kind,
                    "path": str(self.path),
                    "architectures": self.architectures,
                    "fingerprint": self.fingerprint,
                    "installed": self.installed,
                }
            )
        )


def load_root(path: Path) -> Root:
    """Read a description that `Root.save` has written."""
    told = json.loads(path.read_text())
    return Root(told["kind"], Path(told["path"]), tuple(told["architectures"]), told["fingerprint"], told["installed"])


def root_at(path: Path) -> Root:
    """Any root folder, made by whom it may be."""
    arch_file = path / "var/lib/dpkg/arch"
    architectures = tuple(arch_file.read_text().split()) if arch_file.exists() else ("amd64",)
    return Root("folder", path, architectures or ("amd64",), fingerprint(path))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a root is made of.

    ``files`` maps a path inside the root to its text; ``sources`` are suites of the mirror, their lists linked in;
    ``finish`` does what cannot be said so, with the folder.
    """

    files: dict[str, str]
    sources: tuple[Source, ...] = ()
    architectures: tuple[str, ...] = ("amd64",)
    deb822: bool = False
    finish: Callable[[Path], None] | None = None


def write_root(path: Path, contents: Contents) -> None:
    """Write a root folder, in place of what was there."""
    shutil.rmtree(path, ignore_errors=True)
    for name in (
        "etc/apt/apt.conf.d",
        "etc/apt/preferences.d",
        "etc/apt/sources.list.d",
        "etc/apt/trusted.gpg.d",
        "var/lib/apt/lists/partial",
        "var/lib/dpkg",
    ):
        (path / name).mkdir(parents=True)
    (path / "var/lib/dpkg/arch").write_text("".join(f"{arch}\n" for arch in contents.architectures))
    if contents.sources and contents.deb822:
        stanzas = "\n".join(source.deb822() for source in contents.sources)
        (path / "etc/apt/sources.list.d/debian.sources").write_text(stanzas)
    elif contents.sources:
        lines = "".join(f"{source.one_line()}\n" for source in contents.sources)
        (path / "etc/apt/sources.list").write_text(lines)
    for source in contents.sources:
        for name in source.list_names():
            _link(lists_folder() / name, path / "var/lib/apt/lists" / name)
    for name, text in contents.files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
    if contents.finish is not None:
        contents.finish(path)


def fingerprint(path: Path) -> str:
    """A digest over the names and contents of all files in a root."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = Path(folder) / name
            digest.update(f"{file.relative_to(path)}\0".encode())
            with open(file, "rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
