"""Answering a scenario of apt's external solver protocol: from its text to a plan, the way that every system goes.

The request configures a system, the stanzas are its one index; the rest is `Simulator`.

Source: doc/external-dependency-solver-protocol.md; cmdline/apt-internal-solver.cc.
"""

from __future__ import annotations

from dataclasses import dataclass

from aptsim.errors import PendingErrors
from aptsim.files.memory_tree import MemoryTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.request.edsp_request import EdspRequest, read_request
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.edsp import EdspAnswer, Phase, Progress, solve_request
from aptsim.resolver.events import Record
from aptsim.simulator import Simulator
from aptsim.system.architectures import decide_architectures
from aptsim.system.root import System
from aptsim.universe.scenario import SCENARIO_PATH, read_scenario, scenario_file
from aptsim.universe.universe import Universe


@dataclass(frozen=True, slots=True)
class SolvedScenario:
    """A scenario with its answer.

    Args:
        request: what was asked.
        answer: the plan, and the solution or why there is none.
        cache: the marks, for explanations.
    """

    request: EdspRequest
    answer: EdspAnswer
    cache: DependencyCache

    @property
    def universe(self) -> Universe:
        """The packages of the scenario."""
        return self.cache.universe

    def apt_id(self, version: int) -> int:
        """Gives the number by which apt knows a version (APT-ID)."""
        return self.universe.version_hash[version]


def answer_scenario(
    data: bytes,
    configuration: Configuration,
    messages: Messages,
    path: str = "-",
    progress: Progress = lambda _: None,
    kernel_release: str = "",
) -> SolvedScenario:
    """Answers a scenario that apt wrote, as apt's internal solver would.

    Args:
        data: the scenario, uncompressed.
        configuration: what the solver is configured with; what the request says goes into it.
        messages: gets errors, warnings and notices.
        path: the scenario as the user named it, for errors.
        progress: told of each step.
        kernel_release: the running kernel, which autoremove spares.

    Raises:
        InputError: when it is no scenario.
        PendingErrors: when apt's solver would give up on it; its words are in the messages.
    """
    progress(Phase.REQUEST)
    request, stanzas = read_request(data, path, messages)
    progress(Phase.SCENARIO)
    system = _system_of(request, stanzas, configuration, messages, kernel_release)
    if messages.pending_error:
        raise PendingErrors
    cache = Simulator(system).open_universe(messages).cache
    answer = solve_request(cache, request, Record(), system.machine_id(), progress)
    return SolvedScenario(request, answer, cache)


def _system_of(
    request: EdspRequest, stanzas: bytes, configuration: Configuration, messages: Messages, kernel_release: str
) -> System:
    """Makes a system whose state is in the scenario and nowhere else (edspSystem::Initialize)."""
    request.configure(configuration)
    configuration.set("APT::Solver", "internal")
    configuration.set("APT::Get::Simulate", "true")
    configuration.set("Dir::State::extended_states", "/dev/null")
    architectures = decide_architectures(configuration, [], b"", request.architecture)
    given = read_scenario(stanzas, architectures[0], messages)
    tree = MemoryTree({SCENARIO_PATH: stanzas})
    files = (scenario_file(),)
    return System("", configuration, tuple(architectures), kernel_release, files, tree=tree, given=given)
