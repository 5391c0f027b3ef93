"""Any system with a fresh base in the place of what is installed on it (``--base``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.system.root import System

if TYPE_CHECKING:
    from aptsim.cli.system_source import SystemSource


class BaseSource:
    """Where another system comes from, and then the base."""

    __slots__ = ("_inner", "_variant")

    def __init__(self, inner: SystemSource, variant: str) -> None:
        self._inner = inner
        self._variant = variant

    def configuration(self, messages: Messages, verb: str) -> Configuration:
        """Read the other system's configuration."""
        return self._inner.configuration(messages, verb)

    def read_file(self, path: str, configuration: Configuration, messages: Messages) -> bool:
        """Read a file named by ``-c``."""
        return self._inner.read_file(path, configuration, messages)

    def complete(self, configuration: Configuration) -> System:
        """Make the other system, and install the base on it."""
        from aptsim.archive.cache_folder import cache_folder
        from aptsim.base.debootstrap import Variant
        from aptsim.base.system import with_base

        return with_base(self._inner.complete(configuration), Variant(self._variant), cache_folder() / "bases")
