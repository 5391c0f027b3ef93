"""A universe extended by one more file is the universe that is built of all the files."""

from __future__ import annotations

import pytest

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag
from aptsim.universe.build import build_universe, extend_universe
from aptsim.universe.universe import Universe
from aptsim.universe.universe_tables import TABLES

_INDEX = """\
Package: app
Architecture: amd64
Version: 1
Depends: lib | other, virtual, tool:any

Package: lib
Architecture: amd64
Multi-Arch: same
Version: 2
Provides: virtual

Package: tool
Architecture: amd64
Multi-Arch: allowed
Version: 3
"""
_STATUS = """\
Package: lib
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Version: 1
Conflicts: rival
"""
_MORE = (
    "Package: satisfy:command-line\nArchitecture: amd64\nVersion: 1\nDepends: lib, tool:any | nothing\n",
    "Package: lib\nArchitecture: i386\nMulti-Arch: same\nVersion: 2\nDepends: app\n",
    "Package: rival\nArchitecture: amd64\nVersion: 1\nProvides: virtual\nConflicts: lib\n",
    "Package: lib\nArchitecture: amd64\nMulti-Arch: same\nVersion: 2\nProvides: virtual\n",
    "Package: tool\nArchitecture: amd64\nMulti-Arch: allowed\nVersion: 4\nSource: app\nEssential: yes\nSize: 9\n",
)
_ARCHITECTURES = ("amd64", "i386")
_FILES = (
    PackageFile(0, "index", IndexType.PACKAGES),
    PackageFile(1, "status", IndexType.STATUS, flags=PackageFileFlag.NOT_SOURCE),
    PackageFile(2, "more", IndexType.PACKAGES),
)


def _tables(universe: Universe) -> dict[str, object]:
    tables: dict[str, object] = {}
    for name in TABLES:
        value = getattr(universe, name)
        if name == "group_by_name":
            tables[name] = dict(value)
        elif hasattr(value, "__len__") and not isinstance(value, (str, dict)):
            tables[name] = [one if isinstance(one, (int, str, PackageFile)) else list(one) for one in value]
        else:
            tables[name] = value
    return tables


@pytest.mark.parametrize("more", [*_MORE, "\n".join(_MORE)])
def test_an_extended_universe_is_the_one_that_is_built_at_once(more: str) -> None:
    """All tables are equal; with version numbers in the relations, only the place of equal ones may differ."""
    contents = {"index": _INDEX, "status": _STATUS, "more": more}

    def read(file: PackageFile) -> list[bytes]:
        return [contents[file.path].encode()]

    configuration, messages = Configuration(), Messages()
    whole = build_universe(_FILES, read, _ARCHITECTURES, configuration, messages)
    part = build_universe(_FILES[:2], read, _ARCHITECTURES, configuration, messages)
    before = _tables(part)
    extended = extend_universe(part, _FILES[2:], read, configuration, messages)
    assert _tables(extended) == _tables(whole)
    assert _tables(part) == before
