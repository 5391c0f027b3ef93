"""Runs on a system that stays open: what is remembered between them changes no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim import Simulator, bundled_root
from aptsim.run import Run
from tests.unit.request_root import request_root

_LINES = (
    ("install", "openssh-server"),
    ("remove", "perl-base"),
    ("install", "exim4-base", "cowsay-"),
    ("install", "nosuchpackage"),
    ("dist-upgrade",),
    ("autoremove",),
    ("install", "openssh-client"),
    ("install", "mta-two/testing"),
    ("remove", "plain"),
)


def _told(run: Run) -> tuple[object, ...]:
    lines = run.simulation.lines if run.simulation is not None else ()
    return run.exit_code, list(run.record.events), [message.text for message in run.messages], lines


@pytest.mark.parametrize("kind", ["bundled", "requests"])
def test_a_run_tells_the_same_whatever_was_run_before(tmp_path: Path, kind: str) -> None:
    """Each of several runs on one open system says, decides and orders what it does on a system opened for it alone."""
    root = bundled_root() if kind == "bundled" else request_root(tmp_path)
    kept = Simulator.open(root)
    for verb, *arguments in (*_LINES, *_LINES[::-1]):
        assert _told(kept.run(verb, arguments)) == _told(Simulator.open(root).run(verb, arguments)), (verb, arguments)


def test_settings_of_one_run_stay_with_it(tmp_path: Path) -> None:
    """A run with another default release takes its candidates from there, and the next run does not."""
    simulator = Simulator.open(request_root(tmp_path))
    versions = [
        [package.version for package in run.plan.changes]
        for options in ((), (("APT::Default-Release", "testing"),), ())
        if (run := simulator.install("versions", options=options)).plan is not None
    ]
    assert versions == [["1.0"], ["2.0"], ["1.0"]]


@pytest.mark.parametrize(
    ("preferences", "said"),
    [
        ("Package: /(/\nPin: version 1.0\nPin-Priority: 900\n", "Invalid regular expression: ("),
        ("Package: versions\nPin: version /(/\nPin-Priority: 900\n", "Invalid regular expression: ("),
    ],
)
def test_what_there_is_to_complain_about_is_said_in_every_run(tmp_path: Path, preferences: str, said: str) -> None:
    """A pin that cannot be read is complained about as often in the second run as in the first."""
    root = request_root(tmp_path)
    (root / "etc/apt/preferences").write_text(preferences)
    simulator = Simulator.open(root)
    counts = [[one.text for one in simulator.install("versions").messages].count(said) for _ in range(2)]
    assert counts[0] == counts[1] > 0
