"""What a worker does: it opens a system once, and simulates one installation after the other on it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aptsim.archive.cache_folder import universes_path
from aptsim.collector import collected_seldom
from aptsim.errors import AptsimError, PendingErrors
from aptsim.model.message import Messages, Severity
from aptsim.request.named_packages import is_glob, match_packages, offered_packages
from aptsim.run import Run
from aptsim.simulator import Simulator
from aptsim.sweep.row import Row, row_of
from aptsim.system.root import System

_MOST_OPEN = 2
"""Systems that a worker keeps open; a sweep goes through them one after the other."""


@dataclass(frozen=True, slots=True)
class SweptSystem:
    """A system of a sweep, in a form that can be sent to a worker.

    Args:
        name: what rows call it.
        open: opens it, wherever the worker runs; picklable, so a function of a module or a `partial` of one.
        identity: tells it from every other system that the worker may have open.
    """

    name: str
    open: Callable[[], System]
    identity: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which installations are simulated: all packages that the sources offer, and what is named.

    Args:
        takes_all: whether all packages are among them.
        words: arguments of `apt-get install`; a glob stands for the packages whose names it matches.
    """

    takes_all: bool = False
    words: tuple[str, ...] = ()


class SystemFailure(AptsimError):
    """A system of a sweep cannot be opened, or has not what was asked for; the text says why."""


_open: OrderedDict[str, Simulator] = OrderedDict()


def open_simulator(system: SweptSystem) -> Simulator:
    """Gives the simulator of a system, the one that is open already if there is one.

    Raises:
        AptsimError: when it cannot be opened.
    """
    simulator = _open.get(system.identity)
    if simulator is None:
        simulator = Simulator(system.open(), universes_path())
        _open[system.identity] = simulator
        while len(_open) > _MOST_OPEN:
            _open.popitem(last=False)
    _open.move_to_end(system.identity)
    return simulator


def close_simulators() -> None:
    """Forgets every open system."""
    _open.clear()


def choose_packages(system: SweptSystem, choice: Choice) -> list[str]:
    """Gives the arguments of the installations: packages sorted by name, then what else is named, each once.

    Raises:
        SystemFailure: when the system cannot be opened, or a glob matches nothing.
    """
    messages = Messages()
    try:
        universe = open_simulator(system).open_universe(messages).universe
        offered = offered_packages(universe) if choice.takes_all or any(map(is_glob, choice.words)) else []
        chosen: dict[int, None] = dict.fromkeys(offered if choice.takes_all else ())
        named: dict[str, None] = {}
        for word in choice.words:
            found = match_packages(universe, offered, word) if is_glob(word) else []
            if is_glob(word) and not found:
                messages.error(f"Unable to locate package {word}")
                raise PendingErrors
            chosen.update(dict.fromkeys(found))
            if not is_glob(word):
                named[word] = None
    except PendingErrors:
        said = "; ".join(message.text for message in messages if message.severity >= Severity.ERROR)
        raise SystemFailure(said) from None
    except (AptsimError, OSError) as error:
        raise SystemFailure(str(error)) from None
    order = offered if choice.takes_all else [package for package in offered if package in chosen]
    return list(dict.fromkeys([*(universe.full_name(package, pretty=True) for package in order), *named]))


def simulate_batch(system: SweptSystem, packages: Sequence[str]) -> list[Row]:
    """Simulates installing each of these packages, and gives the rows in the same order.

    Raises:
        SystemFailure: when the system cannot be opened.
    """
    try:
        simulator = open_simulator(system)
    except (AptsimError, OSError) as error:
        raise SystemFailure(str(error)) from None
    with collected_seldom():
        return [_simulate(simulator, system.name, package) for package in packages]


def _simulate(simulator: Simulator, name: str, package: str) -> Row:
    start = time.thread_time()
    run = simulator.run("install", [package])
    return row_of(name, package, _version_of(package, run), run, time.thread_time() - start)


def _version_of(package: str, run: Run) -> str:
    """Gives the version that there is after the run, else the one that was to be there; '' where the name has none."""
    if run.plan is None or run.cache is None:
        return ""
    cache, universe = run.cache, run.cache.universe
    base = package.partition("=")[0].partition("/")[0]
    number = universe.find_package_full(base)
    if not number:
        return ""
    state = cache.state(number)
    version = state.install_version or state.candidate_version
    return universe.version_strings[version] if version else ""
