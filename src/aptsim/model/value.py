"""Value types that cost nothing before they are used: a program that runs for a tenth of a second notices the others.

`dataclass` writes and compiles some methods anew for every class, half a millisecond each; here all classes share
them. `docs/decisions/value-types.md` has the figures.
"""

from __future__ import annotations

from typing import ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Value:
    """A frozen value: two are equal when they are of one class and all their fields are.

    A subclass lists its fields as for `dataclass`; defaults are values that never change.

    >>> class Point(Value):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(y=0, x=1)
    (Point(x=1, y=0), True)
    >>> Point(1).changed(y=2)
    Point(x=1, y=2)
    """

    __match_args__: ClassVar[tuple[str, ...]] = ()
    _field_names: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Takes down the names of the fields, those of the base class first."""
        own = vars(cls).get("__annotations__", ())
        cls.__match_args__ = (*cls.__match_args__, *own)  # type: ignore[misc]
        cls._field_names = frozenset(cls.__match_args__)

    def __init__(self, *arguments: object, **named: object) -> None:
        names = self.__match_args__
        fields = self.__dict__
        fields.update(zip(names, arguments))  # noqa: B905  (a keyword would cost a third of the call)
        if not named and len(arguments) == len(names):
            return
        fields.update(named)
        if fields.keys() != self._field_names or len(arguments) + len(named) != len(names):
            self._complete(arguments, named)

    def _complete(self, arguments: tuple[object, ...], named: dict[str, object]) -> None:
        """Fills in defaults, and refuses what does not fit the fields.

        Raises:
            TypeError: as any function does that is called wrongly.
        """
        names = self.__match_args__
        given = (*names[: len(arguments)], *named)
        for name in names:
            if name not in given:
                if not hasattr(type(self), name):
                    raise TypeError(f"{type(self).__name__} lacks {name}")
                self.__dict__[name] = getattr(type(self), name)
        if len(arguments) > len(names) or len(set(given)) != len(given) or not set(given) <= set(names):
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(names)}")

    def changed(self, **named: object) -> Self:
        """Gives a value that is the same but for some fields, as `dataclasses.replace` does."""
        return type(self)(**{**self.__dict__, **named})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is a value; it does not change")

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if type(self) is type(other) else NotImplemented

    def __hash__(self) -> int:
        fields = self.__dict__
        return hash((type(self), *[fields[name] for name in self.__match_args__]))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self.__match_args__)
        return f"{type(self).__qualname__}({fields})"
