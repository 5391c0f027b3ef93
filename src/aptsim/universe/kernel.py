"""Kernel packages, told by their names (apt-pkg/algorithms.cc, APT::KernelAutoRemoveHelper::getUname)."""

from __future__ import annotations

import re

_KERNEL = re.compile(r"(?:linux|kfreebsd|gnumach)-image-([0-9]+\..*)", re.DOTALL)


def kernel_release_of(name: str) -> str:
    """Gives the `uname -r` that a kernel image package is for, '' for every other package.

    >>> kernel_release_of("linux-image-6.1.0-18-amd64"), kernel_release_of("linux-image-amd64")
    ('6.1.0-18-amd64', '')
    """
    if "-image-" not in name:
        return ""
    found = _KERNEL.fullmatch(name)
    return found.group(1) if found and not name.endswith(("-dbgsym", "-dbg")) else ""
