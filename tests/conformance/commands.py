"""The commands of the suite, each a function of the parsed arguments."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

from .cases import Case, parse_case
from .compare import unified_diff
from .damaged import DAMAGE, DAMAGED
from .distribution import compare_programs
from .distribution import report as report_distribution
from .edsp_run import EdspResult, Ending, measure, summary
from .oracle import UNCOMPARED, Answer, Oracle, run_debug
from .recorded import record_all
from .reference import DEFAULT, RELEASES
from .report import failed_cases, table, write_results
from .roots import find_root, make_root, real_kinds
from .run import MAKERS, Result, Settings, generate_cases, run_case, run_cases
from .tiny_roots import NAMED_KIND, TINY


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare every command."""
    roots = commands.add_parser("roots", help="make the roots, and list them")
    roots.add_argument("kinds", nargs="*", metavar="KIND")
    roots.add_argument("--again", action="store_true", help="make them anew")
    roots.set_defaults(run=_roots)
    for name, text in (("oracle", "what apt answers"), ("debug", "what apt decides, in its own debug output")):
        command = commands.add_parser(name, help=f"print {text}: {name} ROOT -- install vim")
        command.add_argument("root", help="a kind, or the path of a root folder")
        command.add_argument("arguments", nargs="*", help="apt-get's arguments, the verb among them")
        _add_release(command)
        command.set_defaults(run=_oracle if name == "oracle" else _debug)
    record = commands.add_parser("record", help="keep answers of other releases of apt for the tests")
    record.set_defaults(run=_record)
    edsp = commands.add_parser("edsp", help="let apt ask the product as its external solver")
    edsp.add_argument("--kinds", default="bundled,tiny", help="names with commas")
    edsp.add_argument("--cases", type=int, default=10, metavar="N", help="of each kind, half of them installing")
    edsp.add_argument("--seed", type=int, default=1)
    edsp.set_defaults(run=_edsp)
    for name, text in (("run", "compare the product with apt"), ("prepare", "only ask apt, and keep its answers")):
        command = commands.add_parser(name, help=text)
        command.add_argument("--kinds", default="all", help="names with commas, or all, real, small")
        command.add_argument("--cases", type=int, default=90, metavar="N", help="of each kind of real root")
        command.add_argument("--tiny", type=int, default=2000, metavar="N", help="over random small universes")
        command.add_argument("--seed", type=int, default=1)
        command.add_argument(
            "--about", choices=MAKERS, default="install", help="install, other verbs, satisfy, or questions"
        )
        command.add_argument("--jobs", type=int, default=1)
        _add_release(command)
        command.add_argument("--only-failed", action="store_true", help="the cases that differed in the last run")
        command.add_argument("--case", action="append", metavar="'KIND: ARGS'", help="this one case; may be repeated")
        command.add_argument("--subprocess", action="store_true", help="start Python anew for each case")
        command.add_argument("--in-part", action="store_true", help="read all lists in part, as for a first question")
        command.add_argument("--name", default="", help="of the results' folder, to keep runs apart")
        command.set_defaults(run=_run, prepare=name == "prepare")
    whole = commands.add_parser("distribution", help="compare check --all with dose-debcheck and installcheck")
    whole.add_argument("kinds", nargs="*", metavar="KIND", default=["empty", "unstable"])
    whole.set_defaults(run=_distribution)


def _add_release(command: argparse.ArgumentParser) -> None:
    command.add_argument("--release", choices=RELEASES, default=DEFAULT, help="of apt; others than 2.6 are fetched")


def _roots(arguments: argparse.Namespace) -> int:
    for kind in arguments.kinds or real_kinds():
        start = time.monotonic()
        root = make_root(kind, again=arguments.again)
        print(f"{kind:20} {root.installed:5} packages  {root.path}  ({time.monotonic() - start:.1f} s)", flush=True)
    return 0


def _oracle(arguments: argparse.Namespace) -> int:
    return _show(Oracle(release=arguments.release).answer(find_root(arguments.root), tuple(arguments.arguments)))


def _debug(arguments: argparse.Namespace) -> int:
    return _show(run_debug(find_root(arguments.root), tuple(arguments.arguments), arguments.release))


