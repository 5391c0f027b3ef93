"""The one fault that is told of without being asked: a system on which nothing is installed, as far as apt can see.

From it apt makes a plan that looks sound, and is the plan of another system.
"""

from __future__ import annotations

from aptsim.files.folder import file_exists
from aptsim.health.evidence import read_file
from aptsim.system.root import System
from aptsim.universe.universe import Universe


def describe_empty_status(system: System, universe: Universe | None) -> str:
    """Say how the status of a system is empty; '' where something is installed, or nobody can say.

    Args:
        system: the system.
        universe: all packages, where they could be read.
    """
    path = system.status_path
    if not path:
        return "no dpkg status is given (--status FILE, or --base)"
    if not file_exists(path, system.tree):
        return f"there is no dpkg status at {path}"
    if universe is None:
        data = read_file(path, system.tree)
        return f"the dpkg status {path} is empty" if data is not None and not data.strip() else ""
    if any(universe.current_version[package] for package in universe.installed_packages):
        return ""
    return f"the dpkg status {path} has no installed package"
