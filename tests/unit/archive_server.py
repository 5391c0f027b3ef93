"""A mirror for tests: a web server with one small suite, signed with a key made on the spot."""

from __future__ import annotations

import gzip
import hashlib
import lzma
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pysequoia import Tsk

from aptsim.mirrors.suite import MirrorSuite
from tests.unit.signing import clear_signed, detached_signature, make_key
from tests.unit.web_server import WebServer

PACKAGES = b"".join(f"Package: p{number}\nVersion: {number}\nArchitecture: amd64\n\n".encode() for number in range(50))
SUITE = "debian/dists/test/"
LIST = "main/binary-amd64/Packages"
NOW = datetime.now(UTC).replace(microsecond=0)


def release_date(time: datetime) -> str:
    """Write a time as Release files do."""
    return time.strftime("%a, %d %b %Y %H:%M:%S UTC")


def release_text(files: Mapping[str, bytes], fields: Mapping[str, str] | None = None, sums: str = "SHA256") -> bytes:
    """Write a Release file that promises some files.

    Args:
        files: by their names below the suite.
        fields: besides or instead of the usual ones; an empty value leaves one out.
        sums: the field with the sums.
    """
    known = {
        "Origin": "Test",
        "Label": "Test",
        "Suite": "test",
        "Date": release_date(NOW - timedelta(hours=1)),
        "Architectures": "amd64 i386",
        "Components": "main contrib",
        **(fields or {}),
    }
    algorithm = "MD5" if sums == "MD5Sum" else sums
    lines = [f"{name}: {value}" for name, value in known.items() if value]
    lines.append(f"{sums}:")
    lines += [f" {hashlib.new(algorithm, data).hexdigest()} {len(data)} {name}" for name, data in files.items()]
    return ("\n".join(lines) + "\n").encode()


def forms_of(name: str, data: bytes) -> dict[str, bytes]:
    """Give a list in three forms."""
    return {name: data, f"{name}.gz": gzip.compress(data, mtime=0), f"{name}.xz": lzma.compress(data)}


class ArchiveServer(WebServer):
    """A web server with the suite ``test`` of the archive ``debian``."""

    @property
    def mirror(self) -> str:
        """Give the mirror's address."""
        return f"{self.address}/debian"

    @property
    def suite(self) -> MirrorSuite:
        """Give what ``--mirror`` and ``--suite`` would name."""
        return MirrorSuite(self.mirror, "test")

    def offer(
        self,
        packages: bytes = PACKAGES,
        *,
        fields: Mapping[str, str] | None = None,
        sums: str = "SHA256",
        key: Tsk | None = None,
        detached: bool = False,
    ) -> None:
        """Put a list in three forms on the mirror, the plain one only promised, and Release files for them."""
        forms = forms_of(LIST, packages)
        text = release_text(forms, fields, sums)
        self.files = {SUITE + name: data for name, data in forms.items() if name != LIST}
        if detached:
            self.files[f"{SUITE}Release"] = text
            self.files[f"{SUITE}Release.gpg"] = detached_signature(text, key or make_key())
        else:
            self.files[f"{SUITE}InRelease"] = clear_signed(text, key or make_key())

    def suite_names_asked(self) -> list[str]:
        """Give the names below the suite that were asked for, in order."""
        return [name.removeprefix(SUITE) for name in self.names_asked()]
