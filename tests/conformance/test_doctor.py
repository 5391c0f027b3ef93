"""The doctor's findings, and each claim in them about apt held against the real apt."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aptsim.cli.main import main
from aptsim.health.kinds import KINDS
from tests.unit.real_apt import ask_apt, make_root, need_reference
from tests.unit.web_server import WebServer

from .doctor_cases import CASES, CONF, FILES, NOW, ONLINE, OTHER_RELEASES, SOURCES, Asked, SickCase, fails_to_show

QUOTING = [case for case in CASES if case.code.endswith(("-unparsable", "-odd", "-ignored"))]
_IDS = [f"{case.code}-{number}" for number, case in enumerate(CASES)]


def _root_of(case: SickCase, folder: Path) -> Path:
    files = {**FILES, **case.files}
    root = make_root(folder / "root", {name: text for name, text in files.items() if text is not None})
    for name, text in case.files.items():
        if text is None:
            (root / name).unlink(missing_ok=True)
    if case.change is not None:
        case.change(root)
    return root


def _examined(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, Any]:
    code = main(["doctor", "--root", str(root), "--format", "json", "--now", NOW, *options])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == document["exit_code"]
    return document


def _finding(document: dict[str, Any], code: str) -> dict[str, Any]:
    found = {finding["code"]: finding for finding in document["findings"]}
    assert code in found, sorted(found)
    finding: dict[str, Any] = found[code]
    return finding


def _hold_against_apt(root: Path, asked: Asked) -> None:
    answer = ask_apt(root, asked.program, *asked.command.split())
    text = answer.stdout + answer.stderr
    assert not fails_to_show(asked, text, answer.code), f"{asked.command}\n{text}"


def test_a_healthy_system_has_notes_at_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The system that the sick ones are made of has nothing but the note on its trusted source, and exit code 0."""
    document = _examined(make_root(tmp_path / "root", dict(FILES)), capsys)
    assert [finding["code"] for finding in document["findings"]] == ["source-trusted"]
    assert document["is_healthy"] and document["exit_code"] == 0


@pytest.mark.parametrize("case", CASES, ids=_IDS)
def test_a_sick_system_has_its_finding(case: SickCase, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is found, under its code, on the right line, and makes the exit code 1 if it is no mere note."""
    document = _examined(_root_of(case, tmp_path), capsys)
    finding = _finding(document, case.code)
    assert finding["text"] and finding["apt_will"] and finding["remedy"]
    if case.line is not None:
        assert finding["line"] == case.line
    if finding["severity"] != "note":
        assert document["exit_code"] == 1


@pytest.mark.parametrize("case", CASES, ids=_IDS)
def test_apt_does_what_the_finding_says(case: SickCase, tmp_path: Path) -> None:
    """The real apt, asked on the same system, does what the finding says that it will."""
    need_reference()
    root = _root_of(case, tmp_path)
    for asked in case.asked:
        _hold_against_apt(root, asked)


@pytest.mark.parametrize("case", QUOTING, ids=lambda case: case.code)
def test_what_apt_says_is_quoted_to_the_letter(
    case: SickCase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a finding quotes apt, the real apt's messages have each of these lines."""
    need_reference()
    root = _root_of(case, tmp_path)
    quoted = _finding(_examined(root, capsys), case.code)["apt_says"]
    said = ask_apt(root, "apt-get", "-s", "-q=0", "install", "app").stderr
    assert quoted and all(f"{line}\n" in said for line in quoted), f"{quoted}\n{said}"


def test_every_kind_of_finding_has_a_case() -> None:
    """No claim about apt goes untested but those on other releases of apt."""
    assert set(KINDS) == {case.code for case in CASES} | OTHER_RELEASES | ONLINE


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("0.9.7", "apt-too-old"),
        ("3.3.3", "apt-too-new"),
        ("2.4.13", "apt-stand-in"),
        ("1.0.9.8", "apt-too-old"),
        ("2.6.1", ""),
    ],
)
def test_another_apt_is_told_of(version: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An apt that is older or newer than those known, or between them, is told of; one of these is not."""
    text = f"Package: apt\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n"
    root = make_root(tmp_path / "root", {**FILES, "var/lib/dpkg/status": FILES["var/lib/dpkg/status"] + text})
    codes = {finding["code"] for finding in _examined(root, capsys)["findings"]}
    assert codes & OTHER_RELEASES == ({code} if code else set())


def _served_root(tmp_path: Path, address: str) -> Path:
    """A root whose one source is at an address."""
    bare = address.removeprefix("http://")
    files = {name: text for name, text in FILES.items() if "/lists/" not in name}
    lists = f"var/lib/apt/lists/{bare}_x_._"
    index = next(text for name, text in FILES.items() if "/lists/" in name)
    release = "Suite: x\nDate: Mon, 22 Dec 2025 00:00:00 UTC\n"
    more = {SOURCES: f"deb [trusted=yes] {address}/x ./\n", f"{lists}Packages": index, f"{lists}Release": release}
    proxy = 'Acquire::http::Proxy "DIRECT"; Acquire::Retries "0";\n'
    return make_root(tmp_path / "root", {**files, **more, CONF: files[CONF] + proxy})


def test_a_source_that_cannot_be_reached_is_found_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --online a dead address is an error, without it nobody asks; apt's update keeps the old lists then."""
    with closing(WebServer()) as server:
        root = _served_root(tmp_path, server.address)
        finding = _finding(_examined(root, capsys, "--online"), "source-unreachable")
        assert server.address in finding["items"][0]["name"] and finding["line"] == 1
    assert all(finding["code"] != "source-unreachable" for finding in _examined(root, capsys)["findings"])
    need_reference()
    _hold_against_apt(root, Asked("update", 0, says=("Failed to fetch", "old ones used instead")))
    _hold_against_apt(root, Asked("-s install app", 0, says=("Inst app",)))
    _hold_against_apt(root, Asked("-y --download-only install app", 100, says=("Failed to fetch|Unable to fetch",)))


def test_lists_older_than_the_mirror_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mirror with a newer Release than the lists have is told of, and apt plans with the old lists all the same."""
    with closing(WebServer()) as server:
        server.files["x/./Release"] = server.files["x/Release"] = b"Suite: x\nDate: Tue, 30 Dec 2025 00:00:00 UTC\n"
        root = _served_root(tmp_path, server.address)
        finding = _finding(_examined(root, capsys, "--online"), "list-outdated")
        assert "2025-12-30" in finding["items"][0]["text"]
        need_reference()
        _hold_against_apt(root, Asked("-s install app", 0, says=("Inst app",)))
        # The archive is not on the mirror any more.
        _hold_against_apt(root, Asked("-y --download-only install app", 100, says=("404",)))
