"""Which architectures a system has, and which of them is its own.

Apt asks the machine's dpkg where the configuration does not say. A simulation asks the system itself: what dpkg
recorded there, else what its packages are made for, else what this machine is.

Source: apt-pkg/aptconfiguration.cc, getArchitectures; apt-pkg/deb/debsystem.cc, ArchitecturesSupported; dpkg(1),
--add-architecture.
"""

from __future__ import annotations

import re

from aptsim.model.configuration import Configuration

_ARCHITECTURE_FIELD = re.compile(rb"^Architecture:[ \t]*([a-z0-9-]+)", re.MULTILINE | re.IGNORECASE)
_DEBIAN_NAMES = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "i386": "i386",
    "i486": "i386",
    "i586": "i386",
    "i686": "i386",
    "armv7l": "armhf",
    "armv6l": "armhf",
    "ppc64le": "ppc64el",
    "riscv64": "riscv64",
    "s390x": "s390x",
    "mips64": "mips64el",
    "loongarch64": "loong64",
}


def decide_architectures(
    configuration: Configuration, recorded: list[str], status: bytes, given: str = "", otherwise: str = ""
) -> list[str]:
    """List the architectures of a system, its own one first, and set ``APT::Architecture`` in the configuration.

    Args:
        configuration: what it says counts most.
        recorded: the lines of ``var/lib/dpkg/arch``, the native architecture first.
        status: the dpkg status, looked at only when nothing else says.
        given: an architecture that the user named; it stands in for what dpkg recorded.
        otherwise: the one to take when nothing says; '' for this machine's.
    """
    configured = configuration.find_vector("APT::Architectures")
    native = configuration.find("APT::Architecture") or given
    if not native:
        native = next(filter(None, recorded + configured), "") or architecture_of_status(status)
        native = native or otherwise or host_architecture()
    configuration.set("APT::Architecture", native)
    architectures = configured or [native, *recorded]
    if native not in architectures:
        architectures = [native, *architectures]
    very_foreign = configuration.find_vector("APT::BarbarianArchitectures")
    return [name for name in dict.fromkeys(architectures) if name and name not in very_foreign]


def architecture_of_status(status: bytes) -> str:
    """Find the architecture that most packages of a dpkg status are made for; empty when there is none."""
    total = status.count(b"\nArchitecture: ") - status.count(b"\nArchitecture: all\n")
    for match in _ARCHITECTURE_FIELD.finditer(status):
        if match[1] != b"all":
            if status.count(b"\nArchitecture: " + match[1] + b"\n") * 2 > total:
                return match[1].decode()
            break
    counts: dict[bytes, int] = {}
    for name in _ARCHITECTURE_FIELD.findall(status):
        if name != b"all":
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=counts.__getitem__).decode() if counts else ""


def host_architecture() -> str:
    """Name this machine's architecture as Debian does; ``amd64`` when it is none that Debian has."""
    import platform  # here only: a system mostly says itself what it is

    return _DEBIAN_NAMES.get(platform.machine().lower(), "amd64")
