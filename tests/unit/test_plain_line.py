"""Lines that are read without click mean what they mean to click, and are told wrong in the same words."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aptsim.cli.command_words import named_command
from aptsim.cli.main import main
from aptsim.cli.own_option import read_options
from aptsim.cli.own_options import OWN_OPTIONS, WRITE_OPTIONS
from aptsim.cli.package_verbs import make_package_command
from aptsim.cli.plain_line import read_plain_line
from tests.unit.request_root import request_root

_OPTIONS = (*OWN_OPTIONS, *WRITE_OPTIONS)
_WORDS = st.sampled_from(
    [
        *(option.name for option in _OPTIONS),
        *("install", "plain", "nosuch", "-y", "-qq", "-o", "APT::Color=0", "-oDebug::x=1", "-t=testing", "--", "-", ""),
        *("--root=x", "--format=json", "--format=xml", "apt", "2.6", "--update=1", "--unknown", "--unknown=1", "--roo"),
        *("--packages=", "--base=empty", "-y--root", "=", "--=", "--mirror=http://a/b", "--no-install-recommends"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_WORDS, max_size=7))
def test_options_are_taken_out_as_click_takes_them(words: list[str]) -> None:
    """Values, and the words that are left, are the same; what click refuses is left to it, and little else."""
    read = read_options(words, _OPTIONS)
    end = words.index("--") if "--" in words else len(words)
    doubled = [*words[:end], "--", *words[end:]] if end < len(words) else words
    try:
        context = make_package_command("install").make_context("install", list(doubled))
    except click.ClickException:
        assert read is None
        return
    if read is None:
        # Whether such a -- is a value is for click to say.
        assert any(before.startswith("--") and word == "--" for before, word in pairwise(words))
        return
    others = context.params.pop("words")
    assert (read[0], read[1]) == (context.params, list(others))


@pytest.mark.parametrize(
    "line",
    [
        "install --root {root} plain",
        "install --root {root} --format apt -o APT::Get::Show-Versions=1 versions/testing plain-",
        "--root {root} nonsense",
        "--root {root} -h install",
        "--root {root} -v install",
        "moo --root {root}",
        "install --root {root} --status /dev/null plain",
        "install --root {root} --format xml plain",
        "install plain --root",
        "install --help",
        "install --root {root} --arch i386",
        "install --root {root} -oAPT::Solver=other plain",
        "install --root {root} --offline plain",
        "install --root {root} --write-status /var/lib/dpkg/status plain",
        "install --root /nonexistent/of/course plain",
        "install --root {root} --image x --platform y plain",
        "install --packages /nonexistent plain -c x",
        "-- install --root {root}",
        "check --root {root}",
        "policy --root {root} plain",
        "--format text",
        "",
    ],
)
def test_a_line_is_answered_as_by_click(
    line: str,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Output, errors and exit code are those of the same line when click reads it."""
    root = request_root(tmp_path_factory.mktemp("system") / "root")
    words = line.format(root=root).split()
    answers = []
    for is_plain in (True, False):
        if not is_plain:
            monkeypatch.setattr("aptsim.cli.plain_line.read_plain_line", lambda arguments: None)
        code = main(words)
        printed = capsys.readouterr()
        answers.append((code, printed.out, printed.err))
    assert answers[0] == answers[1]


def test_a_plain_line_does_not_import_click(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nor what click and dataclasses import, which takes longer than a simulation."""
    root = request_root(tmp_path_factory.mktemp("system") / "root")
    program = (
        "import sys; from aptsim.cli.main import main; main(sys.argv[1:]);"
        "print(sorted({'click', 'dataclasses', 'inspect'} & sys.modules.keys()))"
    )
    words = ["install", "--root", str(root), "plain"]
    run = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_only_lines_with_a_verb_of_apt_get_are_plain() -> None:
    """Questions, own commands, pages and lines without a word are click's."""
    for line in ("policy plain", "why plain -- install plain", "check", "help install", "-y", "install --help"):
        assert read_plain_line(line.split()) is None, line
    assert named_command(["--root", "install", "frobnicate"]) == "install"
