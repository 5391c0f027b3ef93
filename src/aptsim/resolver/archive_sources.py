"""What the look-up of archives reads from the lists and from the folder of archives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache as cache_function

from aptsim.archive.stanza_reader import StanzaReader
from aptsim.archive.tag_file import fields_of
from aptsim.files.tree import FileTree
from aptsim.resolver.archives import ArchiveSources, Source
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.system.root import System
from aptsim.universe.rows import VersionFile


def read_archive_sources(
    system: System, cache: DependencyCache, stanzas: StanzaReader, found: dict[tuple[int, bool], Source]
) -> ArchiveSources:
    """Gives the sources of a system's archives; stanzas and folders are read when they are asked for.

    Args:
        found: see `ArchiveSources`.
    """
    folder = cache.configuration.find_dir("Dir::Cache::Archives")
    names_in = cache_function(lambda path: _names_in(system.tree, path))

    def stanza(place: VersionFile) -> Mapping[str, str]:
        file = cache.universe.package_files[place.file]
        return fields_of(stanzas.stanza(file, place.offset, place.size).decode("latin-1"))

    def size_of(name: str) -> int | None:
        below, _, base = name.rpartition("/")
        names = names_in(folder + below)
        if names is not None and base not in names:
            return None
        try:
            return system.tree.stat(os.path.join(folder, name)).size
        except OSError:
            return None

    return ArchiveSources(stanza, size_of, found)


def _names_in(tree: FileTree, folder: str) -> frozenset[str] | None:
    """Gives the names in a folder; None where they are not told."""
    try:
        return frozenset(tree.names(folder))
    except FileNotFoundError:
        return frozenset()
    except OSError:
        return None
