"""A system with lists, and with a base in the place of what is installed on it.

Nothing is written: dpkg's folder lies in memory, mounted where the system has its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from aptsim.archive.index_reader import IndexReader
from aptsim.archive.index_set import read_index_set
from aptsim.base.debootstrap import Suite, Variant, base_packages
from aptsim.base.index_text import IndexText
from aptsim.base.kept_status import kept_status
from aptsim.base.status import installed_status
from aptsim.errors import MissingInputError, PendingErrors
from aptsim.files.memory_tree import MemoryTree, MountedTree
from aptsim.model.apt_release import choose_release
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.system.architectures import architecture_of_status
from aptsim.system.installed_apt import installed_apt_version
from aptsim.system.root import System, status_file_of

_STATUS = "/var/lib/dpkg/status"


def with_base(system: System, variant: Variant, cache: Path | None = None) -> System:
    """Give the system with a base installed from the first archive that has one, and nothing else.

    Args:
        system: the system, whose own packages are left out.
        variant: which base.
        cache: a folder to keep it in for the next time; None keeps nothing.

    Raises:
        MissingInputError: when no list has anything to make it from.
    """
    if variant is Variant.EMPTY:
        return _with_status(system, "")
    try:
        archives = _archives_of(system)
        for files in archives:
            status = kept_status(partial(_make, system, variant, files), variant.value, files, system.tree, cache)
            if status:
                return _with_status(system, status)
    except PendingErrors:
        # The run itself meets the same fault, and says so in apt's words.
        return _with_status(system, "")
    lists = "no package list" if not archives else "no required package in any package list"
    raise MissingInputError("--base", f"there is {lists} for {system.native} to make a base system from")


def _make(system: System, variant: Variant, files: Sequence[PackageFile]) -> str:
    read = IndexReader(system.tree, Messages())
    index = IndexText([read(file).decode("latin-1") for file in files])
    release = files[0].release
    codename, origin = (release.codename, release.origin) if release is not None else (None, None)
    suite = Suite(codename or "", origin or "", files[0].repository_uri.startswith("https://"))
    status = installed_status(index, base_packages(index, variant, suite).names)
    # Nothing but its packages tells what a bare file is for.
    return status if architecture_of_status(status.encode("latin-1")) in ("", system.native) else ""


def _archives_of(system: System) -> list[list[PackageFile]]:
    """Give the indexes of the native architecture, those of one suite together: debootstrap reads one suite's."""
    files = system.package_files
    if files is None:
        files = read_index_set(system.configuration, list(system.architectures), system.tree, Messages()).package_files
    archives: dict[object, list[PackageFile]] = {}
    for file in files:
        if file.index_type is IndexType.PACKAGES and file.architecture in (None, system.native):
            archives.setdefault(file.release, []).append(file)
    return list(archives.values())


def _with_status(system: System, status: str) -> System:
    configuration = system.configuration.copy()
    path = _STATUS
    if system.package_files is None:
        path = system.tree.real_path(system.status_path or _STATUS)
    configuration.set("Dir::State::status", path)
    # A fresh system has no states. There is nothing below a file, so this is never there.
    configuration.set("Dir::State::extended_states", f"{path}/extended_states")
    architectures = "".join(f"{arch}\n" for arch in system.architectures)
    folder = MemoryTree({"/status": status.encode("latin-1"), "/arch": architectures.encode()})
    tree = MountedTree(system.tree, {os.path.dirname(path): (folder, "/")})
    files = system.package_files
    if files is not None:
        indexes = [file for file in files if file.index_type is IndexType.PACKAGES]
        files = (*indexes, status_file_of(len(indexes), path, tree))
    apt = choose_release(installed=installed_apt_version(status.encode("latin-1")))
    return system.changed(configuration=configuration, tree=tree, package_files=files, apt=apt)
