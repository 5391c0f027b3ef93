"""Runs the real apt on a root folder, for tests that ask it instead of trusting a copied expectation."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_REFERENCE = "apt 2.6."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run of apt printed and how it ended."""

    stdout: str
    stderr: str
    code: int


def need_reference() -> None:
    """Skip the running test unless an apt of the reference release is on PATH."""
    program = shutil.which("apt-get")
    if program is None:
        pytest.skip("needs the real apt-get on PATH")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    if not version.startswith(_REFERENCE):
        pytest.skip(f"needs {_REFERENCE}x on PATH, found {version.split(' (')[0]}")


def ask_apt(root: Path, *command: str) -> Answer:
    """Run a command with an APT_CONFIG file that sets Dir, in a clean environment and with a cold cache."""
    cache = root.parent / f"{root.name}-cache"
    shutil.rmtree(cache, ignore_errors=True)
    (cache / "archives" / "partial").mkdir(parents=True)
    config = root.parent / f"{root.name}-apt.conf"
    config.write_text(
        f'Dir "{root}"; Dir::Cache "{cache}"; Dir::Bin::methods "/usr/lib/apt/methods";\n'
        'Dir::dpkg::tupletable "/usr/share/dpkg/tupletable"; Dir::dpkg::cputable "/usr/share/dpkg/cputable";\n'
    )
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "APT_CONFIG": str(config)}
    run = subprocess.run(command, capture_output=True, env=environment, check=False)
    return Answer(
        run.stdout.decode("utf-8", "surrogateescape"), run.stderr.decode("utf-8", "surrogateescape"), run.returncode
    )


def make_root(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Make a root folder with the folders apt expects, an empty status and the given files."""
    for name in ("apt.conf.d", "preferences.d", "sources.list.d"):
        (folder / "etc/apt" / name).mkdir(parents=True)
    (folder / "var/lib/apt/lists/partial").mkdir(parents=True)
    (folder / "var/lib/dpkg").mkdir(parents=True)
    for name, content in {"var/lib/dpkg/status": "", "etc/apt/sources.list": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
