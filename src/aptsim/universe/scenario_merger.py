"""Reading the packages of a scenario into the tables (apt-pkg/edsp/edsplistparser.cc, edspListParser)."""

from __future__ import annotations

from collections.abc import Mapping

from aptsim.model.cache_types import CurrentState, SelectedState
from aptsim.model.words import string_to_bool
from aptsim.universe.field_values import has_number, parse_size
from aptsim.universe.list_merger import ListMerger

_LARGEST_HASH = 2**32 - 1


class ScenarioMerger(ListMerger):
    """Reads the stanzas of a scenario: apt has told versions apart already, and says itself what is installed."""

    def _hash_of(self, fields: Mapping[str, str]) -> int:
        """Gives the number that apt has for the version, by which an answer names it (VersionHash)."""
        text = fields.get("apt-id", "")
        if not has_number(text):
            name, number = fields.get("package", ""), fields.get("version", "")
            raise self._fail(f"The stanza of {name} {number} in the scenario has no APT-ID")
        return parse_size(text) & _LARGEST_HASH

    def _use_package(self, package: int, name: str, version: int, fields: Mapping[str, str], step: int) -> None:
        super()._use_package(package, name, version, fields, step)
        states = self.builder.package_states
        selected, install, current = states.get(package, (0, 0, 0))
        if self._is_set(fields, "hold"):
            selected = int(SelectedState.HOLD)
        if self._is_set(fields, "installed"):
            current = int(CurrentState.INSTALLED)
            self.builder.current_version[package] = version
        if selected or current:
            states[package] = (selected, install, current)

    def _is_set(self, fields: Mapping[str, str], name: str) -> bool:
        """Reads a flag (pkgTagSection::FindFlag)."""
        text = fields.get(name)
        if text is None:
            return False
        value = string_to_bool(text, -1)
        if value == -1:
            self.messages.warning(f"Unknown flag value: {text}")
        return value == 1
