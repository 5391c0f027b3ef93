"""The request of `apt-get satisfy` and `build-dep`, read from the words of the command line.

Source: apt-private/private-source.cc, DoBuildDep.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from aptsim.archive.build_dependency import BuildDependency, BuildField, BuildTarget
from aptsim.archive.source_record import SourceRecord, read_source_file
from aptsim.errors import PendingErrors
from aptsim.files.folder import extension_of, folder_exists
from aptsim.files.tree import DISK
from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.value import Value
from aptsim.request.file_arguments import FileArgument, is_source_file, split_file_arguments
from aptsim.request.pseudo_packages import PseudoPackage, PseudoPackages
from aptsim.request.satisfy import read_satisfy_arguments
from aptsim.request.source_packages import SourceSystem, find_source_package


class BuildRequest(Value):
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
    """Reads the request of one run, step by step as apt does.

    Attributes:
        names: the arguments of `build-dep` that name packages; they are looked up on the opened system.
        has_files: whether other arguments name files.
    """

    def __init__(
        self,
        configuration: Configuration,
        architectures: Sequence[str],
        messages: Messages,
        release: AptRelease = DEFAULT_RELEASE,
    ) -> None:
        self._configuration = configuration
        self._messages = messages
        self._release = release
        self._target = _build_target(configuration, architectures, messages, release)
        self._pseudo = PseudoPackages(configuration.find_b("APT::Get::Indep-Only"))
        self.names: list[str] = []
        self.has_files = False

    def read_satisfy(self, arguments: Sequence[str]) -> BuildRequest:
        """Reads the arguments of `satisfy`.

        Raises:
            PendingErrors: where apt would stop; its words are in the messages.
        """
        _, relations = self._split(arguments)
        package = PseudoPackage(self._release.satisfy_package, self._target.arch)
        self._pseudo.add(package, read_satisfy_arguments(relations, self._target, self._messages))
        return BuildRequest(self._pseudo.packages, self._pseudo.index, "APT::Get::Satisfy-Automatic")

    def read_build_arguments(self, arguments: Sequence[str], say: Callable[[str], None]) -> None:
        """Reads those arguments of `build-dep` that name files, and what every package needs to be built.

        Raises:
            PendingErrors: where apt would stop; its words are in the messages.
        """
        files, self.names = self._split(arguments)
        self.has_files = bool(files)
        essentials = [
            BuildDependency(BuildField.DEPENDS_INDEP, name)
            for name in self._configuration.find_vector("APT::Build-Essential")
            if name
        ]
        native = self._configuration.find("APT::Architecture")
        self._pseudo.add(PseudoPackage("builddeps:essentials", native), essentials)
        for file in files:
            kind = "directory" if folder_exists(file.path, DISK) else "file"
            say(f"Note, using {kind} '{file.path}' to get the build dependencies")
            is_folder = extension_of(file.path) != "dsc"
            path = os.path.realpath(f"{file.path}/debian/control" if is_folder else file.path)
            record = read_source_file(path, self._messages)
            self._add(file.path, record, file.release, say)

    def find_named(self, system: SourceSystem) -> None:
        """Looks up the arguments that name packages.

        Raises:
            PendingErrors: when there is no such source package; apt's words are in the messages.
        """
        for name in self.names:
            source, record = find_source_package(system, name)
            self._add(source, record, name.rpartition("/")[2] if "/" in name else "", system.say)

    def build_request(self) -> BuildRequest:
        """Gives what was read of `build-dep`."""
        return BuildRequest(self._pseudo.packages, self._pseudo.index, "APT::Get::Build-Dep-Automatic")

    def _add(self, name: str, record: SourceRecord, release: str, say: Callable[[str], None]) -> None:
        """Adds the pseudo package of a source package; one that cannot be read has no dependencies (GetBuildDeps)."""
        is_arch_only = self._configuration.find_b("APT::Get::Arch-Only")
        try:
            dependencies = record.build_dependencies(self._target, is_arch_only, self._messages)
            if not dependencies:
                say(f"{name} has no build depends.")
        except PendingErrors:
            self._messages.error(f"Unable to get build-dependency information for {name}")
            dependencies = []
        self._pseudo.add(PseudoPackage(f"builddeps:{name}", self._target.arch, release), dependencies)

    def _split(self, arguments: Sequence[str]) -> tuple[list[FileArgument], list[str]]:
        files, others = split_file_arguments(arguments, is_source_file, self._messages)
        if not files and not others:
            self._messages.error("Must specify at least one package to check builddeps for")
            raise PendingErrors
        return files, others


def _build_target(
    configuration: Configuration, architectures: Sequence[str], messages: Messages, release: AptRelease
) -> BuildTarget:
    """Gives the architecture and the profiles to build for; warns of an architecture that nothing is known of."""
    host = configuration.find("APT::Get::Host-Architecture")
    barbarian = configuration.find_vector("APT::BarbarianArchitectures")
    known = ("all", *architectures, *barbarian) if release.builds_for_any_architecture else architectures
    if host and host not in known:
        text = f"No architecture information available for {host}. See apt.conf(5) APT::Architectures for setup"
        if not release.builds_for_any_architecture:
            messages.error(text)
            raise PendingErrors
        messages.warning(text)
    profiles = configuration.find_vector("APT::Build-Profiles")
    return BuildTarget(host or configuration.find("APT::Architecture"), frozenset(profiles))
