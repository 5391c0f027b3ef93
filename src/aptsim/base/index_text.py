"""The text of package indexes, with a quick way to the few stanzas that a base system is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aptsim.archive.tag_file import fields_of

# A line end in front, not `^`: so the expression begins with letters that can be searched for at once.
_PACKAGE = re.compile(r"\nPackage:[ \t]*(\S+)")


@dataclass(frozen=True, slots=True)
class IndexStanza:
    """One stanza: the number of its index, and where it begins and ends in it, in characters."""

    index: int
    start: int
    end: int


class IndexText:
    """Some indexes of one suite, in the order of its components."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Find the names.

        Args:
            texts: the whole indexes, in Latin-1.
        """
        self._texts = [f"\n{text}" for text in texts]
        self._stanzas: dict[str, list[tuple[int, int]]] = {}
        for number, text in enumerate(self._texts):
            for match in _PACKAGE.finditer(text):
                self._stanzas.setdefault(match[1], []).append((number, match.start() + 1))

    def __contains__(self, name: str) -> bool:
        return name in self._stanzas

    def stanzas_of(self, name: str) -> list[str]:
        """Give all stanzas of a name."""
        return [self._text(self._around(number, position)) for number, position in self._stanzas.get(name, ())]

    def names_of_priority(self, priority: str) -> list[str]:
        """Give the packages whose last stanza has this priority, in the order of the indexes."""
        found: dict[str, None] = {}
        for name, stanza in self._iter_of_priority(priority):
            if self._around(*self._stanzas[name][-1]) == stanza:
                found[name] = None
        return list(found)

    def _iter_of_priority(self, priority: str) -> Iterator[tuple[str, IndexStanza]]:
        line = re.compile(rf"\nPriority:[ \t]*{re.escape(priority)}[ \t]*\n")
        for number, text in enumerate(self._texts):
            for match in line.finditer(text):
                stanza = self._around(number, match.start() + 1)
                name = fields_of(self._text(stanza)).get("package")
                if name in self._stanzas:
                    yield name, stanza

    def _around(self, number: int, position: int) -> IndexStanza:
        text = self._texts[number]
        start, end = text.rfind("\n\n", 0, position), text.find("\n\n", position)
        return IndexStanza(number, start + 2 if start >= 0 else 0, end if end >= 0 else len(text))

    def _text(self, stanza: IndexStanza) -> str:
        return self._texts[stanza.index][stanza.start : stanza.end].strip("\n")
