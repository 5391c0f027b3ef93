"""A root folder that the real apt and dpkg install into, and tiny packages without scripts to install.

Everything lies in one temporary folder; the files of the packages belong to whoever runs the tests, so that it need
not be root.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from .aptconf import clean_environment

_FOLDERS = (
    *("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "var/lib/apt/lists/partial"),
    *("var/cache/apt/archives/partial", "var/log/apt", "etc/apt/apt.conf.d", "etc/apt/preferences.d", "tmp"),
)


@dataclass(frozen=True, slots=True)
class Deb:
    """A package: its control file, and the contents of its configuration files by path from the top."""

    control: str
    conffiles: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name, as the first line of the control file has it."""
        return self.control.partition("\n")[0].removeprefix("Package: ")

    def archive(self) -> bytes:
        """The package file."""
        control = {"control": self.control}
        if self.conffiles:
            control["conffiles"] = "".join(f"/{path}\n" for path in self.conffiles)
        files = {f"usr/share/{self.name}/readme": self.name, **self.conffiles}
        members = (("debian-binary", b"2.0\n"), ("control.tar", _tar(control)), ("data.tar", _tar(files)))
        return b"!<arch>\n" + b"".join(_member(name, data) for name, data in members)


def _tar(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        folders = {str(parent) for path in files for parent in Path(path).parents}
        for name in sorted(folders):
            archive.addfile(_entry(f"./{name}" if name != "." else "./", tarfile.DIRTYPE, 0o755))
        for name, text in files.items():
            entry = _entry(f"./{name}", tarfile.REGTYPE, 0o644)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return stream.getvalue()


def _entry(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.uid, entry.gid = kind, mode, os.geteuid(), os.getegid()
    return entry


def _member(name: str, data: bytes) -> bytes:
    return f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)


class DpkgRoot:
    """The root, with a source of packages beside it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "root"
        self._source = folder / "source"
        self._configuration = folder / "apt.conf"
        for name in _FOLDERS:
            (self.path / name).mkdir(parents=True)
        self.status_path = self.path / "var/lib/dpkg/status"
        self.states_path = self.path / "var/lib/apt/extended_states"
        self.status_path.write_text("")
        (self.path / "etc/apt/sources.list").write_text(f"deb [trusted=yes] file:{self._source} ./\n")
        self._configuration.write_text(_configuration(self.path))

    def publish(self, *packages: Deb) -> None:
        """Have the source offer these packages and no others."""
        shutil.rmtree(self._source, ignore_errors=True)
        self._source.mkdir()
        stanzas = []
        for number, package in enumerate(packages):
            data = package.archive()
            name = f"{package.name}-{number}.deb"
            (self._source / name).write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            stanzas.append(f"{package.control}Filename: ./{name}\nSize: {len(data)}\nSHA256: {digest}\n")
        (self._source / "Packages").write_text("\n".join(stanzas))
        self.apt_get("update")

    def apt_get(self, *arguments: str) -> str:
        """Run apt-get, which installs into the root unless it only simulates."""
        return self._run("apt-get", "-y", *arguments)

    def hold(self, *packages: str) -> None:
        """Put packages on hold."""
        text = "".join(f"{package} hold\n" for package in packages)
        self._run("dpkg", f"--root={self.path}", "--force-not-root", "--set-selections", given=text)

    def _run(self, *command: str, given: str = "") -> str:
        environment = clean_environment(self._configuration)
        run = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


def _configuration(root: Path) -> str:
    return "\n".join(
        (
            f'Dir "{root}";',
            f'Dir::State::status "{root}/var/lib/dpkg/status";',
            'Dir::Bin::methods "/usr/lib/apt/methods";',
            'Dir::Bin::dpkg "/usr/bin/dpkg";',
            f'DPkg::Options {{ "--root={root}"; "--force-not-root"; "--force-unsafe-io"; "--log=/dev/null"; }};',
            'Dpkg::Use-Pty "false";',
            'APT::Architecture "amd64";',
            'APT::Architectures { "amd64"; };',
            'APT::Sandbox::User "root";',
            'Acquire::Languages "none";',
            'Debug::NoLocking "true";',
            "",
        )
    )
