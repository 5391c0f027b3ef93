"""Updates that are given to a part of all machines first, and whether this machine is among them.

Source: apt-pkg/policy.cc, ExcludePhased; apt-pkg/upgrade.cc, PhasedUpgrader::IsIgnoredPhasedUpdate.
"""

from __future__ import annotations

from aptsim.model.configuration import Configuration
from aptsim.universe.seeded_number import seeded_number
from aptsim.universe.universe import Universe

EVERYONE = 100
"""The percentage of an update that is not phased."""


class Phasing:
    """One machine's share in phased updates."""

    def __init__(self, configuration: Configuration, machine_id: str) -> None:
        """Reads the options.

        Args:
            machine_id: what /etc/machine-id says; with '' no update waits.
        """
        self._machine_id = machine_id
        find_b = configuration.find_b

        def either(name: str) -> bool:
            return find_b(f"APT::Get::{name}", find_b(f"Update-Manager::{name}", False))

        #: Whether the policy already lowers the priority of updates that wait, so that an upgrade need not care.
        self.is_policy = find_b("APT::Get::Phase-Policy", False)
        self._is_always = either("Always-Include-Phased-Updates")
        self._is_never = either("Never-Include-Phased-Updates")

    def waits(self, universe: Universe, version: int) -> bool:
        """Says whether a version is not for this machine yet."""
        percentage = universe.version_phased.get(version, EVERYONE)
        if percentage == EVERYONE or self._is_always:
            return False
        if self._is_never:
            return True
        if not self._machine_id:
            return False
        source = f"{universe.version_source[version]}-{universe.version_source_version[version]}"
        return seeded_number(f"{source}-{self._machine_id}") > percentage
