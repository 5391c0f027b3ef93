"""The command line of simulate: what is ours, what is apt's, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import aptsim.cli.run
from aptsim.cli.main import main
from aptsim.cli.version import VERSION
from tests.unit.request_root import request_root

_TOP = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small root folder."""
    return str(request_root(tmp_path_factory.mktemp("line") / "root"))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APTSIM_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "aptsim-cache"))


def test_our_options_stand_anywhere(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Our options are found before and behind the verb, among apt's, with a space or an equals sign."""
    lines = (
        ["--root", root, "--format=apt", "-y", "install", "g++"],
        ["-y", "install", f"--root={root}", "g++", "--format", "apt"],
        ["install", "-y", "g++", "--root", root, "--format", "apt"],
    )
    answers = []
    for line in lines:
        assert main(line) == 0
        answers.append(capsys.readouterr())
    assert answers[0] == answers[1] == answers[2]
    assert "Inst g++ (12 Tiny:12.1/stable [amd64])\n" in answers[0].out


def test_a_value_of_ours_is_no_verb(root: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A root folder called install is not taken for the verb."""
    (tmp_path / "install").symlink_to(root)
    assert main(["--root", str(tmp_path / "install"), "remove", "plain", "--format", "apt"]) == 0
    assert "Remv plain [1.0]\n" in capsys.readouterr().out


def test_words_behind_two_dashes_are_packages(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind two dashes even our options are package names."""
    assert main(["install", "--root", root, "--format", "apt", "--", "--root"]) == 100
    assert capsys.readouterr().err == "E: Unable to locate package --root\n"


def test_an_unknown_verb_is_an_invalid_operation(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A verb that apt-get does not have is refused in its words, with its exit code."""
    assert main(["nosuch", "--root", root]) == 100
    assert capsys.readouterr().err == "E: Invalid operation nosuch\n"


def test_in_apts_format_the_simulation_is_asked_for(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --format apt the answer is that of apt-get -s, which without a verb does not know its -s."""
    assert main(["nosuch", "--root", root, "--format", "apt"]) == 100
    tail = "is not understood in combination with the other options"
    assert capsys.readouterr().err == f"E: Command line option 's' [from -s] {tail}.\n"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ([], "What shall be simulated?"),
        (["-q"], "What shall be simulated?"),
        (["source"], "'source' is not simulated: it installs nothing; apt-get source --print-uris"),
        (["update"], "--mirror URL --suite NAME"),
        (["autoclean"], "apt-get autoclean -s itself"),
        (["install", "--format", "html", "x"], "--format"),
        (["install", "--mirror", "http://x", "y"], "--suite"),
        (["install", "--suite", "x", "y"], "--mirror"),
        (["install", "--root", "a", "--packages", "b", "y"], "two different systems"),
        (["install", "x", "--root"], "--root"),
        (["why", "x"], "Missing argument"),
    ],
)
def test_wrong_usage_of_ours_exits_with_2(line: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake with what is ours is told on stderr and ends with exit code 2."""
    assert main(line) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert word in said.err


@pytest.mark.parametrize("solver", ["dump", "apt"])
def test_external_solvers_are_refused(solver: str, root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What would run a program of the host is refused instead of guessed, apt's own solver program too."""
    assert main(["install", "--root", root, "--solver", solver, "plain"]) == 2
    assert capsys.readouterr().err == f"Error: APT::Solver '{solver}' is not supported yet\n"


def test_the_internal_solver_can_be_named(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is the one that answers anyway."""
    answers = []
    for words in (["plain"], ["plain", "--solver", "internal"]):
        assert main(["install", "--root", root, "--format", "apt", *words]) == 0
        answers.append(capsys.readouterr())
    assert answers[0] == answers[1]


def test_a_missing_root_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there is named, and the exit code is 100."""
    assert main(["install", "--root", str(tmp_path / "no"), "x"]) == 100
    assert capsys.readouterr().err == f"E: {tmp_path / 'no'}: no such folder\n"


@pytest.mark.parametrize("line", [["--help"], ["-h"], ["help"]])
def test_help_shows_the_commands(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every way to ask for help gets the page with the commands and examples."""
    assert main(line) == 0
    page = capsys.readouterr().out
    assert "Install packages, or upgrade them." in page
    assert "simulate install openssh-client" in page


@pytest.mark.parametrize("option", ["--help", "-h", "-yh"])
def test_a_verb_has_a_help_page(option: str, root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The page of a verb tells our options and apt's, with examples."""
    assert main(["install", "--root", root, option]) == 0
    page = capsys.readouterr().out
    assert "--root DIR" in page
    assert "--target-release" in page
    assert "Examples:" in page


@pytest.mark.parametrize("line", [["--version"], ["-v"], ["install", "--version"]])
def test_the_version_is_told(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every way to ask for the version gets one line."""
    assert main(line) == 0
    assert capsys.readouterr().out == f"aptsim {VERSION}, follows apt 2.6.1\n"


def test_the_version_is_that_of_the_project() -> None:
    """The version in the source is the one the project is built under."""
    assert tomllib.loads((_TOP / "pyproject.toml").read_text())["project"]["version"] == VERSION


def test_the_version_is_told_without_loading_the_rest() -> None:
    """Asking for the version imports neither click nor any room but this one."""
    code = (
        "import sys; from aptsim.cli.main import main; main(['--version']);"
        "sys.exit(any(m.startswith('click') or m.startswith('aptsim.') and 'cli' not in m for m in sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(_TOP / "src")}
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True).returncode == 0


def test_json_is_a_document_for_success_and_failure(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A plan, a failed request and a system that cannot be opened all give a JSON document."""
    lines = {0: ["g++"], 1: ["nosuch"], 2: ["-t", "nosuch", "g++"]}
    outcomes = {}
    for number, words in lines.items():
        main(["install", "--root", root, "--format", "json", *words])
        document = json.loads(capsys.readouterr().out)
        outcomes[number] = (document["exit_code"], len(document["changes"]), len(document["messages"]))
    assert outcomes == {0: (0, 1, 0), 1: (100, 0, 1), 2: (100, 0, 1)}


def test_text_is_for_reading(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The default answer begins with the counts and names who asked."""
    assert main(["install", "--root", root, "g++"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 to install.")
    assert "requested" in out


def test_why_shows_the_recorded_chain(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The chain leads from the request to the package; our options may stand behind the dashes too."""
    for line in (
        ["why", "--root", root, "single", "--", "install", "only-one"],
        ["why", "single", "--", "install", "only-one", "--root", root],
    ):
        assert main(line) == 0
        assert capsys.readouterr().out == "single is to be installed (3):\n  single was asked for\n"


def test_bare_files_make_a_system(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a root folder, a status file and package lists are enough."""
    (tmp_path / "status").write_text("")
    stanza = "Package: a\nVersion: 1\nArchitecture: amd64\nFilename: a.deb\nSize: 10\nMD5sum: " + "0" * 32 + "\n"
    (tmp_path / "Packages").write_text(stanza)
    files = ["--status", str(tmp_path / "status"), "--packages", str(tmp_path / "Packages"), "--arch", "amd64"]
    assert main(["install", *files, "--format", "apt", "-o", "APT::Get::Show-Versions=1", "a"]) == 0
    assert "   a (1)\n" in capsys.readouterr().out


def test_without_lists_the_bundled_snapshot_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With no option at all, on a machine without apt lists, one line says that the bundled snapshot stands in."""
    monkeypatch.setattr("aptsim.cli.systems._LISTS", "/nonexistent")
    assert main(["install", "openssh-client"]) == 0
    said = capsys.readouterr()
    assert said.err == "simulate: no apt lists on this machine, so this is the bundled snapshot of Debian 12\n"
    assert "openssh-client" in said.out


def test_an_interruption_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with exit code 130 and no traceback."""

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(aptsim.cli.run, "run_verb", interrupt)
    assert main(["install", "x"]) == 130
    assert capsys.readouterr().err == "simulate: interrupted\n"


def test_a_bug_of_ours_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An error that nobody foresaw is told in two lines."""
    monkeypatch.delenv("APTSIM_TRACEBACK", raising=False)

    def fail(*_: object) -> int:
        raise ValueError("oh")

    monkeypatch.setattr(aptsim.cli.run, "run_verb", fail)
    assert main(["install", "x"]) == 100
    assert capsys.readouterr().err.startswith("simulate: internal error: ValueError: oh\n")


def test_a_reader_that_goes_away_is_no_error(root: str) -> None:
    """When the reader of the output closes it, nothing is said about it."""
    command = [sys.executable, "-m", "aptsim", "install", "--root", root, "g++"]
    environment = {**os.environ, "PYTHONPATH": str(_TOP / "src")}
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(writer)
    assert run.stderr == b""


@pytest.mark.parametrize("closed", [1, 2])
def test_a_closed_stream_is_no_error(root: str, closed: int) -> None:
    """What would go there goes nowhere, and the exit code is the same."""
    words = [sys.executable, "-m", "aptsim", "install", "--root", root, "g++"]
    environment = {**os.environ, "PYTHONPATH": str(_TOP / "src")}
    command = ["sh", "-c", f'exec "$@" {closed}>&-', "sh", *words]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    whole = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "" if closed == 1 else whole.stdout, "")


def test_a_process_ends_with_its_code_and_all_of_its_output(root: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It leaves without tearing anything down; what it prints into a pipe is what the same line prints in a process."""
    environment = {**os.environ, "PYTHONPATH": str(_TOP / "src")}
    for words in (["g++"], ["nosuchpackage"], ["--format", "json", "g++"]):
        line = ["install", "--root", root, *words]
        run = subprocess.run(
            [sys.executable, "-m", "aptsim", *line], capture_output=True, text=True, env=environment, check=False
        )
        code = main(line)
        printed = capsys.readouterr()
        assert (run.returncode, run.stdout, run.stderr) == (code, printed.out, printed.err)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("APT::Install::Pre-Invoke::=true", "the commands of APT::Install::Pre-Invoke are not run"),
        ("AptCli::Hooks::Upgrade::=true", "the commands of AptCli::Hooks::Upgrade are not run"),
        ("APT::Cache-Limit=1", "APT::Cache-Limit has no meaning here"),
        ("pkgCacheFile::Generate=false", "pkgCacheFile::Generate off is not supported"),
    ],
)
def test_what_is_not_simulated_is_said(root: str, capsys: pytest.CaptureFixture[str], setting: str, said: str) -> None:
    """What the configuration asks for and cannot be foretold is named on stderr."""
    main(["install", "--root", root, "-o", setting])
    assert said in capsys.readouterr().err
