"""The real apt-get's answer to a command line, on a root, with nothing of this machine in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .aptconf import PrivateFolder
from .cases import QUESTION_WEIGHTS, VERBS
from .folders import cache_folder
from .reference import DEFAULT, Reference, find_reference
from .root import Root

TIMEOUT = 300.0  # seconds
TIMED_OUT = -2  # an exit code that no process has
SECOND_SOLVER = -3  # nor this one: apt 3.0 took the answer of its solver 3.0, after the classic one had none
UNCOMPARED = {TIMED_OUT: "apt itself took too long", SECOND_SOLVER: "apt took the answer of its solver 3.0"}
CONTEXT = "E: The following information from --solver 3.0 may provide additional context:"
LARGE = 1_000_000  # bytes
NOT_SIMULATED = ("--assume-no", "--trivial-only")
PROGRESS = "Reading package lists... 0%"
READING = "Reading package lists..."
CORRUPTED = "E: The package cache file is corrupted\n"
SIZES = "After this operation, "
WENT_ON = ("E: Unable to fetch some archives", "has died unexpectedly", "/bin/false", "E: Internal Error, No file name")
STOPPED = ("E: Trivial Only specified", "E: Removing essential system-critical", "E: You don't have enough free space")
DEBUG_OPTIONS = (
    "Debug::pkgDepCache::AutoInstall",
    "Debug::pkgDepCache::Marker",
    "Debug::pkgProblemResolver",
    "Debug::pkgProblemResolver::ShowScores",
    "Debug::pkgPackageManager",
    "Debug::pkgOrderList",
    "Debug::pkgAutoRemove",
    "Debug::pkgPolicy",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed on its two streams, and its exit code."""

    stdout: str
    stderr: str
    exit_code: int

    @property
    def acts(self) -> bool:
        """Whether apt-get, run without -s, went on behind its question, to download and run dpkg.

        There is nothing to compare behind the sizes then.
        """
        if any(mark in self.stderr for mark in WENT_ON):
            return True
        stopped = "Abort." in self.stdout or any(mark in self.stderr for mark in STOPPED)
        return SIZES in self.stdout and not stopped

    @property
    def is_from_second_solver(self) -> bool:
        """Whether apt 3.0 went on with what its solver 3.0 found.

        That solver is asked when the classic one has failed, and its work is on stdout as a stage; when it fails, too,
        apt adds its reasons.
        """
        is_asked = "\nSolving dependencies..." in self.stdout or self.stdout.count("\nCalculating upgrade...") > 1
        return is_asked and CONTEXT not in self.stderr


def is_simulated(arguments: tuple[str, ...]) -> bool:
    """Whether apt-get runs with -s: always, but for the two options that end it at its question."""
    return not any(argument in NOT_SIMULATED for argument in arguments)


class Oracle:
    """The apt-get of one release, with a store of what it has answered before."""

    def __init__(self, store: Path | None = None, release: str = DEFAULT) -> None:
        self._store = store or cache_folder() / "answers"
        self._reference = find_reference(release)

    def answer(self, root: Root, arguments: tuple[str, ...]) -> Answer:
        """What ``apt-get ARGUMENTS`` answers on *root*, from the store where it is known."""
        path = self._path(root, arguments)
        known = self._known(path)
        if known is not None:
            return known
        try:
            answer = run_apt_get(root, arguments, self._reference)
        except subprocess.TimeoutExpired:
            answer = Answer("", "", TIMED_OUT)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps([answer.stdout, answer.stderr, answer.exit_code]))
        unfinished.rename(path)
        return answer

    def is_known(self, root: Root, arguments: tuple[str, ...]) -> bool:
        """Whether the store has the answer."""
        return self._path(root, arguments).exists()

    def _path(self, root: Root, arguments: tuple[str, ...]) -> Path:
        how = "" if is_large(root) else "without caches"
        key = json.dumps([self._reference.version, str(root.path) + how, *arguments]).encode("utf-8", "surrogateescape")
        digest = hashlib.sha256(key).hexdigest()
        return self._store / root.fingerprint[:16] / f"{digest[:32]}.json"

    @staticmethod
    def _known(path: Path) -> Answer | None:
        try:
            stdout, stderr, exit_code = json.loads(path.read_text())
        except (OSError, ValueError):
            return None
        return Answer(stdout, stderr, exit_code)


