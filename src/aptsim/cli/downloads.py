"""Systems whose lists are downloaded first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aptsim.archive.trust import KeyPlaces, key_places_of_machine, key_places_of_root
from aptsim.archive.update import UpdateOptions
from aptsim.cli.download_options import DownloadOptions
from aptsim.cli.download_progress import watch_downloads
from aptsim.cli.system_source import SystemSource
from aptsim.files.memory_tree import MountedTree
from aptsim.files.tree import DISK, FileTree
from aptsim.mirrors import snapshots
from aptsim.mirrors.root import root_of_files, root_of_suites, update_system
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.system.architectures import host_architecture
from aptsim.system.root import System, root_configuration


@contextmanager
def update_options(
    download: DownloadOptions, keys: KeyPlaces, local_root: str = "/", tree: FileTree = DISK
) -> Iterator[UpdateOptions]:
    """Give how lists are had, with progress on stderr."""
    with watch_downloads() as watcher:
        yield UpdateOptions(
            keys,
            watcher=watcher,
            offline=download.offline,
            allow_unsigned=download.allow_unsigned,
            past=() if download.at is None else (snapshots.SNAPSHOT_BASE,),
            local_root=local_root,
            tree=tree,
        )


def download_root(download: DownloadOptions, arch: str | None) -> str:
    """Bring chosen lists up to date and give the root folder that is made of them."""
    with update_options(download, key_places_of_machine(download.keyrings)) as options:
        if download.suites:
            return str(root_of_suites(download.suites, options))
        architectures = [name for name in (arch or "").split(",") if name] or [host_architecture()]
        return str(root_of_files(download.sources, architectures, options, download.at, snapshots.SNAPSHOT_BASE))


class WrappedSource:
    """A system whose lists come from somewhere else."""

    __slots__ = ("_download", "_source")

    def __init__(self, source: SystemSource, download: DownloadOptions) -> None:
        self._source = source
        self._download = download

    def configuration(self, messages: Messages, verb: str) -> Configuration:
        """Read the configuration up to where apt reads the command line."""
        return self._source.configuration(messages, verb)

    def read_file(self, path: str, configuration: Configuration, messages: Messages) -> bool:
        """Read a file named by ``-c``."""
        return self._source.read_file(path, configuration, messages)


class MirroredSource(WrappedSource):
    """A system that has the sources and lists of chosen mirrors in the place of its own."""

    __slots__ = ()

    def complete(self, configuration: Configuration) -> System:
        """Complete the system, and hang the chosen lists into it."""
        system, download = self._source.complete(configuration), self._download
        suites = tuple(suite.changed(architectures=system.architectures) for suite in download.suites)
        root = download_root(download.changed(suites=suites), ",".join(system.architectures))
        lists = root_configuration(root, Messages()).find_dir("Dir::State::lists")
        configuration.set("Dir::State::lists", lists)
        configuration.set("Dir::Etc::sourcelist", "/dev/null")
        configuration.set("Dir::Etc::sourceparts", f"{root}/etc/apt/sources.list.d/")
        return system.changed(tree=MountedTree(system.tree, {path: (DISK, path) for path in (root, lists)}))


class UpdatedSource(WrappedSource):
    """A system whose own sources are asked for new lists, which go into the cache."""

    __slots__ = ()

    def complete(self, configuration: Configuration) -> System:
        """Complete the system and bring its lists up to date."""
        system, download = self._source.complete(configuration), self._download
        trusted = configuration.find_file("Dir::Etc::trusted")
        parts = configuration.find_dir("Dir::Etc::trustedparts")
        root = system.root or "/"
        keys = key_places_of_root(root, trusted, parts, system.tree, download.keyrings)
        with update_options(download, keys, root, system.tree) as options:
            # What is wrong with the sources is said again when they are read for the answer.
            return update_system(system, Messages(), options, download.at, snapshots.SNAPSHOT_BASE)
