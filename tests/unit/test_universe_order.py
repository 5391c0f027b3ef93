"""A universe has the lists that apt's own cache has, in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.files.tree import DISK
from aptsim.model.message import Message, Messages, Place, Severity
from aptsim.simulator import Simulator
from aptsim.universe.load import load_universe
from aptsim.universe.store import open_universe, save_universe
from aptsim.universe.universe import Universe
from tests.unit.real_apt import ask_apt, make_root, need_reference

_INDEX = """\
Package: app
Architecture: amd64
Version: 1
Depends: lib (>= 2) | other, virtual, tool:any
Conflicts: lib (<< 1), rival

Package: lib
Architecture: amd64
Multi-Arch: same
Version: 2
Provides: virtual, lib-api (= 2)

Package: lib
Architecture: i386
Multi-Arch: same
Version: 2
Provides: virtual

Package: tool
Architecture: amd64
Multi-Arch: allowed
Version: 3
Depends: lib (= 2)

Package: other
Architecture: all
Multi-Arch: foreign
Version: 1
Provides: virtual
Breaks: lib (<< 2)

Package: rival
Architecture: i386
Version: 9
Depends: lib, app, lib:amd64, other
"""
_STATUS = """\
Package: lib
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Version: 1
Provides: virtual

Package: app
Status: hold ok installed
Architecture: amd64
Version: 1
Depends: lib (>= 2) | other, virtual, tool:any
Conflicts: lib (<< 1), rival
"""


def _root(folder: Path) -> Path:
    lists = "var/lib/apt/lists"
    return make_root(
        folder,
        {
            "etc/apt/sources.list": "deb [trusted=yes] http://a.example ./\n",
            "etc/apt/apt.conf": 'APT::Architecture "amd64"; APT::Architectures { "amd64"; "i386"; };\n',
            f"{lists}/a.example_._Packages": _INDEX,
            "var/lib/dpkg/status": _STATUS,
        },
    )


def _universe(root: Path) -> Universe:
    run = Simulator.open(root)
    run.cache_path = None
    cache = run.run("install", ["app"]).cache
    assert cache is not None
    return cache.universe


def _names(universe: Universe) -> list[str]:
    return ["app", "lib", "lib:i386", "tool", "other", "rival:i386", "virtual", "virtual:i386"]


def test_reverse_dependencies_and_providers_come_in_apts_order(tmp_path: Path) -> None:
    """`apt-cache showpkg` walks apt's own lists; ours have the same members in the same order."""
    need_reference()
    root = _root(tmp_path / "root")
    universe = _universe(root)
    for name in _names(universe):
        answer = ask_apt(root, "apt-cache", "showpkg", name).stdout
        package = universe.find_package_full(name)
        assert package, name
        reverse = answer.split("Reverse Depends: \n")[1].split("Dependencies: \n")[0].splitlines()
        provided = answer.split("Reverse Provides: \n")[1].splitlines()
        ours = [
            universe.full_name(universe.parent_package(one), pretty=True) for one in universe.reverse_depends[package]
        ]
        assert ours == [line.strip().split(",")[0] for line in reverse], name
        providers = [
            f"{universe.full_name(universe.version_package[owner], pretty=True)} {universe.version_strings[owner]}"
            for owner in (universe.provides_owner[one] for one in universe.package_provides[package])
        ]
        assert providers == [line.split(" (")[0] for line in provided], name


def test_counts_are_those_of_apt(tmp_path: Path) -> None:
    """Every name, package, version, dependency and provides that apt makes is made, and no other."""
    need_reference()
    root = _root(tmp_path / "root")
    universe = _universe(root)
    lines = ask_apt(root, "apt-cache", "stats").stdout.splitlines()
    counts = {line.split(":")[0].strip(): line.split(":")[1].split()[0].split("/")[0] for line in lines}
    assert int(counts["Total package names"]) == len(universe.group_names) - 1
    assert int(counts["Total package structures"]) == len(universe.package_group) - 1
    assert int(counts["Total distinct versions"]) == len(universe.version_package) - 1
    assert int(counts["Total dependencies"]) == len(universe.dependency_parent) - 1
    assert int(counts["Total Provides mappings"]) == len(universe.provides_owner) - 1


