"""Small universes as texts, and how they become roots.

A text has one line for a package version::

    archive stable NotAutomatic      # what follows is in this archive; archives stand in this order in sources.list
    archive other unsigned           # ... that has no signature
    a 2; Depends: b (>= 1) | c       # name, version, then fields
    b 1 all; Multi-Arch: foreign     # architecture, when it is not amd64
    source a 2; Binary: a, b         # a source package of the archive
    status                           # what follows is installed
    a 1 auto; Depends: c             # ... automatically
    c 1 <hold ok installed>          # ... in this state
    architectures amd64 i386
    conf APT::Install-Recommends "false";
    pin Package: a; Pin: release a=stable; Pin-Priority: 900
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from .root import Contents
from .stanzas import STATUS_ORDER, Fields, format_fields

HOST = "http://tiny.example"
_PACKAGE = re.compile(r"^(\S+) (\S+)((?: (?:amd64|i386|armhf|all))?)((?: auto)?)(?: <([^>]+)>)?$")


@dataclass(slots=True)
class Archive:
    """One archive: its suite, other fields of its Release file, and its packages."""

    suite: str
    packages: list[Fields] = field(default_factory=list)
    sources: list[Fields] = field(default_factory=list)
    release: Fields = field(default_factory=dict)
    signed: bool = True
    flat: bool = False
    contrib: frozenset[str] = frozenset()

    @property
    def components(self) -> tuple[str, ...]:
        """The components; a second one holds the packages named in ``contrib``."""
        return ("main", "contrib") if self.contrib else ("main",)

    def one_line(self) -> str:
        """The line of sources.list, or the two when there are source packages."""
        where = f"{HOST}/{self.suite} " + ("./\n" if self.flat else f"{self.suite} {' '.join(self.components)}\n")
        return f"deb {where}deb-src {where}" if self.sources else f"deb {where}"

    def deb822(self) -> str:
        """The stanza of a .sources file."""
        where = "Suites: ./\n" if self.flat else f"Suites: {self.suite}\nComponents: {' '.join(self.components)}\n"
        types = "deb deb-src" if self.sources else "deb"
        return f"Types: {types}\nURIs: {HOST}/{self.suite}\n{where}\n"


@dataclass(slots=True)
class Universe:
    """All that a small root is made of."""

    archives: list[Archive] = field(default_factory=list)
    installed: list[Fields] = field(default_factory=list)
    automatic: set[tuple[str, str]] = field(default_factory=set)
    architectures: tuple[str, ...] = ("amd64",)
    conf: str = ""
    preferences: str = ""
    deb822: bool = False

    def contents(self) -> Contents:
        """The files of the root."""
        files = {
            "etc/apt/apt.conf": self.conf,
            "var/lib/dpkg/status": "".join(format_fields(fields) + "\n\n" for fields in self.installed),
            "var/lib/apt/extended_states": self._extended_states(),
        }
        if self.deb822:
            files["etc/apt/sources.list.d/tiny.sources"] = "".join(archive.deb822() for archive in self.archives)
        else:
            files["etc/apt/sources.list"] = "".join(archive.one_line() for archive in self.archives)
        if self.preferences:
            files["etc/apt/preferences"] = self.preferences
        for archive in self.archives:
            files.update(_archive_files(archive, self.architectures))
        return Contents(files, architectures=self.architectures)

    def _extended_states(self) -> str:
        return "".join(
            f"Package: {name}\nArchitecture: {self.architectures[0] if arch == 'all' else arch}\nAuto-Installed: 1\n\n"
            for name, arch in sorted(self.automatic)
        )


def _archive_files(archive: Archive, architectures: tuple[str, ...]) -> dict[str, str]:
    base = f"var/lib/apt/lists/{HOST.removeprefix('http://')}_{archive.suite}_"
    lists = base + ("._" if archive.flat else f"dists_{archive.suite}_")
    release = {
        "Origin": "Tiny",
        "Label": "Tiny",
        "Suite": archive.suite,
        "Codename": archive.suite + "-code",
        "Date": "Sat, 10 Jun 2023 08:00:00 UTC",
        "Architectures": " ".join(architectures),
        "Components": " ".join(archive.components),
        **archive.release,
    }
    files = {f"{lists}{'InRelease' if archive.signed else 'Release'}": format_fields(release) + "\n"}
    if archive.sources:
        name = "Sources" if archive.flat else "main_source_Sources"
        files[lists + name] = "".join(format_fields(fields) + "\n\n" for fields in archive.sources)
    if archive.flat:
        return files | {f"{lists}Packages": _index_text(archive.packages)}
    for arch in architectures:
        wanted = [fields for fields in archive.packages if fields["Architecture"] in (arch, "all")]
        for component in archive.components:
            own = [fields for fields in wanted if (fields["Package"] in archive.contrib) == (component == "contrib")]
            files[f"{lists}{component}_binary-{arch}_Packages"] = _index_text(own)
    return files


def _index_text(packages: list[Fields]) -> str:
    return "".join(format_fields(_index_fields(fields)) + "\n\n" for fields in packages)


def _index_fields(fields: Fields) -> Fields:
    name, version, arch = fields["Package"], fields["Version"], fields["Architecture"]
    file = f"{name}_{version.rpartition(':')[2]}_{arch}.deb"
    digest = hashlib.sha256(format_fields(fields).encode()).hexdigest()
    size = str(int(digest[:4], 16) * 17 + 700)
    return {**fields, "Filename": f"pool/{file}", "Size": fields.get("Size", size), "SHA256": digest}


def package_fields(name: str, version: str, arch: str, fields: Fields) -> Fields:
    """A package's stanza, with the fields that every package has."""
    digest = hashlib.md5(f"{name} {version} {arch}".encode(), usedforsecurity=False).hexdigest()
    whole = {
        "Package": name,
        "Priority": "optional",
        "Section": "misc",
        "Installed-Size": str(int(digest[:4], 16)),
        "Maintainer": "Nobody <nobody@tiny.example>",
        "Architecture": arch,
        "Version": version,
        "Description": f"the package {name}",
        **fields,
    }
    return dict(sorted(whole.items(), key=lambda item: STATUS_ORDER.index(item[0]) if item[0] in STATUS_ORDER else 99))


