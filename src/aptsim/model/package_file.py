"""The files that versions come from: Release files and the package indexes below them.

Source: apt-pkg/pkgcache.h, ReleaseFile and PackageFile; apt-pkg/cacheiterators.h, RlsFileIterator and PkgFileIterator.
"""

from __future__ import annotations

from enum import Enum, IntFlag

from aptsim.model.value import Value


class IndexType(Enum):
    """What sort of index a file is; the value is apt's label for it (apt-pkg/deb/debindexfile.cc)."""

    PACKAGES = "Debian Package Index"
    TRANSLATION = "Debian Translation Index"
    STATUS = "Debian dpkg status file"
    DEB = "Debian deb file"
    SCENARIO = "EDSP scenario file"


class PackageFileFlag(IntFlag):
    """Flags of a package index (pkgCache::Flag::PkgFFlags)."""

    NONE = 0
    NOT_SOURCE = 1
    """Packages cannot be fetched from here: the dpkg status file."""
    LOCAL_SOURCE = 2
    """Packages are files on this machine and are not verified by hashes."""
    NO_PACKAGES = 4
    """The file holds additions like translations, no packages of its own."""


class ReleaseFileFlag(IntFlag):
    """Flags of an archive (pkgCache::Flag::ReleaseFileFlags)."""

    NONE = 0
    NOT_AUTOMATIC = 1
    """The archive has a default pin of 1."""
    BUT_AUTOMATIC_UPGRADES = 2
    """Together with NOT_AUTOMATIC the archive has a default pin of 100."""
    PACKAGES_REQUIRE_AUTHORIZATION = 4
    """Fetching a package from the archive needs credentials."""


class ReleaseFile(Value):
    """The Release file of one archive; it exists for every source entry, even when the file on disk does not.

    Args:
        id: running number in reading order, from 0.
        path: where the InRelease or Release file lies, or would lie.
        site: host part of the archive's URI, empty for ``file:`` and ``copy:``.
        archive: the Suite field; this and the next four are None when the field is absent or empty.
        is_present: whether the file was there to be read.
    """

    id: int
    path: str
    site: str = ""
    archive: str | None = None
    version: str | None = None
    origin: str | None = None
    codename: str | None = None
    label: str | None = None
    flags: ReleaseFileFlag = ReleaseFileFlag.NONE
    is_present: bool = False

    @property
    def rel_str(self) -> str:
        """Describe the archive as ``v=12.5,o=Debian,a=stable,n=bookworm,l=Debian`` (RlsFileIterator::RelStr)."""
        fields = (
            ("v", self.version),
            ("o", self.origin),
            ("a", self.archive),
            ("n", self.codename),
            ("l", self.label),
        )
        return ",".join(f"{letter}={value}" for letter, value in fields if value is not None)


class PackageFile(Value):
    """One file that packages are read from: an index of an archive, or the dpkg status file.

    Args:
        id: running number in reading order, from 0.
        path: the file on disk, with the extension it has there; ``/dev/stdin``-like names do not occur.
        index_type: what sort of index it is.
        component: ``main`` and the like, ``now`` for the status file, empty for a flat archive.
        architecture: the architecture the index is for; None for the status file and for flat archives.
        flags: see PackageFileFlag.
        release: the archive it belongs to; None for the status file.
        trusted: whether packages from here count as authenticated.
        repository_uri: what a package's Filename is appended to; empty for the status file.
        description: how apt names the index in messages (IndexTarget::Description), or the path of the status file.
        is_dist_named: whether the source entry names a distribution, that is, the archive is not flat.
        given_path: how the command line names a package file; its package can be asked for by that.
    """

    id: int
    path: str
    index_type: IndexType
    component: str | None = None
    architecture: str | None = None
    flags: PackageFileFlag = PackageFileFlag.NONE
    release: ReleaseFile | None = None
    trusted: bool = True
    repository_uri: str = ""
    description: str = ""
    is_dist_named: bool = False
    given_path: str = ""

    @property
    def is_ok(self) -> bool:
        """Tell whether packages can be fetched from here, that is, whether it is not the status file."""
        return not self.flags & PackageFileFlag.NOT_SOURCE

    @property
    def is_not_source(self) -> bool:
        """Tell whether packages cannot be fetched from here (pkgCache::Flag::NotSource)."""
        return bool(self.flags & PackageFileFlag.NOT_SOURCE)

    @property
    def is_not_automatic(self) -> bool:
        """Tell whether the archive is marked NotAutomatic."""
        return self.release is not None and bool(self.release.flags & ReleaseFileFlag.NOT_AUTOMATIC)

    @property
    def is_but_automatic_upgrades(self) -> bool:
        """Tell whether the archive is marked ButAutomaticUpgrades."""
        return self.release is not None and bool(self.release.flags & ReleaseFileFlag.BUT_AUTOMATIC_UPGRADES)

    @property
    def archive(self) -> str | None:
        """Name the archive (suite); the component stands in where there is no Release file, ``now`` for the status."""
        return self.component if self.release is None else self.release.archive

    @property
    def version(self) -> str | None:
        """Give the archive's version."""
        return None if self.release is None else self.release.version

    @property
    def origin(self) -> str | None:
        """Give the archive's origin."""
        return None if self.release is None else self.release.origin

    @property
    def codename(self) -> str | None:
        """Give the archive's codename."""
        return None if self.release is None else self.release.codename

    @property
    def label(self) -> str | None:
        """Give the archive's label."""
        return None if self.release is None else self.release.label

    @property
    def site(self) -> str | None:
        """Give the host of the archive's URI; empty for local ones, None for the status file."""
        return None if self.release is None else self.release.site

    @property
    def rel_str(self) -> str:
        """Describe the file as in ``apt-cache policy``: ``o=Debian,a=stable,...,c=main,b=amd64`` (RelStr)."""
        if self.release is None:
            parts = [] if self.component is None else [f"a={self.component}"]
        else:
            head = self.release.rel_str
            parts = [head] if head else []
            if self.component is not None:
                parts.append(f"c={self.component}")
        if self.architecture is not None:
            parts.append(f"b={self.architecture}")
        return ",".join(parts)

    @property
    def release_name(self) -> str:
        """Name the file as the lists of versions do: ``Debian:12.5/stable``, or the host without a Release file.

        Source: apt-pkg/pkgcache.cc, VerIterator::RelStr.
        """
        prefix = "" if self.label is None else f"{self.label}:"
        archive = self.archive
        if archive is None:
            return prefix + (self.site or "localhost")
        if self.version is None:
            return prefix + archive
        return f"{prefix}{self.version}/{archive}"
