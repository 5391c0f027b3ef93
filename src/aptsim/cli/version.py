"""The answer to ``simulate --version``."""

from __future__ import annotations


def version_line() -> str:
    """Give the name and version of this program, and of the apt that it follows."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("aptsim")
    except PackageNotFoundError:
        number = "(not installed)"
    return f"aptsim {number}, follows apt 2.6.1"
