"""What a Release file promises about the files of its suite: their sizes and SHA256 sums.

Source: https://wiki.debian.org/DebianRepository/Format, "Release" files; apt-pkg/deb/debmetaindex.cc,
debReleaseIndex::Load.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from debian.deb822 import Release as ReleaseParagraph

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a Release file says about one file.

    Args:
        name: the file's path below the suite's folder.
        size: bytes.
        sha256: hexadecimal, in lower case.
    """

    name: str
    size: int
    sha256: str

    def fault_of(self, size: int, sha256: str) -> str | None:
        """Says how a file differs from what was promised; None when it does not."""
        if size != self.size:
            return f"it has {size} bytes, and Release says {self.size}"
        if sha256 != self.sha256:
            return f"its SHA256 is {sha256}, and Release says {self.sha256}"
        return None

    def is_kept_by(self, data: bytes) -> bool:
        """Tells whether these bytes are the file.

        >>> import hashlib
        >>> Promise("a", 3, hashlib.sha256(b"abc").hexdigest()).is_kept_by(b"abc")
        True
        """
        return self.fault_of(len(data), hashlib.sha256(data).hexdigest()) is None


def read_promises(content: bytes) -> dict[str, Promise]:
    """Reads the SHA256 section of a Release file that carries no signature.

    Returns:
        The promises by name; empty when the file has no such section.

    >>> digest = "ab" * 32
    >>> promises = read_promises(f"Suite: stable\\nSHA256:\\n {digest} 12 main/binary-amd64/Packages\\n".encode())
    >>> promises["main/binary-amd64/Packages"].size
    12
    """
    return {promise.name: promise for promise in _iter_promises(content)}


def _iter_promises(content: bytes) -> Iterator[Promise]:
    entries: list[Mapping[str, str]] = ReleaseParagraph(content).get("SHA256", [])
    for entry in entries:
        digest, size, name = entry["sha256"].lower(), entry["size"], entry["name"]
        if _DIGEST.fullmatch(digest) and size.isdigit():
            yield Promise(name, int(size), digest)
