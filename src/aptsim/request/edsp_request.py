"""The request at the head of a scenario (apt-pkg/edsp.cc, EDSP::ReadRequest).

    request = { empty-line } "Request:" value line { field ":" value line } empty-line

Apt 2.6 looks for the opening line and then passes over the one behind it too, which is the architecture where apt
itself wrote the scenario. It reads blanks before a line as part of nothing, and lines of its own protocol that it does
not know with a warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from aptsim.errors import InputError
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages

_OPENING = "Request:"
_BLANKS = " \t"


class Ask(IntFlag):
    """What a request asks for beside packages (EDSP::Request::Flags)."""

    NOTHING = 0
    AUTOREMOVE = 1
    UPGRADE_ALL = 2
    FORBID_NEW_INSTALL = 4
    FORBID_REMOVE = 8


_FLAGS = (
    ("Upgrade:", Ask.UPGRADE_ALL | Ask.FORBID_REMOVE | Ask.FORBID_NEW_INSTALL),
    ("Dist-Upgrade:", Ask.UPGRADE_ALL),
    ("Upgrade-All:", Ask.UPGRADE_ALL),
    ("Forbid-New-Install:", Ask.FORBID_NEW_INSTALL),
    ("Forbid-Remove:", Ask.FORBID_REMOVE),
    ("Autoremove:", Ask.AUTOREMOVE),
)
_SETTINGS = (
    ("Architecture:", "APT::Architecture"),
    ("Architectures:", "APT::Architectures"),
    # Without its colon: apt's solver takes `: abc` for the machine's name, and waits for phased updates by that.
    ("Machine-ID", "APT::Machine-ID"),
)


@dataclass(frozen=True, slots=True)
class EdspRequest:
    """A request with the settings that it brings.

    Args:
        install: packages to install, as `name:arch`, in order.
        remove: packages to remove.
        flags: what else is asked for.
        settings: names and values for the configuration, in order.
        architecture: the system's own architecture, '' where the request does not say.
    """

    install: tuple[str, ...]
    remove: tuple[str, ...]
    flags: Ask
    settings: tuple[tuple[str, str], ...]
    architecture: str

    def configure(self, configuration: Configuration) -> None:
        """Put the settings into the configuration of the system."""
        for name, value in self.settings:
            configuration.set(name, value)


def read_request(data: bytes, path: str, messages: Messages) -> tuple[EdspRequest, bytes]:
    """Read the request and give what stands behind it, the universe.

    Args:
        path: the scenario as the user named it, for errors.
        messages: told of lines that apt does not understand.

    Raises:
        InputError: when there is no request, or no empty line ends it; apt would wait for it for ever.
    """
    end, lines = _request_lines(data, path)
    reader = _RequestReader(messages)
    for line in lines:
        reader.read(line)
    passed_over = lines[0] if lines else ""
    return reader.request(_value_of(passed_over, "Architecture:") or ""), data[end:]


def _request_lines(data: bytes, path: str) -> tuple[int, list[str]]:
    """Find the lines behind the opening one, and the place behind the empty line that ends them."""
    place = number = 0
    is_open = False
    lines: list[str] = []
    while (stop := data.find(b"\n", place)) >= 0:
        line = data[place:stop].decode("utf-8", "surrogateescape").replace("\r", "").lstrip(_BLANKS)
        place, number = stop + 1, number + 1
        if is_open and not line and lines:
            return place, lines
        if is_open and line:
            lines.append(line)
        elif line.startswith(_OPENING):
            is_open = True
        elif line:
            raise InputError(path, number, f"a scenario begins with a request, not with {line[:60]!r}")
    raise InputError(
        path, number + 1, "the request is not ended by an empty line" if is_open else "no scenario: no request"
    )


def _value_of(line: str, name: str) -> str | None:
    return line[len(name) :].strip() if line.startswith(name) else None


class _RequestReader:
    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._packages: dict[str, list[str]] = {"Install:": [], "Remove:": []}
        self._flags = Ask.NOTHING
        self._settings: list[tuple[str, str]] = []
        self._is_first = True

    def read(self, line: str) -> None:
        """Read one line; the first is passed over."""
        if self._is_first:
            self._is_first = False
            return
        for name, packages in self._packages.items():
            value = _value_of(line, name)
            if value is not None:
                packages.extend(word for word in value.split(" ") if word)
                return
        if self._read_flag(line) or self._read_setting(line) or line.startswith("Solver:"):
            return
        self._messages.warning(f"Unknown line in EDSP Request stanza: {line}")

    def _read_flag(self, line: str) -> bool:
        for name, flag in _FLAGS:
            value = _value_of(line, name)
            if value is not None:
                self._flags = self._flags | flag if self._is_yes(value) else self._flags & ~flag
                return True
        return False

    def _is_yes(self, value: str) -> bool:
        word = value.lower()
        if word not in ("yes", "no"):
            self._messages.warning(f"Value '{word}' is not a boolean 'yes' or 'no'!")
        return word == "yes"

    def _read_setting(self, line: str) -> bool:
        for name, item in _SETTINGS:
            value = _value_of(line, name)
            if value is not None:
                self._settings.append((item, value.replace(" ", ",") if item == "APT::Architectures" else value))
                return True
        return False

    def request(self, architecture: str) -> EdspRequest:
        """Gives what was read."""
        packages = self._packages
        return EdspRequest(
            tuple(packages["Install:"]),
            tuple(packages["Remove:"]),
            self._flags,
            tuple(self._settings),
            architecture,
        )
