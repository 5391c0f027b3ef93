"""A root folder, or bare files, make a system."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.archive.index_set import read_index_set
from aptsim.errors import MissingInputError
from aptsim.files.tree import DISK
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType
from aptsim.system.architectures import architecture_of_status, host_architecture
from aptsim.system.extended_states import ExtendedState
from aptsim.system.root import from_files, open_root
from tests.unit.real_apt import make_root

STATUS = "".join(
    f"Package: p{number}\nStatus: install ok installed\nArchitecture: {arch}\nVersion: 1\n\n"
    for number, arch in enumerate(("all", "arm64", "armhf", "arm64", "all", "all"))
)


def architectures_of(root: Path) -> tuple[str, ...]:
    """Open a root and give its architectures."""
    return open_root(str(root), Messages()).architectures


def test_a_missing_root_is_an_error(tmp_path: Path) -> None:
    """The error names the folder; a file in its place is none."""
    with pytest.raises(MissingInputError, match="nowhere: no such folder"):
        open_root(str(tmp_path / "nowhere"), Messages())
    (tmp_path / "file").touch()
    with pytest.raises(MissingInputError, match="file: not a folder"):
        open_root(str(tmp_path / "file"), Messages())


def test_the_configuration_decides_on_architectures(tmp_path: Path) -> None:
    """What apt.conf says counts more than what dpkg recorded; the native one is put first when it is left out."""
    conf = 'APT::Architecture "amd64"; APT::Architectures { "i386"; "armhf"; "i386"; };'
    files: dict[str, str | bytes] = {"etc/apt/apt.conf": conf, "var/lib/dpkg/arch": "arm64\n"}
    assert architectures_of(make_root(tmp_path / "root", files)) == ("amd64", "i386", "armhf")


def test_dpkg_recorded_architectures(tmp_path: Path) -> None:
    """Without a word in apt.conf dpkg's own record counts, its first line as the native one."""
    root = make_root(tmp_path / "root", {"var/lib/dpkg/arch": "arm64\narmhf\n", "var/lib/dpkg/status": ""})
    assert architectures_of(root) == ("arm64", "armhf")


def test_only_the_native_architecture_is_configured(tmp_path: Path) -> None:
    """The foreign ones still come from dpkg's record."""
    files: dict[str, str | bytes] = {
        "etc/apt/apt.conf": 'APT::Architecture "amd64";',
        "var/lib/dpkg/arch": "amd64\ni386\n",
    }
    assert architectures_of(make_root(tmp_path / "root", files)) == ("amd64", "i386")


def test_the_status_tells_the_architecture(tmp_path: Path) -> None:
    """Without any record the one that most packages are made for counts, and this machine's for no packages."""
    assert architectures_of(make_root(tmp_path / "root", {"var/lib/dpkg/status": STATUS})) == ("arm64",)
    assert architectures_of(make_root(tmp_path / "empty", {})) == (host_architecture(),)
    assert architecture_of_status(b"Package: x\nArchitecture: i386\n") == "i386"


def test_very_foreign_architectures_do_not_count(tmp_path: Path) -> None:
    """Those of APT::BarbarianArchitectures are left out."""
    conf = 'APT::Architecture "amd64"; APT::Architectures "amd64,i386,armhf"; APT::BarbarianArchitectures "armhf";'
    assert architectures_of(make_root(tmp_path / "root", {"etc/apt/apt.conf": conf})) == ("amd64", "i386")


STATES = "Package: a\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: b\nArchitecture: all\nAuto-Installed: 0\n\n"


def test_extended_states_are_read_in_order(tmp_path: Path) -> None:
    """Records as apt writes them, and others with less or more in them."""
    records = [ExtendedState("a", "amd64", True), ExtendedState("b", "all", False)]
    root = make_root(tmp_path / "root", {"var/lib/apt/extended_states": STATES})
    messages = Messages()
    system = open_root(str(root), messages)
    assert system.extended_states(messages) == records
    (root / "var/lib/apt/extended_states").write_text(STATES + "Package: c\nAuto-Installed: 2\nX: y\n")
    assert system.extended_states(messages) == [*records, ExtendedState("c", None, True)]
    (root / "var/lib/apt/extended_states").write_text(STATES + "nonsense\n")
    assert system.extended_states(messages) == records
    assert messages.render() == f"E: Unable to parse package file {root}/var/lib/apt/extended_states (1)\n"
    (root / "var/lib/apt/extended_states").unlink()
    assert system.extended_states(messages) == []


def test_apt_conf_can_move_the_files(tmp_path: Path) -> None:
    """Paths below Dir follow apt's rules: relative to their parents, or absolute."""
    status = tmp_path / "other-status"
    status.write_text(STATUS)
    conf = f'Dir::State::status "{status}"; Dir::State "var/state"; Dir::Etc::sourcelist "my.list";'
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/apt.conf": conf,
            "etc/apt/my.list": "deb [trusted=yes] http://h ./\n",
            "var/state/lists/h_._Packages": "",
        },
    )
    messages = Messages()
    system = open_root(str(root), messages)
    files = read_index_set(system.configuration, list(system.architectures), DISK, messages).package_files
    assert [file.path for file in files] == [f"{root}/var/state/lists/h_._Packages", str(status)]
    assert system.native == "arm64"


def test_a_missing_status_means_an_empty_system(tmp_path: Path) -> None:
    """A dangling link as well; an empty file is still a file."""
    root = make_root(tmp_path / "root", {})
    messages = Messages()
    system = open_root(str(root), messages)
    assert read_index_set(system.configuration, list(system.architectures), DISK, messages).status_file is not None
    (root / "var/lib/dpkg/status").unlink()
    (root / "var/lib/dpkg/status").symlink_to("nowhere")
    assert read_index_set(system.configuration, list(system.architectures), DISK, messages).status_file is None
    assert len(messages) == 0


def test_bare_files_make_a_system(tmp_path: Path) -> None:
    """Each index is a flat trusted local archive; the status comes last and tells the architecture."""
    (tmp_path / "status").write_text(STATUS)
    (tmp_path / "Packages").touch()
    system = from_files(
        str(tmp_path / "status"), [str(tmp_path / "Packages")], options=[("APT::Install-Recommends", "0")]
    )
    assert system.architectures == ("arm64",)
    assert system.package_files is not None
    index, status = system.package_files
    assert (index.index_type, index.trusted, index.release_name) == (IndexType.PACKAGES, True, "localhost")
    assert (status.index_type, status.rel_str) == (IndexType.STATUS, "a=now")
    assert not system.configuration.find_b("APT::Install-Recommends", True)
    assert from_files(None, [str(tmp_path / "Packages")], "i386").architectures == ("i386",)
    with pytest.raises(MissingInputError, match="no such file"):
        from_files(str(tmp_path / "none"), [])
