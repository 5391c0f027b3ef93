"""The configuration under which the real apt runs here: nothing of this machine reaches its answer."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

METHODS = ("http", "https", "file", "copy", "cdrom", "mirror", "mirror+http", "mirror+https", "mirror+file", "store")

# apt starts the transport of every host that it would download from, even when it only simulates. This stand-in
# names its capabilities and leaves, so that a simulation goes on and a download fails at once.
METHOD_STAND_IN = """#!/bin/sh
printf '100 Capabilities\\nVersion: 1.2\\nPipeline: true\\nSingle-Instance: true\\n{}\\n'
"""
# Those that hand out files where they lie say so, and nothing is downloaded then.
LOCAL_METHODS = ("file", "cdrom")


def clean_environment(configuration: Path) -> dict[str, str]:
    """The whole environment that apt is given."""
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/nonexistent",
        "LC_ALL": "C.UTF-8",
        "APT_CONFIG": str(configuration),
    }


def apt_get_version() -> str | None:
    """The version of the apt-get on PATH, or None where there is none."""
    return version_of(("apt-get",))


def version_of(command: tuple[str, ...]) -> str | None:
    """The version that a program of apt gives itself, or None where it cannot be started."""
    try:
        run = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    words = run.stdout.split()
    return words[1] if len(words) > 1 else None


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """Everything apt needs beside the root: configuration, caches, stand-ins of its transports.

    With ``caches``, apt keeps the binary caches that make large roots quick. What it has to say about damaged files
    it says only while it builds them, so small roots go without.
    """

    path: Path
    caches: bool = True

    @property
    def configuration(self) -> Path:
        """The file that APT_CONFIG names for a simulation."""
        return self.path / "apt.conf"

    def make(self, root: Path, architectures: tuple[str, ...], *, real_methods: bool = False) -> None:
        """Make the folder and write the configuration for *root* into it."""
        for name in ("cache/archives/partial", "log", "methods"):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        for name in METHODS:
            stand_in = self.path / "methods" / name
            program = METHOD_STAND_IN.format("Local-Only: true\\n" if name in LOCAL_METHODS else "")
            if not stand_in.exists() or stand_in.read_text() != program:
                unfinished = stand_in.with_name(f".{name}.{os.getpid()}")
                unfinished.write_text(program)
                unfinished.chmod(0o755)
                unfinished.rename(stand_in)
        text = self.text(root, architectures, real_methods=real_methods)
        if not self.configuration.exists() or self.configuration.read_text() != text:
            unfinished = self.configuration.with_suffix(f".{os.getpid()}")
            unfinished.write_text(text)
            unfinished.rename(self.configuration)

    def text(self, root: Path, architectures: tuple[str, ...], *, real_methods: bool = False) -> str:
        """The lines of the configuration; what the root's own apt.conf says comes later and wins."""
        methods = "/usr/lib/apt/methods" if real_methods else f"{self.path}/methods"
        foreign = " ".join(f'"{arch}";' for arch in architectures)
        return "\n".join(
            (
                f'Dir "{root}";',
                f'Dir::State::status "{root}/var/lib/dpkg/status";',
                f'Dir::Cache "{self.path}/cache";',
                f'Dir::Cache::pkgcache "{"pkgcache.bin" if self.caches else ""}";',
                f'Dir::Cache::srcpkgcache "{"srcpkgcache.bin" if self.caches else ""}";',
                f'Dir::Log "{self.path}/log";',
                f'Dir::Bin::methods "{methods}";',
                f'Dir::Bin::dpkg "{"/usr/bin/dpkg" if real_methods else "/bin/false"}";',
                'Dir::dpkg::tupletable "/usr/share/dpkg/tupletable";',
                'Dir::dpkg::triplettable "/usr/share/dpkg/triplettable";',
                'Dir::dpkg::cputable "/usr/share/dpkg/cputable";',
                f'APT::Architecture "{architectures[0]}";',
                f"APT::Architectures {{ {foreign} }};",
                'APT::Sandbox::User "root";',
                'APT::Get::Show-User-Simulation-Note "false";',
                'Debug::NoLocking "true";',
                "",
            )
        )
