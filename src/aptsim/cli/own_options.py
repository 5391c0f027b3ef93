"""The options that apt-get does not have: where the system comes from, and in which form the answer is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import click

from aptsim.cli.exit_codes import WRONG_USAGE

Decorated = TypeVar("Decorated", bound=Callable[..., object])


class Format(Enum):
    """In which form the answer is given."""

    APT = "apt"
    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class OwnOptions:
    """What our own options say; a value that was not given is None or empty."""

    root: str | None
    status: str | None
    packages: tuple[str, ...]
    arch: str | None
    mirror: str | None
    suites: tuple[str, ...]
    components: tuple[str, ...]
    kernel: str
    format: Format

    def check(self) -> None:
        """Refuse options that do not go together.

        Raises:
            click.UsageError: naming two that contradict each other, or one that lacks another.
        """
        given = {
            "--root": self.root is not None,
            "--status": self.status is not None and self.mirror is None,
            "--packages": bool(self.packages),
            "--mirror": self.mirror is not None,
        }
        chosen = [name for name, is_given in given.items() if is_given and name != "--status"]
        if given["--status"] and "--packages" not in chosen:
            chosen.append("--status")
        if len(chosen) > 1:
            raise click.UsageError(f"{chosen[0]} and {chosen[1]} name two different systems; give one of them.")
        if self.mirror is not None and not self.suites:
            raise click.UsageError("--mirror needs --suite NAME.")
        if self.mirror is None and (self.suites or self.components):
            raise click.UsageError("--suite and --component belong to --mirror URL.")
        if self.arch is not None and "--root" in chosen:
            raise click.UsageError("--arch is for bare files; a root folder says itself what it is.")


_OPTIONS = (
    click.option("--root", metavar="DIR", help="A Debian root folder to simulate on. Default: this machine's own /."),
    click.option("--status", metavar="FILE", help="A dpkg status file, instead of a root folder."),
    click.option("--packages", metavar="FILE", multiple=True, help="A Packages file beside --status; can be repeated."),
    click.option("--arch", metavar="ARCH", help="The system's own architecture, for bare files and mirrors."),
    click.option("--mirror", metavar="URL", help="Download the lists of a mirror and simulate on an empty system."),
    click.option("--suite", "suites", metavar="NAME", multiple=True, help="A suite of the mirror, like bookworm."),
    click.option("--component", "components", metavar="NAME", multiple=True, help="Like main (the default)."),
    click.option("--kernel", metavar="RELEASE", default="", help="The running kernel, as uname -r names it."),
    click.option(
        "--format",
        type=click.Choice([form.value for form in Format]),
        default=Format.TEXT.value,
        show_default=True,
        help="text to read, json to process, or apt: what apt-get -s prints, to the byte.",
    ),
)
VALUED_OPTIONS = (
    "--root",
    "--status",
    "--packages",
    "--arch",
    "--mirror",
    "--suite",
    "--component",
    "--kernel",
    "--format",
    "--now",
)
"""Our options that are followed by a value."""


def own_options(command: Decorated) -> Decorated:
    """Add our options to a click command; :func:`own_options_of` gives their values."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def own_options_of(ctx: click.Context) -> OwnOptions:
    """Give the values of our options on a command line.

    Raises:
        click.UsageError: when they contradict each other.
    """
    values = ctx.params
    options = OwnOptions(
        root=values["root"],
        status=values["status"],
        packages=values["packages"],
        arch=values["arch"],
        mirror=values["mirror"],
        suites=values["suites"],
        components=values["components"],
        kernel=values["kernel"],
        format=Format(values["format"]),
    )
    options.check()
    return options


class UnsupportedError(click.ClickException):
    """Something that apt-get can do and this program cannot: said plainly instead of guessed."""

    exit_code = WRONG_USAGE

    def format_message(self) -> str:
        """Give the sentence."""
        return f"{self.message} is not supported yet"
