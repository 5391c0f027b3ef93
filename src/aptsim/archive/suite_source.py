"""An archive of the source list as a download sees it: its address, its lists, and how much is asked of it.

Source: sources.list(5); apt-pkg/deb/debmetaindex.cc, debReleaseIndex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aptsim.archive.index_targets import IndexTarget, index_targets
from aptsim.archive.list_names import uri_to_file_name
from aptsim.archive.meta_index import MetaIndex, Setting, meta_index_uri
from aptsim.archive.uri import parse_uri
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages

PAST_HOSTS = ("snapshot.debian.org", "archive.debian.org", "snapshot.ubuntu.com", "old-releases.ubuntu.com")
"""Hosts of what is not updated any more: Valid-Until and the end of keys mean nothing there."""


@dataclass(frozen=True, slots=True)
class SuiteSource:
    """One archive of a source list.

    Args:
        archive: as the source list has it.
        base: the address of its Release file's folder, with a slash at the end.
        targets: the lists of binary packages that are asked for.
        is_past: it is a state of the past, chosen on purpose.
    """

    archive: MetaIndex
    base: str
    targets: tuple[IndexTarget, ...]
    is_past: bool = False

    @property
    def name(self) -> str:
        """Gives the suite, as a watcher calls it; of a flat archive the address."""
        return self.base if self.archive.is_flat else self.archive.dist

    @property
    def scheme(self) -> str:
        """Gives what the address begins with, like ``http``."""
        return parse_uri(self.base).access

    def describe(self, name: str) -> str:
        """Gives a file's name for a watcher.

        >>> archive = MetaIndex("http://deb.debian.org/debian/", "bookworm", {})
        >>> SuiteSource(archive, "http://deb.debian.org/debian/dists/bookworm/", ()).describe("InRelease")
        'bookworm InRelease'
        """
        return f"{self.base}{name}" if self.archive.is_flat else f"{self.name} {name}"

    def list_name(self, name: str) -> str:
        """Gives the name that a file of the suite's folder has among apt's lists."""
        return uri_to_file_name(self.base + name)

    def may_be_unsigned(self, allow_unsigned: bool) -> bool:
        """Tells whether the archive is taken without a valid signature."""
        is_allowed = "ALLOW_INSECURE" in self.archive.release_options
        return allow_unsigned or is_allowed or self.archive.trusted is Setting.YES

    def uses_by_hash(self, is_offered: bool, configuration: Configuration) -> bool:
        """Tells whether lists are asked for by their sums (pkgAcqIndex::GetCompressedFileName and ByHash)."""
        options = [entry.by_hash for entry in self.archive.deb_entries if entry.by_hash]
        wish = options[0] if options else configuration.find("Acquire::By-Hash", "yes")
        return wish == "force" or (is_offered and wish.lower() not in ("no", "false", "0"))


def suite_sources(
    archives: Sequence[MetaIndex], configuration: Configuration, messages: Messages, past: Sequence[str] = ()
) -> list[SuiteSource]:
    """Gives the archives that binary packages come from.

    Args:
        archives: of a source list.
        configuration: names the lists that are wanted.
        messages: takes apt's warnings.
        past: beginnings of addresses that count as the past, besides those of known hosts.
    """
    sources = []
    for archive in archives:
        base = meta_index_uri(archive.uri, archive.dist, "", configuration)
        targets = index_targets(archive, configuration, messages)
        packages = tuple(target for target in targets if target.created_by == "Packages")
        is_past = parse_uri(base).host in PAST_HOSTS or base.startswith(tuple(past))
        if packages:
            sources.append(SuiteSource(archive, base, packages, is_past))
    return sources
