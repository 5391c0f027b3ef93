"""Build dependencies hold for the architectures and profiles that they name, as apt 2.6.1 reads them."""

from __future__ import annotations

import pytest

from aptsim.archive.build_dependency import (
    BuildDependencyReader,
    BuildField,
    BuildTarget,
    MalformedBuildDependencyError,
)
from aptsim.errors import AptCrashError
from aptsim.model.cache_types import OR

_TARGET = BuildTarget("amd64", ("nocheck", "cross"))


def _read(text: str) -> list[tuple[str, bool]]:
    reader = BuildDependencyReader(_TARGET)
    reader.read_words(BuildField.DEPENDS, text)
    return [(one.name, bool(one.operator & OR)) for one in reader.dependencies]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a [amd64]", True),
        ("a [!amd64]", False),
        ("a [i386 arm64]", False),
        ("a [linux-any]", True),
        ("a [any-amd64]", True),
        ("a [!i386 !arm64]", True),
        ("a [i386 !arm64]", True),
        ("a [!i386 amd64]", True),
        ("a []", False),
        ("a [!]", True),
        ("a [ amd64]", True),
        ("a [i386 ", False),
        ("a <nocheck>", True),
        ("a <!nocheck>", False),
        ("a <!nocheck> <cross>", True),
        ("a <nocheck cross>", True),
        ("a <nocheck other>", False),
        ("a <!other >", False),
        ("a <>", False),
        ("a [amd64] <!nocheck>", False),
    ],
)
def test_a_dependency_holds_for_what_it_names(text: str, holds: bool) -> None:
    """On amd64, with the profiles nocheck and cross, apt keeps the dependency or drops it."""
    assert _read(text) == ([("a", False)] if holds else [])


def test_a_dropped_last_alternative_ends_its_group() -> None:
    """Where the last alternative does not hold, the one before it is the last; a dropped one in between is passed."""
    assert _read("a | b <!cross>, c") == [("a", False), ("c", False)]
    assert _read("a | b <!cross> | c") == [("a", True), ("c", False)]
    assert _read("b <!cross> | c") == [("c", False)]


@pytest.mark.parametrize("text", ["", ",a", "a,,b", "a )", "a (1", "a (>= ", "a [amd64", "a [", "a <x", "a <", "a b"])
def test_what_apt_refuses_is_refused(text: str) -> None:
    """What makes apt say `Problem parsing dependency` is malformed here too."""
    with pytest.raises(MalformedBuildDependencyError):
        _read(text)


@pytest.mark.parametrize("text", ["a [i386  amd64]", "a [amd64 i386", "a <nocheck  cross>", "a <other x"])
def test_what_kills_apt_is_named(text: str) -> None:
    """Where apt 2.6.1 dies by a fault of its own, the answer says so."""
    with pytest.raises(AptCrashError, match="apt itself crashes"):
        _read(text)


def test_a_field_of_a_source_record_may_have_commas_too_many() -> None:
    """Commas without anything between them are passed over in source records."""
    reader = BuildDependencyReader(_TARGET)
    reader.read_field(BuildField.CONFLICTS, " , a (>= 1),\n ,, b , ")
    assert [(one.name, one.version) for one in reader.dependencies] == [("a", "1"), ("b", "")]
