"""The system that a run leaves behind: the same root with another dpkg status and other automatic marks.

Source: apt-pkg/deb/dpkgpm.cc, pkgDPkgPM::Go; apt-private/private-install.cc, DoCacheManipulationFromCommandLine.
"""

from __future__ import annotations

import os

from aptsim.aftermath.dpkg_status import DpkgStatus, Key
from aptsim.aftermath.states_file import format_record, format_states, is_automatic
from aptsim.archive.stanza_reader import StanzaReader
from aptsim.files.memory_tree import MemoryTree, MountedTree
from aptsim.files.tree import FileTree
from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.plan import Outcome
from aptsim.system.extended_states import ExtendedState
from aptsim.system.given_state import GivenState
from aptsim.system.root import System
from aptsim.universe.universe import Universe

_BARE_STATUS = "/nonexistent/status"
"""Where the status of a system of bare files lies that had none before."""


def system_after(system: System, cache: DependencyCache, outcome: Outcome, stanzas: StanzaReader) -> System:
    """Give the system as it is after a run that worked.

    Args:
        system: the one that the run was made on; it stays as it is.
        cache: the run's marks.
        outcome: how the run ended; where nothing is to be done, only automatic marks can change.
        stanzas: reads the index stanzas of what is installed.

    Raises:
        InputError: when the dpkg status cannot be taken apart.
    """
    only_downloads = cache.configuration.find_b("APT::Get::Download-Only", False)
    if only_downloads or (outcome is Outcome.NOTHING_TO_DO and not _has_new_marks(cache)):
        return system
    path = _status_path(system)
    status = _read(system.tree, path)
    if outcome is not Outcome.NOTHING_TO_DO:
        status = _StatusChange(system, cache, stanzas).apply(status, path)
    if system.package_files is not None:
        return _bare_system(system, cache, path, status)
    states_path = system.configuration.find_file("Dir::State::extended_states")
    states = format_states(cache, _read(system.tree, states_path))
    memory = MemoryTree({path: status, states_path: states})
    mounts: dict[str, tuple[FileTree, str]] = {one: (memory, one) for one in (path, states_path)}
    # Where the way to the status leads over links, it is read by the one name and known by the other.
    mounts[system.status_path] = (memory, path)
    return system.changed(tree=MountedTree(system.tree, mounts))


def _has_new_marks(cache: DependencyCache) -> bool:
    """Say whether a package became automatic or manual."""
    return any(cache.state(package).auto != (package in cache.automatic) for package in cache.touched_packages())


def status_of(system: System) -> bytes:
    """Give the dpkg status of a system; a missing one is empty."""
    return _read(system.tree, _status_path(system))


def extended_states_of(system: System) -> bytes:
    """Give the automatic marks of a system as the file that apt keeps them in."""
    if system.package_files is None:
        return _read(system.tree, system.configuration.find_file("Dir::State::extended_states"))
    states = system.given.states if system.given is not None else ()
    records = (format_record(state.name, state.architecture or system.native) for state in states)
    return "".join(records).encode()


def _status_path(system: System) -> str:
    if system.package_files is None:
        return system.tree.real_path(system.status_path)
    paths = [file.path for file in system.package_files if file.index_type is IndexType.STATUS]
    return paths[0] if paths else _BARE_STATUS


def _read(tree: FileTree, path: str) -> bytes:
    try:
        return tree.read(path)
    except OSError:
        return b""


def _bare_system(system: System, cache: DependencyCache, path: str, status: bytes) -> System:
    """Give a system of bare files, which has no file for its automatic marks."""
    files = system.package_files or ()
    if all(file.path != path for file in files):
        flags = PackageFileFlag.NOT_SOURCE
        own = PackageFile(len(files), path, IndexType.STATUS, component="now", flags=flags, description=path)
        files = (*files, own)
    universe = cache.universe
    automatic = (package for package in cache.touched_packages() if is_automatic(cache, package))
    marks = [ExtendedState(universe.name(one), universe.package_arch[one], True) for one in automatic]
    tree = MountedTree(system.tree, {path: (MemoryTree({path: status}), path)})
    pins = system.given.pins if system.given is not None else ()
    return system.changed(tree=tree, package_files=files, given=GivenState(tuple(marks), pins))


class _StatusChange:
    """What the marks of a run do to the dpkg status."""

    def __init__(self, system: System, cache: DependencyCache, stanzas: StanzaReader) -> None:
        self._system = system
        self._cache = cache
        self._stanzas = stanzas

    def apply(self, data: bytes, path: str) -> bytes:
        """Gives the status with all changes."""
        cache = self._cache
        status = DpkgStatus(data, path)
        for package in cache.touched_packages():
            state = cache.state(package)
            key = self._find(status, package)
            if state.delete and key is not None:
                if state.purge:
                    status.purge(key)
                else:
                    status.remove(key, self._has_postrm(key, path))
            elif state.install or state.reinstall:
                stanza = self._index_stanza(state.install_version)
                if stanza is not None:
                    status.install(stanza, key)
        status.configure_pending()
        return status.format()

    def _find(self, status: DpkgStatus, package: int) -> Key | None:
        universe: Universe = self._cache.universe
        return status.find(universe.name(package), universe.package_arch[package], universe.native_arch)

    def _index_stanza(self, version: int) -> bytes | None:
        """Gives the stanza of a version where it can be got; a pseudo package of a request can be got nowhere."""
        universe = self._cache.universe
        for place in universe.version_files[version]:
            file = universe.package_files[place.file]
            if not file.is_not_source:
                return self._stanzas.stanza(file, place.offset, place.size)
        return None

    def _has_postrm(self, key: Key, status_path: str) -> bool:
        """Says whether a package has a script for its purge, which dpkg keeps it in the status for."""
        folder = os.path.join(os.path.dirname(status_path), "info")
        name, arch = key
        for path in (f"{folder}/{name}.postrm", f"{folder}/{name}:{arch}.postrm"):
            try:
                self._system.tree.stat(path)
            except OSError:
                continue
            return True
        return False
