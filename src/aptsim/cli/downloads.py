"""Systems whose lists are downloaded first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aptsim.archive.trust import KeyPlaces, key_places_of_machine, key_places_of_root
from aptsim.archive.update import UpdateOptions
from aptsim.cli.download_options import DownloadOptions
from aptsim.cli.download_progress import watch_downloads
from aptsim.cli.systems import RootSource
from aptsim.mirrors import snapshots
from aptsim.mirrors.root import root_of_files, root_of_suites, update_system
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.system.architectures import host_architecture
from aptsim.system.root import System


@contextmanager
def update_options(download: DownloadOptions, keys: KeyPlaces, local_root: str = "/") -> Iterator[UpdateOptions]:
    """Give how lists are had, with progress on stderr."""
    with watch_downloads() as watcher:
        yield UpdateOptions(
            keys,
            watcher=watcher,
            offline=download.offline,
            allow_unsigned=download.allow_unsigned,
            past=() if download.at is None else (snapshots.SNAPSHOT_BASE,),
            local_root=local_root,
        )


def download_root(download: DownloadOptions, arch: str | None) -> str:
    """Bring chosen lists up to date and give the root folder that is made of them."""
    with update_options(download, key_places_of_machine(download.keyrings)) as options:
        if download.suites:
            return str(root_of_suites(download.suites, options))
        architectures = [name for name in (arch or "").split(",") if name] or [host_architecture()]
        return str(root_of_files(download.sources, architectures, options, download.at, snapshots.SNAPSHOT_BASE))


class UpdatedRootSource(RootSource):
    """A root folder whose sources are asked for new lists, which go into the cache."""

    __slots__ = ("_download",)

    def __init__(self, root: str, kernel: str, status: str | None, download: DownloadOptions) -> None:
        super().__init__(root, kernel, status)
        self._download = download

    def complete(self, configuration: Configuration) -> System:
        """Decide the architectures and bring the lists up to date."""
        system = super().complete(configuration)
        trusted = configuration.find_file("Dir::Etc::trusted")
        parts = configuration.find_dir("Dir::Etc::trustedparts")
        keys = key_places_of_root(self._root, trusted, parts, self._download.keyrings)
        with update_options(self._download, keys, self._root) as options:
            update_system(
                configuration, system.architectures, Messages(), options, self._download.at, snapshots.SNAPSHOT_BASE
            )
        return system
