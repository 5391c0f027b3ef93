"""Reads ``sources.list`` and the folder of source lists, one-line and deb822, into archives in apt's order.

Source: sources.list(5); apt-pkg/sourcelist.cc, pkgSourceList.
"""

from __future__ import annotations

import re

from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.source_entry import ENTRY_TYPES, EntryContext, create_item
from aptsim.archive.uri import parse_uri
from aptsim.errors import PendingErrors
from aptsim.files.folder import (
    extension_of,
    files_in_folder,
    folder_exists,
    lines_of,
    read_configuration_file,
    real_file_exists,
    warn_unreadable,
)
from aptsim.files.tag_file import TagFileError, TagSection, iter_sections
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages, Place
from aptsim.model.value import Value
from aptsim.model.words import SPACES, parse_quote_word, string_to_bool

_TYPE_END = re.compile("[ \t\v]")
_SPACE = re.compile(r"[ \t\n\v\f\r]+")
_LIST_FIELDS = (
    ("Architectures", "arch"),
    ("Languages", "lang"),
    ("Targets", "target"),
)
_TEXT_FIELDS = (
    ("Trusted", "trusted"),
    ("Check-Valid-Until", "check-valid-until"),
    ("Valid-Until-Min", "valid-until-min"),
    ("Valid-Until-Max", "valid-until-max"),
    ("Check-Date", "check-date"),
    ("Date-Max-Future", "date-max-future"),
    ("Signed-By", "signed-by"),
    ("PDiffs", "pdiffs"),
    ("By-Hash", "by-hash"),
)
_SHORTEST_OPTION = 3


class _Malformed(Exception):
    """An entry that apt refuses; the text is the part in parentheses of apt's message."""


class SourceLine(Value):
    """One entry of a one-line source list, taken apart: ``TYPE [OPTIONS] URI DIST COMPONENT...``."""

    uri: str
    dist: str
    components: tuple[str, ...]
    options: dict[str, str]


def read_sources(
    configuration: Configuration, architectures: list[str], tree: FileTree, messages: Messages
) -> list[MetaIndex]:
    """Read all source lists of a system (ReadMainList).

    Args:
        configuration: names the files.
        architectures: those of the system, native first.
        tree: where the lists lie.
        messages: takes apt's warnings, notices and errors.

    Returns:
        The archives in the order of their first mention; ``sources.list`` comes before the folder.

    Raises:
        PendingErrors: when an entry is wrong; apt would stop there.
    """
    main = configuration.find_file("Dir::Etc::sourcelist", "/dev/null")
    parts = configuration.find_dir("Dir::Etc::sourceparts", "/dev/null")
    messages.push()
    reader = _SourceListReader(EntryContext(configuration, architectures, tree, messages), tree)
    has_main, has_parts = real_file_exists(main, tree), folder_exists(parts, tree)
    if has_main:
        reader.read_file(main)
    elif not has_parts and not parts.endswith("/dev/null"):
        warn_unreadable(parts, "DirectoryExists", messages)
    if has_parts:
        for path in files_in_folder(parts, ("list", "sources"), configuration, tree, messages):
            reader.read_file(path)
    elif main and not has_main and not parts.endswith("/dev/null"):
        warn_unreadable(main, "RealFileExists", messages)
    failed = messages.pending_error
    messages.merge()
    if failed:
        messages.error("The list of sources could not be read.")
        raise PendingErrors
    return reader.archives


def parse_source_line(text: str, native: str) -> SourceLine:
    """Take the part of a one-line entry behind its type apart (pkgSourceList::Type::ParseLine).

    Raises:
        _Malformed: with apt's name for what is wrong.
    """
    position = _skip_spaces(text, 0)
    options: dict[str, str] = {}
    if text[position : position + 1] == "[":
        position = _parse_options(text, position + 1, options)
    uri, position = _word_or(text, position, "URI")
    dist, position = _word_or(text, position, "Suite")
    uri = fix_uri(uri, native)
    component = parse_quote_word(text, position)
    if dist.endswith("/"):
        if component is not None:
            raise _Malformed("absolute Suite Component")
        return SourceLine(uri, dist.replace("$(ARCH)", native), ("",), options)
    if component is None:
        raise _Malformed("Component")
    components: list[str] = []
    while component is not None:
        components.append(component[0])
        component = parse_quote_word(text, component[1])
    return SourceLine(uri, dist, tuple(components), options)


def fix_uri(uri: str, native: str) -> str:
    """Put the architecture in and a slash at the end (FixupURI).

    Raises:
        _Malformed: when it has no colon.
    """
    if ":" not in uri:
        raise _Malformed("URI parse")
    fixed = str(parse_uri(uri.replace("$(ARCH)", native)))
    return fixed if fixed.endswith("/") else f"{fixed}/"


