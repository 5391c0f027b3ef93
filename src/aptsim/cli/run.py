"""Runs one verb of apt-get: from the words of the command line to the printed answer.

Source: apt-private/private-cmndline.cc, ParseCommandLine and DispatchCommandLine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from aptsim.archive.cache_folder import universes_path
from aptsim.cli.exit_codes import FAILED, PLANNED
from aptsim.cli.own_options import Format, OwnOptions
from aptsim.cli.refusals import NotSimulatedError, UnsupportedError, WrongUsageError
from aptsim.cli.system_source import SystemSource
from aptsim.cli.systems import choose_system
from aptsim.cli.verbs import PACKAGE_VERBS, why_not_simulated
from aptsim.cli.version import VERSION_LINE
from aptsim.cli.write_options import WriteOptions
from aptsim.display.apt_text import AptText, format_messages, quiet_level
from aptsim.errors import PendingErrors, WholeUniverseNeededError
from aptsim.model.apt_release import ChosenRelease
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.value import Value
from aptsim.model.words import string_to_bool
from aptsim.request.options import find_verb, parse_options
from aptsim.resolver.plan import Outcome, Plan
from aptsim.resolver.solving import waits_for_second_solver
from aptsim.run import Run
from aptsim.simulator import Simulator
from aptsim.system.root import System

_NOT_SIMULATED = ("--assume-no", "--trivial-only")
_SILENT = ("pkg", "BuildDeps", "EDSP", "Phasing")
"""Beginnings of the debug options that would print apt's own thoughts."""
_COMMANDS = ("APT::Install::Pre-Invoke", "AptCli::Hooks::Install", "AptCli::Hooks::Upgrade")
"""What of the configuration has apt run programs of the host before it prints its answer."""
_UNCHANGING = ("check",)
_FORCE_YES = "--force-yes is deprecated, use one of the options starting with --allow instead."


class _Answer(Value):
    """A run, and the configuration and the release of apt that its text depends on."""

    run: Run
    configuration: Configuration
    apt: ChosenRelease
    fault: str = ""
    """Where the file is damaged that ended the run, as PATH:LINE."""


class Prepared(Value):
    """A line that was read: the system it is for, the verb with its arguments, and what was said so far."""

    system: System
    verb: str
    arguments: Sequence[str]
    messages: Messages


def run_verb(options: OwnOptions, words: Sequence[str], help_text: Callable[[], str], files: WriteOptions) -> int:
    """Run the verb that stands among the words, print the answer and give the exit code.

    Args:
        options: our own options, already taken out of the words.
        words: the command line as apt-get would read it.
        help_text: gives the help page, for ``-h``.
        files: where the system that comes of it is written to.
    """
    line = prepare(options, words, help_text)
    return line if isinstance(line, int) else run_prepared(options, line, files)


def run_prepared(options: OwnOptions, line: Prepared, files: WriteOptions) -> int:
    """Run what a line says, print the answer and give the exit code."""
    said = line.messages.state()
    try:
        answer = _answer(options, line, reads_in_part=not files.are_wanted)
        _print(answer, options.format)
    except WholeUniverseNeededError:
        # Nothing is printed yet: the texts are made before they are written.
        line.messages.restore(said)
        answer = _answer(options, line)
        _print(answer, options.format)
    files.write(answer.run)
    return answer.run.exit_code


def _print(answer: _Answer, form: Format) -> None:
    match form:
        case Format.APT:
            _print_as_apt(answer)
        case Format.TEXT:
            _print_as_text(answer)
        case Format.JSON:
            _print_as_json(answer)


def explain_package(options: OwnOptions, package: str, words: Sequence[str], help_text: Callable[[], str]) -> int:
    """Run a verb and print why it does to a package what it does."""
    from aptsim.display.chain import format_chain
    from aptsim.explain.chain import chain_to

    line = prepare(options, words, help_text)
    if isinstance(line, int):
        return line
    answer = _answer(options, line)
    cache = answer.run.cache
    if cache is None:
        _print_messages(answer)
        return answer.run.exit_code
    universe = cache.universe
    number = universe.find_package_full(package) or universe.find_preferred(universe.find_group(package))
    if not number:
        _say(f"there is no package {package}")
        return FAILED
    sys.stdout.write(format_chain(chain_to(number, cache.causes), cache.state(number), universe))
    _print_messages(answer)
    return answer.run.exit_code