def test_a_stored_universe_is_the_same(tmp_path: Path) -> None:
    """What is opened from disk has every table of what was stored."""
    universe = _universe(_root(tmp_path / "root"))
    path = str(tmp_path / "stored.universe")
    message = Message(Severity.WARNING, "said", Place("status", offset=7, field="version"))
    save_universe(universe, path, "these files", [message])
    opened = open_universe(path, "these files", universe.package_files)
    assert opened is not None
    stored, said = opened
    assert said == [message] and said[0].place == message.place
    for name in ("reverse_depends", "version_depends", "package_provides", "package_versions", "group_packages"):
        assert [list(row) for row in getattr(stored, name)] == [list(row) for row in getattr(universe, name)], name
    for name in ("group_names", "version_strings", "dependency_version", "package_arch", "package_rank"):
        assert list(getattr(stored, name)) == list(getattr(universe, name)), name
    assert [list(row) for row in stored.version_files] == [list(row) for row in universe.version_files]
    assert dict(stored.group_by_name) == dict(universe.group_by_name)


def test_a_damaged_store_counts_as_absent(tmp_path: Path) -> None:
    """A file that is cut short or is something else is not opened."""
    universe = _universe(_root(tmp_path / "root"))
    path = tmp_path / "stored.universe"
    save_universe(universe, str(path), "these files", [])
    whole = path.read_bytes()
    for damaged in (b"", b"something else", whole[:40], whole[: len(whole) // 2]):
        path.write_bytes(damaged)
        assert open_universe(str(path), "these files", universe.package_files) is None


def test_a_store_of_other_files_counts_as_absent(tmp_path: Path) -> None:
    """Names of stores are short; what tells whether it is the right one stands inside."""
    universe = _universe(_root(tmp_path / "root"))
    path = str(tmp_path / "stored.universe")
    save_universe(universe, path, "these files", [])
    assert open_universe(path, "others", universe.package_files) is None
    assert open_universe(path, "these files", universe.package_files) is not None


def test_a_changed_list_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A universe is stored under the state of its files, so a newer list never meets an older universe."""
    monkeypatch.setattr("aptsim.universe.load.SMALLEST_STORED", 0)
    root = _root(tmp_path / "root")
    simulator = Simulator.open(root)
    simulator.cache_path = tmp_path / "cache"
    assert simulator.run("install", ["tool"]).cache is not None
    index = root / "var/lib/apt/lists/a.example_._Packages"
    index.write_text(index.read_text() + "\nPackage: late\nArchitecture: amd64\nVersion: 1\n")
    again = Simulator.open(root)
    again.cache_path = tmp_path / "cache"
    cache = again.run("install", ["late"]).cache
    assert cache is not None
    assert cache.universe.find_package("late")
    assert len(list((tmp_path / "cache").glob("*.universe"))) == 2


def test_messages_of_the_building_are_said_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning about a stanza is given whether the universe is built or opened from the store."""
    monkeypatch.setattr("aptsim.universe.load.SMALLEST_STORED", 0)
    root = _root(tmp_path / "root")
    index = root / "var/lib/apt/lists/a.example_._Packages"
    index.write_text(_INDEX + "\nPackage: odd\nArchitecture: amd64\nMulti-Arch: sometimes\nVersion: 1\n")
    said = []
    for _ in range(2):
        simulator = Simulator.open(root)
        simulator.cache_path = tmp_path / "cache"
        messages = Messages()
        simulator.run("install", ["tool"], messages=messages)
        said.append([message.text for message in messages if "odd" in message.text])
    assert said[0] == said[1] == ["Unknown Multi-Arch type 'sometimes' for package 'odd'"]


def test_load_universe_without_a_folder_stores_nothing(tmp_path: Path) -> None:
    """A universe of no files at all is empty, and nothing is written for it."""
    from aptsim.model.configuration import Configuration

    universe = load_universe((), lambda file: (), DISK, ("amd64",), Configuration(), Messages())
    assert list(universe.installed_packages) == []
    assert len(universe.package_group) == 1
    assert list(tmp_path.iterdir()) == []
