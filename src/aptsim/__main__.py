"""Runs the command line: ``python -m aptsim`` is ``simulate``."""

from aptsim.cli.main import command

if __name__ == "__main__":
    command()
