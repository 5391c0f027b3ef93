"""The package lists of Debian's mirror, fetched once by apt itself into the cache folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from .aptconf import PrivateFolder, clean_environment
from .folders import cache_folder

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
DEBIAN = "http://deb.debian.org/debian"
SECURITY = "http://deb.debian.org/debian-security"


@dataclass(frozen=True, slots=True)
class Source:
    """One suite of the mirror, as a root's source list names it."""

    uri: str
    suite: str
    architectures: tuple[str, ...] = ("amd64",)
    has_sources: bool = False

    def one_line(self) -> str:
        """The line of sources.list(5), or the two when source packages are wanted too."""
        arch = ",".join(self.architectures)
        where = f"[arch={arch} signed-by={KEYRING}] {self.uri} {self.suite} main"
        return f"deb {where}\ndeb-src {where}" if self.has_sources else f"deb {where}"

    def deb822(self) -> str:
        """The stanza of a .sources file."""
        types = "deb deb-src" if self.has_sources else "deb"
        return (
            f"Types: {types}\nURIs: {self.uri}\nSuites: {self.suite}\nComponents: main\n"
            f"Architectures: {' '.join(self.architectures)}\nSigned-By: {KEYRING}\n"
        )

    def file_prefix(self) -> str:
        """How the names of this suite's lists begin."""
        return f"{self.uri.split('://')[1].replace('/', '_')}_dists_{self.suite}_"

    def list_names(self) -> list[str]:
        """The names apt gives to this suite's lists."""
        prefix = self.file_prefix()
        names = [f"{prefix}InRelease", *(f"{prefix}main_binary-{arch}_Packages" for arch in self.architectures)]
        return [*names, f"{prefix}main_source_Sources"] if self.has_sources else names

    def with_sources(self) -> Source:
        """The same suite with its source packages."""
        return replace(self, has_sources=True)


BOTH = ("amd64", "i386")
BOOKWORM = Source(DEBIAN, "bookworm")
UPDATES = Source(DEBIAN, "bookworm-updates")
SECURITY_UPDATES = Source(SECURITY, "bookworm-security")
BACKPORTS = Source(DEBIAN, "bookworm-backports")
TRIXIE = Source(DEBIAN, "trixie")
BULLSEYE = Source(DEBIAN, "bullseye")
SID = Source(DEBIAN, "sid")
EXPERIMENTAL = Source(DEBIAN, "experimental")
BOOKWORM_BOTH = Source(DEBIAN, "bookworm", BOTH)
UPDATES_BOTH = Source(DEBIAN, "bookworm-updates", BOTH)

# i386 is left out of security and trixie: the mirror's files there are at times not those of its InRelease.
FETCHED = (
    *(source.with_sources() for source in (BOOKWORM_BOTH, UPDATES_BOTH, SECURITY_UPDATES, BACKPORTS, TRIXIE)),
    *(BULLSEYE, SID, EXPERIMENTAL),
)


class ArchiveError(Exception):
    """The mirror's lists could not be fetched."""


def lists_folder() -> Path:
    """The folder with all fetched lists; fetch those that are not there."""
    folder = cache_folder() / "archive"
    lists = folder / "var/lib/apt/lists"
    missing = [source for source in FETCHED if not _is_there(source, lists)]
    if missing:
        _fetch(folder, lists, missing)
    return lists


def _is_there(source: Source, lists: Path) -> bool:
    return all((lists / name).exists() for name in source.list_names())


def _fetch(folder: Path, lists: Path, sources: list[Source]) -> None:
    shutil.rmtree(folder / "private", ignore_errors=True)
    for name in ("etc/apt/apt.conf.d", "etc/apt/preferences.d", "var/lib/apt/lists/partial", "var/lib/dpkg"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "var/lib/dpkg/status").touch()
    (folder / "etc/apt/sources.list").write_text("".join(source.one_line() + "\n" for source in sources))
    (folder / "etc/apt/apt.conf").write_text(
        'Acquire::GzipIndexes "false";\nAcquire::Check-Valid-Until "false";\nAcquire::Check-Date "false";\n'
        'Acquire::Retries "3";\nAPT::Get::List-Cleanup "false";\n'
    )
    private = PrivateFolder(folder / "private")
    private.make(folder, BOTH, real_methods=True)
    environment = clean_environment(private.configuration)
    environment.update({name: os.environ[name] for name in ("http_proxy", "https_proxy") if name in os.environ})
    run = subprocess.run(["apt-get", "update"], env=environment, capture_output=True, text=True, check=False)
    missing = [source.suite for source in sources if not _is_there(source, lists)]
    if missing:
        raise ArchiveError(f"apt-get update left out lists of {' '.join(missing)}\n{run.stdout}{run.stderr}")