def installed_fields(fields: Fields, status: str = "install ok installed") -> Fields:
    """The stanza of the status for a package's stanza."""
    return {
        "Package": fields["Package"],
        "Status": status,
        **{name: value for name, value in fields.items() if name not in ("Package", "Task")},
    }


def parse_universe(text: str) -> Universe:
    """Read a universe from its text."""
    universe = Universe()
    into: list[Fields] | None = None
    for raw in text.splitlines():
        line = raw.split("  #")[0].strip()
        word, _, rest = line.partition(" ")
        if not line:
            continue
        if word == "archive":
            archive = _parse_archive(rest)
            universe.archives.append(archive)
            into = archive.packages
        elif word == "source":
            universe.archives[-1].sources.append(_parse_source(rest))
        elif line == "status":
            into = None
        elif word == "architectures":
            universe.architectures = tuple(rest.split())
        elif word == "conf":
            universe.conf += rest + "\n"
        elif word == "pin":
            universe.preferences += "\n".join(part.strip() for part in rest.split(";")) + "\n\n"
        else:
            _parse_package(line, universe, into)
    return universe


def _parse_archive(rest: str) -> Archive:
    suite, *flags = rest.split()
    archive = Archive(suite)
    for flag in flags:
        if flag == "unsigned":
            archive.signed = False
            continue
        name, _, value = flag.partition("=")
        archive.release[name] = value or "yes"
    return archive


def _parse_source(rest: str) -> Fields:
    head, *parts = rest.split(";")
    name, version = head.split()
    extra = (part.partition(":") for part in parts)
    return {
        "Package": name,
        "Binary": name,
        "Version": version,
        **{key.strip(): value.strip() for key, _, value in extra},
    }


def _parse_package(line: str, universe: Universe, into: list[Fields] | None) -> None:
    head, *parts = line.split(";")
    match = _PACKAGE.match(head.strip())
    if match is None:
        raise ValueError(f"no package: {line!r}")
    extra = {}
    for part in parts:
        name, _, value = part.partition(":")
        extra[name.strip()] = value.strip()
    arch = match[3].strip() or "amd64"
    fields = package_fields(match[1], match[2], arch, extra)
    if into is not None:
        into.append(fields)
        return
    universe.installed.append(installed_fields(fields, match[5] or "install ok installed"))
    if match[4]:
        universe.automatic.add((match[1], arch))
