"""All archives of a source list brought up to date: what ``apt-get update`` does, into a folder of the cache.

Source: apt-pkg/update.cc, ListUpdate; apt-pkg/acquire.cc.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aptsim.archive.archive_update import ArchiveUpdate
from aptsim.archive.cache_folder import cache_folder
from aptsim.archive.download_watcher import DownloadWatcher, SilentWatcher
from aptsim.archive.list_store import ListStore
from aptsim.archive.local_files import SCHEMES, LocalFiles
from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.mirror_errors import MirrorError
from aptsim.archive.patience import Patience
from aptsim.archive.phases import Phases
from aptsim.archive.release_check import ReleaseChecker
from aptsim.archive.suite_source import SuiteSource, suite_sources
from aptsim.archive.transport import Transport
from aptsim.archive.trust import KeyPlaces
from aptsim.files.tree import DISK, FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages

_WEB = ("http", "https")
_DIRECT = "DIRECT"


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """How lists are brought up to date.

    Args:
        keys: where keyrings are.
        cache: the cache folder; None means the user's.
        watcher: told what happens.
        offline: only what is kept is used.
        allow_unsigned: every archive is taken without a valid signature.
        past: beginnings of addresses that count as the past.
        local_root: what ``file:`` addresses begin at.
        tree: what that lies in.
        patience: how much a web server may try ours.
        now: the time; None means that of the machine.
        phases: takes how long the parts of it took.
    """

    keys: KeyPlaces
    cache: Path | None = None
    watcher: DownloadWatcher = field(default_factory=SilentWatcher)
    offline: bool = False
    allow_unsigned: bool = False
    past: tuple[str, ...] = ()
    local_root: str = "/"
    tree: FileTree = DISK
    patience: Patience = field(default_factory=Patience)
    now: datetime | None = None
    phases: Phases = field(default_factory=Phases)

    def open_store(self) -> ListStore:
        """Gives the place where lists are kept."""
        return ListStore((self.cache or cache_folder()).absolute() / "mirrors")


def update_lists(archives: Sequence[MetaIndex], configuration: Configuration, options: UpdateOptions) -> Path:
    """Brings the lists of some archives up to date, and gives a folder that holds them and never changes.

    Raises:
        MirrorError: when a list cannot be had, or is not what it should be. What was kept before is there still.
    """
    store = options.open_store()
    checker = ReleaseChecker(
        options.keys,
        configuration,
        options.watcher,
        allow_unsigned=options.allow_unsigned,
        expiry_is_fatal=not options.offline,
        now=options.now,
        phases=options.phases,
    )
    content: dict[str, Path | bytes] = {}
    with contextlib.ExitStack() as stack:
        transports = Transports(configuration, options, stack)
        for source in suite_sources(archives, configuration, Messages(), options.past):
            content.update(ArchiveUpdate(source, store, transports.for_source(source), checker).run())
    lists = store.make_folder("lists", content)
    store.sweep()
    return lists


class Transports:
    """Gives each archive what gets its files; connections stay open until the stack is left."""

    def __init__(self, configuration: Configuration, options: UpdateOptions, stack: contextlib.ExitStack) -> None:
        self._configuration = configuration
        self._options = options
        self._stack = stack
        self._web: Transport | None = None
        self._local = LocalFiles(options.local_root, options.tree, options.watcher)

    def for_source(self, source: SuiteSource) -> Transport | None:
        """Give the transport for an archive; None where nothing is to be fetched.

        Raises:
            MirrorError: when archives of this kind cannot be fetched.
        """
        if source.scheme in SCHEMES:
            return self._local
        if source.scheme not in _WEB:
            raise MirrorError(source.base, f"'{source.scheme}:' cannot be fetched; only http, https, file and copy can")
        if self._options.offline:
            return None
        if self._web is None:
            from aptsim.archive.http import Fetcher  # only here: it costs more than a small simulation

            fetcher = Fetcher(self._options.watcher, self._options.patience, proxies_of(self._configuration))
            self._web = self._stack.enter_context(fetcher)
        return self._web


def proxies_of(configuration: Configuration) -> dict[str, str | None]:
    """Gives the proxies that apt.conf names, as requests wants them (apt-transport-http(1))."""
    proxies: dict[str, str | None] = {}
    for scheme in _WEB:
        common = configuration.find(f"Acquire::{scheme}::Proxy") or configuration.find("Acquire::http::Proxy")
        if common:
            proxies[scheme] = None if common == _DIRECT else common
        for item in configuration.tree(f"Acquire::{scheme}::Proxy"):
            if item.tag and item.value:
                proxies[f"{scheme}://{item.tag}"] = None if item.value == _DIRECT else item.value
    return proxies
