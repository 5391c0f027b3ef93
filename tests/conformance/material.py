"""What a root offers to ask for: names, versions, suites, virtual packages, tasks, conflicts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .package_sets import PAIRS, POPULAR, TASKS
from .root import Root
from .stanzas import iter_stanza_texts

_FIELD = re.compile(
    r"^(Package|Architecture|Version|Provides|Conflicts|Breaks|Task|Status|Multi-Arch): *(.*(?:\n[ \t].*)*)",
    re.MULTILINE,
)
_RELEASE_FIELD = re.compile(r"^(Suite|Codename|Version|Origin|Label): *(.+)$", re.MULTILINE)
# Below so many names a root has nothing that is popular elsewhere.
SMALL = 200


@dataclass(slots=True)
class Material:
    """Lists to draw from, each sorted, so that a seed gives the same cases again."""

    names: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    versions: dict[str, list[str]] = field(default_factory=dict)
    installed: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    upgradable: list[str] = field(default_factory=list)
    virtual: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, str]] = field(default_factory=list)
    suites: list[str] = field(default_factory=list)
    release_words: list[str] = field(default_factory=list)
    architectures: tuple[str, ...] = ("amd64",)
    popular: tuple[str, ...] = POPULAR
    pairs: tuple[tuple[str, ...], ...] = PAIRS
    known_tasks: tuple[str, ...] = TASKS


@lru_cache(maxsize=8)
def material_of(root: Root) -> Material:
    """Read what *root* offers from its lists and its status."""
    found = Material(architectures=root.architectures)
    real: set[str] = set()
    foreign: set[str] = set()
    provided: set[str] = set()
    tasks: set[str] = set()
    conflicts: set[tuple[str, str]] = set()
    lists = root.path / "var/lib/apt/lists"
    for path in sorted(lists.glob("*_Packages")):
        for text in iter_stanza_texts(path):
            fields = dict(_FIELD.findall(text))
            name = fields.get("Package", "")
            (real if fields.get("Architecture") in (root.architectures[0], "all") else foreign).add(name)
            found.versions.setdefault(name, []).append(fields.get("Version", ""))
            provided.update(_relation_names(fields.get("Provides", "")))
            tasks.update(word.strip() for word in fields.get("Task", "").split(",") if word.strip())
            for other in _relation_names(fields.get("Conflicts", "") + "," + fields.get("Breaks", "")):
                conflicts.add((name, other))
    suites: set[str] = set()
    words: set[str] = set()
    for path in sorted(lists.glob("*Release")):
        for name, value in _RELEASE_FIELD.findall(path.read_text(errors="replace")[:2000]):
            (suites if name in ("Suite", "Codename") else words).add(value)
    _read_status(found, root.path / "var/lib/dpkg/status")
    found.names, found.foreign, found.tasks, found.suites = sorted(real), sorted(foreign), sorted(tasks), sorted(suites)
    found.release_words = sorted(words)
    found.virtual = sorted(provided - real)
    known = real | provided
    found.conflicts = sorted(pair for pair in conflicts if pair[1] in known and pair[0] in real)
    if len(found.names) < SMALL:
        found.popular = tuple(found.names) or ("hello",)
        found.pairs = tuple(found.conflicts) or (("a", "b"),)
        found.known_tasks = tuple(found.tasks) or ("desktop",)
    return found


def _read_status(found: Material, path: Path) -> None:
    installed, left_over, upgradable = set(), set(), set()
    for text in iter_stanza_texts(path) if path.exists() else ():
        fields = dict(_FIELD.findall(text))
        name, state = fields.get("Package", ""), fields.get("Status", "").split(" ")[-1]
        if state == "config-files":
            left_over.add(name)
        elif state != "not-installed":
            installed.add(name)
            if any(version != fields.get("Version") for version in found.versions.get(name, ())):
                upgradable.add(name)
    found.installed, found.left_over, found.upgradable = sorted(installed), sorted(left_over), sorted(upgradable)


def _relation_names(text: str) -> list[str]:
    return [
        name for part in re.split(r"[,|]", text) if (name := part.split("(")[0].split("[")[0].split(":")[0].strip())
    ]
