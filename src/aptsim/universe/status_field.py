"""The Status field of the dpkg status: ``want flag state`` (debStatusListParser::ParseStatus)."""

from __future__ import annotations

from aptsim.model.cache_types import CurrentState, InstallState, SelectedState

_SELECTED = {
    "unknown": SelectedState.UNKNOWN,
    "install": SelectedState.INSTALL,
    "hold": SelectedState.HOLD,
    "deinstall": SelectedState.DEINSTALL,
    "purge": SelectedState.PURGE,
}
_INSTALL = {
    "ok": InstallState.OK,
    "reinstreq": InstallState.REINST_REQUIRED,
    "hold": InstallState.HOLD_INST,
    "hold-reinstreq": InstallState.HOLD_REINST_REQUIRED,
}
_CURRENT = {state.name.lower().replace("_", "-"): state for state in CurrentState}


def read_status(text: str, known: tuple[int, int, int]) -> tuple[int, int, int, str]:
    """Gives selected, install and current state, and what apt finds wrong ('' for nothing).

    Args:
        known: the states so far, which stand where the field cannot be read on.
    """
    selected, install, current = known
    words = text.lower().split(" ")
    if len(words) < 2:
        return selected, install, current, "Malformed Status line"
    if words[0] not in _SELECTED:
        return selected, install, current, "Malformed 1st word in the Status line"
    selected = int(_SELECTED[words[0]])
    if len(words) < 3:
        return selected, install, current, "Malformed status line, no 2nd word"
    if words[1] not in _INSTALL:
        return selected, install, current, "Malformed 2nd word in the Status line"
    install = int(_INSTALL[words[1]])
    if len(words) > 3:
        return selected, install, current, "Malformed Status line, no 3rd word"
    if words[2] not in _CURRENT:
        return selected, install, current, "Malformed 3rd word in the Status line"
    return selected, install, int(_CURRENT[words[2]]), ""
