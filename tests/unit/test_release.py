"""Release files are read as apt reads them from its lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.archive.index_set import read_index_set
from aptsim.archive.release import Release, parse_release
from aptsim.errors import PendingErrors
from aptsim.files.tree import DISK
from aptsim.model.message import Messages
from aptsim.model.package_file import ReleaseFileFlag
from aptsim.system.root import open_root
from tests.unit.real_apt import ask_apt, make_root, need_reference

SIGNED = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{content}\n"
    "-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n"
)


def parse(text: str) -> Release:
    """Read a Release file that has nothing wrong with it."""
    messages = Messages()
    release = parse_release(text.encode(), "Release", messages)
    assert len(messages) == 0
    return release


def test_fields_of_an_unsigned_file() -> None:
    """Empty fields count as absent; tags are found in any case."""
    release = parse(
        "Origin: Debian\nlabel:\nSuite: stable\nNotAutomatic: yes\nArchitectures: all amd64\nSHA256:\n ab 1 x\n"
    )
    assert release == Release(suite="stable", origin="Debian", not_automatic=True, architectures=("all", "amd64"))
    assert release.flags is ReleaseFileFlag.NOT_AUTOMATIC


def test_the_signature_is_taken_off() -> None:
    """Only the signed content counts; lines that were escaped with a dash are restored."""
    release = parse(SIGNED.format(content="Suite: s  \n- Codename: c\nButAutomaticUpgrades: yes"))
    assert (release.suite, release.codename, release.but_automatic_upgrades) == ("s", "c", True)


def test_the_later_of_two_equal_fields_counts() -> None:
    """A repeated tag replaces the first."""
    assert parse("Suite: a\nSuite: b\n").suite == "b"


def test_an_unknown_flag_value_is_a_warning() -> None:
    """A word that is neither yes nor no leaves the flag off."""
    messages = Messages()
    assert not parse_release(b"NotAutomatic: maybe\n", "Release", messages).not_automatic
    assert messages.render() == "W: Unknown flag value: maybe\n"


DAMAGED = {
    "empty": "",
    "no end": SIGNED.format(content="Suite: s").replace("-----END PGP SIGNATURE-----\n", ""),
    "no signature": SIGNED.format(content="Suite: s").split("-----BEGIN PGP SIGNATURE")[0],
    "unsigned lines": SIGNED.format(content="Suite: s") + "Suite: t\n",
    "late start": "Suite: x\n" + SIGNED.format(content="Suite: s"),
    "dash in content": SIGNED.format(content="Suite: s\n-Label: x"),
    "dash in armor": SIGNED.format(content="Suite: s").replace("Hash: SHA256", "-Hash: x"),
    "dash in signature": SIGNED.format(content="Suite: s").replace("iQ==", "-iQ=="),
    "only a header": "-----BEGIN PGP SIGNED MESSAGE-----\nHash: x\n",
    "two signatures": SIGNED.format(content="Suite: s")
    + "-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n",
    "no colon": "garbage\n",
    "plain": "Suite: s\n",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_the_real_apt_says_the_same(tmp_path: Path, name: str) -> None:
    """Whatever the wrapping looks like, the real apt accepts or refuses it with the same words."""
    need_reference()
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/sources.list": "deb http://h s main\n",
            "var/lib/apt/lists/h_dists_s_InRelease": DAMAGED[name],
            "var/lib/apt/lists/h_dists_s_main_binary-amd64_Packages": "",
        },
    )
    real = ask_apt(root, "apt-cache", "policy")
    messages = Messages()
    system = open_root(str(root), messages)
    try:
        files = read_index_set(system.configuration, list(system.architectures), DISK, messages).package_files
        assert f"     release {files[0].rel_str}\n" in real.stdout
    except PendingErrors:
        pass
    assert messages.render() == real.stderr
