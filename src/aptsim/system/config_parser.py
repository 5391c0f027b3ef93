"""Reads files in apt.conf syntax into a configuration tree.

Grammar::

    file      = *statement
    statement = tag [ value ] ";"                     ; without a value the tag itself is appended to the list
              | tag [ value ] "{" *statement "}" [";"]
              | "#clear" name ";" | "#include" path ";"
    tag       = word
    value     = 1*( DQUOTE text DQUOTE ) | word
    comment   = "//" text | "#" text | "/*" text "*/"

Source: apt.conf(5); apt-pkg/contrib/configuration.cc, ReadConfigFile and ReadConfigDir.
"""

from __future__ import annotations

from aptsim.files.folder import files_in_folder, lines_of, read_configuration_file
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages, Place
from aptsim.model.words import SPACES, parse_c_word, parse_quote_word

_DIRECTIVES = ("clear", "include", "x-apt-configure-index")
_DEEPEST_INCLUDE = 10


class _SyntaxError(Exception):
    """A statement that apt refuses; the text goes behind ``Syntax error FILE:LINE:``."""


def read_config_file(
    configuration: Configuration, path: str, tree: FileTree, messages: Messages, depth: int = 0
) -> bool:
    """Read one configuration file.

    Args:
        configuration: what is set so far stays set when an error ends the reading.
        path: the file.
        tree: where it lies.
        messages: takes apt's own words for what is wrong.
        depth: how many includes led here.

    Returns:
        Whether all of it was read.
    """
    data = read_configuration_file(path, tree, messages)
    if data is None:
        return False
    return _FileReader(configuration, path, tree, messages, depth).read(data)


def read_config_dir(
    configuration: Configuration, folder: str, tree: FileTree, messages: Messages, depth: int = 0
) -> bool:
    """Read the files of a folder in the order of their names: those without extension and those that end in .conf.

    A file that cannot be read does not keep the others from being read.
    """
    messages.push()
    paths = files_in_folder(folder, ("conf", ""), configuration, tree, messages)
    good = not messages.pending_error
    messages.merge()
    for path in paths:
        good = read_config_file(configuration, path, tree, messages, depth) and good
    return good


