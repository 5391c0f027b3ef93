"""Generated cases of `satisfy`: dependency strings as people and programs write them, and as they should not."""

from __future__ import annotations

import random

from .cases import Case
from .material import Material
from .options import draw_options

_SIGNS = ("=", ">=", "<=", ">>", "<<", ">", "<", "")
_LISTS = (
    "[amd64]",
    "[!amd64]",
    "[i386 arm64]",
    "[linux-any]",
    "[any-i386 !hurd-any]",
    "[!hurd-any]",
    "[i386 ",
    "[ amd64]",
)
_PROFILES = ("<!nocheck>", "<nocheck>", "<!a !b>", "<a> <!b>", "<!a> <b c>", "<a b>", "<cross> ", "<!a > ")
_OWN_OPTIONS = (
    ("-P", "nocheck"),
    ("-P", "a,b"),
    ("--build-profiles=nocheck,cross",),
    ("-a", "i386"),
    ("--host-architecture", "arm64"),
    ("-o", "APT::Get::Satisfy-Automatic=1"),
    ("-o", "APT::Get::Build-Dep-Automatic=1"),
)


def make_satisfy_case(kind: str, material: Material, seed: int, number: int) -> Case:
    """The case of this number, of `satisfy`."""
    rng = random.Random(f"{kind}/satisfy/{seed}/{number}")
    words = [_argument(rng, material) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    return Case(kind, *_with_options(rng, material, "satisfy", words), "satisfy")


def _with_options(
    rng: random.Random, material: Material, verb: str, words: list[str]
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    before, behind = draw_options(rng, material)
    # Percentages of files that only one run knows depend on the clock.
    before, behind = ([word for word in some if word != "-q=0"] for some in (before, behind))
    if rng.random() < 0.25:
        behind = [*behind, *rng.choice(_OWN_OPTIONS)]
    return tuple(before), verb, (*behind, *words) if rng.random() < 0.7 else (*words, *behind)


def _argument(rng: random.Random, material: Material) -> str:
    groups = [_group(rng, material) for _ in range(rng.choice((1, 1, 1, 2, 2, 4)))]
    text = ", ".join(groups)
    chance = rng.random()
    if chance < 0.12:
        return f"Conflicts:{rng.choice((' ', ''))}{text}"
    if chance < 0.15:
        return rng.choice((f"{text},", f", {text}", f"Depends: {text}", f"({text})", f"{text} )", f"{text}, , x"))
    return text


def _group(rng: random.Random, material: Material) -> str:
    return " | ".join(_relation(rng, material) for _ in range(rng.choice((1, 1, 1, 2, 3))))


def _relation(rng: random.Random, material: Material) -> str:
    pools: list[list[str]] = [material.names, material.names, material.installed, material.virtual, ["nowhere"]]
    pools.append(list(material.popular))
    name = rng.choice(rng.choice([pool for pool in pools if pool]))
    text = name
    if rng.random() < 0.2:
        text += rng.choice((":any", ":native", ":amd64", ":i386", ":arm64", ":all"))
    if rng.random() < 0.35:
        versions = material.versions.get(name, ["1"])
        blank = rng.choice((" ", " ", ""))
        sign = rng.choice(_SIGNS[:5] if rng.random() < 0.9 else _SIGNS)
        text += f"{blank}({sign}{rng.choice((' ', ''))}{rng.choice([*versions, '0', '99'])})"
    if rng.random() < 0.15:
        text += " " + rng.choice(_LISTS)
    if rng.random() < 0.15:
        text += " " + rng.choice(_PROFILES)
    return text
