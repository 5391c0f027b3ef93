"""Small universes with a name, each about one thing that trips a simulator, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A universe's text and the command lines to try on it."""

    text: str
    commands: tuple[str, ...]


NAMED: dict[str, Named] = {
    "or-groups": Named(
        """
        archive stable
        a 1; Depends: b | c
        b 1; Depends: nowhere
        c 1
        d 1; Depends: nowhere | missing
        e 1; Depends: c | b
        f 1; Depends: x (>= 2) | c (<< 1) | b | e
        x 1
        """,
        ("install a", "install d", "install e", "install f", "install a b-", "install a c-", "install a x b"),
    ),
}
