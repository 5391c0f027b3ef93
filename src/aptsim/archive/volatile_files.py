"""Files with packages that only one run knows: apt reads them behind all others and stores nothing of them.

Source: apt-pkg/sourcelist.cc, AddVolatileFile; apt-pkg/deb/debindexfile.cc, debStringPackageIndex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag

_PSEUDO_INDEX = "apt-tmp-index"


@dataclass(frozen=True, slots=True)
class VolatileFiles:
    """The files of a run in the order in which they are read.

    Args:
        package_files: numbered from 0; behind the system's own files they get other numbers.
        contents: what can be read of them, by path.
    """

    package_files: Sequence[PackageFile] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)


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