class _FileReader:
    """The state of reading one file: open scopes, the statement begun on earlier lines, an open comment."""

    __slots__ = (
        "_configuration",
        "_depth",
        "_in_comment",
        "_line",
        "_messages",
        "_path",
        "_pending",
        "_scope",
        "_scopes",
        "_tree",
    )

    def __init__(self, configuration: Configuration, path: str, tree: FileTree, messages: Messages, depth: int) -> None:
        self._configuration = configuration
        self._path = path
        self._tree = tree
        self._messages = messages
        self._depth = depth
        self._scope = ""
        self._scopes: list[str] = []
        self._pending = ""
        self._in_comment = False
        self._line = 0

    def read(self, data: bytes) -> bool:
        lines = lines_of(data)
        try:
            for line in lines:
                self._line += 1
                text = self._without_comments(line.replace("\t", " " * 8).strip(SPACES))
                if text:
                    self._read_text(text)
            if self._pending:
                if data.endswith(b"\n"):
                    self._line += 1
                raise _SyntaxError("Extra junk at end of file")
        except _SyntaxError as error:
            place = Place(self._path, self._line)
            self._messages.error(f"Syntax error {self._path}:{self._line}: {error}", place)
            return False
        return True

    def _without_comments(self, line: str) -> str:
        """Take the comments out of a line, those that span lines too."""
        if self._in_comment:
            end = line.find("*/")
            if end < 0:
                return ""
            line = line[end + 2 :]
            self._in_comment = False
        if "//" in line or "#" in line:
            line = _cut_line_comment(line)
        if "/*" not in line:
            return line
        kept = ""
        start = line.find("/*")
        while start >= 0:
            if _is_quoted(line, start):
                start = line.find("/*", start + 2)
                continue
            kept += line[:start]
            end = line.find("*/", start + 2)
            if end < 0:
                self._in_comment = True
                return kept
            line = line[end + 2 :]
            start = line.find("/*")
        return kept + line

    def _read_text(self, text: str) -> None:
        """Split the text at the unquoted ``{``, ``}`` and ``;`` and read the statements these end."""
        start = 0
        in_quote = False
        for position, char in enumerate(text):
            if char == '"':
                in_quote = not in_quote
            elif not in_quote and char in "{;}":
                self._append(text[start:position].strip(SPACES))
                start = position + 1
                self._end_statement(char)
        self._append(text[start:].strip(" \t\r\n"))

    def _append(self, piece: str) -> None:
        if piece and self._pending:
            self._pending += " "
        self._pending += piece

    def _end_statement(self, terminator: str) -> None:
        statement = self._pending
        if not statement:
            if terminator == "{":
                raise _SyntaxError("Block starts with no name.")
            if terminator == "}":
                self._leave_scope()
            return
        tag, word = _parse_statement(statement, opens_block=terminator == "{")
        self._apply(tag, word, terminator)
        self._pending = ""
        if terminator == "}":
            self._leave_scope()

    def _apply(self, tag: str, word: str | None, terminator: str) -> None:
        if terminator == "{":
            self._scopes.append(self._scope)
            self._scope = f"{self._scope}::{tag}" if self._scope else tag
            if word is not None:
                self._configuration.set(self._scope, word)
            return
        if tag.startswith("#"):
            if self._scope:
                raise _SyntaxError("Directives can only be done at the top level")
            self._apply_directive(tag[1:], word or "")
        elif not tag and word == "#clear":
            raise _SyntaxError("clear directive requires an option tree as argument")
        elif word is not None:
            self._configuration.set(f"{self._scope}::{tag}" if self._scope else tag, word)

    def _apply_directive(self, directive: str, argument: str) -> None:
        if directive == "clear":
            self._configuration.clear(argument)
        elif directive == "include":
            self._include(argument)
        elif directive != "x-apt-configure-index":
            raise _SyntaxError(f"Unsupported directive '{directive}'")

    def _include(self, path: str) -> None:
        if self._depth > _DEEPEST_INCLUDE:
            raise _SyntaxError("Too many nested includes")
        if len(path) > 2 and path.endswith("/"):
            good = read_config_dir(self._configuration, path, self._tree, self._messages, self._depth + 1)
        else:
            good = read_config_file(self._configuration, path, self._tree, self._messages, self._depth + 1)
        if not good:
            raise _SyntaxError("Included from here")

    def _leave_scope(self) -> None:
        self._scope = self._scopes.pop() if self._scopes else ""


def _parse_statement(statement: str, opens_block: bool) -> tuple[str, str | None]:
    """Split a statement into tag and value; a lone word is a value with an empty tag, unless it opens a block."""
    parsed_tag = parse_quote_word(statement, 0)
    if parsed_tag is None:
        raise _SyntaxError("Malformed tag")
    tag, position = parsed_tag
    parsed_word = parse_c_word(statement, position) or parse_quote_word(statement, position)
    if parsed_word is not None:
        word, position = parsed_word
    if position < len(statement):
        raise _SyntaxError("Extra junk after value")
    if parsed_word is not None:
        return tag, word
    return (tag, None) if opens_block else ("", tag)


def _cut_line_comment(line: str) -> str:
    start = line.find("//")
    while start >= 0:
        if not _is_quoted(line, start):
            line = line[:start]
            break
        start = line.find("//", start + 1)
    start = line.find("#")
    while start >= 0:
        if not _is_quoted(line, start) and not line.startswith(_DIRECTIVES, start + 1):
            return line[:start]
        start = line.find("#", start + 1)
    return line


def _is_quoted(line: str, position: int) -> bool:
    return line.count('"', 0, position) % 2 != 0
