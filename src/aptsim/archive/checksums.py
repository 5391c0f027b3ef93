"""What a Release file promises about the files of its suite: their sizes and their strongest sums.

Source: https://wiki.debian.org/DebianRepository/Format, "Release" files; apt-pkg/deb/debmetaindex.cc,
debReleaseIndex::Load; apt-pkg/contrib/hashes.cc, HashString.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from debian.deb822 import Release as ReleaseParagraph

ALGORITHMS = ("SHA512", "SHA256")
"""The sums that are strong enough, the strongest first; MD5 and SHA1 do not count."""
_DIGEST = re.compile(r"[0-9a-f]+")
_SIZE = re.compile(r"[0-9]{1,15}")
_WEAK = ("MD5Sum", "SHA1")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a Release file says about one file.

    Args:
        name: the file's path below the suite's folder.
        size: bytes.
        digest: hexadecimal, in lower case.
        algorithm: ``SHA256`` or ``SHA512``.
    """

    name: str
    size: int
    digest: str
    algorithm: str = "SHA256"

    @property
    def key(self) -> str:
        """Gives a file name that stands for exactly this content."""
        return f"{self.algorithm}-{self.digest}"

    def fault_of(self, size: int, digest: str) -> str | None:
        """Says how a file differs from what was promised; None when it does not."""
        if size != self.size:
            return f"it has {size} bytes, and Release says {self.size}"
        if digest != self.digest:
            return f"its {self.algorithm} is {digest}, and Release says {self.digest}"
        return None

    def is_kept_by(self, data: bytes) -> bool:
        """Tells whether these bytes are the file.

        >>> import hashlib
        >>> Promise("a", 3, hashlib.sha256(b"abc").hexdigest()).is_kept_by(b"abc")
        True
        """
        return self.fault_of(len(data), hashlib.new(self.algorithm, data).hexdigest()) is None


def read_promises(content: bytes) -> dict[str, Promise]:
    """Reads the sums of a Release file that carries no signature.

    Returns:
        The promises by name, each with its strongest sum; empty when the file gives none that is strong enough.

    >>> digest = "ab" * 32
    >>> promises = read_promises(f"Suite: stable\\nSHA256:\\n {digest} 12 main/binary-amd64/Packages\\n".encode())
    >>> promises["main/binary-amd64/Packages"].size
    12
    """
    paragraph = ReleaseParagraph(content)
    promises: dict[str, Promise] = {}
    for algorithm in reversed(ALGORITHMS):
        promises.update((promise.name, promise) for promise in _iter_promises(paragraph, algorithm))
    return promises


def has_weak_sums(content: bytes) -> bool:
    """Tells whether a Release file gives sums that are too weak to count."""
    paragraph = ReleaseParagraph(content)
    return any(paragraph.get(field) for field in _WEAK)


def _iter_promises(paragraph: ReleaseParagraph, algorithm: str) -> Iterator[Promise]:
    entries: list[Mapping[str, str]] = paragraph.get(algorithm, [])
    length = hashlib.new(algorithm).digest_size * 2
    for entry in entries:
        digest, size, name = entry.get(algorithm.lower(), "").lower(), entry.get("size", ""), entry.get("name", "")
        if len(digest) == length and _DIGEST.fullmatch(digest) and _SIZE.fullmatch(size) and name:
            yield Promise(name, int(size), digest, algorithm)