# ---------------------------------------------------------------------- from words to a run


def _answer(options: OwnOptions, line: Prepared, reads_in_part: bool = False) -> _Answer:
    simulator = Simulator(line.system, universes_path(), reads_in_part)
    run = simulator.run(line.verb, line.arguments, messages=line.messages)
    _say_limits(run, line.system.apt)
    if options.format is not Format.APT and options.base is None and line.verb not in _UNCHANGING:
        _warn_of_empty_status(options, line.system, run)
    if run.exit_code == FAILED and not line.messages.pending_error:
        line.messages.error("Handler silently failed")
    fault = ""
    if options.format is not Format.APT and run.cache is None:
        from aptsim.health.fault_place import place_of_fault

        fault = place_of_fault(run.messages, line.system.tree)
    return _Answer(run, line.system.configuration, line.system.apt, fault)


def prepare(options: OwnOptions, words: Sequence[str], help_text: Callable[[], str]) -> Prepared | int:
    """Read a line and the system that it is for; or give the exit code, where all is said."""
    source = choose_system(options)
    messages = Messages()
    configuration = Configuration()
    try:
        configuration = source.configuration(messages, find_verb(words))
        arguments = _parse(source, configuration, options.format, words, messages)
        if configuration.find_b("help") or configuration.find_b("version"):
            return _show_page(configuration, help_text)
        if not arguments:
            raise WrongUsageError("No verb is given.")
        system = source.complete(configuration).as_release(options.apt_release)
        if configuration.find_b("APT::Get::Force-Yes"):
            messages.warning(_FORCE_YES)
    except PendingErrors:
        # Only later does apt notice that it writes into a pipe, and takes the colours away (InitOutput).
        _write_error(messages.render(colour=configuration.find_b("APT::Color")))
        return FAILED
    verb, *arguments = arguments
    if not _is_valid(verb, system.configuration, messages):
        return FAILED
    _refuse_unsupported(system.configuration)
    return Prepared(system, verb, arguments, messages)


def _warn_of_empty_status(options: OwnOptions, system: System, run: Run) -> None:
    """Say that the plan is one for an empty system, where that may not be meant."""
    from aptsim.health.empty_status import describe_empty_status

    fault = describe_empty_status(system, None if run.cache is None else run.cache.universe)
    if fault and options.download.makes_root and options.status is None:
        fault = "a mirror alone has no dpkg status (--status FILE, or --base)"
    if fault:
        _say(f"warning: {fault}, so everything counts as not installed; see simulate doctor")


def _parse(
    source: SystemSource, configuration: Configuration, form: Format, words: Sequence[str], messages: Messages
) -> list[str]:
    """Read apt's options into the configuration and give the words between them.

    Raises:
        PendingErrors: when the line cannot be read.
    """
    is_as_apt = form is Format.APT
    is_simulated = not (is_as_apt and any(word in _NOT_SIMULATED for word in words))
    # What apt says of a wrong line depends on the -s in front of it.
    line = ["-s", *words] if is_as_apt and is_simulated else words
    arguments = parse_options(
        line, configuration, messages, lambda path: source.read_file(path, configuration, messages)
    )
    if arguments is None:
        raise PendingErrors
    if is_simulated and not is_as_apt:
        configuration.set("APT::Get::Simulate", "1")
    if configuration.find_i("quiet", -1) == -1:
        configuration.set("quiet", "1")
    return arguments


def _show_page(configuration: Configuration, help_text: Callable[[], str]) -> int:
    print(VERSION_LINE if configuration.find_b("version") else help_text())
    return PLANNED


