"""Runs the command line: ``python -m aptsim`` is ``simulate``."""

import sys

from aptsim.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
