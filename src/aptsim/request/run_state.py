"""What the request room has to know of a run: candidates, marks and where to say things.

The run itself lives above this room; these protocols are all that is asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.universe.universe import Universe


class PackageMarks(Protocol):
    """The state of one package in a run, as far as a request looks at it (pkgDepCache::StateCache)."""

    candidate_version: int
    garbage: bool

    @property
    def install(self) -> bool:
        """Whether a version will be installed, new or other."""

    @property
    def new_install(self) -> bool:
        """Whether it will be installed and was not."""

    @property
    def upgradable(self) -> bool:
        """Whether there is a newer candidate, or a first one."""

    @property
    def auto(self) -> bool:
        """Whether it was installed automatically."""


class RunState(Protocol):
    """The run that a request is made to (pkgDepCache)."""

    @property
    def universe(self) -> Universe:
        """All packages and versions."""

    @property
    def configuration(self) -> Configuration:
        """The configuration with the options of the command line in it."""

    @property
    def messages(self) -> Messages:
        """Takes errors and warnings."""

    def state(self, package: int) -> PackageMarks:
        """Give the state of a package."""

    def set_candidate_version(self, version: int) -> None:
        """Make a version the candidate of its package."""

    def now_broken(self, package: int) -> bool:
        """Say whether a dependency of the installed version is unmet now."""

    def install_broken(self, package: int) -> bool:
        """Say whether a dependency of what will be there is unmet after the run."""

    def ensure_swept(self) -> None:
        """Bring ``garbage`` up to date."""


class RequestNotes(Protocol):
    """Takes what apt says while it reads the arguments; texts carry no newline at their end.

    ``package`` is the package a sentence is about, as ``name:arch``.
    """

    def say(self, text: str, package: str = "") -> None:
        """Say something that shows up to quiet level 1 (c1out)."""

    def mention(self, text: str, package: str = "") -> None:
        """Say something that shows at quiet level 0 only (c0out)."""

    def list_replacing(self, packages: Sequence[int]) -> None:
        """List the packages that replace a missing one; nothing is shown for an empty list (c1out)."""
