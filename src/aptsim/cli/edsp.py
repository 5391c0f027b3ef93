"""``simulate edsp``: answers a scenario of apt's external solver protocol, and so is a solver for apt itself."""

from __future__ import annotations

import click

from aptsim.cli.verbs import OWN_COMMANDS

_EPILOG = """\b
Examples:
  simulate edsp scenario               what apt-get --solver dump wrote
  simulate edsp --format text scenario.xz
  apt-get -s --solver aptsim install vim        (docs/edsp.md says how to install it)
"""


@click.command(
    short_help=OWN_COMMANDS["edsp"],
    epilog=_EPILOG.rstrip(),
)
@click.option("--root", metavar="DIR", help="Take the configuration of this root folder. Default: this machine's own.")
@click.option("-o", "--option", "settings", metavar="NAME=VALUE", multiple=True, help="Set a configuration item.")
@click.option("-v", "--verbose", is_flag=True, help="Name package and version in each stanza of the answer.")
@click.option("--kernel", metavar="RELEASE", default="", help="The running kernel, as uname -r names it.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["edsp", "text", "json"]),
    default="edsp",
    show_default=True,
    help="edsp for apt, text to read, json to process.",
)
@click.argument("scenario", metavar="[FILE]", default="-")
def edsp(root: str | None, settings: tuple[str, ...], verbose: bool, kernel: str, form: str, scenario: str) -> int:
    """Answer a scenario of apt's external solver protocol (EDSP) as apt's internal solver would.

    FILE is a scenario, plain or compressed, or - for standard input.
    """
    from aptsim.cli.solver import SolverOptions, run_solver

    return run_solver(SolverOptions(scenario, root, settings, verbose, kernel, form))
