"""The answer to a scenario as apt reads it (apt-pkg/edsp.cc, WriteSolutionStanza, WriteProgress and WriteError)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from aptsim.display.unmet_dependencies import format_unmet
from aptsim.edsp import SolvedScenario
from aptsim.resolver.edsp import Phase
from aptsim.resolver.events import UnmetDependencies


def format_progress(phase: Phase, now: float) -> str:
    """Gives the stanza that tells apt of a step.

    Args:
        now: seconds since 1970.

    >>> format_progress(Phase.DONE, 0.0)
    'Progress: Thu, 01 Jan 1970 00:00:00 +0000\\nPercentage: 100\\nMessage: Done\\n\\n'
    """
    percentage, message = phase.value
    date = format_datetime(datetime.fromtimestamp(now, UTC))
    return f"Progress: {date}\nPercentage: {percentage}\nMessage: {message}\n\n"


def format_answer(scenario: SolvedScenario, shows_names: bool = False) -> str:
    """Gives the stanzas of a solution, or that of an error.

    Args:
        shows_names: whether package and version stand beside apt's number (Debug::EDSP::WriteSolution).
    """
    answer = scenario.answer
    if answer.failure is not None:
        events = answer.plan.events
        message = "".join(format_unmet(event) for event in events if isinstance(event, UnmetDependencies))
        return f"Error: {answer.failure.value}\nMessage: {_fold(message)}\n\n"
    universe = scenario.universe
    stanzas = []
    for stanza in answer.solution:
        text = f"{stanza.kind.value}: {scenario.apt_id(stanza.version)}\n"
        if shows_names:
            name = universe.full_name(universe.version_package[stanza.version])
            text += f"Package: {name}\nVersion: {universe.version_strings[stanza.version]}\n"
        stanzas.append(text + "\n")
    return "".join(stanzas)


def _fold(text: str) -> str:
    """Makes a text one field of several lines."""
    return text.strip().replace("\n\n", "\n.\n").replace("\n", "\n ")
