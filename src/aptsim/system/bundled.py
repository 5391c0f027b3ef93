"""The snapshot of Debian 12 that comes with the project: a root folder to simulate on where there is no other.

What it holds and how it was made is told in ``data/README.md``.
"""

from __future__ import annotations

from pathlib import Path

from aptsim.errors import MissingInputError

_PACKAGE = Path(__file__).resolve().parents[1]
_IN_WHEEL = _PACKAGE / "data"
_IN_CHECKOUT = _PACKAGE.parents[1] / "data"


def bundled_folder() -> Path:
    """Gives the folder ``bookworm`` with the root, its damaged status and the recorded answers of apt.

    Raises:
        MissingInputError: when the installation was made without its data.
    """
    for folder in (_IN_WHEEL / "bookworm", _IN_CHECKOUT / "bookworm"):
        if folder.is_dir():
            return folder
    raise MissingInputError(str(_IN_WHEEL / "bookworm"), "the bundled snapshot is not there")


def bundled_root() -> Path:
    """Gives the root folder of a minimal Debian 12 system with a slice of its archive.

    >>> (bundled_root() / "var/lib/dpkg/status").is_file()
    True
    """
    return bundled_folder() / "root"


def bundled_damaged_status() -> Path:
    """Gives the status of the same system after nearly all of it was lost."""
    return bundled_folder() / "status-damaged"