class _SourceListReader:
    """Collects the archives of one file after another."""

    __slots__ = ("_context", "_tree", "archives")

    def __init__(self, context: EntryContext, tree: FileTree) -> None:
        self._context = context
        self._tree = tree
        self.archives: list[MetaIndex] = []

    def read_file(self, path: str) -> None:
        """Read one list up to its end or its first error."""
        data = read_configuration_file(path, self._tree, self._context.messages)
        if data is None:
            return
        if extension_of(path) == "sources":
            self._read_stanzas(data, path)
        else:
            self._read_lines(data, path)

    def _read_lines(self, data: bytes, path: str) -> None:
        messages = self._context.messages
        for number, raw in enumerate(lines_of(data), start=1):
            line = _without_comment(raw).strip(" \t\r")
            if not line:
                continue
            kind = _TYPE_END.split(line, maxsplit=1)[0]
            if not kind or kind == line:
                messages.error(f"Malformed line {number} in source list {path} (type)", Place(path, number))
                return
            if kind not in ENTRY_TYPES:
                unknown = f"Type '{kind}' is not known on line {number} in source list {path}"
                messages.error(unknown, Place(path, number))
                return
            try:
                entry = parse_source_line(line[len(kind) :], self._context.native)
            except _Malformed as error:
                messages.error(f"Malformed entry {number} in list file {path} ({error})", Place(path, number))
                return
            entry.options.setdefault("sourceslist-entry", f"{path}:{number}")
            for component in entry.components:
                if not self._create(kind, entry.uri, entry.dist, component, entry.options):
                    return

    def _read_stanzas(self, data: bytes, path: str) -> None:
        messages = self._context.messages
        try:
            for number, stanza in enumerate(iter_sections(data, path, with_comments=True), start=1):
                if not stanza.exists("Types"):
                    messages.error(f"Malformed stanza {number} in source list {path} (type)", Place(path))
                    return
                for kind in _words_of(stanza, "Types"):
                    if kind not in ENTRY_TYPES:
                        unknown = f"Type '{kind}' is not known on stanza {number} in source list {path}"
                        messages.error(unknown, Place(path))
                        return
                    try:
                        if not self._read_stanza(kind, stanza, f"{path}:{number}"):
                            return
                    except _Malformed as error:
                        messages.error(f"Malformed entry {number} in sources file {path} ({error})", Place(path))
                        return
        except TagFileError as error:
            messages.error(str(error), Place(path))

    def _read_stanza(self, kind: str, stanza: TagSection, place: str) -> bool:
        """Read one stanza for one type (ParseStanza)."""
        if string_to_bool(stanza.find("Enabled") or "yes") == 0:
            return True
        options = _options_of(stanza)
        options["sourceslist-entry"] = place
        uris, components = _words_of(stanza, "URIs"), _words_of(stanza, "Components")
        suites = [suite.replace("$(ARCH)", self._context.native) for suite in _words_of(stanza, "Suites")]
        if not uris:
            raise _Malformed("URI")
        if not suites:
            raise _Malformed("Suite")
        for raw_uri in uris:
            uri = fix_uri(raw_uri, self._context.native)
            for suite in suites:
                if suite.endswith("/"):
                    if components:
                        raise _Malformed("absolute Suite Component")
                    if not self._create(kind, uri, suite, "", options):
                        return False
                    continue
                if not components:
                    raise _Malformed("Component")
                for component in components:
                    if not self._create(kind, uri, suite, component, options):
                        return False
        return True

    def _create(self, kind: str, uri: str, dist: str, component: str, options: dict[str, str]) -> bool:
        return create_item(self.archives, kind, uri, dist, component, options, self._context)


def _without_comment(line: str) -> str:
    """Cut the line at a ``#`` that does not stand inside ``[...]``."""
    position = line.find("#")
    while position >= 0:
        if line.count("[", 0, position) <= line.count("]", 0, position):
            return line[:position]
        position = line.find("#", position + 1)
    return line


def _parse_options(text: str, position: int, options: dict[str, str]) -> int:
    """Read ``name=value ... ]`` and give the position behind the bracket and its spaces."""
    position = _skip_spaces(text, position)
    while text[position : position + 1] != "]":
        parsed = parse_quote_word(text, position)
        if parsed is None:
            raise _Malformed("[option] unparsable")
        option, position = parsed
        if len(option) < _SHORTEST_OPTION:
            raise _Malformed("[option] too short")
        if option.endswith("]"):
            position = text.rfind("]", 0, position + 1)
            option = option[:-1]
        name, equals, value = option.partition("=")
        if not equals:
            raise _Malformed("[option] not assignment")
        if not name:
            raise _Malformed("[option] no key")
        if not value:
            raise _Malformed("[option] no value")
        options[name] = value
    return _skip_spaces(text, position + 1)


def _word_or(text: str, position: int, fault: str) -> tuple[str, int]:
    parsed = parse_quote_word(text, position)
    if parsed is None:
        raise _Malformed(fault)
    return parsed


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] in SPACES:
        position += 1
    return position


def _options_of(stanza: TagSection) -> dict[str, str]:
    options: dict[str, str] = {}
    for field, name in _LIST_FIELDS:
        for suffix, sign in (("", ""), ("-Add", "+"), ("-Remove", "-")):
            if stanza.exists(field + suffix):
                options[name + sign] = ",".join(_words_of(stanza, field + suffix))
    for field, name in _TEXT_FIELDS:
        if stanza.exists(field):
            options[name] = stanza.find(field)
    return options


def _words_of(stanza: TagSection, field: str) -> list[str]:
    return [word for word in _SPACE.split(stanza.find(field)) if word]
