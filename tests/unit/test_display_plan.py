"""Plans as text for a person and as JSON, on a system small enough to read."""

from __future__ import annotations

import io
import json
from pathlib import Path

from aptsim.display.json import SCHEMA_VERSION, format_failure, format_json
from aptsim.display.text import format_text, write_text
from aptsim.model.message import Messages
from aptsim.run import Run
from aptsim.simulator import Simulator
from aptsim.system.root import from_files

AVAILABLE = """\
Package: editor
Version: 2
Depends: library (>= 2) | other-library
Suggests: manual
Size: 12345
Installed-Size: 100

Package: library
Version: 2
Conflicts: rival
Size: 1000
Installed-Size: 10
"""
INSTALLED = """\
Package: editor
Version: 1
Installed-Size: 40
Status: install ok installed

Package: rival
Version: 1
Installed-Size: 5
Status: install ok installed
"""
TEXT = """\
1 to remove, 1 to install, 1 to upgrade.
0 B of 13.3 kB to download, 66.6 kB more on disk.

         package  version     size  because of
remove   rival    1                 in the way of library
install  library  2         1000 B  editor (Depends)
upgrade  editor   1 -> 2   12.3 kB  requested
"""


def run_install(folder: Path, *words: str) -> Run:
    """Simulate an installation on the small system."""
    common = "Architecture: amd64\nSHA256: 1\nFilename: a.deb\n"
    for name, text in (("Packages", AVAILABLE), ("status", INSTALLED)):
        (folder / name).write_text(text.replace("\n\n", f"\n{common}\n") + common)
    system = from_files(str(folder / "status"), [str(folder / "Packages")], "amd64", [("APT::Get::Simulate", "1")])
    return Simulator(system).install(*words)


def text_of(run: Run) -> str:
    """The text for a person."""
    assert run.plan is not None and run.cache is not None
    return format_text(run.plan, run.cache.universe)


def test_the_table_says_who_pulled_each_package_in(tmp_path: Path) -> None:
    """Counts and sizes come first, then a row for each package with its version, size and cause."""
    assert text_of(run_install(tmp_path, "editor")) == TEXT


def test_nothing_to_do_is_one_line(tmp_path: Path) -> None:
    """A request that is already met changes nothing."""
    assert text_of(run_install(tmp_path, "rival")) == "Nothing changes. 1 not upgraded.\n"


def test_a_stream_that_is_no_terminal_gets_plain_text(tmp_path: Path) -> None:
    """There are no escape sequences where nobody interprets them."""
    run = run_install(tmp_path, "editor")
    stream = io.StringIO()
    assert run.plan is not None and run.cache is not None
    write_text(run.plan, run.cache.universe, stream)
    assert stream.getvalue() == TEXT


def test_a_terminal_gets_the_same_words(tmp_path: Path) -> None:
    """Colours and layout may differ there, what is said does not."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    run = run_install(tmp_path, "editor")
    stream = Terminal()
    assert run.plan is not None and run.cache is not None
    write_text(run.plan, run.cache.universe, stream)
    for word in TEXT.split():
        assert word in stream.getvalue()


def test_the_document_holds_changes_causes_and_steps(tmp_path: Path) -> None:
    """The JSON document says what changes, why, and in which order."""
    run = run_install(tmp_path, "editor")
    assert run.plan is not None and run.cache is not None and run.simulation is not None
    document = json.loads(format_json(run.plan, run.cache.universe, run.simulation.lines))
    assert document["schema_version"] == SCHEMA_VERSION
    assert (document["outcome"], document["exit_code"]) == ("simulated", 0)
    changes = {change["name"]: change for change in document["changes"]}
    assert {name: change["change"] for name, change in changes.items()} == {
        "editor": "upgrade",
        "library": "install",
        "rival": "remove",
    }
    assert changes["library"]["cause"] == {
        "reason": "dependency",
        "parent": "editor:amd64",
        "kind": "Depends",
        "relation": "library (>= 2) | other-library",
        "chosen": "library:amd64=2",
        "candidates": ["library:amd64=2"],
    }
    assert document["suggested"] == ["manual"]
    assert document["totals"]["disk_change"] == sum(change["disk_change"] for change in document["changes"])
    actions = [(step["action"], step["package"]) for step in document["steps"]]
    assert actions[0] == ("remove", "rival") and ("configure", "editor") in actions


def test_a_failed_run_says_why(tmp_path: Path) -> None:
    """An unknown package fails the run; the error is among the messages and nothing changes."""
    run = run_install(tmp_path, "nothing-like-it")
    assert run.plan is not None and run.cache is not None
    document = json.loads(format_json(run.plan, run.cache.universe))
    assert (document["outcome"], document["exit_code"]) == ("failed", 100)
    assert document["messages"] == [{"severity": "error", "text": "Unable to locate package nothing-like-it"}]
    assert (document["changes"], document["steps"]) == ([], None)


def test_a_system_that_cannot_be_opened_has_a_document_too() -> None:
    """Before there is a plan there are at least messages."""
    messages = Messages()
    messages.error("no")
    document = json.loads(format_failure(messages))
    assert document["outcome"] == "failed" and document["messages"] == [{"severity": "error", "text": "no"}]
