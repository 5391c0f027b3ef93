"""A scenario of apt's external solver protocol: what its packages say of pins and automatic marks.

A scenario is a request and a universe in one text. The universe becomes tables as any index does; candidates and
automatic marks come as fields of its stanzas, and count as if they stood in the files where apt keeps them.

Source: apt-pkg/edsp/edsplistparser.cc, edspListParser::ParseStatus; apt-pkg/edsp/edspsystem.cc.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aptsim.archive.tag_file import UnparsableTagFileError, iter_stanzas
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.model.words import string_to_bool
from aptsim.system.extended_states import ExtendedState
from aptsim.system.given_state import GivenState
from aptsim.system.preferences import NEVER_PIN, Pin, PinType

SCENARIO_PATH = "/nonexistent/stdin"
"""How apt names a scenario in messages."""

_CANDIDATE_PRIORITY = 9999
_PLAIN_PRIORITY = 500
_PRIORITY = re.compile(r"\s*([+-]?[0-9]+)")


def scenario_file() -> PackageFile:
    """Give the one index of a scenario; everything in it can be downloaded (edspIndex)."""
    return PackageFile(0, SCENARIO_PATH, IndexType.SCENARIO, component="edsp", description=SCENARIO_PATH)


def read_scenario(universe: bytes, native: str, messages: Messages) -> GivenState:
    """Give the state that the stanzas of a scenario describe; what cannot be parsed ends it, as in the universe.

    Args:
        universe: the scenario without its request.
        native: the system's own architecture.
        messages: told of a priority that apt refuses.
    """
    states: list[ExtendedState] = []
    pins: list[Pin] = []
    try:
        for stanza in iter_stanzas(universe.decode("latin-1")):
            fields = stanza.fields
            name, arch = fields.get("package", "").lower(), fields.get("architecture", "")
            arch = native if arch == "all" else arch
            if string_to_bool(fields.get("apt-automatic", ""), 0) == 1:
                states.append(ExtendedState(name, arch, True))
            pins.extend(_pins_of(f"{name}:{arch}", fields, messages))
    except UnparsableTagFileError:
        pass  # the universe says so when it is read
    return GivenState(tuple(states), tuple(pins))


def _pins_of(name: str, fields: Mapping[str, str], messages: Messages) -> list[Pin]:
    """Give the pins of one version; the first that fits a version counts."""
    number = fields.get("version", "")
    pins = []
    if string_to_bool(fields.get("apt-candidate", ""), 0) == 1:
        pins.append(Pin(PinType.VERSION, name, number, _CANDIDATE_PRIORITY))
    found = _PRIORITY.match(fields.get("apt-pin", str(_PLAIN_PRIORITY)))
    priority = int(found.group(1)) if found else 0
    if priority == 0:
        messages.error("No priority (or zero) specified for pin")
    elif priority != _PLAIN_PRIORITY:
        pins.append(Pin(PinType.VERSION, name, number, max(priority, NEVER_PIN + 1)))
    return pins
