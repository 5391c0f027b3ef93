"""Values: what they take, what they equal, and that they do not change."""

from __future__ import annotations

import copy
import pickle

import pytest

from aptsim.model.value import Value


class Point(Value):
    """Two numbers, the second of which can be left out."""

    x: int
    y: int = 0


class Place(Value):
    """The same fields in another class."""

    x: int
    y: int = 0


class Solid(Point):
    """A field more."""

    z: int = 0


def test_equality_is_of_class_and_fields() -> None:
    """Values are equal when class and all fields are, however they were given."""
    assert Point(1, 0) == Point(x=1)
    assert hash(Point(1, 0)) == hash(Point(1))
    assert Point(1) != Point(2)
    assert Point(1) != Place(1)


def test_a_value_does_not_change() -> None:
    """Setting a field is refused."""
    point = Point(1)
    with pytest.raises(AttributeError, match="does not change"):
        point.x = 2  # type: ignore[misc]


@pytest.mark.parametrize(("arguments", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 2}), ((1,), {"z": 2})])
def test_wrong_fields_are_refused(arguments: tuple[int, ...], named: dict[str, int]) -> None:
    """A field too few, too many, twice or of an unknown name is an error of type."""
    with pytest.raises(TypeError):
        Point(*arguments, **named)


def test_fields_of_the_base_class_come_first() -> None:
    """A subclass adds its fields behind those it inherits, for patterns too."""
    match Solid(1, 2, 3):
        case Solid(x, y, z):
            assert (x, y, z) == (1, 2, 3)
    assert repr(Solid(1, 2, 3)) == "Solid(x=1, y=2, z=3)"


def test_values_can_be_copied_and_pickled() -> None:
    """A copy equals its original, and so does what comes back from a pickle."""
    point = Point(1, 2)
    assert copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point
