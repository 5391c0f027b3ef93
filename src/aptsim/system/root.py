"""A system to simulate on: a root folder, or bare files that stand for one.

Only what lies below the root counts. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aptsim.errors import MissingInputError
from aptsim.files.folder import file_exists, folder_exists, folder_of, lines_of, real_file_exists
from aptsim.files.tree import DISK, FileTree
from aptsim.model.apt_release import DEFAULT_CHOICE, ChosenRelease, choose_release
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag, ReleaseFile
from aptsim.model.value import Value
from aptsim.system.architectures import decide_architectures
from aptsim.system.config import (
    apply_binary_block,
    complete_configuration,
    default_configuration,
    read_root_configuration,
)
from aptsim.system.extended_states import ExtendedState, read_extended_states
from aptsim.system.given_state import GivenState
from aptsim.system.installed_apt import installed_apt_version
from aptsim.system.preferences import Pin, read_preferences

UPGRADING = ("upgrade", "dist-upgrade", "full-upgrade")
"""The verbs that do not take from files whether unused packages go."""


class System(Value):
    """The state of a system that apt would look at before it reads any package.

    Args:
        root: the folder, as the user wrote it; empty for bare files.
        configuration: complete; it is not to be changed any more.
        architectures: the native one first.
        kernel_release: the running kernel as ``uname -r`` names it; empty when no kernel runs.
        package_files: index files named one by one, the status file last; None for a root folder, where the source
            lists name them.
        tree: where all its files lie.
        given: marks and pins that stand in for files; None where the files say.
        apt: the release of apt that is simulated; the installed one, unless another was asked for.
    """

    root: str
    configuration: Configuration
    architectures: tuple[str, ...]
    kernel_release: str = ""
    package_files: tuple[PackageFile, ...] | None = None
    tree: FileTree = DISK
    given: GivenState | None = None
    apt: ChosenRelease = DEFAULT_CHOICE

    def with_settings(self, settings: Iterable[tuple[str, str]]) -> System:
        """Give the same system with some configuration items set on top."""
        configuration = self.configuration.copy()
        for name, value in settings:
            configuration.set(name, value)
        return self.changed(configuration=configuration)

    def as_release(self, name: str) -> System:
        """Give the same system under another release of apt.

        Args:
            name: of a known release; '' leaves the system as it is.
        """
        return self.changed(apt=choose_release(name)) if name else self

    @property
    def native(self) -> str:
        """Give the system's own architecture."""
        return self.configuration.find("APT::Architecture")

    @property
    def status_path(self) -> str:
        """Give the path of the dpkg status file, which need not exist."""
        return self.configuration.find_file("Dir::State::status")

    def extended_states(self, messages: Messages) -> list[ExtendedState]:
        """Read which packages were installed automatically."""
        if self.given is not None:
            return list(self.given.states)
        if self.package_files is not None:
            return []
        return read_extended_states(self.configuration.find_file("Dir::State::extended_states"), self.tree, messages)

    def machine_id(self) -> str:
        """Read what the machine is called by; '' where it has no name (APT::Configuration::getMachineID)."""
        configuration = self.configuration
        if self.package_files is not None:
            return configuration.find("APT::Machine-ID")
        path = configuration.find_file("Dir::Etc::machine-id") or configuration.find_dir("Dir::Etc") + "../machine-id"
        return configuration.find("APT::Machine-ID") or next(iter(lines_of(_bytes_of(path, self.tree))), "")

    def preferences(self, messages: Messages) -> list[Pin]:
        """Read the pins, with apt's warnings and errors."""
        if self.given is not None:
            return list(self.given.pins)
        return [] if self.package_files is not None else read_preferences(self.configuration, self.tree, messages)


def open_root(
    root: str,
    messages: Messages,
    options: Iterable[tuple[str, str]] = (),
    kernel_release: str = "",
    verb: str = "",
    tree: FileTree = DISK,
) -> System:
    """Open a root folder.

    Args:
        root: the folder; apt's messages name files with it in front as it is written here.
        messages: takes apt's own words for what is wrong.
        options: names and values from the command line, in order.
        kernel_release: the running kernel, if any.
        verb: the verb that it is opened for; see `root_configuration`.
        tree: where it lies.

    Raises:
        MissingInputError: when there is no such folder.
        PendingErrors: where apt would stop; its words are in the messages.
    """
    configuration = root_configuration(root, messages, verb, tree=tree)
    for name, value in options:
        configuration.set(name, value)
    return complete_root(root, configuration, kernel_release, tree)


