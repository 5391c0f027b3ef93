"""What a root offers to ask for: names, versions, suites, virtual packages, tasks, conflicts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .local_files import local_names
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
    sources: list[str] = field(default_factory=list)
    local: list[str] = field(default_factory=list)
    folder: str = ""
    popular: tuple[str, ...] = POPULAR
    pairs: tuple[tuple[str, ...], ...] = PAIRS
    known_tasks: tuple[str, ...] = TASKS


@dataclass(frozen=True, slots=True)
class _Listed:
    """What one package list has; many roots share the same file."""

    packages: tuple[tuple[str, str, str], ...]
    provided: frozenset[str]
    tasks: frozenset[str]
    conflicts: frozenset[tuple[str, str]]


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
    for path in sorted(lists.glob("*_Packages*")):
        listed = _read_list(path, path.stat().st_ino)
        for name, arch, version in listed.packages:
            (real if arch in (root.architectures[0], "all") else foreign).add(name)
            found.versions.setdefault(name, []).append(version)
        provided |= listed.provided
        tasks |= listed.tasks
        conflicts |= listed.conflicts
    for path in sorted(lists.glob("*_Sources*")):
        _read_sources(found, path)
    found.sources = sorted(set(found.sources))
    found.local, found.folder = list(local_names(root.path)), str(root.path)
    _read_releases(found, lists)
    _read_status(found, root.path / "var/lib/dpkg/status")
    found.names, found.foreign, found.tasks = sorted(real), sorted(foreign), sorted(tasks)
    found.virtual = sorted(provided - real)
    known = real | provided
    found.conflicts = sorted(pair for pair in conflicts if pair[1] in known and pair[0] in real)
    if len(found.names) < SMALL:
        found.popular = tuple(found.names) or ("hello",)
        found.pairs = tuple(found.conflicts) or (("a", "b"),)
        found.known_tasks = tuple(found.tasks) or ("desktop",)
    return found


_LISTED: dict[int, _Listed] = {}
LARGE = 100_000  # bytes


def _read_list(path: Path, inode: int) -> _Listed:
    """Read a list; a large one only once, however many roots it is linked into."""
    if inode in _LISTED:
        return _LISTED[inode]
    packages: list[tuple[str, str, str]] = []
    provided: set[str] = set()
    tasks: set[str] = set()
    conflicts: set[tuple[str, str]] = set()
    for text in iter_stanza_texts(path):
        fields = dict(_FIELD.findall(text))
        name = fields.get("Package", "")
        packages.append((name, fields.get("Architecture", ""), fields.get("Version", "")))
        provided.update(_relation_names(fields.get("Provides", "")))
        tasks.update(word.strip() for word in fields.get("Task", "").split(",") if word.strip())
        others = _relation_names(fields.get("Conflicts", "") + "," + fields.get("Breaks", ""))
        conflicts.update((name, other) for other in others)
    listed = _Listed(tuple(packages), frozenset(provided), frozenset(tasks), frozenset(conflicts))
    if path.stat().st_size >= LARGE:
        _LISTED[inode] = listed
    return listed


def _read_sources(found: Material, path: Path) -> None:
    for text in iter_stanza_texts(path):
        fields = dict(_FIELD.findall(text))
        name = fields.get("Package", "")
        found.sources.append(name)
        found.versions.setdefault(f"src:{name}", []).append(fields.get("Version", ""))


def _read_releases(found: Material, lists: Path) -> None:
    suites: set[str] = set()
    words: set[str] = set()
    for path in sorted(lists.glob("*Release")):
        for name, value in _RELEASE_FIELD.findall(path.read_text(errors="replace")[:2000]):
            (suites if name in ("Suite", "Codename") else words).add(value)
    found.suites, found.release_words = sorted(suites), sorted(words)


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
