"""Roots made of the data that the project carries: the bundled snapshot, and the jessie case."""

from __future__ import annotations

import bz2
import gzip
import importlib
import lzma
import shutil
from collections.abc import Callable
from pathlib import Path

from .folders import repository_folder
from .root import Contents

BOOKWORM = repository_folder() / "data" / "bookworm"
JESSIE = repository_folder() / "data" / "jessie"
FLAT = "http://tiny.example/jessie"
FLAT_LIST = "var/lib/apt/lists/tiny.example_jessie_._Packages"


def _bundled() -> Contents:
    return Contents({}, finish=_copy_bundled)


def _bundled_damaged() -> Contents:
    def finish(path: Path) -> None:
        _copy_bundled(path)
        shutil.copy(BOOKWORM / "status-damaged", path / "var/lib/dpkg/status")

    return Contents({}, finish=finish)


def _compressed() -> Contents:
    """The bundled snapshot, each list compressed in another way."""

    def finish(path: Path) -> None:
        _copy_bundled(path)
        for number, file in enumerate(sorted((path / "var/lib/apt/lists").glob("*.xz"))):
            data = lzma.decompress(file.read_bytes())
            suffix, compress = _COMPRESSORS[number % len(_COMPRESSORS)]
            file.with_suffix(suffix).write_bytes(compress(data))
            file.unlink()

    return Contents({}, finish=finish)


_COMPRESSORS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    (".zst", lambda data: bytes(importlib.import_module("zstandard").compress(data))),
    (".lz4", lambda data: bytes(importlib.import_module("lz4.frame").compress(data))),
    (".gz", gzip.compress),
    (".bz2", bz2.compress),
)


def _copy_bundled(path: Path) -> None:
    shutil.copytree(BOOKWORM / "root", path, dirs_exist_ok=True)


def jessie_files(status: str) -> dict[str, str]:
    """The files of a jessie root: a flat repository, and a status."""
    return {
        "etc/apt/sources.list": f"deb [trusted=yes] {FLAT} ./\n",
        "etc/apt/apt.conf": 'APT::Architecture "amd64";\n',
        FLAT_LIST: (JESSIE / "Packages").read_text(errors="surrogateescape"),
        "var/lib/dpkg/status": status,
    }


def jessie_status() -> str:
    """The status of the healthy system."""
    return (JESSIE / "status-healthy").read_text(errors="surrogateescape")


def _jessie_file_source() -> Contents:
    """The healthy system with its index in a folder of its own: apt's lists then hold a link to it."""

    def finish(path: Path) -> None:
        folder = path / "srv"
        folder.mkdir()
        shutil.copy(JESSIE / "Packages", folder)
        (path / "etc/apt/sources.list").write_text(f"deb [trusted=yes] file:{folder} ./\n")
        (path / FLAT_LIST).unlink()
        link = path / "var/lib/apt/lists" / (str(folder).replace("/", "_") + "_._Packages")
        link.symlink_to(folder / "Packages")

    return Contents(jessie_files(jessie_status()), finish=finish)


SNAPSHOTS: dict[str, Callable[[], Contents]] = {
    "bundled": _bundled,
    "bundled-damaged": _bundled_damaged,
    "compressed": _compressed,
    "jessie-healthy": lambda: Contents(jessie_files(jessie_status())),
    "jessie-empty": lambda: Contents(jessie_files("")),
    "jessie-after-failed-run": lambda: Contents(jessie_files((JESSIE / "status-after-failed-run").read_text())),
    "jessie-file": _jessie_file_source,
}
