"""Where aptsim keeps what can be made again: downloaded lists and stored universes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT_VARIABLE = "APTSIM_CACHE_DIR"


def cache_folder() -> Path:
    """Gives the cache folder, which need not exist: ``$APTSIM_CACHE_DIR``, else ``aptsim`` in the user's caches."""
    from pathlib import Path  # here only: a run that finds its universe stored does without

    return Path(_cache_path())


def universes_path() -> str:
    """Gives the path of the folder of stored universes, which need not exist."""
    return os.path.join(_cache_path(), "universes")


def _cache_path() -> str:
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "linux":
        # As platformdirs has it from the XDG Base Directory Specification; importing that would take longer.
        caches = os.environ.get("XDG_CACHE_HOME", "").strip()
        return os.path.join(caches if os.path.isabs(caches) else os.path.expanduser("~/.cache"), "aptsim")
    import platformdirs  # only here: most runs of a test or a library user name the folder

    return platformdirs.user_cache_dir("aptsim", appauthor=False)
