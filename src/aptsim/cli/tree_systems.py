"""Systems that lie in an image or a snapshot and are never unpacked to disk."""

from __future__ import annotations

import os
import sys

from aptsim.cli.own_options import Format, OwnOptions
from aptsim.cli.refusals import UnsupportedError, WrongUsageError
from aptsim.cli.system_source import Recorded, SystemSource
from aptsim.files.folder import file_exists
from aptsim.files.memory_tree import MountedTree
from aptsim.files.tree import DISK, FileTree
from aptsim.image.image import Image
from aptsim.image.platforms import parse_platform
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.opening import ROOT, find_image
from aptsim.request.option_table import CACHE_VERBS
from aptsim.snapshot.snapshot import Snapshot, open_snapshot
from aptsim.system.config import complete_configuration
from aptsim.system.config_parser import read_config_file
from aptsim.system.os_release import read_os_release
from aptsim.system.root import System, complete_root, root_configuration
from aptsim.system.status_folder import with_status_folder

_WITH = "APT::Sources::With"


def choose_tree(options: OwnOptions) -> SystemSource:
    """Give the system in the image or snapshot that our options name."""
    if options.snapshot is not None:
        snapshot = open_snapshot(options.snapshot)
        if not snapshot.is_root and options.download.update:
            raise WrongUsageError("--update is for a system with sources of its own; this snapshot has bare files.")
        if not snapshot.is_root:
            return SnapshotFilesSource(snapshot, options.kernel)
        kernel = options.kernel or snapshot.manifest.kernel
        return _with_lists(TreeSource(snapshot.tree, kernel, snapshot.manifest.architectures[0]), options)
    image = open_image(options)
    if options.format is not Format.APT:
        print(_description_of(image), file=sys.stderr)
    return _with_lists(ImageSource(image, options), options)


def _with_lists(source: SystemSource, options: OwnOptions) -> SystemSource:
    """Give a system with the lists that our options have downloaded for it."""
    if options.download.makes_root:
        from aptsim.cli.downloads import MirroredSource

        return MirroredSource(source, options.download)
    if options.download.update:
        from aptsim.cli.downloads import UpdatedSource

        return UpdatedSource(source, options.download)
    return source


def open_image(options: OwnOptions) -> Image:
    """Open the image that our options name, and read what matters of it.

    Raises:
        WrongUsageError: when the platform is not written as it should be.
        InputError: when it is no image, or damaged.
        MirrorError: when a registry does not give it.
    """
    from aptsim.cli.download_progress import watch_downloads

    assert options.image is not None
    platform = options.platform or ""
    if options.platform is not None and parse_platform(platform) is None:
        raise WrongUsageError(f"--platform '{platform}' is no platform; write it like linux/arm64.")
    with watch_downloads() as watcher:
        return find_image(options.image, platform, watcher, options.download.offline)


def _description_of(image: Image) -> str:
    """Say what an image is."""
    name = read_os_release(image.tree, ROOT).get("PRETTY_NAME", "of no named system")
    return f"simulate: the image is {name} for {image.platform}, {image.layers} layers, {image.digest[:19]}"


class TreeSource:
    """A root that is the top of a tree of files."""

    def __init__(self, tree: FileTree, kernel: str, architecture: str = "") -> None:
        """Stand before the tree.

        Args:
            tree: where the system lies.
            kernel: the running kernel, if any.
            architecture: the native one, where nothing in the system tells.
        """
        self._tree = tree
        self._kernel = kernel
        self._architecture = architecture

    def configuration(self, messages: Messages, verb: str) -> Configuration:
        """Read apt.conf and its fragments."""
        binary = "apt-cache" if verb in CACHE_VERBS else "apt-get"
        return root_configuration(ROOT, messages, verb, binary, self._tree)

    def read_file(self, path: str, configuration: Configuration, messages: Messages) -> bool:
        """Read a file named by ``-c``, which lies on this machine."""
        return read_config_file(configuration, path, DISK, messages)

    def complete(self, configuration: Configuration) -> System:
        """Decide the architectures; files that the command line names with ``--with-source`` lie on this machine."""
        complete_configuration(configuration)
        tree = self.tree_of(configuration)
        given = {path: (DISK, os.path.abspath(path)) for path in configuration.find_vector(_WITH)}
        if given:
            tree = MountedTree(tree, given)
        return complete_root(ROOT, configuration, self._kernel, tree, self._architecture)

    def tree_of(self, configuration: Configuration) -> FileTree:
        """Give the tree as a complete configuration has it."""
        return self._tree


class ImageSource(TreeSource):
    """The system in an image; one without dpkg may have its packages in ``status.d``."""

    def __init__(self, image: Image, options: OwnOptions) -> None:
        """Stand before the image."""
        super().__init__(image.tree, options.kernel, image.architecture)
        self._is_quiet = options.format is Format.APT
        self._has_downloads = options.download.makes_root or options.download.update

    def tree_of(self, configuration: Configuration) -> FileTree:
        """Put the status together where there is none."""
        tree = with_status_folder(self._tree, configuration)
        status = configuration.find_file("Dir::State::status")
        if tree is not self._tree:
            self._say(f"the installed packages are read from {status}.d")
        elif not file_exists(status, tree):
            self._say(f"the image has no {status}, so nothing is installed in it")
        if not self._has_downloads and not _has_lists(configuration, tree):
            self._say("the image has no package lists; --update fetches those of its sources, --mirror URL others")
        return tree

    def _say(self, text: str) -> None:
        if not self._is_quiet:
            print(f"simulate: {text}", file=sys.stderr)


def _has_lists(configuration: Configuration, tree: FileTree) -> bool:
    try:
        return any("_Packages" in name for name in tree.names(configuration.find_dir("Dir::State::lists")))
    except OSError:
        return False


class SnapshotFilesSource:
    """A snapshot of bare files: a status file and package indexes, without a root."""

    def __init__(self, snapshot: Snapshot, kernel: str) -> None:
        """Stand before the snapshot."""
        self._snapshot = snapshot
        self._kernel = kernel

    def configuration(self, messages: Messages, verb: str) -> Configuration:
        """Give an empty configuration; there is no apt.conf to read."""
        return Recorded()

    def read_file(self, path: str, configuration: Configuration, messages: Messages) -> bool:
        """Refuse: a configuration file belongs to a root."""
        raise UnsupportedError("-c with bare files")

    def complete(self, configuration: Configuration) -> System:
        """Make a system of the files."""
        settings = configuration.settings if isinstance(configuration, Recorded) else []
        return self._snapshot.system_of_files(settings, self._kernel)
