"""The answer to ``simulate --version``."""

VERSION = "0.1.0"
"""The release of this program; `pyproject.toml` says the same."""

VERSION_LINE = f"aptsim {VERSION}, follows apt 2.6.1"
"""The name and version of this program, and of the apt that it follows."""