def _record(_: argparse.Namespace) -> int:
    record_all()
    return 0


def _distribution(arguments: argparse.Namespace) -> int:
    differ = False
    for kind in arguments.kinds:
        checked = compare_programs(make_root(kind))
        print(report_distribution(kind, checked), flush=True)
        differ |= any(one.found != checked[0].found for one in checked)
    return int(differ)


def _run(arguments: argparse.Namespace) -> int:
    settings = Settings(not arguments.prepare, arguments.subprocess, arguments.release, arguments.in_part)
    if arguments.case:
        return _run_given([parse_case(text) for text in arguments.case], settings)
    cases = failed_cases(arguments.name) if arguments.only_failed else list(_cases(arguments))
    results: list[Result] = []
    start = time.monotonic()
    for result in run_cases(cases, settings, arguments.jobs):
        results.append(result)
        if result.difference is not None:
            print(f"{result.difference.value}: {result.case}", file=sys.stderr, flush=True)
        if len(results) % 100 == 0:
            bad = sum(result.difference is not None for result in results)
            print(f"{len(results)}/{len(cases)}, {bad} differ, {time.monotonic() - start:.0f} s", file=sys.stderr)
    order = {case: number for number, case in enumerate(cases)}
    results.sort(key=lambda result: order[result.case])
    if arguments.prepare:
        codes = sorted({result.expected_exit for result in results})
        print(f"{len(results)} answers", {code: sum(r.expected_exit == code for r in results) for code in codes})
        return 0
    unanswered = [result for result in results if result.expected_exit in UNCOMPARED]
    results = [result for result in results if result.expected_exit not in UNCOMPARED]
    folder = write_results(results, arguments.name)
    print(table(results))
    for result in unanswered:
        print(f"{UNCOMPARED[result.expected_exit]}, and the case is not counted: {result.case}")
    print(f"\ndifferences: {folder}/diffs")
    return int(any(result.difference for result in results))


def _edsp(arguments: argparse.Namespace) -> int:
    half = arguments.cases // 2
    results: list[EdspResult] = []
    for kind in arguments.kinds.split(","):
        for about, count in (("install", arguments.cases - half), ("verbs", half)):
            for result in measure(generate_cases([kind], count, arguments.seed, about)):
                results.append(result)
                if result.ending not in (Ending.IDENTICAL, Ending.NOT_ASKED) or result.is_exact is False:
                    print(f"{result.case}\n  {result.ending.value}; exact: {result.is_exact}", flush=True)
                if result.ending in (Ending.PROTOCOL, Ending.OTHER):
                    print(unified_diff(result.expected, result.given), flush=True)
    print(summary(results))
    return int(any(result.ending is Ending.OTHER or result.is_exact is False for result in results))


def _cases(arguments: argparse.Namespace) -> Iterator[Case]:
    for kind in _kinds(arguments.kinds):
        yield from generate_cases([kind], _count(kind, arguments), arguments.seed, arguments.about)


def _count(kind: str, arguments: argparse.Namespace) -> int:
    if kind == TINY:
        return int(arguments.tiny)
    return int(arguments.cases) if kind != DAMAGED else max(int(arguments.cases), len(DAMAGE))


def _kinds(text: str) -> list[str]:
    named = {
        "all": [*real_kinds(), NAMED_KIND, DAMAGED, TINY],
        "real": real_kinds(),
        "small": [NAMED_KIND, DAMAGED, TINY],
    }
    return named.get(text) or text.split(",")


def _run_given(cases: list[Case], settings: Settings) -> int:
    oracle, product = Oracle(release=settings.release), settings.product()
    bad = 0
    for case in cases:
        result = run_case(case, oracle, product)
        bad += result.difference is not None
        print(f"{case}\n{result.difference.value if result.difference else 'agree'} ({result.product_time:.2f} s)")
        print(result.diff)
    return int(bad > 0)


def _show(answer: Answer) -> int:
    sys.stdout.write(answer.stdout)
    sys.stdout.flush()
    sys.stderr.write(answer.stderr)
    return answer.exit_code
