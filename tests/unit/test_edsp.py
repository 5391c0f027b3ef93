"""Scenarios of apt's external solver protocol, against what apt's own solver program answered to them.

`edsp_answers.json` holds scenarios that apt 2.6.1 wrote (`--solver dump`) on the small universes of the conformance
suite, and the answers of its `solvers/apt`, without the times of day.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TypedDict, cast

import pytest

from aptsim.cli.main import main
from aptsim.display.edsp import format_answer, format_progress
from aptsim.edsp import SolvedScenario, answer_scenario
from aptsim.errors import InputError, PendingErrors
from aptsim.model.message import Messages
from aptsim.request.edsp_request import Ask, read_request
from aptsim.resolver.edsp import Phase, Unsolvable
from aptsim.resolver.plan import Outcome
from aptsim.system.config import complete_configuration, default_configuration


class Recorded(TypedDict):
    """One scenario, and what apt's solver said on its two streams."""

    case: str
    scenario: str
    answer: str
    warnings: str


RECORDED = cast(list[Recorded], json.loads(Path(__file__).with_name("edsp_answers.json").read_text()))
_DATE = re.compile(r"^Progress: .*$", re.MULTILINE)
_COLOUR = re.compile("\033\\[[0-9;]*m")
_HEAD = "Request: EDSP 0.5\nArchitecture: amd64\nArchitectures: amd64\n"


def _solve(text: str, messages: Messages | None = None) -> SolvedScenario:
    configuration = default_configuration()
    complete_configuration(configuration)
    return answer_scenario(text.encode(), configuration, Messages() if messages is None else messages)


def _stanza(name: str, number: int, *lines: str) -> str:
    fields = (f"Package: {name}", "Architecture: amd64", "Version: 1", f"APT-ID: {number}", "APT-Pin: 500", *lines)
    return "\n".join(fields) + "\n\n"


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda recorded: recorded["case"])
def test_a_recorded_scenario_gets_the_answer_of_apts_solver(
    recorded: Recorded, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The whole answer is that of apt's own solver, to the byte but for the time of day."""
    scenario = tmp_path / "scenario"
    scenario.write_text(recorded["scenario"])
    (tmp_path / "etc/apt/apt.conf.d").mkdir(parents=True)
    assert main(["edsp", "--root", str(tmp_path), str(scenario)]) == 0
    out, err = capfd.readouterr()
    assert _DATE.sub("Progress:", out) == recorded["answer"]
    assert err == _COLOUR.sub("", recorded["warnings"])


def test_a_step_is_told_with_its_percentage_and_time() -> None:
    """A progress stanza has the three fields of the protocol, the time as RFC 1123 writes it."""
    assert format_progress(Phase.APPLY, 1234567890.0) == (
        "Progress: Fri, 13 Feb 2009 23:31:30 +0000\nPercentage: 50\nMessage: Apply request on scenario…\n\n"
    )


def test_the_request_is_read_with_all_its_fields() -> None:
    """Packages, flags, and the settings that come with them."""
    text = (
        "\n Request: EDSP 0.5\nArchitecture: amd64\nArchitectures: amd64 i386\nMachine-ID: abc\nRemove: a:amd64\n"
        "Install: b:amd64  c:i386\nUpgrade-All: yes\nForbid-Remove: yes\nSolver: aptsim\n\nPackage: b\n"
    )
    request, rest = read_request(text.encode(), "scenario", Messages())
    assert (request.install, request.remove) == (("b:amd64", "c:i386"), ("a:amd64",))
    assert request.flags == Ask.UPGRADE_ALL | Ask.FORBID_REMOVE
    assert request.settings == (("APT::Architectures", "amd64,i386"), ("APT::Machine-ID", ": abc"))
    assert request.architecture == "amd64"
    assert rest == b"Package: b\n"


def test_the_deprecated_upgrade_stands_for_three_flags_that_a_later_line_can_take_back() -> None:
    """`Upgrade: yes` forbids additions and removals, `Forbid-Remove: no` behind it allows the latter."""
    request, _ = read_request(f"{_HEAD}Upgrade: yes\nForbid-Remove: no\n\n".encode(), "-", Messages())
    assert request.flags == Ask.UPGRADE_ALL | Ask.FORBID_NEW_INSTALL


def test_lines_that_apt_does_not_know_are_warned_of_in_its_words() -> None:
    """An unknown line and a flag that is neither yes nor no are two warnings."""
    messages = Messages()
    read_request(f"{_HEAD}Strict-Pinning: no\nAutoremove: maybe\n\n".encode(), "-", messages)
    assert [message.text for message in messages] == [
        "Unknown line in EDSP Request stanza: Strict-Pinning: no",
        "Value 'maybe' is not a boolean 'yes' or 'no'!",
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "s:1: no scenario: no request"),
        ("\nPackage: a\n", "s:2: a scenario begins with a request, not with 'Package: a'"),
        ("Request: EDSP 0.5\nArchitecture: amd64\nInstall: a", "s:3: the request is not ended by an empty line"),
    ],
)
def test_what_is_no_scenario_is_refused_with_file_and_line(text: str, error: str) -> None:
    """The error names the file, the line and what is wrong there."""
    with pytest.raises(InputError) as caught:
        read_request(text.encode(), "s", Messages())
    assert str(caught.value) == error


def test_a_request_for_an_unknown_package_is_a_warning() -> None:
    """The rest of the request is answered."""
    messages = Messages()
    solved = _solve(f"{_HEAD}Install: b:amd64 a:amd64\n\n" + _stanza("a", 0, "APT-Candidate: yes"), messages)
    assert messages.render() == "W: Package b:amd64 is not known, so can't be installed\n"
    assert format_answer(solved) == "Install: 0\n\n"


def test_a_stanza_without_a_number_of_apt_is_refused() -> None:
    """An answer could not name such a version."""
    messages = Messages()
    with pytest.raises(PendingErrors):
        _solve(f"{_HEAD}Install: a:amd64\n\nPackage: a\nArchitecture: amd64\nVersion: 1\n\n", messages)
    assert "The stanza of a 1 in the scenario has no APT-ID" in messages.render()


def test_a_solution_has_a_plan_with_its_causes() -> None:
    """A library user reads the same plan as of any other run."""
    text = f"{_HEAD}Install: a:amd64\n\n" + _stanza("a", 4, "APT-Candidate: yes", "Depends: b")
    solved = _solve(text + _stanza("b", 7, "APT-Candidate: yes"))
    assert [package.name for package in solved.answer.plan.installs] == ["a", "b"]
    assert solved.answer.plan.outcome is Outcome.SIMULATED
    assert format_answer(solved, shows_names=True) == (
        "Install: 4\nPackage: a:amd64\nVersion: 1\n\nInstall: 7\nPackage: b:amd64\nVersion: 1\n\n"
    )


def test_without_a_candidate_there_is_no_solution() -> None:
    """A version that apt's pins rule out is not installed, and the error is the protocol's."""
    text = f"{_HEAD}Install: a:amd64\n\n" + _stanza("a", 4, "APT-Candidate: yes", "Depends: b")
    solved = _solve(text + _stanza("b", 7).replace("APT-Pin: 500", "APT-Pin: -1"))
    assert solved.answer.failure is Unsolvable.REQUEST
    assert format_answer(solved) == (
        "Error: ERR_UNSOLVABLE\n"
        "Message: The following packages have unmet dependencies:\n"
        "  a : Depends: b but it is not installable\n\n"
    )
