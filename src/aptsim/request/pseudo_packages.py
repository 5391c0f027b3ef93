"""Packages that exist only for one run: what they depend on is what the run shall bring about.

Source: apt-private/private-source.cc, WriteBuildDependencyPackage and DoBuildDep.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.archive.build_dependency import BuildDependency
from aptsim.errors import AptCrashError
from aptsim.model.cache_types import OPERATOR_MASK, OPERATOR_SIGNS, OR
from aptsim.model.value import Value


class PseudoPackage(Value):
    """A package to install and forget.

    Args:
        release: the release that its dependencies shall come from, '' for no wish.
    """

    name: str
    arch: str
    release: str = ""


class PseudoPackages:
    """The pseudo packages of a run, and the index that describes them."""

    def __init__(self, is_indep_only: bool = False) -> None:
        """Starts without a package.

        Args:
            is_indep_only: whether to leave out what only architecture dependent builds need.
        """
        self._is_indep_only = is_indep_only
        self._stanzas: list[str] = []
        self.packages: list[PseudoPackage] = []

    @property
    def index(self) -> bytes:
        """The index, as apt writes it into a temporary file."""
        return "".join(self._stanzas).encode("utf-8", "surrogateescape")

    def add(self, package: PseudoPackage, dependencies: Iterable[BuildDependency]) -> None:
        """Adds a package.

        Raises:
            AptCrashError: when its last dependency promises an alternative that does not follow.
        """
        depends: list[str] = []
        conflicts: list[str] = []
        for dependency in dependencies:
            if self._is_indep_only and dependency.field.is_for_arch:
                continue
            (conflicts if dependency.field.is_conflict else depends).append(_relation(dependency))
        for relations in (depends, conflicts):
            if relations and relations[-1].endswith("|"):
                raise AptCrashError(f"the missing alternative in '{''.join(relations).strip()}'")
        text = f"Package: {package.name}\nArchitecture: {package.arch}\nVersion: 1\n"
        if depends:
            text += "Depends:\n" + "".join(depends)
        if conflicts:
            text += "Conflicts:\n" + "".join(conflicts)
        self._stanzas.append(text + "\n")
        self.packages.append(package)


def _relation(dependency: BuildDependency) -> str:
    text = f" {dependency.name}"
    if dependency.version:
        text += f" ({OPERATOR_SIGNS[dependency.operator & OPERATOR_MASK]} {dependency.version})"
    return f"{text}\n  |" if dependency.operator & OR else f"{text},\n"
