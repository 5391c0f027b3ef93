"""What a new user meets first: a folder named in short, a request that cannot be met, a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim import bundled_root
from aptsim.cli.main import main


def test_a_relative_root_is_the_folder_that_it_names(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """However the folder is written, its own status counts, and the answer is the same."""
    root = Path(bundled_root())
    monkeypatch.chdir(root.parent)
    said = []
    for written in (str(root), f"./{root.name}", root.name):
        assert main(["install", "tmux", "--root", written, "--format", "apt"]) == 0
        said.append(capfd.readouterr().out)
    assert said[0] == said[1] == said[2]
    assert "0 upgraded, 0 newly" not in said[0]


def test_a_failure_says_what_could_be_asked_for_instead(capfd: pytest.CaptureFixture[str]) -> None:
    """Where several packages provide a name, the text for people lists them, as apt does."""
    assert main(["install", "mail-transport-agent", "--root", str(bundled_root())]) == 100
    said = capfd.readouterr()
    assert "Package mail-transport-agent is a virtual package provided by:" in said.out
    assert said.err == "E: Package 'mail-transport-agent' has no installation candidate\n"


def test_a_list_that_is_cut_short_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """apt's words for a broken xz file do not name it; the text for people does, and `--format apt` stays apt's."""
    whole = next(Path(bundled_root(), "var/lib/apt/lists").glob("*_Packages.xz")).read_bytes()
    cut = tmp_path / "Packages.xz"
    cut.write_bytes(whole[:2000])
    words = ["install", "vim", "--packages", str(cut), "--arch", "amd64"]
    assert main(words) == 100
    assert capfd.readouterr().err.endswith(f"simulate: the damaged file is {cut}\n")
    assert main([*words, "--format", "apt"]) == 100
    assert "simulate:" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("Package: a\nStatus: install ok\nVersion: 1\n", 2),
        ("Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n\nVersion: 2\n", 6),
        ("Package: a\nVersion: 1\nArchitecture: amd64\nStatus: install ok installed\nDepends: b (\n", 5),
    ],
)
def test_the_line_of_a_damaged_status_is_named(
    status: str, line: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside apt's own words, which name the file; under --format apt there are only those."""
    folder = tmp_path / "var/lib/dpkg"
    folder.mkdir(parents=True)
    (folder / "status").write_text(status)
    words = ["install", "x", "--root", str(tmp_path)]
    assert main(words) == 100
    assert f"simulate: the fault is at {folder}/status:{line}\n" in capsys.readouterr().err
    assert main([*words, "--format", "apt"]) == 100
    assert "simulate:" not in capsys.readouterr().err