def run_apt_get(root: Root, arguments: tuple[str, ...], reference: Reference | None = None) -> Answer:
    """Run apt-get on *root*; it is told to simulate unless the case is about the question it would ask.

    At quiet level 0 apt tells in percents how far the building of its caches is, at moments that depend on the
    clock. What it complains about it says only while it builds. So the messages are those of the first run, and
    stdout is that of a later one, which finds the caches built. So is that of `build-dep`: with its caches built apt
    reads them twice, and says so.
    """
    reference = reference or find_reference()
    answer = _ask(reference, root, arguments, private_folder(root, release=reference.release))
    if PROGRESS not in answer.stdout and not ("build-dep" in arguments and READING in answer.stdout):
        return answer
    warm = private_folder(root, caches=True, release=reference.release)
    if not (warm.path / "cache/pkgcache.bin").exists():
        _ask(reference, root, arguments, warm)
    known = _ask(reference, root, arguments, warm)
    # Only when apt adds to caches that it has just built does it take errors said before for damage of these.
    stderr = answer.stderr if CORRUPTED in known.stderr else answer.stderr.replace(CORRUPTED, "")
    return Answer(known.stdout, stderr, answer.exit_code)


def is_question(arguments: tuple[str, ...]) -> bool:
    """Whether apt-cache is asked, by the first word that is a verb."""
    verb = next((word for word in arguments if word in VERBS), "")
    return verb in QUESTION_WEIGHTS


def _ask(reference: Reference, root: Root, arguments: tuple[str, ...], private: PrivateFolder) -> Answer:
    apt_get, configuration = reference.command("apt-get"), private.configuration
    if is_question(arguments):
        return _run((*reference.command("apt-cache"), *arguments), reference.environment(configuration), root.path)
    if is_simulated(arguments):
        return _run((*apt_get, "-s", *arguments), reference.environment(configuration), root.path)
    with tempfile.TemporaryDirectory(prefix="aptsim-oracle-") as name:
        configuration = _unsimulated_configuration(root, private, Path(name))
        return _run((*apt_get, *arguments), reference.environment(configuration), root.path)


def run_debug(root: Root, arguments: tuple[str, ...], release: str = DEFAULT) -> Answer:
    """The same simulation with apt's own decisions printed, on both streams."""
    reference, private = find_reference(release), private_folder(root, release=release)
    options = [word for option in DEBUG_OPTIONS for word in ("-o", f"{option}=1")]
    command = (*reference.command("apt-get"), "-s", *options, *arguments)
    return _run(command, reference.environment(private.configuration), root.path)


@lru_cache(maxsize=256)
def is_large(root: Root) -> bool:
    """Whether the root's lists are so large that apt's binary caches are worth while."""
    lists = root.path / "var/lib/apt/lists"
    return sum(path.stat().st_size for path in lists.glob("*_Packages*")) > LARGE


def private_folder(root: Root, *, caches: bool | None = None, release: str = DEFAULT) -> PrivateFolder:
    """The folder that holds apt's caches and configuration for *root*, made when it is not there.

    Each release has a folder of its own, because none can read the caches of another.
    """
    if caches is None:
        caches = is_large(root)
    digest = hashlib.sha256(f"{root.path} {root.fingerprint}".encode()).hexdigest()[:16]
    folder = cache_folder() / ("apt" if release == DEFAULT else f"apt-{release}")
    private = PrivateFolder(folder / (digest if caches else f"{digest}-without"), caches=caches)
    private.make(root.path, root.architectures)
    return private


def _unsimulated_configuration(root: Root, private: PrivateFolder, folder: Path) -> Path:
    """A configuration under which nothing is written into the root, even by a run that is no simulation."""
    states = root.path / "var/lib/apt/extended_states"
    if states.exists():
        shutil.copy(states, folder / "extended_states")
    configuration = folder / "apt.conf"
    configuration.write_text(
        private.configuration.read_text() + f'Dir::State::extended_states "{folder}/extended_states";\n'
    )
    return configuration


def _run(command: tuple[str, ...], environment: dict[str, str], folder: Path) -> Answer:
    encoded = [word.encode("utf-8", "surrogateescape") for word in command]
    run = subprocess.run(
        encoded,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
        cwd=folder,
    )
    return Answer(
        run.stdout.decode("utf-8", "surrogateescape"),
        run.stderr.decode("utf-8", "surrogateescape"),
        run.returncode,
    )
