"""The arguments of `apt-get satisfy`: dependency strings.

Grammar of an argument:

    argument = [ "Conflicts:" ] dependency *( ("," / "|") dependency )

Source: apt-get(8), satisfy; apt-private/private-source.cc, DoBuildDep.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.archive.build_dependency import (
    BuildDependency,
    BuildDependencyReader,
    BuildField,
    BuildTarget,
    MalformedBuildDependencyError,
)
from aptsim.errors import PendingErrors
from aptsim.model.message import Messages

_CONFLICTS = "Conflicts:"


def read_satisfy_arguments(arguments: Iterable[str], target: BuildTarget, messages: Messages) -> list[BuildDependency]:
    """Reads all arguments.

    Raises:
        PendingErrors: where apt refuses one; its words are in the messages.
    """
    reader = BuildDependencyReader(target)
    for argument in arguments:
        problem = _find_old_operator(argument)
        if problem:
            messages.error(problem)
            raise PendingErrors
        is_conflict = argument.startswith(_CONFLICTS)
        field = BuildField.CONFLICTS_INDEP if is_conflict else BuildField.DEPENDS_INDEP
        try:
            reader.read_words(field, argument[len(_CONFLICTS) :] if is_conflict else argument)
        except MalformedBuildDependencyError:
            messages.error(f"Problem parsing dependency: {argument}")
            raise PendingErrors from None
    return reader.dependencies


def _find_old_operator(argument: str) -> str:
    """Gives apt's words about a `<` or `>` that stands alone in parentheses, '' where there is none."""
    is_inside = False
    position = 0
    while position + 1 < len(argument):
        character = argument[position]
        if character in "()":
            is_inside = character == "("
        elif is_inside and character in "<>":
            if argument[position + 1] not in (character, "="):
                offset = len(argument[:position].encode("utf-8", "surrogateescape"))
                return (
                    f"Invalid operator '{character}' at offset {offset}, did you mean '{character * 2}' or "
                    f"'{character}='? - in: {argument}"
                )
            position += 1
        position += 1
    return ""
