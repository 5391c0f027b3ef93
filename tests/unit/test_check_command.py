"""``simulate check`` with packages: which of them cannot be installed at all."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from aptsim.cli.main import main
from tests.unit.request_root import request_root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small root folder; of what its sources offer only `wishes 1` lacks something: `gone`, and `odd:armhf`."""
    return str(request_root(tmp_path_factory.mktemp("check") / "root"))


def test_the_whole_distribution_is_checked(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --all every offered version is looked at; what cannot be installed is named with its reason, exit code 1."""
    assert main(["check", "--all", "--root", root]) == 1
    assert capsys.readouterr().out == (
        "wishes 1 cannot be installed:\n"
        "  wishes 1 depends on gone, which nothing answers\n"
        "\n"
        "18 versions were looked at; 1 of them cannot be installed.\n"
    )


def test_without_packages_the_check_is_that_of_apt_get(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without packages, and always in apt's format, the verb asks about the system alone and passes words over."""
    assert main(["check", "--root", root]) == 0
    assert capsys.readouterr().out == "Nothing changes.\n"
    assert main(["check", "--root", root, "wishes", "--format", "apt"]) == 0
    assert capsys.readouterr().out.startswith("Reading package lists...\n")


def test_the_check_is_asked_of_some_packages(
    root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, architectures and globs are taken from the line, from a file and from standard input, each once."""
    names = tmp_path / "names"
    names.write_text("plain\n# a comment\nlib*\nforeign-only:i386\n")
    assert main(["check", "--packages-from", str(names), "--root", root, "plain", "--format", "json"]) == 0
    # plain 1.0 and 1.1, lib-a, lib-b, libsame of two architectures, foreign-only
    assert json.loads(capsys.readouterr().out)["checked"] == 7
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"wishes\n")))
    assert main(["check", "--packages-from", "-", "--root", root]) == 1
    assert "1 version was looked at" in capsys.readouterr().out


def test_the_document_holds_the_proof_and_apts_answer(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON names each fact of the proof with its relation, and with --with-apt what apt-get comes to."""
    assert main(["check", "wishes", "--root", root, "--format", "json", "--with-apt"]) == 1
    found = json.loads(capsys.readouterr().out)["uninstallable"][0]
    assert (found["package"], found["arch"], found["version"]) == ("wishes", "amd64", "1")
    assert found["steps"][0]["relation"] == "gone"
    assert found["steps"][0]["versions"] == []
    assert found["apt"]["exit_code"] == 100


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nosuch"], 100, "E: Unable to locate package nosuch\n"),
        (["nosuch*"], 100, "E: Unable to locate package nosuch*\n"),
        (["--packages-from", "/nonexistent"], 100, "E: /nonexistent: no such file or directory\n"),
    ],
)
def test_what_is_not_there_is_named(
    root: str, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name without packages and a missing file are errors of one line."""
    assert main(["check", "--root", root, *words]) == code
    assert capsys.readouterr() == ("", said)


def test_a_list_that_is_no_text_is_refused_with_its_line(
    root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A binary file in the place of a list is named with the line that cannot be read."""
    names = tmp_path / "names"
    names.write_bytes(b"plain\n\xff\xfe\n")
    assert main(["check", "--root", root, "--packages-from", str(names)]) == 100
    assert capsys.readouterr().err == f"E: {names}:2: not a list, one a line\n"
