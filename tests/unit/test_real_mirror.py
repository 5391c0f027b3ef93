"""Debian's own mirror, as this machine's apt is set up for it; only where APTSIM_REAL_MIRROR is set."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aptsim.archive.sources import read_sources
from aptsim.cli.main import main
from aptsim.files.tree import DISK
from aptsim.model.message import Messages
from aptsim.system.root import open_root
from tests.unit.real_apt import ask_apt, make_root, need_reference

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

pytestmark = pytest.mark.skipif(
    not os.environ.get("APTSIM_REAL_MIRROR"), reason="needs Debian's mirror, and APTSIM_REAL_MIRROR=1"
)


@pytest.fixture(scope="module")
def mirror() -> str:
    """The mirror from which this machine's apt has bookworm-updates, the smallest suite."""
    system = open_root("/", Messages())
    archives = read_sources(system.configuration, list(system.architectures), DISK, Messages())
    found = [archive.uri.rstrip("/") for archive in archives if archive.dist == "bookworm-updates"]
    if not found:
        pytest.skip("this machine's apt has no source for bookworm-updates")
    return found[0]


def test_debians_own_lists_are_verified_and_used(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bundled keys verify what Debian signs, and apt-get update and -s on the same source says the same."""
    need_reference()
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path / "cache"))
    line = [
        "install",
        "tzdata",
        "--mirror",
        mirror,
        "--suite",
        "bookworm-updates",
        "--arch",
        "amd64",
        "--format",
        "apt",
    ]
    code = main(line)
    answer = capsys.readouterr()
    assert "not accepted" not in answer.err and "simulate: fetched bookworm-updates InRelease" in answer.err
    root = make_root(tmp_path / "root", {"var/lib/dpkg/arch": "amd64\n"})
    (root / "etc/apt/sources.list").write_text(f"deb [arch=amd64 signed-by={KEYRING}] {mirror} bookworm-updates main\n")
    (root / "etc/apt/apt.conf").write_text(
        'APT::Sandbox::User "root";\nAPT::Architectures "amd64";\nAcquire::Languages "none";\n'
    )
    updated = ask_apt(root, "apt-get", "update")
    assert updated.code == 0, updated.stderr
    said = ask_apt(root, "apt-get", "-s", "install", "tzdata")
    assert (answer.out, code) == (said.stdout, said.code)


def test_a_mirror_is_the_same_as_itself(
    mirror: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Comparing a mirror with itself finds nothing."""
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path / "cache"))
    line = ["mirrors", "compare", mirror, f"{mirror}/", "--suite", "bookworm-updates", "--arch", "amd64"]
    assert main(line) == 0
    assert capsys.readouterr().out.endswith("The mirrors have the same.\n")
