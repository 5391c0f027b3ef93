"""Version numbers sort as dpkg and apt sort them."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from debian.debian_support import NativeVersion
from hypothesis import given, settings
from hypothesis import strategies as st

from aptsim.model.cache_types import Operator
from aptsim.model.version import Version, compare_versions, satisfies, version_key
from aptsim.universe.tables import VersionPool

_UPSTREAM = st.from_regex(r"[0-9][A-Za-z0-9.+~]{0,6}", fullmatch=True)
_REVISION = st.from_regex(r"[A-Za-z0-9+.~]{1,4}", fullmatch=True)
_VERSIONS = st.builds(
    lambda epoch, upstream, revision: epoch + upstream + revision,
    st.sampled_from(["", "0:", "1:", "10:"]),
    _UPSTREAM,
    st.one_of(st.just(""), _REVISION.map(lambda text: f"-{text}")),
)

#: Straight from Debian Policy 5.6.12 and deb-version(7): each is older than the next.
_ASCENDING = ["1.0~~", "1.0~~a", "1.0~", "1.0", "1.0-1~bpo1", "1.0-1", "1.0a", "1.0+b1", "1.1", "1.9", "1.10", "1:0.1"]


def test_the_examples_of_policy_ascend() -> None:
    """Tildes sort before the end, letters before other signs, numbers by value, epochs before all."""
    assert sorted(set(_ASCENDING), key=version_key) == _ASCENDING


def test_stored_version_numbers_have_the_places_of_their_order() -> None:
    """Equal numbers share a place, and none at all has the place 0, which fits no relation."""
    shuffled = [*_ASCENDING[1::2], *_ASCENDING[::2]]
    places = VersionPool.places(["", *shuffled, "0:1.0-0"])
    assert places[0] == 0 and places[-1] == places[1 + shuffled.index("1.0")]
    assert sorted(shuffled, key=dict(zip(shuffled, places[1:], strict=False)).__getitem__) == _ASCENDING
    assert min(places[1:]) > 0 and len(set(places)) == len(_ASCENDING) + 1


@given(_VERSIONS, _VERSIONS)
def test_comparison_agrees_with_python_debian(left: str, right: str) -> None:
    """An independent implementation gives the same order, digits at the end of a fragment aside.

    There apt has the shorter text older (`1.` before `1.0`), dpkg has both equal.
    """
    theirs = NativeVersion(left)._compare(NativeVersion(right))
    if theirs != 0:
        assert compare_versions(left, right) == (theirs > 0) - (theirs < 0)


@settings(max_examples=60, deadline=None)
@given(_VERSIONS, _VERSIONS)
def test_comparison_agrees_with_dpkg(left: str, right: str) -> None:
    """Where dpkg tells two versions apart, so do we, the same way round."""
    if shutil.which("dpkg") is None:
        pytest.skip("needs dpkg on PATH")
    order = compare_versions(left, right)
    for relation in ("lt", "gt"):
        is_true = subprocess.run(["dpkg", "--compare-versions", left, relation, right], check=False).returncode == 0
        if is_true:
            assert order == (-1 if relation == "lt" else 1)


@given(_VERSIONS, _VERSIONS, _VERSIONS)
def test_order_is_transitive(first: str, second: str, third: str) -> None:
    """Sorted versions do not descend anywhere, not between neighbours and not over one."""
    low, middle, high = sorted((first, second, third), key=version_key)
    assert compare_versions(low, middle) <= 0
    assert compare_versions(middle, high) <= 0
    assert compare_versions(low, high) <= 0


@given(_VERSIONS, _VERSIONS)
def test_equal_versions_hash_alike(left: str, right: str) -> None:
    """Equality, order and hash come from one key."""
    if Version(left) == Version(right):
        assert hash(Version(left)) == hash(Version(right))
        assert not Version(left) < Version(right)


@pytest.mark.parametrize(
    ("version", "operator", "wanted", "expected"),
    [
        ("1.0", Operator.LESS, "1.0", False),
        ("1.0", Operator.LESS_EQUAL, "0:1.0-0", True),
        ("1.0-1", Operator.GREATER, "1.0", True),
        ("1.0", Operator.NOT_EQUAL, "1.1", True),
        ("", Operator.GREATER_EQUAL, "1", False),
        ("", Operator.NONE, "", True),
        ("1", Operator.LESS, "", True),
    ],
)
def test_relations_between_versions(version: str, operator: Operator, wanted: str, expected: bool) -> None:
    """Nothing wanted is always met, nothing given never meets a wanted version, as in apt's CheckDep."""
    assert satisfies(version, operator, wanted) is expected
