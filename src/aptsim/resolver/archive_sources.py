"""What the look-up of archives reads from the lists and from the folder of archives."""

from __future__ import annotations

import os
from collections.abc import Mapping

from aptsim.archive.stanza_reader import StanzaReader
from aptsim.archive.tag_file import fields_of
from aptsim.resolver.archives import ArchiveSources
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.system.root import System
from aptsim.universe.rows import VersionFile


def read_archive_sources(system: System, cache: DependencyCache, stanzas: StanzaReader) -> ArchiveSources:
    """Gives the sources of a system's archives; the stanzas are read when they are asked for."""
    folder = cache.configuration.find_dir("Dir::Cache::Archives")

    def stanza(place: VersionFile) -> Mapping[str, str]:
        file = cache.universe.package_files[place.file]
        return fields_of(stanzas.stanza(file, place.offset, place.size).decode("latin-1"))

    def size_of(name: str) -> int | None:
        try:
            return system.tree.stat(os.path.join(folder, name)).size
        except OSError:
            return None

    return ArchiveSources(stanza, size_of)
