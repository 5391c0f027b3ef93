"""Relation fields are read as apt reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aptsim.model.cache_types import OR, Operator
from aptsim.universe.relations import MalformedRelationError, parse_relations

_NAMES = st.from_regex(r"[a-z0-9][a-z0-9+.-]{1,6}(:any|:amd64)?", fullmatch=True)
_SIGNS = {
    "<<": Operator.LESS,
    "<=": Operator.LESS_EQUAL,
    "=": Operator.EQUAL,
    ">=": Operator.GREATER_EQUAL,
    ">>": Operator.GREATER,
}
_RELATIONS = st.tuples(_NAMES, st.one_of(st.just(("", "")), st.tuples(st.sampled_from(sorted(_SIGNS)), _NAMES)))


@given(st.lists(st.lists(_RELATIONS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_is_printed_is_read_back(groups: list[list[tuple[str, tuple[str, str]]]]) -> None:
    """A field written the usual way gives its names, operators and versions, alternatives marked but for the last."""
    printed = ", ".join(
        " | ".join(f"{name} ({sign} {version})" if sign else name for name, (sign, version) in group)
        for group in groups
    )
    expected = [
        (name, (int(_SIGNS[sign]) if sign else 0) | (OR if place < len(group) - 1 else 0), version)
        for group in groups
        for place, (name, (sign, version)) in enumerate(group)
    ]
    assert parse_relations(printed) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("a,b", [("a", 0, ""), ("b", 0, "")]),
        ("a , b ,", [("a", 0, ""), ("b", 0, "")]),
        ("a\n b", None),
        ("a(>=1.0)", [("a", Operator.GREATER_EQUAL, "1.0")]),
        ("a (> 1), b (< 2)", [("a", Operator.GREATER_EQUAL, "1"), ("b", Operator.LESS_EQUAL, "2")]),
        ("a (1.0 )", [("a", Operator.EQUAL, "1.0")]),
        ("a (= 1.0", None),
        ("a )", None),
        ("a,, b", None),
        ("| a", None),
        ("a [amd64]", None),
        ("a (=1)", None),
        ("a (=1), b", [("a", Operator.EQUAL, "1"), ("b", 0, "")]),
    ],
)
def test_unusual_fields(field: str, expected: list[tuple[str, int, str]] | None) -> None:
    """Old operators, missing blanks and a comma at the end are fine; apt's other limits are kept (debListParser)."""
    if expected is None:
        with pytest.raises(MalformedRelationError):
            parse_relations(field)
    else:
        assert parse_relations(field) == expected
