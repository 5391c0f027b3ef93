"""What happens in a run, in the order in which it happens: facts, not words.

A run records these events; what apt prints is made from them by `aptsim.display`, and so are the tables and the JSON.

Source: the places in apt-private/private-install.cc and apt-private/private-output.cc where apt prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, IntEnum

from aptsim.model.cache_types import DependencyType
from aptsim.model.value import Value


class Level(IntEnum):
    """The quiet level up to which apt prints something: its streams c0out, c1out and c2out."""

    TALKATIVE = 0
    NORMAL = 1
    ALWAYS = 2


class Stage(Enum):
    """A step that takes time; the value is apt's name for it."""

    LISTS = "Reading package lists"
    TREE = "Building dependency tree"
    STATES = "Reading state information"
    UPGRADE = "Calculating upgrade"
    SOLVE = "Solving dependencies"


class StageDone(Value):
    """A step ended, well or not.

    ``progress`` is the percentage that apt shows behind 0 %, of the reading of states, of upgrade and solving.
    """

    stage: Stage
    failed: bool = False
    progress: int = 0
    is_second: bool = False
    """Whether this is the second solver's work (see `AptRelease.asks_second_solver`), which is not simulated."""


class Note(Value):
    """Apt says a sentence about a package or about the run; lines are separated by newlines, none ends the text."""

    text: str
    level: Level = Level.NORMAL
    package: str = ""
    """The package that it is about, as `name:arch`, or '' when it is about the run."""


class ListKind(Enum):
    """Which of apt's lists of packages."""

    ADDITIONAL = "additional"
    SUGGESTED = "suggested"
    RECOMMENDED = "recommended"
    REMOVED = "removed"
    NEW = "new"
    KEPT_BACK = "kept-back"
    PHASED = "phased"
    HELD = "held"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    ESSENTIAL = "essential"
    UNUSED = "unused"
    UNAUTHENTICATED = "unauthenticated"
    REPLACING = "replacing"


class ListEntry(Value):
    """One package of a list: the name as shown, and what ``-V`` shows behind it in brackets ('' for nothing)."""

    text: str
    versions: str = ""


class PackageList(Value):
    """A list of packages under a heading (ShowList); without entries nothing is shown.

    ``count`` is what the heading agrees with in number; it can differ from the number of entries.
    """

    kind: ListKind
    entries: Sequence[ListEntry]
    level: Level = Level.NORMAL
    count: int = 0


class Unmet(Enum):
    """Why an alternative of a dependency does not help (ShowBrokenPackage)."""

    PROVIDED = ""
    """The target is provided by others; apt says nothing then."""
    INSTALLED = "but {version} is installed"
    TO_BE_INSTALLED = "but {version} is to be installed"
    NOT_INSTALLABLE = "but it is not installable"
    NOT_INSTALLED = "but it is not installed"
    NOT_GOING_TO_BE_INSTALLED = "but it is not going to be installed"


class UnmetAlternative(Value):
    """One alternative of an unmet dependency: its target, the relation in brackets ('' for none), and what is wrong."""

    target: str
    relation: str
    reason: Unmet
    version: str = ""
    """The version of the target that is or will be installed, for the reasons that name it."""


class UnmetGroup(Value):
    """An unmet dependency with its alternatives; the kind is that of its last alternative."""

    kind: DependencyType
    alternatives: Sequence[UnmetAlternative]


class UnmetPackage(Value):
    """A broken package with its unmet dependencies in the order of its stanza.

    ``has_version`` is False when the version that would be looked at does not exist; apt then ends the line early.
    """

    package: str
    groups: Sequence[UnmetGroup]
    has_version: bool = True


class UnmetDependencies(Value):
    """The broken packages, sorted by name (ShowBroken)."""

    packages: Sequence[UnmetPackage]
    level: Level = Level.NORMAL


class Statistics(Value):
    """How many packages change in which way (Stats)."""

    upgraded: int
    installed: int
    reinstalled: int
    downgraded: int
    removed: int
    kept_back: int
    not_fully_installed: int


class DownloadSize(Value):
    """Bytes to download, and the bytes of all archives that the run needs."""

    needed: int
    total: int


class DiskSize(Value):
    """Bytes that the run will use on disk; negative when it frees some."""

    change: int


class Question(Value):
    """Apt asks, and the options answer for the user (YnPrompt); `answer` is None when nobody does."""

    text: str
    default: bool
    answer: bool | None


Event = StageDone | Note | PackageList | UnmetDependencies | Statistics | DownloadSize | DiskSize | Question


class Record:
    """The events of one run, in order."""

    __slots__ = ("events",)

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, event: Event) -> None:
        """Put an event behind those that already happened."""
        self.events.append(event)

    def note(self, text: str, level: Level = Level.NORMAL, package: str = "") -> None:
        """Record that apt says a sentence."""
        self.events.append(Note(text, level, package))
