"""The options that apt-get does not have: where the system comes from, and in which form the answer is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from aptsim.cli.download_options import DOWNLOAD_OPTIONS, DownloadOptions, read_download
from aptsim.cli.own_option import OwnOption
from aptsim.cli.refusals import WrongUsageError
from aptsim.model.apt_release import RELEASES
from aptsim.model.value import Value


class Format(Enum):
    """In which form the answer is given."""

    APT = "apt"
    TEXT = "text"
    JSON = "json"


class OwnOptions(Value):
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
            WrongUsageError: naming two that contradict each other, or one that lacks another.
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
            raise WrongUsageError(f"{chosen[0]} and {chosen[1]} name two different systems; give one of them.")
        if self.download.update and chosen not in ([], ["--root"], ["--image"], ["--snapshot"]):
            raise WrongUsageError(f"--update is for a system with sources of its own; {chosen[0]} has none.")
        if self.base is not None and self.status is not None:
            raise WrongUsageError("--base and --status both say what is installed; give one of them.")
        if self.arch is not None and "--root" in chosen:
            raise WrongUsageError("--arch is for bare files; a root folder says itself what it is.")
        if self.platform is not None and self.image is None:
            raise WrongUsageError("--platform belongs to --image.")


OWN_OPTIONS = (
    OwnOption("--root", "root", "A Debian root folder to simulate on. Default: this machine's own /.", "DIR"),
    OwnOption("--status", "status", "A dpkg status file, instead of a root folder.", "FILE"),
    OwnOption("--packages", "packages", "A Packages file beside --status; can be repeated.", "FILE", is_repeated=True),
    OwnOption("--arch", "arch", "The system's own architecture, for bare files and mirrors.", "ARCH"),
    *DOWNLOAD_OPTIONS,
    OwnOption("--image", "image", "A container image: an archive, an OCI layout, or like debian:12.", "IMAGE"),
    OwnOption("--platform", "platform", "Which of an image's platforms, like linux/arm64.", "OS/ARCH"),
    OwnOption("--snapshot", "snapshot", "A snapshot of a system, made by simulate snapshot save.", "FILE"),
    OwnOption(
        "--base",
        "base",
        "Simulate on a fresh system, as debootstrap makes it from the lists, in place of the installed packages.",
        choices=("minbase", "standard", "empty"),
    ),
    OwnOption("--kernel", "kernel", "The running kernel, as uname -r names it.", "RELEASE", default=""),
    OwnOption(
        "--apt-release",
        "apt_release",
        "The release of apt to simulate. Default: that of the installed apt, else 2.6.",
        choices=tuple(RELEASES),
    ),
    OwnOption(
        "--format",
        "format",
        "text to read, json to process, or apt: what apt-get -s prints, to the byte.",
        choices=tuple(form.value for form in Format),
        default=Format.TEXT.value,
        shows_default=True,
    ),
)
"""The options that every command with a system has."""
WRITE_OPTIONS = (
    OwnOption("--write-status", "write_status", "Write the dpkg status that the run leaves behind.", "FILE"),
    OwnOption(
        "--write-extended-states", "write_extended_states", "Write its automatic marks, as apt keeps them.", "FILE"
    ),
)
"""Those of the verbs of apt-get alone; see `WriteOptions`."""
VALUED_OPTIONS = (
    *(option.name for option in (*OWN_OPTIONS, *WRITE_OPTIONS) if not option.is_flag),
    *("--now", "--packages-from", "--systems", "--jobs", "--output", "--dask"),
)
"""Our options that are followed by a value, those of single commands among them."""


def read_own(values: Mapping[str, Any], words: Sequence[str]) -> OwnOptions:
    """Give the values of our options on a command line.

    Args:
        values: by parameter, as click has them.
        words: the command line in its order.

    Raises:
        WrongUsageError: when they contradict each other.
    """
    options = OwnOptions(
        root=values["root"],
        status=values["status"],
        packages=values["packages"],
        arch=values["arch"],
        download=read_download(values, words),
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
