"""Where the suite keeps what it makes: one cache folder, chosen by the environment."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_VARIABLE = "APTSIM_CONFORMANCE_DIR"


def cache_folder() -> Path:
    """The folder that holds archives, roots, apt's caches, answers and results.

    It is ``$APTSIM_CONFORMANCE_DIR``, or ``aptsim-conformance`` under the user's cache folder.
    """
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return Path(chosen).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base).absolute() / "aptsim-conformance"


def repository_folder() -> Path:
    """The top of the checkout that this suite is part of."""
    return Path(__file__).resolve().parents[2]
