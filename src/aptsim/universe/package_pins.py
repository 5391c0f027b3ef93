"""The pins that name packages: which one speaks of a version (pkgPolicy::CreatePin and GetPriority, apt-pkg/policy.cc).

There are a handful in a preferences file, and one for each version in a scenario; so they are found by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge

from aptsim.model.message import Messages
from aptsim.model.value import Value
from aptsim.system.preferences import Pin, PinType
from aptsim.universe.universe import Universe
from aptsim.universe.version_match import VersionMatch, VersionMatchKind

MATCH_KINDS = {
    PinType.VERSION: VersionMatchKind.VERSION,
    PinType.RELEASE: VersionMatchKind.RELEASE,
    PinType.ORIGIN: VersionMatchKind.ORIGIN,
}
"""What a match looks at, by the type of the pin."""

_SOURCE_PREFIX = "src:"
_WILDCARDS = frozenset("*[?")


class PackagePin(Value):
    """A pin for packages by name: `arch` is '' for the native one, `is_pattern` for a glob or /expression/.

    Args:
        place: its number among all pins; the first one that fits counts.
        pin: the pin as it was read.
    """

    place: int
    name: str
    arch: str
    is_source: bool
    is_pattern: bool
    pin: Pin


class PackagePins:
    """All pins that name packages, in the order in which they were read."""

    def __init__(self, universe: Universe, messages: Messages) -> None:
        """Starts without pins.

        Args:
            messages: told of expressions that cannot be compiled.
        """
        self._universe = universe
        self._messages = messages
        self._matches: dict[int, VersionMatch] = {}
        self._by_name: dict[tuple[bool, str], list[PackagePin]] = {}
        self._patterns: list[PackagePin] = []
        self._count = 0

    def __bool__(self) -> bool:
        return self._count > 0

    def add(self, pin: Pin) -> PackagePin:
        """Adds a pin behind the others."""
        found = _package_pin(self._count, pin)
        self._count += 1
        if found.is_pattern:
            self._patterns.append(found)
        else:
            self._by_name.setdefault((found.is_source, found.name), []).append(found)
        return found

    @property
    def has_expressions(self) -> bool:
        """Whether a pin says with a regular expression which versions it speaks of."""
        pins = (pin for named in (*self._by_name.values(), self._patterns) for pin in named)
        return any("/" in pin.pin.data for pin in pins)

    def priority_of(self, version: int) -> int | None:
        """Gives the priority of the first pin written for this version, or None when no pin names it."""
        universe = self._universe
        package = universe.version_package[version]
        name, source = universe.name(package), universe.version_source[version]
        for pin in self._pins_for(name, source):
            named = source if pin.is_source else name
            is_named = self._is_named(pin, named, universe.package_arch[package])
            if is_named and self._match(pin).matches_version(universe, version):
                return pin.pin.priority
        return None

    def _match(self, pin: PackagePin) -> VersionMatch:
        """Gives what tells the versions that a pin speaks of, made when it is first asked for."""
        match = self._matches.get(pin.place)
        if match is None:
            match = self._matches[pin.place] = VersionMatch(pin.pin.data, MATCH_KINDS[pin.pin.type], self._messages)
        return match

    def _pins_for(self, name: str, source: str) -> Iterator[PackagePin]:
        """Yields the pins that may speak of a package, in their order."""
        of_name = self._by_name.get((False, name), ())
        of_source = self._by_name.get((True, source), ())
        return merge(of_name, of_source, self._patterns, key=lambda pin: pin.place)

    def _is_named(self, pin: PackagePin, name: str, arch: str) -> bool:
        """Says whether a pin speaks of a package (pkgPolicy::CreatePin).

        A pattern is held against every name that occurs, `name:any` and `name:i386` of dependencies among them, and
        speaks then of these architectures of the name.
        """
        native = self._universe.native_arch
        if not pin.is_pattern:
            return (pin.arch or native) in (arch, "any")
        matches = VersionMatch.expression_matches
        if (pin.arch or native) in (arch, "any") and name != pin.name and matches(pin.name, name):
            return True
        if pin.arch:
            return False
        qualified = (f"{name}:{arch}", f"{name}:any")
        return any(self._universe.find_group(one) and matches(pin.name, one) for one in qualified)


def _package_pin(place: int, pin: Pin) -> PackagePin:
    name = pin.package
    is_source = name.startswith(_SOURCE_PREFIX)
    if is_source:
        name = name[len(_SOURCE_PREFIX) :]
    base, colon, arch = name.rpartition(":")
    if colon:
        name = base
    is_expression = name.startswith("/") and name.endswith("/")
    is_pattern = is_expression or not _WILDCARDS.isdisjoint(name)
    return PackagePin(place, name, arch if colon else "", is_source, is_pattern, pin)
