"""Installed systems, put together from what apt itself would install."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .folders import cache_folder
from .oracle import run_apt_get
from .root import Contents, root_at, write_root
from .stanzas import Fields, Index, format_fields, status_fields

# "Inst vim:i386 [1.0] (2:9.0 Debian:12.1/stable [i386])"
_INST = re.compile(
    r"^Inst (?P<name>[^ :]+)(?::(?P<arch>\S+))? (?:\[\S+\] )?\((?P<version>\S+) .*\[(?P<built>[^]]+)\]\)"
)


@dataclass(frozen=True, slots=True)
class Installed:
    """What a system has installed: stanzas in the order of their names, and which of them are automatic."""

    packages: tuple[Fields, ...]
    automatic: frozenset[tuple[str, str]]

    def status(self) -> str:
        """The text of dpkg's status."""
        return "".join(format_fields(fields) + "\n\n" for fields in self.packages)

    def extended_states(self, native: str = "amd64") -> str:
        """The text of apt's extended_states: architecture `all` is written as the native one there."""
        lines = []
        for fields in self.packages:
            name, arch = fields["Package"], fields["Architecture"]
            if (name, arch) in self.automatic:
                own = native if arch == "all" else arch
                lines.append(f"Package: {name}\nArchitecture: {own}\nAuto-Installed: 1\n\n")
        return "".join(lines)

    def files(self, native: str = "amd64") -> dict[str, str]:
        """Both as files of a root."""
        return {"var/lib/dpkg/status": self.status(), "var/lib/apt/extended_states": self.extended_states(native)}


class BuildError(Exception):
    """Apt would not install what a root is to be made of."""


def solve(contents: Contents, words: Iterable[str], *, options: tuple[str, ...] = ()) -> Installed:
    """The system that apt makes of an empty one when asked for *words*.

    What is asked for by name is manual, the rest automatic.
    """
    asked = list(words)
    path = cache_folder() / "roots" / ".build"
    write_root(path, contents)
    answer = run_apt_get(root_at(path), ("install", *options, *asked))
    if answer.exit_code:
        raise BuildError(f"apt-get install {' '.join(asked)}\n{answer.stdout[-3000:]}{answer.stderr}")
    index = Index([path / "var/lib/apt/lists" / name for name in list_files(path)])
    return read_simulation(answer.stdout, index, frozenset(asked), contents.architectures[0])


def read_simulation(stdout: str, index: Index, asked: frozenset[str], native: str) -> Installed:
    """The installed system that the Inst lines of a simulation tell of."""
    packages: dict[tuple[str, str], Fields] = {}
    automatic = set()
    for line in stdout.splitlines():
        match = _INST.match(line)
        if match is None:
            continue
        name, built = match["name"], match["built"]
        fields = status_fields(index.fields(name, built, match["version"]))
        packages[name, built] = fields
        if not {name, f"{name}:{built}", f"{name}:{native}" if built == "all" else name} & asked:
            automatic.add((name, built))
    ordered = tuple(packages[key] for key in sorted(packages))
    return Installed(ordered, frozenset(automatic))


def list_files(path: Path) -> list[str]:
    """The names of the package lists in a root."""
    return sorted(name.name for name in (path / "var/lib/apt/lists").glob("*_Packages"))
