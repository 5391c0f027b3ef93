"""The options that apt-get does not have: where the system comes from, and in which form the answer is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import click

from aptsim.cli.download_options import DOWNLOAD_OPTIONS, DOWNLOAD_VALUED, DownloadOptions, download_options_of
from aptsim.cli.exit_codes import WRONG_USAGE
from aptsim.model.apt_release import RELEASES

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
    download: DownloadOptions
    kernel: str
    apt_release: str
    format: Format
    image: str | None = None
    platform: str | None = None
    snapshot: str | None = None
    base: str | None = None

    def check(self) -> None:
        """Refuse options that do not go together.

        Raises:
            click.UsageError: naming two that contradict each other, or one that lacks another.
        """
        given = {
            "--root": self.root is not None,
            "--status": self.status is not None and not self.download.makes_root,
            "--packages": bool(self.packages),
            self.download.chosen or "--mirror": self.download.makes_root and self.image is None,
            "--image": self.image is not None,
            "--snapshot": self.snapshot is not None,
        }
        chosen = [name for name, is_given in given.items() if is_given and name != "--status"]
        if given["--status"] and "--packages" not in chosen:
            chosen.append("--status")
        if len(chosen) > 1:
            raise click.UsageError(f"{chosen[0]} and {chosen[1]} name two different systems; give one of them.")
        if self.download.update and chosen not in ([], ["--root"], ["--image"], ["--snapshot"]):
            raise click.UsageError(f"--update is for a system with sources of its own; {chosen[0]} has none.")
        if self.base is not None and self.status is not None:
            raise click.UsageError("--base and --status both say what is installed; give one of them.")
        if self.arch is not None and "--root" in chosen:
            raise click.UsageError("--arch is for bare files; a root folder says itself what it is.")
        if self.platform is not None and self.image is None:
            raise click.UsageError("--platform belongs to --image.")


_OPTIONS = (
    click.option("--root", metavar="DIR", help="A Debian root folder to simulate on. Default: this machine's own /."),
    click.option("--status", metavar="FILE", help="A dpkg status file, instead of a root folder."),
    click.option("--packages", metavar="FILE", multiple=True, help="A Packages file beside --status; can be repeated."),
    click.option("--arch", metavar="ARCH", help="The system's own architecture, for bare files and mirrors."),
    *DOWNLOAD_OPTIONS,
    click.option("--image", metavar="IMAGE", help="A container image: an archive, an OCI layout, or like debian:12."),
    click.option("--platform", metavar="OS/ARCH", help="Which of an image's platforms, like linux/arm64."),
    click.option("--snapshot", metavar="FILE", help="A snapshot of a system, made by simulate snapshot save."),
    click.option(
        "--base",
        type=click.Choice(["minbase", "standard", "empty"]),
        help="Simulate on a fresh system, as debootstrap makes it from the lists, in place of the installed packages.",
    ),
    click.option("--kernel", metavar="RELEASE", default="", help="The running kernel, as uname -r names it."),
    click.option(
        "--apt-release",
        type=click.Choice(list(RELEASES)),
        help="The release of apt to simulate. Default: that of the installed apt, else 2.6.",
    ),
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
    *DOWNLOAD_VALUED,
    "--image",
    "--platform",
    "--snapshot",
    "--kernel",
    "--apt-release",
    "--format",
    "--base",
    "--now",
    "--write-status",
    "--write-extended-states",
    "--packages-from",
    "--systems",
    "--jobs",
    "--output",
    "--dask",
)
"""Our options that are followed by a value, those of single commands among them."""


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
        download=download_options_of(ctx),
        kernel=values["kernel"],
        apt_release=values["apt_release"] or "",
        format=Format(values["format"]),
        image=values["image"],
        platform=values["platform"],
        snapshot=values["snapshot"],
        base=values["base"],
    )
    options.check()
    return options


class NotSimulatedError(click.ClickException):
    """A verb of apt-get that this program leaves to apt-get, with what to use instead."""

    exit_code = WRONG_USAGE


class UnsupportedError(click.ClickException):
    """Something that apt-get can do and this program cannot: said plainly instead of guessed."""

    exit_code = WRONG_USAGE

    def format_message(self) -> str:
        """Give the sentence."""
        return f"{self.message} is not supported yet"
