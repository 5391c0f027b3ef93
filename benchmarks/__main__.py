"""``python -m benchmarks [CASE...] [-n TIMES] [--json FILE]``: simulate and apt-get in turn on the same roots.

Without a case, all of them. It needs what the conformance suite needs: apt 2.6, Debian's mirror, some minutes the
first time. Prints a table in Markdown, medians of TIMES runs each, and writes the same as JSON.

``python -m benchmarks cold-mirror`` goes from nothing to a plan; ``benchmarks/cold_mirror.py`` tells how.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks import cold_mirror
from benchmarks.cases import CASES, Case
from benchmarks.measure import CommandError, run_in_turn
from benchmarks.report import HEADER, Result, describe_machine

COLD_MIRROR = "cold-mirror"


def main() -> int:
    """Run the cases and report."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [*(case.name for case in CASES), COLD_MIRROR]
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of these: {', '.join(names)}")
    parser.add_argument("-n", type=int, default=7, metavar="TIMES", help="runs of each (default: 7)")
    parser.add_argument(
        "--json", type=Path, default=Path("benchmarks.json"), metavar="FILE", help="where the JSON goes"
    )
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.cases) - set(names))
    if unknown:
        parser.error(f"no such case: {', '.join(unknown)}")
    if COLD_MIRROR in arguments.cases:
        try:
            cold_mirror.main(arguments.n)
        except CommandError as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
        return 0
    chosen = [case for case in CASES if case.name in arguments.cases] if arguments.cases else CASES
    machine = describe_machine()
    print(f"{', '.join(f'{name} {value}' for name, value in machine.items())}; medians of {arguments.n} runs\n")
    print(HEADER, flush=True)
    results: list[Result] = []
    try:
        for case in chosen:
            results.append(measure(case, arguments.n))
            print(results[-1].row(), flush=True)
    except CommandError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    report = {"machine": machine, "runs": arguments.n, "results": [result.as_json() for result in results]}
    arguments.json.write_text(json.dumps(report, indent=2) + "\n")
    return 0


def measure(case: Case, times: int) -> Result:
    """Run one case.

    Raises:
        CommandError: when one of the two programs is not there or fails.
    """
    commands = case.commands()
    ours, theirs = run_in_turn(commands, times)
    return Result(case, ours, theirs, commands[1].name)


if __name__ == "__main__":
    sys.exit(main())
