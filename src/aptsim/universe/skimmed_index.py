"""What stands where in an index: found without reading its stanzas, so that those that matter can be read alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from aptsim.archive.skimmed_stanza import NAME, shuffled_stanza, skimmed_stanza
from aptsim.archive.tag_file import skip_empty_lines, tidy_stanza
from aptsim.errors import WholeUniverseNeededError
from aptsim.model.cache_types import Operator
from aptsim.universe.list_merger import MULTI_ARCH_WORDS, RELATION_FIELDS
from aptsim.universe.relations import MalformedRelationError, ParsedRelation, parse_relations

_NAME = re.compile(NAME)
_TARGET = re.compile(NAME + "(?::[a-z0-9-]+)?")
_FLAGS = ("essential", "important", "protected")
#: How many bits of a place are the length of the stanza.
_SIZE_BITS = 20


class SkimmedIndex:
    """The places of the stanzas of one index, by name, and who provides what.

    Attributes:
        flagged: packages that some stanza calls essential, important or protected.
        qualified: names with the native architecture that relations name, like ``gcc:amd64``.
        foreign: packages whose relations name another architecture.
    """

    def __init__(self, blocks: Iterable[bytes], native: str) -> None:
        """Goes through an index.

        Args:
            blocks: its bytes, in parts that end with one empty line each.
            native: the one architecture of the system.

        Raises:
            WholeUniverseNeededError: when there is something in it that needs a closer look.
        """
        self._providers: dict[bytes, list[bytes]] = defaultdict(list)
        self.flagged: list[str] = []
        self.qualified: set[str] = set()
        self.foreign: set[str] = set()
        self._architectures = (native, "all")
        self._places: dict[bytes, int] = {}
        self._repeated: dict[bytes, list[int]] = {}
        self._usual = skimmed_stanza(self._architectures)
        self._shuffled = shuffled_stanza(self._architectures)
        start = 0
        for block in blocks:
            self._skim(block, start)
            start += len(block)

    def __contains__(self, name: str) -> bool:
        """Says whether a package has a stanza here."""
        return _key(name) in self._places

    def providers(self, name: str) -> list[str]:
        """Gives the packages that provide a name, in the order of the file."""
        return [owner.decode() for owner in self._providers.get(_key(name), ())]

    def places(self, name: str) -> list[tuple[int, int]]:
        """Gives offset and length of the stanzas of a package, in the order of the file."""
        key = _key(name)
        found = self._repeated.get(key)
        if found is None:
            found = [self._places[key]] if key in self._places else []
        return [(place >> _SIZE_BITS, place & (1 << _SIZE_BITS) - 1) for place in found]

    def _skim(self, block: bytes, start: int) -> None:
        if b"\r" in block or block[:1].isspace():
            raise WholeUniverseNeededError
        places, providers = self._places, self._providers
        stop = 0
        for found in self._usual.finditer(block):
            first, last = found.span()
            if first != stop:
                self._skim_unusual(block, stop, first, start)
            stop = last
            name, _, arch, provides, multi_arch = found.groups()
            size = last - first - 1
            if name in places or size >> _SIZE_BITS:
                self._add_place(name, start + first, size)
            places[name] = (start + first) << _SIZE_BITS | size
            if provides is not None:
                for one in provides.split(b", "):
                    providers[one.partition(b" ")[0]].append(name)
            if multi_arch == b"same" and arch == b"all":
                raise WholeUniverseNeededError
        self._skim_unusual(block, stop, len(block), start)

    def _add_place(self, name: bytes, offset: int, size: int) -> None:
        if size >> _SIZE_BITS:
            raise WholeUniverseNeededError
        places, place = self._places, offset << _SIZE_BITS | size
        if name in places:
            self._repeated.setdefault(name, [places[name]]).append(place)
        places[name] = place

    def _skim_unusual(self, block: bytes, first: int, last: int, start: int) -> None:
        """Goes through the stanzas between two places that the first expression does not know."""
        text = block[first:last].decode("latin-1")
        position = skip_empty_lines(text, 0)
        while position < len(text):
            found = self._shuffled.match(block, first + position)
            if found and found.group(2) and found.group(3):
                name, _, arch, provides, multi_arch = found.groups()
                size = found.end() - found.start() - 1
                self._add_place(name, start + first + position, size)
                for one in provides.split(b", ") if provides else ():
                    self._providers[one.partition(b" ")[0]].append(name)
                if multi_arch == b"same" and arch == b"all":
                    raise WholeUniverseNeededError
                position += size
            else:
                stanza = tidy_stanza(text, position)
                if stanza is None:
                    raise WholeUniverseNeededError
                self._add_place(self._check(stanza.fields).encode(), start + first + stanza.offset, stanza.size)
                position = stanza.offset + stanza.size
            position = skip_empty_lines(text, position + 1)
        if last < len(block) and position != len(text):
            # What the first expression found then began in the middle of a stanza.
            raise WholeUniverseNeededError

    def _check(self, fields: Mapping[str, str]) -> str:
        """Gives the package of a stanza that apt reads without a word and with no effect on other packages."""
        name = fields.get("package", "")
        arch = fields.get("architecture")
        multi_arch = fields.get("multi-arch", "")
        if (
            not _NAME.fullmatch(name)
            or not fields.get("version")
            or arch not in self._architectures
            or multi_arch not in MULTI_ARCH_WORDS
            or (multi_arch == "same" and arch == "all")
            or "phased-update-percentage" in fields
        ):
            raise WholeUniverseNeededError
        for field, _ in RELATION_FIELDS:
            for target, _, _ in _relations(fields.get(field, "")):
                self._note_target(name, target)
        provides = _relations(fields.get("provides", ""))
        if any(":" in target or sign not in (Operator.NONE, Operator.EQUAL) for target, sign, _ in provides):
            raise WholeUniverseNeededError
        for target, _, _ in provides:
            self._providers[target.encode()].append(name.encode())
        for flag in _FLAGS:
            if flag in fields:
                self.flagged.append(name)
        return name

    def _note_target(self, name: str, target: str) -> None:
        """Takes down whose relations name an architecture."""
        if not _TARGET.fullmatch(target):
            raise WholeUniverseNeededError
        base, _, arch = target.rpartition(":")
        native = self._architectures[0]
        if base and arch in (native, "native"):
            self.qualified.add(f"{base}:{native}")
        elif base and arch != "any":
            self.foreign.add(name)


def _key(name: str) -> bytes:
    return name.encode("latin-1", "replace")


def _relations(text: str) -> list[ParsedRelation]:
    try:
        return parse_relations(text) if text else []
    except MalformedRelationError:
        raise WholeUniverseNeededError from None
