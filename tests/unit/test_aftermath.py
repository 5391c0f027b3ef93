"""The system after a run, where no dpkg is needed to know what is right: deb-control(5), dpkg(1), and apt's source."""

from __future__ import annotations

from pathlib import Path

import pytest

import aptsim
from aptsim.aftermath.dpkg_status import DpkgStatus
from aptsim.aftermath.stanza import format_stanza, installed_fields, read_fields
from aptsim.aftermath.system_after import extended_states_of, status_of
from aptsim.aftermath.written_values import format_relations
from aptsim.cli.main import main
from aptsim.errors import FailedRunError, InputError
from aptsim.resolver.plan import Plan
from aptsim.run import Run
from aptsim.simulator import Simulator

STATUS = """\
Package: b
Status: install ok installed
Architecture: amd64
Version: 1
Conffiles:
 /etc/b 0123456789abcdef0123456789abcdef
Description: b

Package: a
Essential: yes
Status: hold ok half-configured
Architecture: amd64
Version: 1
Config-Version: 0.9
Description: a

"""


def _plan(run: Run) -> Plan:
    assert run.plan is not None
    return run.plan


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", "a"),
        ("a(>=1)|b,c", "a (>= 1) | b, c"),
        ("a (>> 0:1), b:any (<2)", "a (>> 1), b:any (<= 2)"),
        ("\n a,\n b (= 1),", "a, b (= 1)"),
        ("a (>= 1", "a (>= 1"),
    ],
)
def test_relations_are_written_with_single_blanks(text: str, written: str) -> None:
    """dpkg writes `name (operator number)`, and keeps nothing of how the field was laid out."""
    assert format_relations(text) == written


def test_what_the_archive_adds_is_not_in_the_status() -> None:
    """File names, sizes, sums, tags and tasks come from the archive; values that are the default are not written."""
    fields = read_fields(
        "Package: a\nVersion: 1\nMulti-Arch: no\nFilename: a.deb\nSize: 1\nSHA256: 0\nTag: x\nTask: y\n"
        "Description-md5: 1\nX: y\nPriority: Optional\nDescription: short\n"
    )
    assert format_stanza(installed_fields(fields)) == (
        "Package: a\nStatus: install ok installed\nPriority: optional\nVersion: 1\nDescription: short\nX: y\n"
    )


def test_a_status_is_sorted_and_keeps_what_is_not_touched() -> None:
    """Stanzas stand by name; those of no change are what they were, byte for byte."""
    first, second = STATUS.rstrip("\n").split("\n\n")
    assert DpkgStatus(STATUS.encode(), "status").format().decode() == f"{second}\n\n{first}\n\n"


def test_a_removed_package_stays_for_its_configuration_files() -> None:
    """It becomes config-files with the version of its configuration, and is gone after the purge."""
    status = DpkgStatus(STATUS.encode(), "status")
    status.remove(("b", "amd64"), has_postrm=False)
    text = status.format().decode()
    assert "Package: b\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\nConfig-Version: 1\n" in text
    status.purge(("b", "amd64"))
    assert "Package: b\n" not in status.format().decode()


@pytest.mark.parametrize(("has_postrm", "remains"), [(True, True), (False, False)])
def test_a_script_for_the_purge_keeps_a_package_in_the_status(has_postrm: bool, remains: bool) -> None:
    """Without configuration files and such a script, dpkg forgets a removed package, essential or not."""
    status = DpkgStatus(STATUS.encode(), "status")
    status.remove(("a", "amd64"), has_postrm)
    text = status.format().decode()
    assert ("Package: a\nStatus: deinstall ok config-files\n" in text) is remains
    assert "Essential" not in text


def test_what_was_only_unpacked_gets_configured() -> None:
    """A half-configured package is installed in the end, and what the administrator wants of it stays."""
    status = DpkgStatus(STATUS.encode(), "status")
    status.configure_pending()
    assert status.format().decode().startswith("Package: a\nEssential: yes\nStatus: hold ok installed\nArchitecture")


def test_a_status_that_is_none_is_refused_with_its_line() -> None:
    """The error names the file and the line."""
    with pytest.raises(InputError, match=r"^status:4: this is no stanza of a dpkg status$"):
        DpkgStatus(b"Package: a\nVersion: 1\n\nthis is no stanza\n", "status")


def test_runs_follow_each_other() -> None:
    """Installing, removing and cleaning up leads back to where it began; the first system stays as it was."""
    first = Simulator.open(aptsim.bundled_root())
    second = first.after(_plan(first.install("openssh-client")))
    removal = _plan(second.run("remove", ["openssh-client"]))
    third = second.after(removal)
    last = third.after(_plan(third.run("autoremove", [])))
    assert b"\nPackage: openssh-client\nStatus: install ok installed\n" in status_of(second.system)
    assert b"Package: libfido2-1\nArchitecture: amd64\nAuto-Installed: 1\n" in extended_states_of(second.system)
    assert "libfido2-1" in removal.unused
    assert status_of(last.system) == status_of(first.system)
    assert extended_states_of(last.system) == b""


def test_a_failed_run_cannot_be_applied() -> None:
    """There is no system after it."""
    simulator = Simulator.open(aptsim.bundled_root())
    with pytest.raises(FailedRunError):
        _plan(simulator.install("nonesuch")).apply()


def test_bare_files_chain_too() -> None:
    """A system without a root folder keeps its new status and its automatic marks for the next run."""
    from aptsim.system.root import from_files

    packages = str(Path(__file__).parents[2] / "data/jessie/Packages")
    options = [("APT::Get::Simulate", "true"), ("APT::Install-Recommends", "false")]
    simulator = Simulator(from_files(None, [packages], "amd64", options))
    after = simulator.after(_plan(simulator.install("openssh-client")))
    assert status_of(after.system).count(b"Status: install ok installed\n") == 40
    removed = after.run("remove", ["openssh-client"])
    assert "libedit2" in _plan(removed).unused


def test_the_files_are_written_whole_and_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both files can be given to the next command; nothing else is left in their folder."""
    status, states = tmp_path / "status", tmp_path / "states"
    status.write_text("old")
    root = str(aptsim.bundled_root())
    files = ["--write-status", str(status), "--write-extended-states", str(states)]
    assert main(["install", "openssh-client", "--root", root, *files]) == 0
    assert "Package: openssh-client\nStatus: install ok installed\n" in status.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["states", "status"]
    settings = ["-o", f"Dir::State::status={status}", "-o", f"Dir::State::extended_states={states}"]
    assert main(["remove", "--auto-remove", "openssh-client", "--root", root, *settings, "--format", "apt"]) == 0
    assert "Remv libfido2-1 " in capsys.readouterr().out


def test_a_failed_run_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was there stays, and stderr says why."""
    status = tmp_path / "status"
    status.write_text("old")
    root = str(aptsim.bundled_root())
    assert main(["install", "nonesuch", "--root", root, "--write-status", str(status)]) == 100
    assert status.read_text() == "old"
    assert "simulate: the run fails, so no state is written\n" in capsys.readouterr().err


@pytest.mark.parametrize(("path", "code"), [("/var/lib/dpkg/status", 2), ("/nonexistent/folder/status", 100)])
def test_a_place_that_cannot_or_must_not_be_written_is_an_error(
    path: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The state of the machine itself is never written; a folder that is not there is named."""
    assert main(["install", "openssh-client", "--root", str(aptsim.bundled_root()), "--write-status", path]) == code
    assert path in capsys.readouterr().err
