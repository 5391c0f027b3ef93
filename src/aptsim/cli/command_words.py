"""Which command a line means: the word for it may stand anywhere, as with apt-get."""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.cli.own_options import VALUED_OPTIONS
from aptsim.cli.verbs import OWN_COMMANDS, PACKAGE_VERBS, QUESTION_VERBS
from aptsim.request.options import find_verb

HELP = "help"
APT_VERBS = (*PACKAGE_VERBS, *QUESTION_VERBS)
ANY_VERB = "install"
"""The command that a word which is no verb is given to, for apt's own words about it."""


def named_command(arguments: Sequence[str]) -> str:
    """Give the command of a line, `HELP` where it asks for a page, '' where it has no words at all."""
    words = words_of(arguments)
    if not words or words[0] in OWN_COMMANDS or words[0] == HELP:
        return words[0] if words else ""
    verb = find_verb(words)
    return verb if verb in APT_VERBS else ANY_VERB


def words_of(arguments: Sequence[str]) -> list[str]:
    """Give the words that are neither options nor values of our own options; ``--`` stays."""
    words: list[str] = []
    position = 0
    while position < len(arguments):
        word = arguments[position]
        if word == "--":
            return words + list(arguments[position:])
        if word in VALUED_OPTIONS:
            position += 1
        elif not word.startswith("-"):
            words.append(word)
        position += 1
    return words