def _is_valid(verb: str, configuration: Configuration, messages: Messages) -> bool:
    """Tell whether the first word is a verb that works; say so where it is none (DispatchArg)."""
    if verb in PACKAGE_VERBS:
        return True
    if refusal := why_not_simulated(verb):
        raise NotSimulatedError(refusal)
    messages.error(f"Invalid operation {verb}")
    _write_error(format_messages(messages, quiet_level(configuration)))
    return False


def _refuse_unsupported(configuration: Configuration) -> None:
    """Refuse what would need a program of the host, or what cannot be foretold; say what is passed over.

    Raises:
        UnsupportedError: naming it.
    """
    for name in ("APT::Solver", "APT::Planner"):
        if configuration.find(name, "internal") != "internal":
            raise UnsupportedError(f"{name} '{configuration.find(name)}'")
    if configuration.find_b("APT::Get::Print-URIs") and not configuration.find_b("APT::Get::Simulate"):
        raise UnsupportedError("--print-uris without simulation")
    for name in _COMMANDS:
        if configuration.exists(name):
            _say(f"the commands of {name} are not run, and what they would print is missing")
    if configuration.exists("APT::Cache-Limit"):
        _say("APT::Cache-Limit has no meaning here; apt may fail by it")
    if not configuration.find_b("pkgCacheFile::Generate", True):
        raise UnsupportedError("pkgCacheFile::Generate off")
    for item in configuration.tree("Debug"):
        if item.tag.startswith(_SILENT) and string_to_bool(item.value, 0):
            _say(f"Debug::{item.tag} prints nothing here")


def _say_limits(run: Run, apt: ChosenRelease) -> None:
    """Say where the answer is not that of the release that is installed, or not all that apt would say."""
    if not apt.is_exact:
        text = f"apt {apt.installed} is installed; what apt {apt.release.name} does is simulated (--apt-release)"
        _say(text)
    if waits_for_second_solver(run.record.events):
        text = "apt asks its solver 3.0 here, for a solution or for reasons; that solver is not simulated"
        _say(text)


# ---------------------------------------------------------------------- from a run to text


def _print_as_apt(answer: _Answer) -> None:
    """Print both streams as apt does into a pipe; after ``Abort.`` it says nothing about errors and warnings."""
    run = answer.run
    sys.stdout.write(AptText.of(answer.configuration, answer.apt.release).format_all(run.record.events))
    if run.simulation is not None:
        sys.stdout.write(run.simulation.text)
    sys.stdout.flush()
    if run.plan is None or run.plan.outcome is not Outcome.ABORTED:
        _print_messages(answer)


def _print_as_text(answer: _Answer) -> None:
    """Print what a person wants to read first; what went wrong goes to the other stream."""
    from aptsim.display.text import write_text

    run = answer.run
    if run.plan is not None and run.cache is not None:
        write_text(run.plan, run.cache.universe, sys.stdout)
        sys.stdout.flush()
    _print_messages(answer)
    if run.unreadable:
        _say(f"the damaged file is {run.unreadable}")
    _say_fault(answer)


def _print_as_json(answer: _Answer) -> None:
    """Print the document; all that went wrong is in it, also where the system could not even be opened."""
    from aptsim.display.json import format_json
    from aptsim.universe.build import build_universe

    run = answer.run
    if run.plan is None or run.cache is None:
        plan = Plan(Outcome.FAILED, (), (), (), 0, 0, 0, run.record.events, run.messages)
        universe = build_universe((), lambda _: (), ("all",), answer.configuration, Messages())
    else:
        plan, universe = run.plan, run.cache.universe
    steps = run.simulation.lines if run.simulation is not None else None
    sys.stdout.write(format_json(plan, universe, steps, answer.apt))
    sys.stdout.flush()
    _say_fault(answer)


def _say_fault(answer: _Answer) -> None:
    if answer.fault:
        _say(f"the fault is at {answer.fault}")


def _print_messages(answer: _Answer) -> None:
    _write_error(format_messages(answer.run.messages, quiet_level(answer.configuration)))


def _write_error(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _say(text: str) -> None:
    print(f"simulate: {text}", file=sys.stderr)
