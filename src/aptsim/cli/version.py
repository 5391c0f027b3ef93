"""The answer to ``simulate --version``."""

from aptsim.version import VERSION

VERSION_LINE = f"aptsim {VERSION}, follows apt 2.6.1"
"""The name and version of this program, and of the apt that it follows."""
