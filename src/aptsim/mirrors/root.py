"""Roots made of chosen sources, and the lists of a root brought up to date without touching it.

A download becomes a root folder that apt's readers read; ``docs/decisions/mirror-roots.md`` says why.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.sources import read_sources
from aptsim.archive.suite_source import SuiteSource, suite_sources
from aptsim.archive.update import UpdateOptions, update_lists
from aptsim.errors import InputError, MissingInputError, PendingErrors
from aptsim.files.folder import folder_exists, join_path, real_file_exists
from aptsim.files.memory_tree import MountedTree
from aptsim.files.tree import DISK
from aptsim.mirrors.snapshots import SNAPSHOT_BASE, past_sources
from aptsim.mirrors.suite import MirrorSuite
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.system.architectures import decide_architectures
from aptsim.system.config import complete_configuration, default_configuration
from aptsim.system.root import System

_FOLDERS = ("etc/apt/apt.conf.d/", "etc/apt/preferences.d/", "etc/apt/sources.list.d/")
_DEB822 = ".sources"


def root_of_suites(suites: Sequence[MirrorSuite], options: UpdateOptions) -> Path:
    """Bring the lists of some suites up to date, and give a root folder that has them and no package installed.

    Args:
        suites: in the order of the source list.
        options: how lists are had.

    Raises:
        InputError: when a suite is not named as it should be.
        MirrorError: when a list cannot be had, or is not what it should be.
    """
    architectures = _architectures_of(suites)
    return root_of_texts([(_text_of_suites(suites), ".list")], architectures, options)


def sources_of_suites(suites: Sequence[MirrorSuite], options: UpdateOptions) -> tuple[list[SuiteSource], Configuration]:
    """Give suites as a download sees them, with the configuration that they were read by.

    Raises:
        InputError: when a suite is not named as it should be.
    """
    archives, configuration, _ = _read_texts([(_text_of_suites(suites), ".list")], _architectures_of(suites))
    return suite_sources(archives, configuration, Messages(), options.past), configuration


def root_of_files(
    paths: Sequence[str],
    architectures: Sequence[str],
    options: UpdateOptions,
    at: datetime | None = None,
    base: str = SNAPSHOT_BASE,
) -> Path:
    """Bring the lists of source lists up to date, and give a root folder that has them and no package installed.

    Args:
        paths: source lists of one-line or deb822 format, in order.
        architectures: those of the system, the native one first.
        options: how lists are had.
        at: a time in the past at which Debian's mirrors are looked at.
        base: where states of the past are kept.

    Raises:
        MissingInputError: when there is no such file.
        InputError: when one cannot be read as a source list.
        MirrorError: when a list cannot be had, or is not what it should be.
    """
    texts: list[tuple[str, str]] = []
    for path in paths:
        text = _text_of(path)
        _read(path, text, architectures)  # what is wrong with it is told by the user's own name for it
        ending = _DEB822 if _is_deb822(path, text) else ".list"
        texts.append((text if at is None else _of_past(path, text, at, base), ending))
    return root_of_texts(texts, architectures, options)


def root_of_texts(texts: Sequence[tuple[str, str]], architectures: Sequence[str], options: UpdateOptions) -> Path:
    """Make the root of source lists that can be read.

    Args:
        texts: each with the ending that tells its format.
        architectures: those of the system, the native one first.
        options: how lists are had.
    """
    archives, configuration, files = _read_texts(texts, architectures)
    if not archives:
        raise InputError("simulate", 0, "the source list names no archive")
    lists = update_lists(archives, configuration, options)
    files["etc/apt/apt.conf"] = f'Dir::State::lists "{lists}/";\n'.encode()
    files["var/lib/dpkg/arch"] = "".join(f"{arch}\n" for arch in architectures).encode()
    files["var/lib/dpkg/status"] = b""
    return options.open_store().make_folder("roots", files)


def _text_of_suites(suites: Sequence[MirrorSuite]) -> str:
    """Write suites as a source list."""
    for suite in suites:
        fault = suite.fault()
        if fault:
            raise InputError("simulate", 0, fault)
    return "".join(f"{suite.source_line()}\n" for suite in suites)


def _architectures_of(suites: Sequence[MirrorSuite]) -> list[str]:
    return list(dict.fromkeys(arch for suite in suites for arch in suite.architectures))


def _read_texts(
    texts: Sequence[tuple[str, str]], architectures: Sequence[str]
) -> tuple[list[MetaIndex], Configuration, dict[str, Path | bytes]]:
    """Read source lists: the archives in them, by which configuration, and the files that a root has of them."""
    archives: list[MetaIndex] = []
    configuration = _configuration(architectures)
    files: dict[str, Path | bytes] = dict.fromkeys(_FOLDERS, b"")
    with tempfile.TemporaryDirectory(prefix="aptsim-sources-") as folder:
        for number, (text, ending) in enumerate(texts):
            data = text.encode("utf-8", "surrogateescape")
            path = Path(folder, f"{number:02}{ending}")
            path.write_bytes(data)
            configuration.set("Dir::Etc::sourcelist", str(path))
            archives += read_sources(configuration, list(architectures), DISK, Messages())
            files[f"etc/apt/sources.list.d/{path.name}"] = data
    return archives, configuration, files


def update_system(
    system: System,
    messages: Messages,
    options: UpdateOptions,
    at: datetime | None = None,
    base: str = SNAPSHOT_BASE,
) -> System:
    """Bring the lists of a system's own sources up to date in the cache, and give the system with them.

    Nothing is written into the system's own folders.

    Args:
        system: complete; its configuration is changed where it says where lists are, and source lists if *at* is given.
        messages: takes what apt says of the source lists.
        options: how lists are had.
        at: a time in the past at which Debian's mirrors are looked at.
        base: where states of the past are kept.

    Raises:
        PendingErrors: when the source lists cannot be read.
        MirrorError: when a list cannot be had, or is not what it should be.
    """
    configuration = system.configuration
    if system.tree is not DISK:
        folder = str(options.open_store().folder)
        system = system.changed(tree=MountedTree(system.tree, {folder: (DISK, folder)}))
    if at is not None:
        _turn_back(system, at, base, options)
    archives = read_sources(configuration, list(system.architectures), system.tree, messages)
    lists = update_lists(archives, configuration, options)
    configuration.set("Dir::State::lists", f"{lists}/")
    return system


def _turn_back(system: System, at: datetime, base: str, options: UpdateOptions) -> None:
    """Have a system's configuration point to source lists of the past."""
    configuration, tree = system.configuration, system.tree
    main = configuration.find_file("Dir::Etc::sourcelist", "/dev/null")
    parts = configuration.find_dir("Dir::Etc::sourceparts", "/dev/null")
    files: dict[str, Path | bytes] = {"sources.list.d/": b""}
    names = {main: "sources.list"} if real_file_exists(main, tree) else {}
    for name in sorted(tree.names(parts)) if folder_exists(parts, tree) else []:
        if name.endswith((".list", _DEB822)):
            names[join_path(parts, name)] = f"sources.list.d/{name}"
    for path, name in names.items():
        text = tree.read(path).decode("utf-8", "surrogateescape")
        files[name] = _of_past(path, text, at, base).encode("utf-8", "surrogateescape")
    folder = options.open_store().make_folder("roots", files)
    configuration.set("Dir::Etc::sourcelist", f"{folder}/sources.list" if main in names else "/dev/null")
    configuration.set("Dir::Etc::sourceparts", f"{folder}/sources.list.d/")


