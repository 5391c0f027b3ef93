"""The names that apt gives to the files in its folder of lists, and which compressed form of one it takes.

Source: apt-pkg/contrib/strutl.cc, URItoFileName; apt-pkg/acquire.cc, URIEncode; apt-pkg/aptconfiguration.cc,
getCompressionTypes; apt-pkg/indexfile.cc, pkgDebianIndexTargetFile::IndexFileName.
"""

from __future__ import annotations

from aptsim.archive.uri import parse_uri
from aptsim.files.folder import file_exists
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.words import quote_string

_UNSAFE_IN_FILE_NAME = '\\|{}[]<>"^~_=!@#$%^&*'
_COMPRESSORS = frozenset((".", "zstd", "lz4", "gzip", "xz", "bzip2", "lzma"))


def uri_to_file_name(uri: str) -> str:
    """Turn a URI into the name its file has among the lists (URItoFileName).

    >>> uri_to_file_name("http://me:pw@deb.debian.org/debian/dists/bookworm/main/binary-amd64/Packages")
    'deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages'
    >>> uri_to_file_name("file:/srv/my_repo/./Packages")
    '_srv_my%5frepo_._Packages'
    """
    bare = parse_uri(uri).changed(access="", user="", password="")
    return quote_string(str(bare), _UNSAFE_IN_FILE_NAME).replace("/", "_")


def uri_encode(part: str, configuration: Configuration) -> str:
    """Quote a part of a URI as apt does before it asks a server for it (pkgAcquire::URIEncode)."""
    return quote_string(part, configuration.find("Acquire::URIEncode", "+~ "))


def compression_types(configuration: Configuration, tree: FileTree) -> list[str]:
    """List the extensions a list can have on disk in apt's order of preference, ``uncompressed`` among them."""
    compressors = _COMPRESSORS.union(
        configuration.find(f"APT::Compressor::{name}::Name", name)
        for name in configuration.find_vector("APT::Compressor", keys=True)
        if name
    )
    types = [
        name
        for name in configuration.find_vector("Acquire::CompressionTypes::Order")
        if name and configuration.find(f"Acquire::CompressionTypes::{name}") in compressors
    ]
    for item in configuration.tree("Acquire::CompressionTypes"):
        if item.tag and item.tag != "Order" and item.tag not in types and item.value in compressors:
            types.append(item.tag)
    if "uncompressed" not in types:
        program = configuration.find("Dir::Bin::uncompressed")
        if not program or file_exists(program, tree):
            types.append("uncompressed")
    return types


def existing_list(path: str, types: list[str], tree: FileTree) -> str:
    """Find the form of a list that is on disk: uncompressed first, then by preference.

    Returns:
        The path of the form found, or the plain path when there is none.
    """
    if not file_exists(path, tree):
        for name in types:
            if file_exists(f"{path}.{name}", tree):
                return f"{path}.{name}"
    return path
