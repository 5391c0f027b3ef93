"""The steps for dpkg, and the archives they need."""

from __future__ import annotations

from pathlib import Path

from aptsim.ordering import Configure, Purge, Remove, Unpack, order_actions, order_archives, simulate
from aptsim.universe.release_string import release_string
from tests.unit.ordering_marks import marked_cache

SWAP = """
    archive stable
    a 2; Conflicts: b (<< 2)
    b 2; Conflicts: a (<< 2)
    status
    a 1
    b 1
"""


def test_steps_name_packages_and_versions(tmp_path: Path) -> None:
    """A package removed for a while is removed, unpacked and configured."""
    cache = marked_cache(tmp_path, SWAP, "a b")
    a, b = (cache.universe.find_package(name) for name in "ab")
    new_a, new_b = (cache.universe.package_versions[package][0] for package in (a, b))
    order = order_actions(cache)
    assert order.is_complete
    assert order.actions == (Remove(a), Unpack(b, new_b), Unpack(a, new_a), Configure(b), Configure(a))


def test_a_purge_is_a_step_of_its_own(tmp_path: Path) -> None:
    """Purged packages are purged, not removed."""
    cache = marked_cache(tmp_path, "status\na 1", "a_")
    assert order_actions(cache).actions == (Purge(cache.universe.find_package("a")),)


def test_nothing_to_do_needs_no_steps(tmp_path: Path) -> None:
    """A cache without changes has a complete order of no steps."""
    cache = marked_cache(tmp_path, SWAP, "")
    assert order_actions(cache).actions == ()
    assert simulate(cache).success


def test_ordering_changes_nothing_in_the_cache(tmp_path: Path) -> None:
    """Simulating twice tells the same twice."""
    cache = marked_cache(tmp_path, SWAP, "a b")
    assert simulate(cache).text == simulate(cache).text
    assert len(cache.messages) == 0


def test_archives_are_those_to_unpack(tmp_path: Path) -> None:
    """Removed packages and packages that only wait for their configuration need no archive."""
    text = "archive stable\nnew 1; Depends: base\nbase 1\nstatus\nold 1\nhalf 1 <install ok half-configured>"
    cache = marked_cache(tmp_path, text, "new base old-")
    names = [cache.universe.name(cache.universe.version_package[v]) for v in order_archives(cache).versions]
    assert names == ["base", "new"]


def test_a_long_chain_of_dependencies_is_ordered(tmp_path: Path) -> None:
    """A chain deeper than Python's usual limit of calls comes out from its end to its start."""
    count = 3000
    text = "archive stable\n" + "\n".join(f"p{n} 1; Depends: p{n + 1}" for n in range(count)) + f"\np{count} 1"
    cache = marked_cache(tmp_path, text, " ".join(f"p{n}" for n in range(count + 1)))
    lines = simulate(cache).lines
    assert [str(line).split()[1] for line in lines[: count + 1]] == [f"p{n}" for n in range(count, -1, -1)]


def test_archives_with_the_same_description_are_named_once(tmp_path: Path) -> None:
    """A version's release string has each archive's description once, then the architecture."""
    text = "archive stable Version=12.1\na 1 all\narchive testing\na 1 all"
    universe = marked_cache(tmp_path, text, "").universe
    version = universe.package_versions[universe.find_package("a")][0]
    assert release_string(universe, version) == "Tiny:12.1/stable, Tiny:testing [all]"
