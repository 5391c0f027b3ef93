"""The check of whole distributions beside dose-debcheck and libsolv's installcheck: the same versions, and the cost.

Each program runs once, one after the other, on the lists of a root. They are in Debian's packages dose-distcheck and
libsolv-tools.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .root import Root

Versions = frozenset[tuple[str, str]]
"""Names and versions."""

_DOSE = re.compile(r"^  package: (\S+)\n  version: (\S+)$", re.MULTILINE)
_SOLV = re.compile(r"^can't install (\S+):$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """What one program found, and what it took: seconds of CPU, bytes at most."""

    program: str
    found: Versions
    cpu: float
    memory: int


def compare_programs(root: Root) -> list[Checked]:
    """Runs every program that is there on a root's lists; ours is the first."""
    lists = sorted(str(path) for path in (root.path / "var/lib/apt/lists").glob("*_Packages"))
    ours = (sys.executable, "-m", "aptsim", "check", "--all", "--root", str(root.path), "--format", "json")
    # Once for the store, so that it is measured as warm as it is every day.
    _run("simulate check", ours, _read_json)
    checked = [_run("simulate check", ours, _read_json)]
    dose, solv = shutil.which("dose-debcheck"), shutil.which("installcheck")
    if dose is not None:
        words = (dose, "--quiet", "--failures", "--deb-native-arch=amd64", *lists)
        checked.append(_run("dose-debcheck", words, lambda text: frozenset(_DOSE.findall(text))))
    if solv is not None:
        known = _full_names(lists)
        checked.append(_run("installcheck", (solv, "amd64", *lists), lambda text: _read_solv(text, known)))
    return checked


def _run(program: str, words: Sequence[str], read: Callable[[str], Versions]) -> Checked:
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    return Checked(program, read(text), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def _read_json(text: str) -> Versions:
    return frozenset((one["package"], one["version"]) for one in json.loads(text)["uninstallable"])


def _read_solv(text: str, known: dict[str, tuple[str, str]]) -> Versions:
    """Reads ``NAME-VERSION.ARCH``, where each of the three may have dashes and dots."""
    return frozenset(known[found] for found in _SOLV.findall(text))


def _full_names(lists: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Gives name and version of everything in the lists by ``NAME-VERSION.ARCH``."""
    names: dict[str, tuple[str, str]] = {}
    fields: dict[str, str] = {}
    for path in lists:
        # Line by line: what is in memory here would count for the next program as well.
        with open(path, errors="surrogateescape") as file:
            for line in file:
                field, _, value = line.rstrip("\n").partition(": ")
                if field in ("Package", "Version", "Architecture"):
                    fields[field] = value
                elif line == "\n" and fields:
                    full = f"{fields['Package']}-{fields['Version']}.{fields['Architecture']}"
                    names[full] = (fields["Package"], fields["Version"])
                    fields = {}
    return names


def report(kind: str, checked: Sequence[Checked]) -> str:
    """Gives a line for each program, and what the others find that ours does not, or the other way round."""
    ours = checked[0].found
    lines = [f"{kind}:"]
    for one in checked:
        lines.append(f"  {one.program:16}{len(one.found):6} found{one.cpu:8.1f} s of CPU{one.memory / 1e6:8.0f} MB")
    for one in checked[1:]:
        lines += [f"  only {one.program}: {name} {version}" for name, version in sorted(one.found - ours)]
        lines += [f"  not {one.program}: {name} {version}" for name, version in sorted(ours - one.found)]
    return "\n".join(lines) + "\n"
