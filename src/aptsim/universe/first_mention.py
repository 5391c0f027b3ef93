"""Where apt first meets the name of a package: in a stanza of its own, or in a relation of another package.

apt numbers packages in that order, and where nothing else tells two of them apart it goes by their numbers. Of a
universe that is read in part these places are looked up one by one, in the text of the indexes.

Source: apt-pkg/pkgcachegen.cc, pkgCacheGenerator::NewPackage, and where it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aptsim.archive.stanza_blocks import split_at_stanzas
from aptsim.archive.stanza_reader import StanzaSource
from aptsim.archive.tag_file import Stanza, tidy_stanza
from aptsim.errors import WholeUniverseNeededError
from aptsim.model.package_file import PackageFile
from aptsim.universe.list_merger import RELATION_FIELDS
from aptsim.universe.relations import parse_relations
from aptsim.universe.skimmed_index import SkimmedIndex

#: File, offset of the stanza, and place among the names in it.
Mention = tuple[int, int, int]

_BEFORE = (b" ", b",", b"|")
_BEHIND = (*_BEFORE, b"(", b":", b"\n")
#: How a line begins that may have relations; a blank is that of a line that goes on.
_LINES = (b"D", b"P", b"R", b"S", b"E", b"C", b"B", b" ", b"\t")
_FIELDS = (*(field for field, _ in RELATION_FIELDS), "provides")


class FirstMentions:
    """The places where names are mentioned first."""

    def __init__(
        self,
        indexes: Sequence[tuple[PackageFile, SkimmedIndex]],
        read_at: StanzaSource,
        native: str,
    ) -> None:
        """Starts with no place known.

        Args:
            indexes: in the order in which apt reads them.
            read_at: gives bytes of an index: the file, the offset, the length.
            native: the one architecture of the system.
        """
        self._indexes = indexes
        self._read_at = read_at
        self._qualifiers = ("", ":native", f":{native}")
        self._known: dict[str, Mention] = {}

    def __getitem__(self, name: str) -> Mention:
        """Gives the place where a package's name is mentioned first.

        Raises:
            WholeUniverseNeededError: when no index describes the package, or the place is in doubt.
        """
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._find(name)
        return known

    def _find(self, name: str) -> Mention:
        for number, (file, index) in enumerate(self._indexes):
            places = index.places(name)
            limit = places[0][0] if places else -1
            for stanza in self._stanzas_with(file, name.encode(), limit):
                if limit >= 0 and stanza.offset >= limit:
                    break
                place = self._place_in(stanza.fields, name)
                if place:
                    if self._is_repeated(stanza, number):
                        raise WholeUniverseNeededError
                    return number, stanza.offset, place
            if places:
                return number, limit, 0
        raise WholeUniverseNeededError

    def _stanzas_with(self, file: PackageFile, name: bytes, limit: int) -> Iterator[Stanza]:
        """Yields the stanzas of an index that have a name anywhere, in order."""
        start = 0
        for block in split_at_stanzas(_OpenIndex(file, self._read_at)):
            position = block.find(name)
            while position >= 0:
                if not _may_be_relation(block, position, len(name)):
                    position = block.find(name, position + 1)
                    continue
                before, behind = block.rfind(b"\n\n", 0, position), block.find(b"\n\n", position)
                first = before + 2 if before >= 0 else 0
                stanza = tidy_stanza(block[first : behind if behind >= 0 else None].decode("latin-1"), 0)
                if stanza is None:
                    raise WholeUniverseNeededError
                yield Stanza(start + first + stanza.offset, stanza.size, stanza.fields)
                position = block.find(name, first + stanza.offset + stanza.size)
            start += len(block)
            if 0 <= limit < start:
                return

    def _place_in(self, fields: Mapping[str, str], name: str) -> int:
        """Gives the place of a package among those that a stanza's relations name, counted from 1; 0 for none."""
        place = 0
        wanted = [name + qualifier for qualifier in self._qualifiers]
        for field in _FIELDS:
            text = fields.get(field)
            for target, _, _ in parse_relations(text) if text else ():
                place += 1
                if target in wanted:
                    return place
        return 0

    def _is_repeated(self, stanza: Stanza, number: int) -> bool:
        """Says whether a package has a stanza before this one, so that apt may pass over what this one says."""
        name = stanza.fields["package"]
        before = [name in index for _, index in self._indexes[:number]]
        return any(before) or self._indexes[number][1].places(name)[0][0] < stanza.offset


def _may_be_relation(block: bytes, position: int, size: int) -> bool:
    """Says whether a text stands where a relation could name a package."""
    if block[position - 1 : position] not in _BEFORE or block[position + size : position + size + 1] not in _BEHIND:
        return False
    line = block.rfind(b"\n", 0, position) + 1
    return block.startswith(_LINES, line)


class _OpenIndex:
    """An index, read like a file."""

    def __init__(self, file: PackageFile, read_at: StanzaSource) -> None:
        self._file = file
        self._read_at = read_at

    def read_at(self, offset: int, size: int) -> bytes:
        return self._read_at(self._file, offset, size)

    def close(self) -> None:
        """Does nothing."""
