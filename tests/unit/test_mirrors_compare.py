"""Mirrors compared: two web servers on the loopback address play mirrors of one archive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aptsim.cli.main import main
from tests.unit.archive_server import LIST, NOW, SUITE, ArchiveServer, release_date
from tests.unit.signing import make_key, write_keyring


def packages(*entries: str) -> bytes:
    """A list of packages, each a name and a version, and what it depends on behind a slash."""
    stanzas = []
    for entry in entries:
        (name, version), depends = entry.partition("/")[0].split(), entry.partition("/")[2]
        stanza = f"Package: {name}\nVersion: {version}\nArchitecture: amd64\nFilename: {name}.deb\nSize: 10\n"
        stanzas.append(stanza + (f"Depends: {depends}\n" if depends else ""))
    return "\n".join(stanzas).encode()


OLD = packages("hello 2.9", "same 1", "gone 1", "built 1/same", "other 1")
NEW = packages("hello 2.10/same", "same 1", "fresh 1", "built 1", "other 1")
YESTERDAY = {"Date": release_date(NOW - timedelta(days=1, hours=3)), "Version": "12.1"}
TODAY = {"Date": release_date(NOW - timedelta(hours=1)), "Version": "12.2"}


@pytest.fixture
def pair() -> Iterator[tuple[ArchiveServer, ArchiveServer]]:
    """A mirror with today's state and one that has it too."""
    one, other = ArchiveServer(), ArchiveServer()
    one.offer(NEW, fields=TODAY)
    other.offer(NEW, fields=TODAY)
    yield one, other
    one.close()
    other.close()


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A keyring with the key that signs, and a cache of its own."""
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path / "cache"))
    return write_keyring(tmp_path / "ring.gpg")


def line_for(pair: tuple[ArchiveServer, ArchiveServer], keyring: str, *words: str) -> list[str]:
    """A command line that compares the pair."""
    shared = ["--suite", "test", "--arch", "amd64", "--keyring", keyring]
    return ["mirrors", "compare", pair[0].mirror, pair[1].mirror, *shared, *words]


def test_mirrors_with_the_same_are_the_same(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code is 0, and each mirror is told with version and date; files are fetched under their own names."""
    assert main(line_for(pair, keyring)) == 0
    day = (NOW - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    assert capsys.readouterr().out == (
        "test\n"
        f"  {pair[0].mirror}: 12.2, of {day} UTC\n"
        f"  {pair[1].mirror}: 12.2, of {day} UTC\n"
        "The mirrors have the same.\n"
    )


def test_an_older_mirror_is_told_with_its_packages(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """How much older it is, and each package with the versions on both; the newest is the measure."""
    pair[0].offer(OLD, fields=YESTERDAY)
    assert main(line_for(pair, keyring)) == 1
    out = capsys.readouterr().out
    assert "12.1, of " in out and " UTC, 1 d 2 h older than the newest\n" in out
    assert (
        f"    {LIST}: 4 packages not as on the newest\n"
        "      built:amd64: 1, with another content\n"
        "      fresh:amd64: none; on the newest 1\n"
        "      gone:amd64: 1; on the newest none\n"
        "      hello:amd64: 2.9; on the newest 2.10\n"
    ) in out
    assert out.endswith("The mirrors do not have the same.\n")


def test_a_torn_mirror_is_told_apart_from_an_old_one(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Release is of today and the list of yesterday: torn; the mirror whose list it really is gets named."""
    pair[1].offer(OLD, fields=YESTERDAY)
    for form in ("xz", "gz"):
        pair[0].files[f"{SUITE}{LIST}.{form}"] = pair[1].files[f"{SUITE}{LIST}.{form}"]
    assert main(line_for(pair, keyring, "--format", "json")) == 1
    document = json.loads(capsys.readouterr().out)
    torn, old = document["suites"][0]["mirrors"]
    assert (document["same"], document["exit_code"], document["suites"][0]["newest"]) == (False, 1, pair[0].mirror)
    [one] = torn["lists"]
    assert (one["state"], one["by_hash"], one["belongs_to"]) == ("torn", False, pair[1].mirror)
    assert one["found"] == hashlib.sha256(pair[1].files[f"{SUITE}{one['form']}"]).hexdigest() != one["promised"]
    assert (old["lists"][0]["state"], old["seconds_behind"]) == ("good", 26 * 3600)


def test_by_hash_heals_a_torn_mirror(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the promised list is there under its sum, that is said, and a plan can be made all the same."""
    by_hash = {"Acquire-By-Hash": "yes", **TODAY}
    for mirror in pair:
        mirror.offer(NEW, fields=by_hash)
    for form in ("xz", "gz"):
        data = pair[1].files[f"{SUITE}{LIST}.{form}"]
        pair[1].files[f"{SUITE}main/binary-amd64/by-hash/SHA256/{hashlib.sha256(data).hexdigest()}"] = data
        pair[1].files[f"{SUITE}{LIST}.{form}"] = b"\0" + data
    assert main(line_for(pair, keyring, "--for", "hello")) == 1
    out = capsys.readouterr().out
    assert "torn, for it is not the file that its own Release promises; under its sum it is there\n" in out
    assert out.endswith("install hello: the plan is the same with each.\n")


def test_a_missing_list_is_told(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list that Release promises and that is in no form there is a finding, not an error."""
    for form in ("xz", "gz"):
        del pair[1].files[f"{SUITE}{LIST}.{form}"]
    assert main(line_for(pair, keyring, "--for", "hello")) == 1
    out = capsys.readouterr().out
    assert f"    {LIST}: Release promises it, and it is not there\n" in out
    assert f"  {pair[1].mirror}: its lists cannot be used: {LIST}\n" in out


def test_an_expired_mirror_is_a_finding(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mirror that is not updated any more is told as that, and compared all the same."""
    pair[1].offer(NEW, fields={**TODAY, "Valid-Until": release_date(NOW - timedelta(minutes=1))})
    assert main(line_for(pair, keyring)) == 1
    assert "    Release: it expired on " in capsys.readouterr().out


def test_whether_it_matters_is_said(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --for the plans are held against each other, for a given status where there is one."""
    pair[1].offer(OLD, fields=YESTERDAY)
    assert main(line_for(pair, keyring, "--for", "other")) == 1
    assert capsys.readouterr().out.endswith("install other: the plan is the same with each.\n")
    assert main(line_for(pair, keyring, "--for", "hello")) == 1
    assert capsys.readouterr().out.endswith(
        "install hello: the plans are not the same.\n"
        f"  {pair[1].mirror}:\n"
        "    hello:amd64: install 2.9; with the first install 2.10\n"
        "    same:amd64: nothing; with the first install 1\n"
    )
    status = tmp_path / "status"
    status.write_text("Package: same\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\nMaintainer: x\n\n")
    assert main(line_for(pair, keyring, "--for", "hello", "--status", str(status), "--format", "json")) == 1
    plans = json.loads(capsys.readouterr().out)["for"]
    assert (plans["request"], plans["same"]) == ("install hello", False)
    assert [one["package"] for one in plans["plans"][1]["differences"]] == ["hello:amd64"]
    assert main(line_for(pair, keyring, "--for", "fresh")) == 1
    assert capsys.readouterr().out.endswith(f"  {pair[1].mirror}: there is no plan: Unable to locate package fresh\n")


def test_a_mirror_that_may_not_be_believed_is_an_error(
    pair: tuple[ArchiveServer, ArchiveServer], keyring: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong signature ends the comparison, unless it is allowed; so does a mirror without the suite."""
    pair[1].offer(NEW, fields=TODAY, key=make_key("Stranger"))
    assert main(line_for(pair, keyring)) == 100
    assert f"E: {pair[1].mirror}/dists/test/InRelease: its signature is not accepted" in capsys.readouterr().err
    assert main(line_for(pair, keyring, "--allow-unsigned")) == 1
    assert "it is used all the same" in capsys.readouterr().out
    pair[1].files.clear()
    assert main(line_for(pair, keyring)) == 100
    assert f"E: {pair[1].mirror}/dists/test/: the mirror has no such suite" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["http://127.0.0.1/debian", "--suite", "x"], "Give at least two mirrors"),
        (["http://127.0.0.1/debian", "http://127.0.0.1/other"], "Missing option '--suite'"),
    ],
)
def test_wrong_usage_is_told(words: list[str], text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One mirror, or no suite, is nothing to compare."""
    assert main(["mirrors", "compare", *words]) == 2
    assert text in capsys.readouterr().err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """Both pages exist, and the inner one shows a whole command."""
    assert main(["mirrors", "--help"]) == 0
    assert "compare" in capsys.readouterr().out
    assert main(["mirrors", "compare", "--help"]) == 0
    assert "simulate mirrors compare --suite bookworm http://deb.debian.org/debian" in capsys.readouterr().out
