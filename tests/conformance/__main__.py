"""The command line of the suite: ``python -m tests.conformance COMMAND ...``."""

from __future__ import annotations

import argparse
import sys

from .commands import add_commands


def main() -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    arguments = parser.parse_args()
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
