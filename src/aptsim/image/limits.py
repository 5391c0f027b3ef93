"""How much of an image is read at most, so that a hostile one costs bounded memory and time."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one image. Real images stay far below all of them.

    Args:
        document: bytes of a manifest, an index or a configuration.
        layers: layers of an image.
        members: files, folders and links of one archive.
        unpacked: bytes of one archive, unpacked.
        free_unpacked: bytes up to which the ratio does not matter.
        ratio: how many times longer than its packed form an archive may be.
        kept_members: files, folders and links of all layers that matter to a simulation.
        kept_bytes: what they hold together.
        file: bytes of one file that is read.
        readings: how often the layers are read again because a link leads to a place that was not looked at.
    """

    document: int = 8 * _MIB
    layers: int = 1000
    members: int = 1_000_000
    unpacked: int = 32 * 1024 * _MIB
    free_unpacked: int = 512 * _MIB
    ratio: int = 200
    kept_members: int = 300_000
    kept_bytes: int = 1024 * _MIB
    file: int = 256 * _MIB
    readings: int = 12


LIMITS = Limits()
"""The bounds that are in force."""
