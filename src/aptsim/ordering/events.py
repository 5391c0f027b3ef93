"""What a simulated run tells, line by line; `str` of an event is apt's text (apt-pkg/algorithms.cc, pkgSimulate)."""

from __future__ import annotations

from aptsim.model.cache_types import DependencyType
from aptsim.model.value import Value


class Breakage(Value):
    """The system has broken packages after an event; `packages` are those that the run has not come to yet."""

    packages: tuple[str, ...]

    def __str__(self) -> str:
        return " [" + "".join(f"{name} " for name in self.packages) + "]"


class Candidate(Value):
    """The version that a line speaks of, with where it comes from: `1.2-3 Debian:12.11/stable [amd64]`."""

    version: str
    release: str

    def __str__(self) -> str:
        return f" ({self.version} {self.release})"


class Violation(Value):
    """A package whose pre-dependency is unmet, or that stands beside what it conflicts with or breaks."""

    package: str
    target: str
    kind: DependencyType

    def __str__(self) -> str:
        return f" [{self.package} on {self.target}]"


class Inst(Value):
    """A package is unpacked (pkgSimulate::RealInstall).

    >>> candidate = Candidate("1.1", "Debian:12.11/stable [amd64]")
    >>> str(Inst(1, "foo", "amd64", "1.0", candidate, (), Breakage(("bar:amd64",))))
    'Inst foo [1.0] (1.1 Debian:12.11/stable [amd64]) [bar:amd64 ]'
    """

    package: int
    name: str
    arch: str
    current_version: str
    """The installed version, '' when none is."""
    candidate: Candidate | None
    violations: tuple[Violation, ...]
    breakage: Breakage | None

    def __str__(self) -> str:
        installed = f" [{self.current_version}]" if self.current_version else ""
        violations = "".join(map(str, self.violations))
        return f"Inst {self.name}{installed}{self.candidate or ''}{violations}{self.breakage or ''}"


class Conf(Value):
    """A package is configured (pkgSimulate::RealConfigure)."""

    package: int
    name: str
    arch: str
    candidate: Candidate | None
    breakage: Breakage | None

    def __str__(self) -> str:
        return f"Conf {self.name}{self.candidate or ''}{self.breakage or ''}"


class UnmetRelation(Value):
    """A relation that does not hold, as the simulation names it: ` Depends:name:arch`."""

    kind: DependencyType
    target: str

    def __str__(self) -> str:
        return f" {_UNMET_WORDS.get(self.kind, 'Depends')}:{self.target}"


_UNMET_WORDS = {
    DependencyType.OBSOLETES: "Obsoletes",
    DependencyType.CONFLICTS: "Conflicts",
    DependencyType.BREAKS: "Breaks",
}


class BrokenConf(Value):
    """A package is to be configured whose dependencies do not hold; its text has three lines (RealConfigure)."""

    package: int
    name: str
    """With architecture."""
    arch: str
    unmet: tuple[UnmetRelation, ...]
    breakage: Breakage | None

    def __str__(self) -> str:
        return f"Conf {self.name} broken\n{''.join(map(str, self.unmet))}\n{self.breakage or ''}"


class Remv(Value):
    """A package is removed, or purged: then the line begins with `Purg` (pkgSimulate::RealRemove)."""

    package: int
    name: str
    arch: str
    current_version: str
    """The installed version, '' when only configuration files are left."""
    purge: bool
    breakage: Breakage | None

    def __str__(self) -> str:
        installed = f" [{self.current_version}]" if self.current_version else ""
        return f"{'Purg' if self.purge else 'Remv'} {self.name}{installed}{self.breakage or ''}"


Event = Inst | Conf | BrokenConf | Remv
