"""The doctor's page, its text, its exit codes, and the case that the project was born from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aptsim.cli.main import main
from aptsim.health.kinds import KINDS

_TOP = Path(__file__).resolve().parents[2]
_JESSIE = _TOP / "data" / "jessie"
_SCREEN = 45  # lines


def _text(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["doctor", *words])
    return code, capsys.readouterr().out


def test_the_page_has_every_finding_as_it_is() -> None:
    """The table of docs/doctor.md has one row for each kind, with its severity and both of its sentences."""
    rows = [line for line in (_TOP / "docs/doctor.md").read_text().splitlines() if line.startswith("| `")]
    for kind in KINDS.values():
        assert f"| `{kind.code}` | {kind.severity.value} | {kind.apt_will} | {kind.remedy} |" in rows


def test_the_bundled_root_is_healthy_on_the_day_of_its_lists(capsys: pytest.CaptureFixture[str]) -> None:
    """The snapshot that the project carries is a healthy system: exit code 0, and one note, on a list that is old."""
    code, text = _text(capsys, "--root", str(_TOP / "data/bookworm/root"), "--now", "2026-11-24")
    assert code == 0
    assert "\nHealthy; 1 note.\n" in text and "note release-old" in text


def test_the_failed_run_of_jessie_is_settled_in_one_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """What dpkg left behind in 2018 is told as what it is: libc6 waits for libgcc1, and the whole system is missing."""
    status, packages = str(_JESSIE / "status-after-failed-run"), str(_JESSIE / "Packages")
    code, text = _text(capsys, "--status", status, "--packages", packages, "--now", "2018-06-01")
    assert code == 1
    assert len(text.splitlines()) <= _SCREEN
    assert "libc6  Depends: libgcc1 (not installed; 1:4.9.2-10+deb8u1 is on offer)" in text
    assert "25 of 25 essential packages are not installed." in text
    assert "2 packages are unpacked and not configured." in text


def test_the_lost_status_of_jessie_is_one_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a status the one thing to tell is that, and what apt takes the system for."""
    code, text = _text(capsys, "--packages", str(_JESSIE / "Packages"), "--arch", "amd64")
    assert code == 1
    assert "error status-absent" in text and "Apt takes the system for empty" in text
    assert len(text.splitlines()) <= _SCREEN


def test_a_status_cut_in_half_is_told_by_what_lies_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half of jessie's status: the lost packages are known from status-old and from dpkg's lists of files."""
    whole = (_JESSIE / "status-healthy").read_text()
    dpkg = tmp_path / "root/var/lib/dpkg"
    (dpkg / "info").mkdir(parents=True)
    stanzas = whole.strip().split("\n\n")
    (dpkg / "status").write_text("\n\n".join(stanzas[: len(stanzas) // 2]) + "\n\n")
    (dpkg / "status-old").write_text(whole)
    (dpkg / "arch").write_text("amd64\n")
    for stanza in stanzas:
        (dpkg / "info" / f"{stanza.partition(chr(10))[0].removeprefix('Package: ')}.list").write_text("/.\n")
    code = main(["doctor", "--root", str(tmp_path / "root"), "--format", "json"])
    found = {finding["code"]: finding for finding in json.loads(capsys.readouterr().out)["findings"]}
    lost = len(stanzas) - len(stanzas) // 2
    assert code == 1
    assert len(found["status-lost-packages"]["items"]) == lost
    assert len(found["status-smaller-than-old"]["items"]) == lost


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--root", "/nonexistent"], 100),
        (["--status", "/nonexistent"], 100),
        (["--now", "yesterday"], 2),
        (["--format", "apt"], 2),
        (["openssh-client"], 2),
        (["--root", "/", "--status", "x"], 2),
    ],
)
def test_what_cannot_be_examined_is_one_clear_error(
    words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A system that is not there exits with 100, a wrong command line with 2; both say so on stderr alone."""
    assert main(["doctor", *words]) == code
    captured = capsys.readouterr()
    assert not captured.out and captured.err and "Traceback" not in captured.err


def test_a_binary_status_is_a_finding_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A status of random bytes is told of as one that cannot be parsed, from its first byte on."""
    status = tmp_path / "status"
    status.write_bytes(bytes(range(128, 256)) * 20)
    code = main(["doctor", "--status", str(status), "--format", "json"])
    finding = json.loads(capsys.readouterr().out)["findings"][0]
    assert code == 1
    assert (finding["code"], finding["line"], finding["offset"]) == ("status-unparsable", 1, 0)
