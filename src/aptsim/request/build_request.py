"""The request of `apt-get satisfy` and `build-dep`, read from the words of the command line.

Source: apt-private/private-source.cc, DoBuildDep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aptsim.archive.build_dependency import BuildTarget
from aptsim.errors import PendingErrors
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.request.file_arguments import FileArgument, is_source_file, split_file_arguments
from aptsim.request.pseudo_packages import PseudoPackage, PseudoPackages
from aptsim.request.satisfy import read_satisfy_arguments

BUILDING = ("satisfy",)
"""The verbs that install pseudo packages."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What a run shall bring about.

    Args:
        packages: the pseudo packages.
        index: the index that describes them.
        leaves_automatic: the option that has what comes in for them count as automatically installed.
    """

    packages: Sequence[PseudoPackage]
    index: bytes
    leaves_automatic: str


class BuildRequestReader:
    """Reads the request of one run, step by step as apt does."""

    def __init__(self, configuration: Configuration, architectures: Sequence[str], messages: Messages) -> None:
        self._configuration = configuration
        self._messages = messages
        self._target = _build_target(configuration, architectures, messages)

    def read_satisfy(self, arguments: Sequence[str]) -> BuildRequest:
        """Reads the arguments of `satisfy`.

        Raises:
            PendingErrors: where apt would stop; its words are in the messages.
        """
        target, messages = self._target, self._messages
        _, relations = self._split(arguments)
        pseudo = PseudoPackages()
        package = PseudoPackage("satisfy:command-line", target.arch)
        pseudo.add(package, read_satisfy_arguments(relations, target, messages))
        return BuildRequest(pseudo.packages, pseudo.index, "APT::Get::Satisfy-Automatic")

    def _split(self, arguments: Sequence[str]) -> tuple[list[FileArgument], list[str]]:
        files, others = split_file_arguments(arguments, is_source_file, self._messages)
        if not files and not others:
            self._messages.error("Must specify at least one package to check builddeps for")
            raise PendingErrors
        return files, others


def _build_target(configuration: Configuration, architectures: Sequence[str], messages: Messages) -> BuildTarget:
    """Gives the architecture and the profiles to build for; warns of an architecture that nothing is known of."""
    host = configuration.find("APT::Get::Host-Architecture")
    barbarian = configuration.find_vector("APT::BarbarianArchitectures")
    if host and host not in ("all", *architectures, *barbarian):
        messages.warning(
            f"No architecture information available for {host}. See apt.conf(5) APT::Architectures for setup"
        )
    profiles = configuration.find_vector("APT::Build-Profiles")
    return BuildTarget(host or configuration.find("APT::Architecture"), frozenset(profiles))