def _of_past(path: str, text: str, at: datetime, base: str) -> str:
    turned, others = past_sources(text, at, base)
    if others:
        raise InputError(path, 0, f"of {others[0]} no state of the past is known; only of Debian's own mirrors")
    return turned


def _read(path: str, text: str, architectures: Sequence[str]) -> None:
    """Read one source list only to see whether that works."""
    configuration = _configuration(architectures)
    if _is_deb822(path, text) != path.endswith(_DEB822):
        return  # it is read under another name; what is wrong with it is told then
    configuration.set("Dir::Etc::sourcelist", os.path.abspath(path))
    messages = Messages()
    try:
        read_sources(configuration, list(architectures), DISK, messages)
    except PendingErrors as error:
        said = "; ".join(message.text for message in messages)
        raise InputError(path, 0, said) from error


def _configuration(architectures: Sequence[str]) -> Configuration:
    configuration = default_configuration()
    configuration.set("Dir::State::lists", "/nonexistent/")
    configuration.set("Dir::Etc::sourceparts", "/dev/null")
    configuration.set("Dir::State::status", "")
    complete_configuration(configuration)
    decide_architectures(configuration, list(architectures), b"")
    return configuration


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", "surrogateescape")
    except OSError as error:
        raise MissingInputError(path, f"the source list cannot be read: {error.strerror}") from error


def _is_deb822(path: str, text: str) -> bool:
    """Tell which format a source list has: by its name, else by its first field."""
    if path.endswith((".list", _DEB822)):
        return path.endswith(_DEB822)
    lines = (line.lstrip().lower() for line in text.splitlines())
    return any(line.startswith(("types:", "uris:", "suites:")) for line in lines)
