"""``python -m benchmarks install-openssh [-n TIMES]``: simulate and apt-get in turn on the same root.

It needs what the conformance suite needs (apt 2.6 and Debian's mirror), and its root of a desktop with about 2,000
packages. Lists are uncompressed; the caches of both are warm. Ratios below 1 mean that simulate takes less.

``python -m benchmarks cold-mirror`` goes from nothing to a plan; ``benchmarks/cold_mirror.py`` tells how.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from benchmarks import cold_mirror
from benchmarks.measure import Command, CommandError, Figures, median, run_in_turn
from tests.conformance.aptconf import apt_get_version, clean_environment
from tests.conformance.oracle import private_folder
from tests.conformance.root import Root
from tests.conformance.roots import find_root

COLD_MIRROR = "cold-mirror"
CASES = {
    "install-openssh": ("install", "openssh-server"),
    "install-gnome": ("install", "gnome"),
    "upgrade-vim": ("install", "vim"),
}


def main() -> int:
    """Run one case and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("case", choices=(*CASES, COLD_MIRROR))
    parser.add_argument("-n", type=int, default=11, metavar="TIMES", help="runs of each (default: 11)")
    parser.add_argument("--root", default="desktop", help="a kind of root of the conformance suite, or a path")
    arguments = parser.parse_args()
    try:
        if arguments.case == COLD_MIRROR:
            cold_mirror.main(arguments.n)
            return 0
        commands = commands_for(find_root(arguments.root), CASES[arguments.case])
        ours, theirs = (median(figures) for figures in run_in_turn(commands, arguments.n))
    except CommandError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    print_table(commands, ours, theirs, arguments.n)
    return 0


def commands_for(root: Root, question: tuple[str, ...]) -> tuple[Command, Command]:
    """Give simulate's command and apt-get's, each with its own warm caches.

    Raises:
        CommandError: when one of the two programs is not there.
    """
    apt_get = shutil.which("apt-get")
    simulate = Path(sys.executable).with_name("simulate")
    if apt_get is None:
        raise CommandError("there is no apt-get to compare with")
    if not simulate.exists():
        raise CommandError(f"there is no simulate beside {sys.executable}; install the project into its environment")
    verb, *words = question
    return (
        Command(
            "simulate",
            (str(simulate), verb, "--root", str(root.path), "--format", "apt", *words),
            {"PATH": os.defpath, "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8"},
        ),
        Command(
            f"apt-get {apt_get_version()}",
            (apt_get, "-s", *question),
            clean_environment(private_folder(root).configuration),
        ),
    )


def print_table(commands: tuple[Command, Command], ours: Figures, theirs: Figures, times: int) -> None:
    """Print the medians of both and their ratios."""
    print(f"{' '.join(commands[1].words[1:])}: medians of {times} runs each, in turn")
    print(f"{'':16}{'wall':>12}{'cpu':>12}{'peak memory':>14}")
    for command, figures in zip(commands, (ours, theirs), strict=True):
        megabytes = figures.memory / 1e6
        print(f"{command.name:16}{figures.wall:10.3f} s{figures.cpu:10.3f} s{megabytes:11.1f} MB")
    wall, cpu, memory = ours.wall / theirs.wall, ours.cpu / theirs.cpu, ours.memory / theirs.memory
    print(f"{'ratio':16}{wall:12.2f}{cpu:12.2f}{memory:14.2f}")


if __name__ == "__main__":
    sys.exit(main())
