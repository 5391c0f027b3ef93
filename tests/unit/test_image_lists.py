"""A system in an image, with lists from a mirror: chosen ones, or those of its own sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import aptsim
from aptsim.cli.main import main
from aptsim.snapshot.snapshot import open_snapshot
from aptsim.system.bundled import bundled_root
from tests.unit.archive_server import ArchiveServer
from tests.unit.image_files import files_of, layer_of_files, layout_files, write_folder
from tests.unit.real_apt import make_root
from tests.unit.signing import write_keyring

HELLO = b"Package: hello\nVersion: 2.10\nArchitecture: amd64\nDepends: base\nFilename: h.deb\nSize: 10\n\n"
STATUS = b"Package: base\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"
KEYRINGS = Path(__file__).resolve().parents[2] / "data/keyrings"


@pytest.fixture
def mirror() -> Iterator[ArchiveServer]:
    """A mirror that has a package."""
    running = ArchiveServer()
    running.offer(HELLO)
    yield running
    running.close()


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A keyring with the key that signs, and a cache of its own."""
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path / "cache"))
    return write_keyring(tmp_path / "ring.gpg")


def image_of(folder: Path, files: dict[str, bytes]) -> str:
    """Make an image of these files and a status."""
    base = layer_of_files({"/var/lib/dpkg/status": STATUS, "/var/lib/dpkg/arch": b"amd64\n", **files})
    return str(write_folder(folder, layout_files([base])))


def test_a_mirror_takes_the_place_of_the_own_sources(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is installed comes from the image, what can be installed from the mirror; its own sources do not count."""
    image = image_of(tmp_path / "image", {"/etc/apt/sources.list": b"deb http://nowhere.invalid/ x main\n"})
    chosen = ("--mirror", mirror.mirror, "--suite", "test", "--keyring", keyring)
    assert main(["install", "hello", "--image", image, *chosen, "--format", "apt"]) == 0
    out = capsys.readouterr().out
    assert "0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded." in out
    assert "Inst hello (2.10 Test:test [amd64])" in out
    saved = tmp_path / "x.snapshot"
    assert main(["snapshot", "save", str(saved), "--image", image, *chosen]) == 0
    capsys.readouterr()
    assert main(["install", "hello", "--snapshot", str(saved), "--format", "apt"]) == 0
    assert capsys.readouterr().out == out
    assert str(tmp_path).encode() not in b"".join(path.encode() for path in open_snapshot(str(saved)).tree.names("/"))


def test_the_own_sources_are_checked_with_the_own_keys(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --update the image's keyring decides; nothing of this machine's stands in for a missing one."""
    sources = f"deb [signed-by=/usr/share/keyrings/test.gpg] {mirror.mirror} test main\n".encode()
    key = Path(keyring).read_bytes()
    image = image_of(tmp_path / "a", {"/etc/apt/sources.list": sources, "/usr/share/keyrings/test.gpg": key})
    assert main(["install", "hello", "--image", image, "--update", "--format", "apt"]) == 0
    assert "Inst hello (2.10 Test:test [amd64])" in capsys.readouterr().out
    image = image_of(tmp_path / "b", {"/etc/apt/sources.list": sources})
    assert main(["install", "hello", "--image", image, "--update", "--format", "apt"]) == 100
    assert "/usr/share/keyrings/test.gpg: the keyring cannot be read" in capsys.readouterr().err


def test_of_keyrings_a_snapshot_has_the_fingerprints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of keyrings for all sources and those that a source names, but not the keys; damaged ones have none."""
    debian = (KEYRINGS / "debian-archive-keyring.gpg").read_bytes()
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/trusted.gpg.d/debian.gpg": debian,
            "etc/apt/trusted.gpg.d/damaged.asc": b"no key",
            "usr/share/keyrings/own.gpg": (KEYRINGS / "ubuntu-archive-keyring.gpg").read_bytes(),
            "etc/apt/sources.list": "deb [signed-by=/usr/share/keyrings/own.gpg] http://h/d s main\n",
            "var/lib/dpkg/status": STATUS,
            "var/lib/dpkg/arch": "amd64\n",
        },
    )
    path = tmp_path / "x.snapshot"
    assert main(["snapshot", "save", str(path), "--root", str(root)]) == 0
    keys = {one.path: one.fingerprints for one in open_snapshot(str(path)).manifest.keys}
    assert set(keys) == {
        "/etc/apt/trusted.gpg.d/debian.gpg",
        "/etc/apt/trusted.gpg.d/damaged.asc",
        "/usr/share/keyrings/own.gpg",
    }
    # The archive key of bookworm, https://ftp-master.debian.org/keys.html.
    assert "B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8" in keys["/etc/apt/trusted.gpg.d/debian.gpg"]
    assert keys["/etc/apt/trusted.gpg.d/damaged.asc"] == ()
    assert debian[:200] not in path.read_bytes()
    capsys.readouterr()
    assert main(["snapshot", "show", str(path)]) == 0
    assert "B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8" in capsys.readouterr().out


def test_the_library_opens_images_and_snapshots(tmp_path: Path) -> None:
    """A simulator of each gives the plan of the root that they were made of."""
    image = str(write_folder(tmp_path / "image", layout_files([layer_of_files(files_of(bundled_root()))])))
    path = tmp_path / "x.snapshot"
    assert main(["snapshot", "save", str(path), "--image", image]) == 0
    runs = [
        simulator.install("openssh-client", options=[("APT::Install-Recommends", "false")])
        for simulator in (aptsim.open_image(image), aptsim.open_snapshot(path))
    ]
    # From the README, where apt's own answer on the bundled root is told.
    for run in runs:
        assert run.plan is not None
        assert run.plan.download_size == 3937660
