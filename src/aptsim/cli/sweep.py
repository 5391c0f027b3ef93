"""``simulate sweep``: installing each of many packages, one installation at a time."""

from __future__ import annotations

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of

_EPILOG = """\b
Examples:
  simulate sweep --all --root ./my-root --output rows.jsonl
  simulate sweep 'php8*' nginx --no-install-recommends --root ./my-root
  simulate sweep --all --root ./my-root --jobs 8 --output rows.parquet --resume
  simulate sweep --packages-from popular --systems fleet --dask tcp://head:8786
"""


@click.command(
    "sweep",
    cls=SystemCommand,
    short_help="Simulate installing each of many packages; a row each.",
    epilog=_EPILOG.rstrip(),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
    options_metavar="[OPTIONS]",
)
@own_options
@click.option("--all", "takes_all", is_flag=True, help="Every package that the sources offer.")
@click.option("--packages-from", "list_file", metavar="FILE", help="Those named in a file, one a line; - for stdin.")
@click.option("--systems", "systems_file", metavar="FILE", help="On many systems: each line has the options of one.")
@click.option("--jobs", metavar="N", type=click.IntRange(1), help="Processes; default: one for each processor.")
@click.option("--output", metavar="FILE", help="Where the rows go: FILE.parquet as Parquet, else as lines of JSON.")
@click.option("--resume", is_flag=True, help="Go on with the rows that --output has already.")
@click.option("--dask", "cluster", metavar="ADDRESS", help="Have the workers of a Dask cluster do it.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[PACKAGE]...")
@click.pass_context
def sweep(
    ctx: click.Context,
    /,
    words: tuple[str, ...],
    takes_all: bool,
    list_file: str | None,
    systems_file: str | None,
    jobs: int | None,
    output: str | None,
    resume: bool,
    cluster: str | None,
    **_: object,
) -> int:
    """Simulate installing each of many packages on one system, and give a row for each: what it takes, or why it fails.

    Each installation is simulated on its own, from the same state. A PACKAGE is what apt-get install takes, or a glob.
    Options of apt-get apply to all. Rows come in the same order however many processes work; docs/sweep.md says what
    is in them. What is done when Ctrl-C is pressed is kept, and --resume goes on from there.
    """
    from aptsim.cli.sweep_run import SweepOptions, run_sweep

    options = own_options_of(ctx)
    if options.format is options.format.APT:
        raise click.UsageError("A sweep has rows of its own; --format apt is not among them.")
    if resume and output is None:
        raise click.UsageError("--resume needs --output FILE.")
    if cluster is not None and jobs is not None:
        raise click.UsageError("--jobs is for processes of this machine; a Dask cluster has its own workers.")
    wanted = SweepOptions(takes_all, list_file, systems_file, jobs, output, resume, cluster)
    return run_sweep(options, words, wanted, ctx.get_help)
