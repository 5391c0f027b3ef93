"""Asks which packages of a distribution cannot be installed, and prints the answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from aptsim.archive.cache_folder import universes_path
from aptsim.cli.exit_codes import FAILED, FINDINGS, PLANNED
from aptsim.cli.own_options import Format, OwnOptions
from aptsim.cli.package_choice import nothing_named, read_list
from aptsim.cli.run import Prepared, prepare, run_prepared
from aptsim.cli.write_options import WriteOptions
from aptsim.debcheck.check import DistributionCheck, Progress, check_installability
from aptsim.display.apt_text import format_messages, quiet_level
from aptsim.display.debcheck import AptAnswer, format_check_json, format_check_text
from aptsim.errors import PendingErrors
from aptsim.model.message import Messages, Severity
from aptsim.request.named_packages import is_glob, match_packages, offered_packages
from aptsim.simulator import Simulator
from aptsim.universe.universe import Universe


@dataclass(frozen=True, slots=True)
class DistributionQuestion:
    """What the options of ``check`` ask: all packages, those of a file; and whether apt is to be asked as well.

    The last is where the system that comes of apt-get's own check is written to.
    """

    takes_all: bool
    list_file: str | None
    with_apt: bool
    files: WriteOptions


def check_distribution(
    options: OwnOptions, words: Sequence[str], question: DistributionQuestion, help_text: Callable[[], str]
) -> int:
    """Answer the question and give the exit code; without any package named, run apt-get's own check."""
    line = prepare(options, words, help_text)
    if isinstance(line, int):
        return line
    if nothing_named(question.takes_all, question.list_file, line.arguments):
        return run_prepared(options, line, question.files)
    simulator = Simulator(line.system, universes_path())
    answer: DistributionCheck | None = None
    try:
        universe = simulator.open_universe(line.messages).universe
        versions = _versions(universe, question, line)
        with _progress() as progress:
            answer = check_installability(universe, versions, progress)
    except PendingErrors:
        pass
    sys.stderr.write(format_messages(line.messages, quiet_level(line.system.configuration)))
    if answer is None or line.messages.pending_error:
        return FAILED
    asked = _ask_apt(simulator, universe, answer) if question.with_apt else {}
    write = format_check_json if options.format is Format.JSON else format_check_text
    sys.stdout.write(write(answer, universe, asked))
    return FINDINGS if answer.uninstallable else PLANNED


def _versions(universe: Universe, question: DistributionQuestion, line: Prepared) -> list[int]:
    """Give the versions of the packages named; a name that there is not is an error among the messages."""
    offered = offered_packages(universe)
    packages: Iterable[int] = offered
    if not question.takes_all:
        named: dict[int, None] = {}
        known = set(offered)
        for word in (*read_list(question.list_file), *line.arguments):
            found = _find(universe, offered, known, word)
            if not found:
                line.messages.error(f"Unable to locate package {word}")
            named.update(dict.fromkeys(found))
        packages = named
    return [version for package in packages for version in universe.package_versions[package]]


def _find(universe: Universe, offered: Sequence[int], known: set[int], word: str) -> list[int]:
    if is_glob(word):
        return match_packages(universe, offered, word)
    package = universe.find_package_full(word)
    return [package] if package in known else []


def _ask_apt(simulator: Simulator, universe: Universe, answer: DistributionCheck) -> dict[int, AptAnswer]:
    """Give what apt-get would come to for each version that cannot be installed."""
    asked: dict[int, AptAnswer] = {}
    for found in answer.uninstallable:
        name = universe.full_name(universe.version_package[found.version], pretty=True)
        run = simulator.run("install", [f"{name}={universe.version_strings[found.version]}"], messages=Messages())
        errors = [message.text for message in run.messages if message.severity >= Severity.ERROR]
        asked[found.version] = AptAnswer(run.exit_code, " ".join(errors))
    return asked


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Give a progress bar, on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("checking", total=None)

        def show(settled: int, total: int) -> None:
            bars.update(task, completed=settled, total=total)

        yield show
