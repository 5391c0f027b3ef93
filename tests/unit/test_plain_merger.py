"""Reading plainly written stanzas quickly, against reading them as any other."""

from __future__ import annotations

import pytest

from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.list_merger import ListMerger
from aptsim.universe.plain_merger import PlainListMerger
from aptsim.universe.universe import Universe
from aptsim.universe.universe_tables import TABLES

_STANZA = """\
Package: {name}
Version: {version}
Installed-Size: 40
Maintainer: Nobody <nobody@example.org>
Architecture: {arch}
{relations}Description: something
{multi_arch}Section: misc
Priority: optional
Filename: pool/{name}.deb
Size: 1200
SHA256: 00

"""


def _stanza(name: str, version: str = "1", relations: str = "", arch: str = "amd64", multi_arch: str = "") -> str:
    return _STANZA.format(name=name, version=version, arch=arch, relations=relations, multi_arch=multi_arch)


_INDEXES = {
    "plain": _stanza("a", relations="Depends: b (>= 2), c | d, python3:any\nBreaks: b (<< 1)\n") + _stanza("b", "2"),
    "second version": _stanza("a") + _stanza("a", "2") + _stanza("a"),
    "provides": _stanza("a", relations="Provides: m (= 3), n\nDepends: n\n")
    + _stanza("b", relations="Depends: m, a\n"),
    "multi-arch": "".join(
        _stanza(name, arch=arch, multi_arch=f"Multi-Arch: {word}\n", relations=f"Conflicts: z, {other}\n")
        for arch in ("amd64", "i386", "all")
        for name, word, other in (("a", "same", "b"), ("b", "foreign", "c"), ("c", "allowed", "a:any"))
    ),
    "names of other architectures": _stanza("a", relations="Depends: b:i386, c:amd64\nConflicts: b\n")
    + _stanza("b", arch="i386")
    + _stanza("c", relations="Replaces: b, d:any\n")
    + _stanza("b"),
    "other fields, other order": "Package: a\nArchitecture: amd64\nVersion: 1\nEssential: yes\nSize: 3\n\n"
    + _stanza("b"),
    "in capitals": _stanza("a").replace("Package: a", "Package: A") + _stanza("a", "2"),
    "empty lines": _stanza("a") + "\n" + _stanza("b") + "\n\n\n",
    "empty lines behind": _stanza("a") + "\n" + _stanza("b") + "\n\n",
    "line without a colon": _stanza("a") + "Package: b\nnonsense\nVersion: 1\n\n" + _stanza("c"),
    "carriage returns": _stanza("a").replace("\n", "\r\n"),
    "unusual relations": _stanza("a", relations="Depends: b(>=1),c|d , e (> 2)\nSuggests: f, \n"),
    "unknown words": _stanza("a", multi_arch="Multi-Arch: maybe\n") + _stanza("b").replace("optional", "Standard"),
    "kernel": _stanza("linux-image-6.1.0-18-amd64"),
    "apt": _stanza("apt"),
    "no archive without a doubt": _stanza("a").replace("SHA256: 00\n", "")
    + _stanza("b").replace(".deb", ".udeb")
    + _stanza("c").replace("SHA256: 00\n", "MD5sum: 00\nSHA256: 0\n"),
}


def _build(kind: type[ListMerger], text: str) -> tuple[Universe, list[str]]:
    messages = Messages()
    builder = UniverseBuilder("amd64", ("amd64", "i386"), 50503)
    files = [PackageFile(number, f"index-{number}", IndexType.PACKAGES) for number in range(2)]
    for file in files:
        kind(builder, messages, file).merge([text])
    return builder.finish(files), [message.text for message in messages]


@pytest.mark.parametrize("text", _INDEXES.values(), ids=_INDEXES.keys())
def test_plain_reading_gives_the_same_universe(text: str) -> None:
    """Each table and message is the one that reading stanza by stanza gives."""
    quick, quick_messages = _build(PlainListMerger, text)
    slow, slow_messages = _build(ListMerger, text)
    assert quick_messages == slow_messages
    for table in TABLES:
        assert _read(quick, table) == _read(slow, table), table


def _read(universe: Universe, name: str) -> object:
    """Gives a table as plain lists."""
    table = getattr(universe, name)
    if not hasattr(table, "__iter__") or isinstance(table, (str, tuple, dict)):
        return table
    return [entry if isinstance(entry, (int, str)) else list(entry) for entry in table]
