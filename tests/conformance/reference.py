"""The apt programs that answers come from: the one on PATH for 2.6, those of other Debian releases for the others.

The others are taken from the mirror as packages, with the libraries that they need, unpacked side by side in the
cache folder, and started through their own loader. Nothing of them is installed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .aptconf import PrivateFolder, clean_environment, version_of
from .archive import BULLSEYE, TRIXIE, ArchiveError, Source
from .folders import cache_folder
from .root import Contents, write_root

DEFAULT = "2.6"
_LIBRARIES = (
    *("libc6", "libc-bin", "libgcc-s1", "libstdc++6", "libbz2-1.0", "liblz4-1", "liblzma5", "libzstd1", "zlib1g"),
    *("libsystemd0", "libudev1", "libxxhash0", "libcap2"),
)
_LIBRARY_FOLDERS = ("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu")


@dataclass(frozen=True, slots=True)
class Packages:
    """Where a release of apt is found: the suite, and what it needs there besides the common libraries."""

    source: Source
    names: tuple[str, ...]


OTHERS = {
    "2.2": Packages(BULLSEYE, ("apt", "libapt-pkg6.0", "libgcrypt20", "libgpg-error0")),
    "3.0": Packages(TRIXIE, ("apt", "libapt-pkg7.0", "libssl3t64")),
}
RELEASES = (DEFAULT, *OTHERS)


@dataclass(frozen=True, slots=True)
class Reference:
    """One release of apt that can be run.

    ``folder`` holds the unpacked packages; it is None for the apt on PATH.
    """

    release: str
    folder: Path | None
    version: str

    def command(self, program: str) -> tuple[str, ...]:
        """The words that start ``apt-get`` or ``apt-cache`` of this release."""
        return (program,) if self.folder is None else _started(self.folder, program)

    def environment(self, configuration: Path) -> dict[str, str]:
        """The whole environment it is given; an older libc finds its own locales only when it is told where."""
        environment = clean_environment(configuration)
        if self.folder is not None:
            environment["LOCPATH"] = str(self.folder / "usr/lib/locale")
        return environment


@lru_cache(maxsize=8)
def find_reference(release: str = DEFAULT) -> Reference:
    """The program of a release, fetched when it is not there.

    Raises:
        ArchiveError: when it cannot be fetched.
    """
    if release == DEFAULT:
        return Reference(release, None, version_of(("apt-get",)) or "none")
    folder = cache_folder() / "references" / release
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fetch(folder, OTHERS[release])
    version = version_of(_started(folder, "apt-get"))
    if version is None or not version.startswith(f"{release}."):
        raise ArchiveError(f"the apt in {folder} is {version}, not {release}; remove the folder to fetch it again")
    return Reference(release, folder, version)


def _started(folder: Path, program: str) -> tuple[str, ...]:
    """The command that runs a program with the loader and the libraries it was built for."""
    loader = next(
        folder / place / "ld-linux-x86-64.so.2"
        for place in _LIBRARY_FOLDERS
        if (folder / place / "ld-linux-x86-64.so.2").exists()
    )
    path = ":".join(str(folder / place) for place in _LIBRARY_FOLDERS)
    return (str(loader), "--library-path", path, str(folder / "usr/bin" / program))


def _fetch(folder: Path, packages: Packages) -> None:
    """Download the packages of one suite with the apt that is here, and unpack them beside each other."""
    work = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(work, ignore_errors=True)
    root = work / "root"
    write_root(root, Contents({"var/lib/dpkg/status": ""}, (packages.source,)))
    private = PrivateFolder(work / "private")
    private.make(root, ("amd64",), real_methods=True)
    environment = clean_environment(private.configuration)
    environment.update({name: os.environ[name] for name in ("http_proxy", "https_proxy") if name in os.environ})
    downloads = work / "downloads"
    downloads.mkdir()
    names = [*packages.names, *_LIBRARIES]
    run = subprocess.run(
        ["apt-get", "download", *names], cwd=downloads, env=environment, capture_output=True, text=True, check=False
    )
    archives = sorted(downloads.glob("*.deb"))
    if run.returncode or len(archives) != len(names):
        raise ArchiveError(f"apt-get download {' '.join(names)}\n{run.stdout}{run.stderr}")
    for archive in archives:
        subprocess.run(["dpkg-deb", "-x", archive, work / "tree"], check=True)
    (work / "tree").rename(folder)
    shutil.rmtree(work)
