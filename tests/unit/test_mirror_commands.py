"""The command line over mirrors: which options name which lists, and what is said."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aptsim.cli.main import main
from aptsim.mirrors import snapshots
from tests.unit.archive_server import LIST, SUITE, ArchiveServer, forms_of, release_text
from tests.unit.real_apt import ask_apt, make_root, need_reference
from tests.unit.signing import clear_signed, make_key, write_keyring

HELLO = b"Package: hello\nVersion: 2.10\nArchitecture: amd64\nFilename: h.deb\nSize: 10\nInstalled-Size: 3\n\n"
_UNAUTHENTICATED = "E: Some packages could not be authenticated\n"


def suite_files(prefix: str, packages: bytes, **fields: str) -> dict[str, bytes]:
    """The files of a suite at a path of a server."""
    forms = forms_of(LIST, packages)
    return {f"{prefix}{name}": data for name, data in {**forms, "InRelease": signed(forms, fields)}.items()}


def signed(forms: dict[str, bytes], fields: dict[str, str]) -> bytes:
    """InRelease for some lists."""
    return clear_signed(release_text(forms, fields))


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


def inst_lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the last command would install, as apt says it."""
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith("Inst ")]


def test_one_command_from_nothing_to_the_plan(
    mirror: ArchiveServer, keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mirror and a suite are enough; what is fetched is said in quiet lines on stderr."""
    line = ["install", "hello", "--mirror", mirror.mirror, "--suite", "test", "--keyring", keyring, "--format", "apt"]
    assert main([*line, "--arch", "amd64"]) == 0
    answer = capsys.readouterr()
    assert "Inst hello (2.10 Test:test [amd64])\n" in answer.out
    sizes = [(name, len(mirror.files[SUITE + name])) for name in ("InRelease", f"{LIST}.gz")]
    assert answer.err == "".join(f"simulate: fetched test {name} ({size:,} bytes)\n" for name, size in sizes)


def test_suites_belong_to_the_mirror_before_them(
    mirror: ArchiveServer, keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several mirrors have suites and components of their own; those before the first mirror are for all."""
    newer = HELLO.replace(b"2.10", b"2.11")
    mirror.files |= suite_files("security/dists/test-security/", newer, Suite="test-security")
    both = [
        "--mirror",
        mirror.mirror,
        "--suite=test",
        "--mirror",
        f"{mirror.address}/security",
        "--suite=test-security",
    ]
    shared = ["--keyring", keyring, "--format=apt", "--arch=amd64"]
    assert main(["install", "hello", *both, *shared]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.11 Test:test-security [amd64])"]
    mirror.files |= suite_files("security/dists/test/", newer)
    for_all = ["--suite", "test", "--mirror", mirror.mirror, "--mirror", f"{mirror.address}/security"]
    assert main([*for_all, "install", "hello", *shared]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.11 Test:test [amd64])"]


def test_an_unverified_mirror_is_an_error(
    mirror: ArchiveServer, keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the key the command fails with one line; --allow-unsigned goes on, and apt would warn of the packages."""
    line = ["install", "hello", "--mirror", mirror.mirror, "--suite", "test", "--arch=amd64", "--format=apt"]
    assert main(line) == 100
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith(f"E: {mirror.mirror}/dists/test/InRelease: its signature is not accepted: key ")
    assert "debian-archive-keyring.gpg, ubuntu-archive-keyring.gpg" in error
    assert main([*line, "--allow-unsigned", "--assume-no"]) == 100
    answer = capsys.readouterr()
    assert "WARNING: The following packages cannot be authenticated!\n  hello\n" in answer.out
    assert answer.err.endswith(
        "; it is used all the same\n" + answer.err.splitlines(keepends=True)[-2] + _UNAUTHENTICATED
    )


def test_offline_is_silent(mirror: ArchiveServer, keyring: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What was fetched once is used again without a mirror, and without it the error names the way."""
    line = ["install", "hello", "--mirror", mirror.mirror, "--suite", "test", "--keyring", keyring, "--format", "json"]
    line += ["--base", "empty"]
    assert main([*line, "--offline"]) == 100
    assert capsys.readouterr().err.endswith("nothing of it is in the cache; run once without --offline\n")
    assert main(line) == 0
    first = capsys.readouterr().out
    mirror.files.clear()
    assert main([*line, "--offline"]) == 0
    again = capsys.readouterr()
    assert (again.out, again.err) == (first, "")
    assert json.loads(first)["exit_code"] == 0


def test_a_source_list_names_several(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of either format takes the place of --mirror; what is wrong in it is named with its line."""
    (tmp_path / "my.list").write_text(f"deb [signed-by={keyring}] {mirror.mirror} test main\n")
    assert main(["install", "hello", "--sources", str(tmp_path / "my.list"), "--arch=amd64", "--format=apt"]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.10 Test:test [amd64])"]
    (tmp_path / "my.list").write_text("deb\n")
    assert main(["install", "hello", "--sources", str(tmp_path / "my.list")]) == 100
    assert f"E: {tmp_path}/my.list: Malformed line 1 in source list" in capsys.readouterr().err
    assert main(["install", "hello", "--sources", str(tmp_path / "none")]) == 100
    assert capsys.readouterr().err.endswith("none: the source list cannot be read: No such file or directory\n")


def container(tmp_path: Path, mirror: ArchiveServer) -> Path:
    """The root of a fresh container: sources and keys, and no lists."""
    root = make_root(tmp_path / "root", {"var/lib/dpkg/arch": "amd64\n"})
    (root / "etc/apt/trusted.gpg.d").mkdir()
    write_keyring(root / "etc/apt/trusted.gpg.d/test.gpg")
    (root / "etc/apt/sources.list").write_text(f"deb {mirror.mirror} test main\n")
    return root


def test_a_container_without_lists_is_brought_up_to_date(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --update a root's own sources are asked, by its own keys; nothing is written into the root."""
    root = container(tmp_path, mirror)
    before = sorted(root.rglob("*"))
    assert main(["install", "hello", "--root", str(root)]) == 100
    assert "simulate: the root has no package lists; --update downloads those of its sources" in capsys.readouterr().err
    assert main(["install", "hello", "--root", str(root), "--update", "--format", "apt"]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.10 Test:test [amd64])"]
    assert sorted(root.rglob("*")) == before
    (root / "etc/apt/trusted.gpg.d/test.gpg").unlink()
    assert main(["install", "hello", "--root", str(root), "--update"]) == 100
    assert "(there is no keyring)" in capsys.readouterr().err


def test_without_update_a_root_is_what_it_is(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In apt's format a root without lists stays what apt-get says of it."""
    root = container(tmp_path, mirror)
    assert main(["install", "hello", "--root", str(root), "--format", "apt"]) == 100
    assert capsys.readouterr().err == "E: Unable to locate package hello\n"
    assert not mirror.asked


def test_an_update_leads_to_what_apts_own_update_leads_to(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After apt-get update from the same server, apt-get -s says what simulate says with --update."""
    need_reference()
    mirror.files |= suite_files("debian/dists/next/", HELLO.replace(b"2.10", b"3.0"), Suite="next", NotAutomatic="yes")
    root = container(tmp_path, mirror)
    with (root / "etc/apt/sources.list").open("a") as file:
        file.write(f"deb [by-hash=force] {mirror.mirror} next main contrib\n")
    (root / "etc/apt/apt.conf").write_text('APT::Sandbox::User "root";\nAcquire::Languages "none";\n')
    answers = []
    for words in (["hello"], ["hello/next"], ["-V", "hello=3.0"]):
        code = main(["install", *words, "--root", str(root), "--update", "--format", "apt"])
        answers.append((capsys.readouterr().out, code))
    updated = ask_apt(root, "apt-get", "update")
    if updated.code:
        pytest.skip(f"apt-get update does not work here: {updated.stderr}")
    for words, answer in zip((["hello"], ["hello/next"], ["-V", "hello=3.0"]), answers, strict=True):
        said = ask_apt(root, "apt-get", "-s", "install", *words)
        assert answer == (said.stdout, said.code)


def test_a_time_in_the_past_leads_to_snapshots(
    mirror: ArchiveServer, keyring: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--at takes Debian's own mirrors as they were; there a Release file may be past its end."""
    monkeypatch.setattr(snapshots, "SNAPSHOT_BASE", f"{mirror.address}/archive/")
    ended = {"Valid-Until": "Wed, 13 Dec 2017 10:00:00 UTC", "Date": "Tue, 12 Dec 2017 10:00:00 UTC"}
    newer = HELLO.replace(b"2.10", b"2.11")
    mirror.files |= suite_files("archive/debian/20171212T000000Z/dists/test/", HELLO, **ended)
    mirror.files |= suite_files("archive/debian/20171212T000000Z/dists/stable/", HELLO, Suite="stable", **ended)
    mirror.files |= suite_files("archive/debian-security/20171212T000000Z/dists/test/updates/", newer, **ended)
    shared = ["install", "hello", "--at", "2017-12-12", "--keyring", keyring, "--arch=amd64", "--format=apt"]
    assert main([*shared, "--suite", "test", "--suite", "test/updates"]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.11 Test:test [amd64])"]
    assert main(shared) == 0
    assert inst_lines(capsys) == ["Inst hello (2.10 Test:stable [amd64])"]
    assert main([*shared, "--mirror", "http://ftp.de.debian.org/debian", "--suite", "test"]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.10 Test:test [amd64])"]


def test_source_lists_are_taken_to_the_past(
    mirror: ArchiveServer,
    keyring: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Debian's mirrors in a source list, or in a root, become their snapshots; other archives have none."""
    monkeypatch.setattr(snapshots, "SNAPSHOT_BASE", f"{mirror.address}/archive/")
    mirror.files |= suite_files("archive/debian/20171212T000000Z/dists/test/", HELLO)
    sources = tmp_path / "debian.list"
    sources.write_text("deb http://deb.debian.org/debian test main # http://example.org/\n")
    root = container(tmp_path, mirror)
    (root / "etc/apt/sources.list").write_text("# http://example.org/\n")
    (root / "etc/apt/sources.list.d/d.sources").write_text(
        "Types: deb\nURIs: https://deb.debian.org/debian/\nSuites: test\nComponents: main\n"
    )
    (tmp_path / "other.list").write_text("deb http://example.org/debian test main\n")
    shared = ["install", "hello", "--at", "2017-12-12", "--format=apt"]
    sources.write_text("deb http://deb.debian.org/debian test main\n")
    assert main([*shared, "--sources", str(sources), "--keyring", keyring, "--arch=amd64"]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.10 Test:test [amd64])"]
    assert main([*shared, "--root", str(root), "--update"]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.10 Test:test [amd64])"]
    assert main([*shared, "--sources", str(tmp_path / "other.list")]) == 100
    assert "other.list: of http://example.org/debian no state of the past is known" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--mirror", "http://a"], "--mirror http://a needs --suite NAME behind it"),
        (["--suite", "x"], "--suite and --component belong to --mirror URL"),
        (
            ["--mirror", "http://a", "--suite", "x", "--sources", "f"],
            "--mirror and --sources name two different",
        ),
        (["--mirror", "http://a", "--suite", "x", "--root", "/"], "--root and --mirror name two different systems"),
        (["--mirror", "http://a", "--suite", "x", "--update"], "--mirror is downloaded anyway"),
        (["--packages", "f", "--update"], "--update is for a system with sources of its own; --packages has none"),
        (["--mirror", "a", "--suite", "x"], "'a' is not the address of a mirror"),
        (["--keyring", "f"], "--keyring is for lists that are downloaded"),
        (["--allow-unsigned"], "--allow-unsigned is for lists that are downloaded"),
        (["--offline"], "--offline is for lists that are downloaded"),
        (["--at", "yesterday"], "--at 'yesterday' is no time"),
        (["--at", "2017-12-12", "--mirror", "http://a.example", "--suite", "x"], "of Debian's own mirrors only"),
        (["--at", "2017-12-12", "--root", "/"], "--at with --root needs --update"),
    ],
)
def test_options_that_do_not_go_together(words: list[str], text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What contradicts itself is wrong usage, said in one sentence before anything is fetched."""
    assert main(["install", "hello", *words]) == 2
    assert text in capsys.readouterr().err


def test_a_damaged_keyring_is_one_line(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A keyring that is none, or not there, is named."""
    line = ["install", "hello", "--mirror", mirror.mirror, "--suite", "test", "--keyring"]
    (tmp_path / "bad.gpg").write_bytes(b"nothing")
    assert main([*line, str(tmp_path / "bad.gpg")]) == 100
    assert f"{tmp_path}/bad.gpg is not a keyring: " in capsys.readouterr().err
    assert main([*line, str(tmp_path / "none.gpg")]) == 100
    assert capsys.readouterr().err.endswith("none.gpg: the keyring cannot be read: No such file or directory\n")


def test_the_requests_library_is_imported_for_downloads_only(keyring: str) -> None:
    """Naming a root imports neither the web client nor the OpenPGP library."""
    code = (
        "import sys; from aptsim.cli.main import main; main(['install', 'x', '--root', '/nonexistent']);"
        "print(sorted({'requests', 'pysequoia', 'filelock'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal to write to")
def test_a_terminal_shows_a_bar_for_each_file(mirror: ArchiveServer, keyring: str) -> None:
    """On a terminal each file has a line of its own with its name, and the quiet lines are not there."""
    ours, theirs = os.openpty()
    line = ["install", "hello", "--mirror", mirror.mirror, "--suite", "test", "--keyring", keyring, "--arch=amd64"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    words = [sys.executable, "-m", "aptsim", *line]
    run = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=theirs, env=environment, check=False)
    os.close(theirs)
    text = b""
    with contextlib.suppress(OSError):
        while part := os.read(ours, 65536):
            text += part
    os.close(ours)
    assert run.returncode == 0
    assert b"test InRelease" in text and f"test {LIST}.gz".encode() in text
    assert b"simulate: fetched" not in text


def test_another_key_in_the_ring_does_no_harm(
    mirror: ArchiveServer, keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--keyring may be repeated, and a ring may hold keys that sign nothing here."""
    other = write_keyring(tmp_path / "other.gpg", make_key("Stranger"))
    line = ["install", "hello", "--mirror", mirror.mirror, "--suite", "test", "--arch=amd64", "--format=apt"]
    assert main([*line, "--keyring", other, "--keyring", keyring]) == 0
    assert inst_lines(capsys) == ["Inst hello (2.10 Test:test [amd64])"]
