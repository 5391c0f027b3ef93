"""Files with packages that only one run knows: apt reads them behind all others and stores nothing of them.

Source: apt-pkg/sourcelist.cc, AddVolatileFile; apt-pkg/deb/debindexfile.cc, debStringPackageIndex and
debDebPkgFileIndex.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from aptsim.archive.list_names import uri_encode
from aptsim.model.configuration import Configuration
from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag
from aptsim.model.value import Value

_PSEUDO_INDEX = "apt-tmp-index"
_PACKAGE_FILE = "local-deb"


class VolatileFiles(Value):
    """The files of a run in the order in which they are read.

    Args:
        package_files: numbered from 0; behind the system's own files they get other numbers.
        contents: what can be read of them, by path.
    """

    package_files: Sequence[PackageFile] = ()
    contents: Mapping[str, bytes] = MappingProxyType({})


#: What most runs have.
NO_FILES = VolatileFiles()


def pseudo_index(content: bytes) -> VolatileFiles:
    """Give the index of pseudo packages as a file."""
    file = PackageFile(
        id=0,
        path=_PSEUDO_INDEX,
        index_type=IndexType.PACKAGES,
        component=_PSEUDO_INDEX,
        flags=PackageFileFlag.NOT_SOURCE,
        trusted=False,
        description=_PSEUDO_INDEX,
    )
    return VolatileFiles((file,), {file.path: content})


def package_file_indexes(paths: Sequence[str], configuration: Configuration) -> VolatileFiles:
    """Give the indexes of package files (``.deb``), each of one package.

    Args:
        paths: as the command line names them.
    """
    files: list[PackageFile] = []
    for path in paths:
        absolute = os.path.realpath(path)
        file = PackageFile(
            id=len(files),
            path=absolute,
            index_type=IndexType.DEB,
            component=_PACKAGE_FILE,
            flags=PackageFileFlag.LOCAL_SOURCE,
            repository_uri=f"file:{uri_encode(absolute, configuration)}",
            description=absolute,
            given_path=path,
        )
        files.append(file)
    return VolatileFiles(files)
