"""What is measured: for each case ours, what it is held against, and how small the ratio is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.doubled import doubled
from benchmarks.measure import Command
from benchmarks.programs import apt_get_on, bare_python, library_on, simulate, simulate_on
from tests.conformance.roots import find_root

_OPENSSH = ("install", "openssh-server")


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison.

    Args:
        figure: what the ratio is made of: ``wall`` or ``memory``.
        goal: the ratio wanted.
        enough: the ratio at which there is nothing more to do.
        commands: makes ours and the other.
    """

    name: str
    what: str
    goal: float
    enough: float
    commands: Callable[[], tuple[Command, Command]]
    figure: str = "wall"


def _on_root(kind: str, question: tuple[str, ...], *, cold: bool = False) -> Callable[[], tuple[Command, Command]]:
    def commands() -> tuple[Command, Command]:
        root = find_root(kind)
        return simulate_on(root, question, cold=cold), apt_get_on(root, question, cold=cold)

    return commands


def _library() -> tuple[Command, Command]:
    root = find_root("minimal")
    return library_on(root, _OPENSSH), apt_get_on(root, _OPENSSH)


def _doubled() -> tuple[Command, Command]:
    root = find_root("minimal")
    return simulate_on(doubled(root), _OPENSSH), simulate_on(root, _OPENSSH)


def _beside_python(option: str) -> Callable[[], tuple[Command, Command]]:
    return lambda: (simulate(option), bare_python())


CASES = (
    Case("minimal", "warm, install openssh-server, minimal root", 0.10, 0.25, _on_root("minimal", _OPENSSH)),
    Case("desktop", "warm, install openssh-server, 2,600-package desktop", 0.15, 0.35, _on_root("desktop", _OPENSSH)),
    Case(
        "kde",
        "warm, install task-kde-desktop, minimal root",
        0.10,
        0.25,
        _on_root("minimal", ("install", "task-kde-desktop")),
    ),
    Case(
        "dist-upgrade",
        "warm, dist-upgrade of a desktop, Debian 11 to 12",
        0.25,
        0.5,
        _on_root("bullseye-desktop", ("dist-upgrade",)),
    ),
    Case("cold", "cold, first answer from plain Packages files", 0.3, 0.7, _on_root("minimal", _OPENSSH, cold=True)),
    Case("library", "library, one more install on a loaded universe", 0.01, 0.02, _library),
    Case("memory", "peak memory, warm single install", 0.7, 1.0, _on_root("minimal", _OPENSSH), "memory"),
    Case(
        "memory-cold", "peak memory, cold single install", 0.7, 1.0, _on_root("minimal", _OPENSSH, cold=True), "memory"
    ),
    Case("doubled", "warm, index doubled with what nothing reaches, against undoubled", 1.0, 1.1, _doubled),
    Case("help", "simulate --help against python -c pass", 3.0, 3.0, _beside_python("--help")),
    Case("version", "simulate --version against python -c pass", 3.0, 3.0, _beside_python("--version")),
)
