"""``simulate mirrors compare``: whether mirrors are the same, and whether it matters."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from aptsim.cli.exit_codes import FAILED, FINDINGS, PLANNED
from aptsim.cli.own_options import Format
from aptsim.cli.verbs import OWN_COMMANDS

if TYPE_CHECKING:
    from aptsim.archive.download_watcher import DownloadWatcher
    from aptsim.archive.update import UpdateOptions
    from aptsim.display.mirrors import MirrorPlan
    from aptsim.mirrors.comparison import SuiteComparison
    from aptsim.mirrors.suite import MirrorSuite
    from aptsim.resolver.plan import Plan
    from aptsim.run import Run

_EPILOG = """\b
Examples:
  simulate mirrors compare --suite bookworm http://deb.debian.org/debian http://ftp.de.debian.org/debian
  simulate mirrors compare --suite sid --arch arm64 --for openssh-client URL URL --format json
"""
_FEWEST = 2


class _Named:
    """Tells a watcher of files with the name of their mirror in front: they have the same names on all."""

    def __init__(self, watcher: DownloadWatcher, mirror: str) -> None:
        self._watcher = watcher
        self._mirror = mirror

    def on_bytes(self, name: str, received: int, total: int) -> None:
        """More of a file has arrived."""
        self._watcher.on_bytes(f"{self._mirror} {name}", received, total)

    def on_file(self, name: str, size: int) -> None:
        """A file is complete."""
        self._watcher.on_file(f"{self._mirror} {name}", size)

    def on_note(self, text: str) -> None:
        """Something is not as it should be."""
        self._watcher.on_note(text)


@click.group(short_help=OWN_COMMANDS["mirrors"])
def mirrors() -> None:
    """Look at mirrors."""


@mirrors.command(short_help="Say whether mirrors have the same.", epilog=_EPILOG.rstrip())
@click.option("--suite", "suites", metavar="NAME", multiple=True, required=True, help="Like bookworm.")
@click.option(
    "--component", "components", metavar="NAME", multiple=True, default=("main",), help="Like main (default)."
)
@click.option("--arch", metavar="ARCH", help="Default: this machine's.")
@click.option(
    "--for", "packages", metavar="PACKAGE", multiple=True, help="Say whether it changes how this is installed."
)
@click.option("--status", metavar="FILE", help="A dpkg status file, for --for; without it nothing is installed.")
@click.option("--keyring", "keyrings", metavar="FILE", multiple=True, help="Keys to trust instead of Debian's.")
@click.option("--allow-unsigned", is_flag=True, help="Look at mirrors without a valid signature, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice([Format.TEXT.value, Format.JSON.value]),
    default=Format.TEXT.value,
    show_default=True,
    help="text to read, or json to process.",
)
@click.argument("urls", nargs=-1, metavar="URL URL [URL]...")
def compare(
    urls: tuple[str, ...],
    suites: tuple[str, ...],
    components: tuple[str, ...],
    arch: str | None,
    packages: tuple[str, ...],
    status: str | None,
    keyrings: tuple[str, ...],
    allow_unsigned: bool,
    form: str,
) -> int:
    """Say whether mirrors have the same: how old they are, which lists are torn, which packages differ.

    The newest mirror is what the others are held against. The exit code is 0 when all have the same, 1 when not.
    """
    from aptsim.archive.trust import key_places_of_machine
    from aptsim.archive.update import UpdateOptions
    from aptsim.cli.download_progress import watch_downloads
    from aptsim.display.mirrors import comparison_document, format_comparison
    from aptsim.mirrors.comparison import compare_surveys
    from aptsim.mirrors.suite import MirrorSuite
    from aptsim.mirrors.survey import survey
    from aptsim.system.architectures import host_architecture

    if len(urls) < _FEWEST:
        raise click.UsageError("Give at least two mirrors to compare.")
    architectures = (arch or host_architecture(),)
    chosen = [[MirrorSuite(url, suite, components, architectures) for suite in suites] for url in urls]
    with watch_downloads() as watcher:
        options = UpdateOptions(key_places_of_machine(keyrings), watcher=watcher, allow_unsigned=allow_unsigned)
        comparisons = [
            compare_surveys([survey(one, options) for one in column]) for column in zip(*chosen, strict=True)
        ]
        plans = _plans(urls, chosen, comparisons, packages, status, options) if packages else []
    is_same = all(one.is_same for one in comparisons) and all(plan.is_same for plan in plans)
    code, request = PLANNED if is_same else FINDINGS, " ".join(("install", *packages))
    if form == Format.JSON.value:
        document = comparison_document(comparisons, request, plans, code)
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        sys.stdout.write(format_comparison(comparisons, request, plans))
    return code


def _plans(
    urls: Sequence[str],
    chosen: Sequence[Sequence[MirrorSuite]],
    comparisons: Sequence[SuiteComparison],
    packages: Sequence[str],
    status: str | None,
    options: UpdateOptions,
) -> list[MirrorPlan]:
    """Plan the same with the lists of each mirror, and hold the plans against the first."""
    from aptsim.archive.mirror_errors import MirrorError
    from aptsim.display.mirrors import MirrorPlan
    from aptsim.explain.plan_difference import compare_plans
    from aptsim.mirrors.root import root_of_suites

    reference: Plan | None = None
    plans: list[MirrorPlan] = []
    for number, (url, suites) in enumerate(zip(urls, chosen, strict=True)):
        # The cache may have from one mirror what another lacks.
        unusable = [name for comparison in comparisons for name in comparison.mirrors[number].unusable]
        if unusable:
            plans.append(MirrorPlan(url, f"its lists cannot be used: {', '.join(unusable)}", FAILED, ()))
            continue
        try:
            run = _install(str(root_of_suites(suites, options)), packages, status)
        except MirrorError as error:
            plans.append(MirrorPlan(url, f"its lists cannot be used: {error}", FAILED, ()))
            continue
        if run.plan is None or run.exit_code:
            said = "; ".join(message.text for message in run.messages if message.is_error)
            plans.append(MirrorPlan(url, f"there is no plan: {said}", run.exit_code, ()))
            continue
        reference = reference or run.plan
        plans.append(MirrorPlan(url, "", run.exit_code, tuple(compare_plans(run.plan, reference))))
    return plans


def _install(root: str, packages: Sequence[str], status: str | None) -> Run:
    from aptsim.errors import MissingInputError
    from aptsim.simulator import Simulator

    if status is not None and not os.path.isfile(status):
        raise MissingInputError(status, "no such file")
    settings = [("Dir::State::status", os.path.abspath(status))] if status is not None else []
    return Simulator.open(root, settings).install(*packages)
