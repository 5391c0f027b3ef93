"""Platforms as images name them, and Debian's architectures.

Source: OCI image specification, image-index.md, "platform"; Go's GOARCH; dpkg-architecture(1).
"""

from __future__ import annotations

import re

from aptsim.image.documents import Platform

_GO_NAMES = {
    "amd64": ("amd64", ""),
    "i386": ("386", ""),
    "arm64": ("arm64", ""),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v5"),
    "ppc64el": ("ppc64le", ""),
    "mips64el": ("mips64le", ""),
    "riscv64": ("riscv64", ""),
    "s390x": ("s390x", ""),
    "loong64": ("loong64", ""),
}
_PLATFORM = re.compile(r"[a-z0-9_.-]+(?:/[a-z0-9_.-]+){1,2}", re.IGNORECASE)


def platform_of_architecture(architecture: str) -> Platform:
    """Give the platform of one of Debian's architectures.

    >>> str(platform_of_architecture("armhf"))
    'linux/arm/v7'
    """
    return Platform("linux", *_GO_NAMES.get(architecture, (architecture, "")))


def architecture_of_platform(platform: Platform) -> str:
    """Give Debian's name for a platform; '' when it has none.

    >>> architecture_of_platform(Platform("linux", "arm", "v7")), architecture_of_platform(Platform("linux", "wasm"))
    ('armhf', '')
    """
    found = [name for name, (go_name, _) in _GO_NAMES.items() if go_name == platform.architecture]
    exact = [name for name in found if _GO_NAMES[name][1] == platform.variant]
    return next(iter(exact + found), "")


def parse_platform(text: str) -> Platform | None:
    """Read ``OS/ARCHITECTURE[/VARIANT]``; None when it is written otherwise.

    >>> parse_platform("linux/arm/v7"), parse_platform("amd64")
    (Platform(os='linux', architecture='arm', variant='v7'), None)
    """
    return Platform(*text.split("/")) if _PLATFORM.fullmatch(text) else None
