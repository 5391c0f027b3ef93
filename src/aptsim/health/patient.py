"""A system opened as far as apt would get, with all that apt says on the way.

Where a part cannot be read, the rest is opened without it, so that one fault does not hide the others.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from aptsim.archive.index_reader import IndexReader
from aptsim.archive.index_set import read_archives
from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.sources import read_sources
from aptsim.errors import PendingErrors
from aptsim.health.status_text import StatusText, TextLines
from aptsim.model.message import Message, Messages
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.open_system import OpenSystem
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.simulator import Simulator
from aptsim.system.root import System
from aptsim.universe.universe import Universe


class Phase(Enum):
    """What is being read when apt says something."""

    CONFIGURATION = "configuration"
    SOURCES = "sources"
    RELEASES = "Release files"
    PACKAGES = "lists and status"
    POLICY = "preferences and states"


@dataclass(slots=True)
class Patient:
    """A system under examination.

    Args:
        system: the system.
        cache_path: where universes are stored.
        said: what was said while the configuration was read; opening adds to it.
    """

    system: System
    cache_path: str | os.PathLike[str] | None = None
    said: list[tuple[Phase, Message]] = field(default_factory=list)
    archives: list[MetaIndex] = field(default_factory=list, init=False)
    package_files: Sequence[PackageFile] = field(default=(), init=False)
    status: StatusText | None = field(default=None, init=False)
    """None where there is no file, or it cannot be read."""
    opened: OpenSystem | None = field(default=None, init=False)
    cache: DependencyCache | None = field(default=None, init=False)
    is_complete: bool = field(default=True, init=False)
    """Whether the universe is made of all files, not only of the status."""

    def open(self) -> None:
        """Read everything, part by part."""
        self._read_archives()
        self._read_status()
        self._open_universe()

    @property
    def universe(self) -> Universe | None:
        """All packages; None where nothing can be read."""
        return None if self.opened is None else self.opened.universe

    @property
    def status_file(self) -> PackageFile | None:
        """The status among the package files; None where the system has none."""
        return next((file for file in self.package_files if file.index_type is IndexType.STATUS), None)

    @property
    def lists(self) -> list[PackageFile]:
        """The package indexes that are on disk."""
        return [file for file in self.package_files if file.index_type is IndexType.PACKAGES]

    def lines_of(self, file: PackageFile) -> TextLines:
        """Give the text of an index file, as far as it can be had."""
        if self.status is not None and file.index_type is IndexType.STATUS:
            return self.status.lines
        try:
            return TextLines(IndexReader(self.system.tree, Messages())(file))
        except PendingErrors:
            return TextLines(b"")

    def line_of_package(self, package: int) -> tuple[str, int]:
        """Give path and line of an installed package's stanza in the status."""
        universe, status = self.universe, self.status
        if universe is None or status is None:
            return "", 0
        for place in universe.version_files[universe.current_version[package]]:
            if universe.package_files[place.file].index_type is IndexType.STATUS:
                return status.path, status.lines.line_of(place.offset)
        return status.path, 0

    def _read_archives(self) -> None:
        system = self.system
        if system.package_files is not None:
            self.package_files = system.package_files
            return
        messages = Messages()
        try:
            self.archives = read_sources(system.configuration, list(system.architectures), system.tree, messages)
        except PendingErrors:
            self.is_complete = False
        self._note(Phase.SOURCES, messages)
        messages = Messages()
        try:
            self.package_files = read_archives(self.archives, system.configuration, system.tree, messages).package_files
        except PendingErrors:
            self.is_complete = False
            self.package_files = read_archives([], system.configuration, system.tree, Messages()).package_files
        self._note(Phase.RELEASES, messages)

    def _read_status(self) -> None:
        file = self.status_file
        if file is None:
            return
        try:
            data = IndexReader(self.system.tree, Messages())(file)
        except PendingErrors:
            return
        self.status = StatusText.of(self.system.status_path or file.path, data)

    def _open_universe(self) -> None:
        if self.is_complete:
            messages = Messages()
            simulator = Simulator(self.system, self.cache_path)
            try:
                self.opened = simulator.open_universe(messages)
            except PendingErrors:
                self.is_complete = False
            self._note(Phase.PACKAGES, messages)
        if self.opened is None:
            self._open_status_alone()
            return
        before = len(messages)
        try:
            self.cache = self.opened.cache
        except PendingErrors:
            self.is_complete = False
        self.said += [(Phase.POLICY, message) for message in list(messages)[before:]]

    def _open_status_alone(self) -> None:
        """Open what the status alone tells, when a list cannot be read; its own faults have been said."""
        file = self.status_file
        if file is None:
            return
        alone = self.system.changed(package_files=(file.changed(id=0),))
        try:
            self.opened = Simulator(alone).open_universe(Messages())
        except PendingErrors:
            self.opened = None

    def _note(self, phase: Phase, messages: Messages) -> None:
        """Keep what is new; later phases repeat what earlier ones have said."""
        known = [message for _, message in self.said]
        self.said += [(phase, message) for message in messages if message not in known]


def folder_beside(status_path: str) -> str:
    """Give the folder of the dpkg status with a slash at its end: dpkg's other files lie there."""
    return f"{os.path.dirname(status_path) or '.'}/"