def root_configuration(
    root: str,
    messages: Messages,
    verb: str = "",
    binary: str = "apt-get",
    tree: FileTree = DISK,
    first: str = "",
) -> Configuration:
    """Read a root's configuration up to where apt reads the command line.

    Args:
        verb: the verb of the command line; some have their own view of the files.
        binary: the program whose block of the configuration applies.
        tree: where the root lies.
        first: a file to read before the root's own.

    Raises:
        MissingInputError: when there is no such folder.
        PendingErrors: where apt would stop; its words are in the messages.
    """
    if not folder_exists(root, tree):
        raise MissingInputError(root, "not a folder" if file_exists(root, tree) else "no such folder")
    configuration = read_root_configuration(_explicit_path(root), tree, messages, first)
    if verb in UPGRADING:
        # There only the command line and the program's own block ask for it (BinaryCommandSpecificConfiguration).
        configuration.set("APT::Get::AutomaticRemove", "")
    apply_binary_block(configuration, binary)
    return configuration


def _explicit_path(root: str) -> str:
    """Puts ``./`` before a relative path: apt reads ``Dir "a/b"`` as part of other paths and then finds no status.

    Whoever names a folder means that folder (apt-pkg/contrib/configuration.cc, Configuration::FindFile).
    """
    if root in (".", "..") or root.startswith(("/", "./", "../")):
        return root
    return f"./{root}"


def _installed_release(configuration: Configuration, tree: FileTree) -> ChosenRelease:
    status = _bytes_of(configuration.find_file("Dir::State::status"), tree)
    return choose_release(installed=installed_apt_version(status))


def complete_root(
    root: str,
    configuration: Configuration,
    kernel_release: str = "",
    tree: FileTree = DISK,
    architecture: str = "",
) -> System:
    """Make a system of a configuration that the command line has gone into.

    Args:
        root: the folder.
        configuration: not to be changed afterwards.
        kernel_release: the running kernel, if any.
        tree: where the root lies.
        architecture: the native one, where nothing in the root tells; '' for this machine's.
    """
    complete_configuration(configuration)
    status = configuration.find_file("Dir::State::status")
    recorded = _recorded_architectures(folder_of(status) + "arch", tree)
    data = b"" if recorded or configuration.exists("APT::Architecture") else _bytes_of(status, tree)
    architectures = decide_architectures(configuration, recorded, data, otherwise=architecture)
    apt = _installed_release(configuration, tree)
    return System(root, configuration, tuple(architectures), kernel_release, tree=tree, apt=apt)


def from_files(
    status: str | None,
    packages: Sequence[str],
    architecture: str = "",
    options: Iterable[tuple[str, str]] = (),
    kernel_release: str = "",
    tree: FileTree = DISK,
) -> System:
    """Make a system of a dpkg status file and package indexes, without a root folder.

    The indexes count as one flat, trusted local archive each, in the order given.

    Args:
        status: the status file; None for an empty system.
        packages: ``Packages`` files, plain or compressed.
        architecture: the native one; when empty, the one that the status is made of, else this machine's.
        options: configuration from the command line, in order.
        kernel_release: the running kernel, if any.
        tree: where the files lie.

    Raises:
        MissingInputError: when a file is not there.
    """
    for path in filter(None, (status, *packages)):
        if not real_file_exists(path, tree):
            raise MissingInputError(path, "not a file" if file_exists(path, tree) else "no such file")
    configuration = default_configuration()
    apply_binary_block(configuration)
    for name, value in options:
        configuration.set(name, value)
    configuration.set("Dir::State::status", "" if status is None else tree.real_path(status))
    complete_configuration(configuration)
    data = _bytes_of(status, tree) if status is not None and not architecture else b""
    architectures = decide_architectures(configuration, [], data, architecture)
    files = [_index_of(number, path, tree) for number, path in enumerate(packages)]
    if status is not None:
        files.append(status_file_of(len(files), status, tree))
    return System("", configuration, tuple(architectures), kernel_release, tuple(files), tree)


def _index_of(number: int, path: str, tree: FileTree) -> PackageFile:
    absolute = tree.real_path(path)
    folder = folder_of(absolute)
    return PackageFile(
        id=number,
        path=absolute,
        index_type=IndexType.PACKAGES,
        component="",
        release=ReleaseFile(id=number, path=folder + "Release"),
        trusted=True,
        repository_uri=f"file:{folder}",
        description=f"file:{folder[:-1]} ./ Packages",
    )


def status_file_of(number: int, path: str, tree: FileTree) -> PackageFile:
    """Give a dpkg status as a file that packages come from.

    Args:
        number: how many files are read before it.
        path: where it lies.
        tree: what it lies in.
    """
    absolute = tree.real_path(path)
    return PackageFile(
        id=number,
        path=absolute,
        index_type=IndexType.STATUS,
        component="now",
        flags=PackageFileFlag.NOT_SOURCE,
        description=absolute,
    )


def _recorded_architectures(path: str, tree: FileTree) -> list[str]:
    return [line.strip() for line in lines_of(_bytes_of(path, tree)) if line.strip()]


def _bytes_of(path: str, tree: FileTree) -> bytes:
    try:
        return tree.read(path)
    except OSError:
        return b""
