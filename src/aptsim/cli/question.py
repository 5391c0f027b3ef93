"""Answers one question of apt-cache: from the words of the command line to the printed answer.

Source: cmdline/apt-cache.cc; apt-private/private-show.cc, ShowPackage; apt-private/private-depends.cc, ShowDepends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import click

from aptsim.archive.cache_folder import universes_path
from aptsim.archive.index_reader import IndexReader
from aptsim.archive.stanza_reader import StanzaReader
from aptsim.cli.exit_codes import FAILED, PLANNED
from aptsim.cli.own_options import Format, OwnOptions
from aptsim.cli.systems import choose_system
from aptsim.cli.version import VERSION_LINE
from aptsim.display.apt_text import format_messages, quiet_level
from aptsim.display.questions import (
    format_dependencies,
    format_offers,
    format_package_policy,
    format_system_policy,
)
from aptsim.errors import PendingErrors
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.open_system import OpenSystem
from aptsim.questions.arguments import Question
from aptsim.questions.dependencies import DependencyQuestion
from aptsim.questions.madison import offers
from aptsim.questions.policy import package_policy, system_policy
from aptsim.questions.records import record_of
from aptsim.request.file_arguments import split_file_arguments
from aptsim.request.options import find_verb, parse_options
from aptsim.request.selection import VersionSelector
from aptsim.simulator import Simulator

_NOTHING_FOUND = "No packages found"


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an answer: its text as apt prints it, and its value for programs."""

    text: str
    value: Any


def answer_question(options: OwnOptions, words: Sequence[str], help_text: Callable[[], str]) -> int:
    """Answer the question that stands among the words, and give the exit code."""
    verb = find_verb(words)
    source = choose_system(options)
    messages = Messages()
    configuration = Configuration()
    parts: list[_Part] = []
    try:
        configuration = source.configuration(messages, verb)
        arguments = parse_options(
            words, configuration, messages, lambda path: source.read_file(path, configuration, messages)
        )
        if arguments is None:
            raise PendingErrors
        if configuration.find_b("help") or configuration.find_b("version"):
            click.echo(VERSION_LINE if configuration.find_b("version") else help_text())
            return PLANNED
        if configuration.find_i("quiet", -1) == -1:
            configuration.set("quiet", "1")
        system = source.complete(configuration).as_release(options.apt_release)
        _say_what_is_not_read(verb, configuration, system.tree)
        arguments = arguments[1:]
        if verb == "show":
            arguments = split_file_arguments(arguments, lambda _: False, messages)[1]
        opened = Simulator(system, universes_path()).open_universe(messages)
        asked = _Asked(opened, IndexReader(system.tree, messages), system.tree)
        parts = list(asked.answer(verb, arguments))
    except PendingErrors:
        pass
    code = FAILED if messages.pending_error else PLANNED
    if options.format is Format.JSON:
        said = [{"severity": message.severity.name.lower(), "text": message.text} for message in messages]
        document = {"schema_version": 1, "question": verb, "exit_code": code, "messages": said}
        sys.stdout.write(json.dumps({**document, "answer": [part.value for part in parts]}, indent=2) + "\n")
    else:
        sys.stdout.write("".join(part.text for part in parts))
    sys.stdout.flush()
    # A person wants to read what was not found; apt hides that in a pipe.
    quiet = 0 if options.format is Format.TEXT else quiet_level(configuration)
    sys.stderr.write(format_messages(messages, quiet))
    return code


def _say_what_is_not_read(verb: str, configuration: Configuration, tree: FileTree) -> None:
    try:
        names = tree.names(configuration.find_dir("Dir::State::lists"))
    except OSError:
        return
    if verb == "madison" and any("_Sources" in name for name in names):
        click.echo("simulate: source packages are not looked at", err=True)
    if verb == "show" and any("_Translation-" in name for name in names):
        click.echo("simulate: translated and long descriptions are not read from their own lists", err=True)


class _Asked:
    """A question to an open system."""

    def __init__(self, opened: OpenSystem, read: IndexReader, tree: FileTree) -> None:
        self._opened = opened
        self._universe = opened.universe
        self._read = read
        self._tree = tree

    def answer(self, verb: str, arguments: Sequence[str]) -> Iterator[_Part]:
        match verb:
            case "policy":
                return self._policy(arguments)
            case "madison":
                return self._madison(arguments)
            case "show":
                return self._show(arguments)
            case _:
                return self._dependencies(arguments, is_reverse=verb == "rdepends")

    def _policy(self, arguments: Sequence[str]) -> Iterator[_Part]:
        policy = self._opened.cache.policy
        if not arguments:
            system = system_policy(self._universe, policy)
            yield _Part(format_system_policy(system), asdict(system))
            return
        question = Question(self._opened, self._read)
        for package in [package for argument in arguments for package in question.packages(argument)]:
            found = package_policy(self._universe, policy, package)
            yield _Part(format_package_policy(found), asdict(found))

    def _madison(self, arguments: Sequence[str]) -> Iterator[_Part]:
        question = Question(self._opened, self._read)
        for argument in arguments:
            for package in question.packages_by_name(argument):
                for offer in offers(self._universe, package):
                    yield _Part(format_offers([offer]), asdict(offer))

    def _dependencies(self, arguments: Sequence[str], is_reverse: bool) -> Iterator[_Part]:
        cache = self._opened.cache
        find_b = cache.configuration.find_b
        question = Question(cache, self._read, takes_unknown=True)
        versions = question.versions(arguments, VersionSelector.CANDIDATE, is_silent=True)
        if not versions and not question.virtual_packages:
            cache.messages.error(_NOTHING_FOUND)
            return
        asked = DependencyQuestion(
            self._universe, cache.configuration, lambda package: cache.state(package).candidate_version, is_reverse
        )
        shows_type = find_b("APT::Cache::ShowDependencyType", not is_reverse)
        shows_version = find_b("APT::Cache::ShowVersion", False)
        for found in asked.answer(versions):
            yield _Part(format_dependencies(found, is_reverse, shows_type, shows_version), asdict(found))
        for package in sorted(question.virtual_packages | asked.virtual_packages):
            name = self._universe.full_name(package, pretty=True)
            yield _Part(f"<{name}>\n", {"package": name, "dependencies": []})

    def _show(self, arguments: Sequence[str]) -> Iterator[_Part]:
        opened = self._opened
        shows_all = opened.configuration.find_b("APT::Cache::AllVersions", True)
        if not shows_all:
            # apt opens the rest here, for the candidates.
            _ = opened.cache
        question = Question(opened, self._read, takes_unknown=True)
        versions = question.versions(arguments, VersionSelector.ALL if shows_all else VersionSelector.CANDIDATE)
        with StanzaReader(self._tree, self._read) as stanzas:
            for version in versions:
                text = record_of(self._universe, stanzas, version)
                yield _Part(text, text)
        if not shows_all and arguments:
            self._mention_more(question, arguments, len(versions))
        if not versions:
            (opened.messages.notice if question.virtual_packages else opened.messages.error)(_NOTHING_FOUND)

    def _mention_more(self, question: Question, arguments: Sequence[str], shown: int) -> None:
        more = len(question.versions(arguments, VersionSelector.ALL)) - shown
        if more > 0:
            records, them = (
                ("is 1 additional record", "it") if more == 1 else (f"are {more} additional records", "them")
            )
            self._opened.messages.notice(f"There {records}. Please use the '-a' switch to see {them}")
