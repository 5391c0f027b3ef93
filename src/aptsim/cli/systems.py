"""From our options to a system: a root folder, bare files, a mirror's lists, or the bundled snapshot."""

from __future__ import annotations

import os
import sys

from aptsim.cli.own_options import Format, OwnOptions
from aptsim.cli.refusals import UnsupportedError
from aptsim.cli.system_source import Recorded, SystemSource
from aptsim.errors import MissingInputError
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.request.option_table import CACHE_VERBS
from aptsim.system.root import System

_LISTS = "/var/lib/apt/lists"


def choose_system(options: OwnOptions) -> SystemSource:
    """Give the system that our options name; without any, this machine or the bundled snapshot."""
    if options.base is not None:
        from aptsim.cli.base_source import BaseSource

        return BaseSource(choose_system(options.changed(base=None)), options.base)
    if options.image is not None or options.snapshot is not None:
        from aptsim.cli.tree_systems import choose_tree

        return choose_tree(options)
    download = options.download
    if download.makes_root:
        from aptsim.cli.downloads import download_root

        return RootSource(download_root(download, options.arch), options.kernel, options.status)
    if download.update:
        from aptsim.cli.downloads import UpdatedSource

        return UpdatedSource(RootSource(options.root or "/", options.kernel), download)
    if options.status is not None or options.packages:
        return FilesSource(options)
    if options.root is not None:
        return RootSource(options.root, options.kernel, says_what_lacks=options.format is Format.TEXT)
    if _has_lists(_LISTS):
        return RootSource("/", options.kernel)
    from aptsim.system.bundled import bundled_root

    print("simulate: no apt lists on this machine, so this is the bundled snapshot of Debian 12", file=sys.stderr)
    return RootSource(str(bundled_root()), options.kernel)


def _has_lists(folder: str) -> bool:
    """Tell whether apt keeps any package list in a folder."""
    try:
        with os.scandir(folder) as entries:
            return any("_Packages" in entry.name for entry in entries)
    except OSError:
        return False


class RootSource:
    """A root folder, with another status file in the place of its own when one is given."""

    __slots__ = ("_kernel", "_root", "_says_what_lacks", "_status")

    def __init__(self, root: str, kernel: str, status: str | None = None, says_what_lacks: bool = False) -> None:
        self._root = root
        self._kernel = kernel
        self._status = status
        self._says_what_lacks = says_what_lacks

    def configuration(self, messages: Messages, verb: str) -> Configuration:
        """Read apt.conf and its fragments."""
        from aptsim.system.root import root_configuration

        return root_configuration(self._root, messages, verb, "apt-cache" if verb in CACHE_VERBS else "apt-get")

    def read_file(self, path: str, configuration: Configuration, messages: Messages) -> bool:
        """Read a file named by ``-c``."""
        from aptsim.files.tree import DISK
        from aptsim.system.config_parser import read_config_file

        return read_config_file(configuration, path, DISK, messages)

    def complete(self, configuration: Configuration) -> System:
        """Decide the architectures."""
        from aptsim.system.root import complete_root

        if self._status is not None:
            if not os.path.isfile(self._status):
                raise MissingInputError(self._status, "no such file")
            configuration.set("Dir::State::status", os.path.abspath(self._status))
        if self._says_what_lacks and not _has_lists(configuration.find_dir("Dir::State::lists")):
            print("simulate: the root has no package lists; --update downloads those of its sources", file=sys.stderr)
        return complete_root(self._root, configuration, self._kernel)


class FilesSource:
    """A status file and package indexes, without a root folder."""

    __slots__ = ("_options",)

    def __init__(self, options: OwnOptions) -> None:
        self._options = options

    def configuration(self, messages: Messages, verb: str) -> Configuration:
        """Give an empty configuration; there is no apt.conf to read."""
        return Recorded()

    def read_file(self, path: str, configuration: Configuration, messages: Messages) -> bool:
        """Refuse: a configuration file belongs to a root folder."""
        raise UnsupportedError("-c with bare files")

    def complete(self, configuration: Configuration) -> System:
        """Make a system of the files."""
        from aptsim.system.root import from_files

        options = self._options
        settings = configuration.settings if isinstance(configuration, Recorded) else []
        return from_files(options.status, options.packages, options.arch or "", settings, options.kernel)
