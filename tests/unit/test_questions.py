"""The questions of apt-cache on the bundled snapshot and on small systems, as text, as JSON and from the library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aptsim import bundled_root
from aptsim.cli.main import main


def _ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main([*words, "--root", str(bundled_root())])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("verb", ["policy", "madison", "depends", "rdepends", "show"])
def test_json_says_what_was_asked_and_what_was_found(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    """The document names the question and the exit code, and holds one answer at least."""
    code, out, _ = _ask(capsys, verb, "perl-base", "--format", "json")
    document = json.loads(out)
    assert (code, document["exit_code"], document["question"]) == (0, 0, verb)
    assert document["answer"]


def test_a_person_is_told_of_a_package_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """apt-cache hides its notices in a pipe; in text form they are shown."""
    assert _ask(capsys, "policy", "nosuch") == (0, "", "N: Unable to locate package nosuch\n")
    assert _ask(capsys, "policy", "nosuch", "--format", "apt") == (0, "", "")


def test_nothing_found_is_an_error_of_depends(capsys: pytest.CaptureFixture[str]) -> None:
    """apt-cache depends says so and exits with 100."""
    assert _ask(capsys, "depends", "nosuch") == (100, "", "E: No packages found\n")


def test_lists_of_translations_and_sources_are_not_passed_over_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not read is named on stderr."""
    lists = tmp_path / "var/lib/apt/lists"
    lists.mkdir(parents=True)
    for name in ("a.example_dists_s_main_i18n_Translation-en", "a.example_dists_s_main_source_Sources"):
        (lists / name).touch()
    main(["show", "x", "--root", str(tmp_path)])
    assert "descriptions are not read" in capsys.readouterr().err
    main(["madison", "x", "--root", str(tmp_path)])
    assert "source packages are not looked at" in capsys.readouterr().err


def test_bare_files_answer_questions_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Its index is the one source that offers the package."""
    code = main(["madison", "openssh-client", "--packages", "data/jessie/Packages", "--arch", "amd64"])
    row = capsys.readouterr().out.split("|")
    assert (code, row[0].strip(), row[1].strip()) == (0, "openssh-client", "1:6.7p1-5")
