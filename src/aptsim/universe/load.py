"""From package files to a universe: the stored tables when they are still true, else a fresh build."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aptsim.errors import AptsimError
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.list_merger import ListMerger, MergeError
from aptsim.universe.universe import Universe

#: Size of apt's hash table when the configuration does not say (APT::Cache-HashTableSize).
DEFAULT_HASH_TABLE_SIZE = 196613


class UnusableListsError(AptsimError):
    """A list or the status could not be parsed; the messages hold apt's words for it."""


def build_universe(
    package_files: Sequence[PackageFile],
    read: Callable[[PackageFile], bytes],
    architectures: Sequence[str],
    configuration: Configuration,
    messages: Messages,
) -> Universe:
    """Reads all files in order and gives the universe (pkgCacheGenerator::MakeStatusCache).

    Args:
        package_files: in apt's order, the dpkg status last.
        read: gives the uncompressed bytes of a file.
        architectures: native first.

    Raises:
        UnusableListsError: where apt gives up; `messages` then holds its errors.
    """
    table_size = configuration.find_i("APT::Cache-HashTableSize", DEFAULT_HASH_TABLE_SIZE)
    builder = UniverseBuilder(architectures[0], architectures, table_size)
    for package_file in package_files:
        if package_file.is_not_source:
            builder.status_files.add(package_file.id)
        merger = ListMerger(
            builder,
            messages,
            package_file,
            force_essential=_force_essential(configuration),
            force_important=configuration.find_vector("pkgCacheGen::ForceImportant"),
            essential_mode=configuration.find("pkgCacheGen::Essential", "all"),
        )
        try:
            merger.merge(read(package_file).decode("latin-1"))
        except MergeError as error:
            messages.error(f"Problem with MergeList {package_file.path}")
            raise UnusableListsError(str(error)) from error
    return builder.finish(package_files)


def _force_essential(configuration: Configuration) -> Sequence[str]:
    """Gives the names that count as essential whatever their stanza says (debListParser::debListParser)."""
    if not configuration.exists("pkgCacheGen::ForceEssential"):
        return ("apt",)
    names = configuration.find_vector("pkgCacheGen::ForceEssential")
    if names and not configuration.find("pkgCacheGen::ForceEssential"):
        return (*names, "apt")
    return names
