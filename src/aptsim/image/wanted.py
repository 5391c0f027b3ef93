"""Which places of a root a simulation looks at; only these are kept of an image."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import Enum


class Share(Enum):
    """How much of a path is kept."""

    NOTHING = "nothing"
    PLACE = "place"
    """Only what stands at the path itself: it lies on the way to a wanted place."""
    NAMES = "names"
    """That it is there, and its size."""
    CONTENT = "content"


class Wanted:
    """Places by their path without a slash in front; of two that a path lies below, the longer one counts.

    >>> WANTED.share_of("var/lib/dpkg/status"), WANTED.share_of("var/lib/dpkg/info/apt.list")
    (<Share.CONTENT: 'content'>, <Share.NAMES: 'names'>)
    >>> WANTED.share_of("var/lib"), WANTED.share_of("usr/bin/apt")
    (<Share.PLACE: 'place'>, <Share.NOTHING: 'nothing'>)
    """

    __slots__ = ("_ways", "places")

    def __init__(self, places: Mapping[str, Share]) -> None:
        """Take these places."""
        self.places = dict(sorted(places.items()))
        self._ways = {""}
        for path in self.places:
            parts = path.split("/")
            self._ways.update("/".join(parts[:length]) for length in range(1, len(parts)))

    def share_of(self, path: str) -> Share:
        """Tell how much of a path is kept."""
        above = path
        while above:
            share = self.places.get(above)
            if share is not None:
                return share
            above = above.rpartition("/")[0]
        return self.places.get("") or (Share.PLACE if path in self._ways else Share.NOTHING)

    def extended_by(self, path: str, share: Share) -> Wanted:
        """Give the same with one more place."""
        return Wanted({**self.places, path: share})

    @property
    def identity(self) -> str:
        """Give a name for exactly these places."""
        text = "\n".join(f"{share.value} {path}" for path, share in self.places.items())
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


WANTED = Wanted(
    {
        "etc/apt": Share.CONTENT,
        "etc/debian_version": Share.CONTENT,
        "etc/dpkg": Share.CONTENT,
        "etc/machine-id": Share.CONTENT,
        "etc/os-release": Share.CONTENT,
        "usr/lib/os-release": Share.CONTENT,
        "usr/share/keyrings": Share.CONTENT,
        "var/cache/apt/archives": Share.NAMES,
        "var/lib/apt": Share.CONTENT,
        "var/lib/dpkg": Share.CONTENT,
        "var/lib/dpkg/info": Share.NAMES,
    }
)
"""What apt and dpkg look at in a root as it usually is."""
