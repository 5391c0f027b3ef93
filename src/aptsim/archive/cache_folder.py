"""Where aptsim keeps what can be made again: downloaded lists and stored universes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ENVIRONMENT_VARIABLE = "APTSIM_CACHE_DIR"


def cache_folder() -> Path:
    """Gives the cache folder, which need not exist: ``$APTSIM_CACHE_DIR``, else ``aptsim`` in the user's caches."""
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return Path(chosen).absolute()
    if sys.platform == "linux":
        # As platformdirs has it from the XDG Base Directory Specification; importing that would take longer.
        caches = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(caches if os.path.isabs(caches) else os.path.expanduser("~/.cache"), "aptsim")
    import platformdirs  # only here: most runs of a test or a library user name the folder

    return platformdirs.user_cache_path("aptsim", appauthor=False)
