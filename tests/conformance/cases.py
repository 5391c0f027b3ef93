"""Generated cases: command lines that people, and people in a hurry, would type.

A case is fixed by its kind of root, the seed and its number, so that more cases never change the earlier ones.
"""

from __future__ import annotations

import random
import shlex
from collections.abc import Callable
from dataclasses import dataclass

from .material import Material
from .options import draw_options, draw_question_options

#: How often each verb is drawn where verbs are drawn; `install` has cases of its own.
VERB_WEIGHTS = {
    "remove": 20,
    "purge": 10,
    "autoremove": 10,
    "autopurge": 5,
    "reinstall": 7,
    "upgrade": 20,
    "dist-upgrade": 20,
    "full-upgrade": 4,
    "check": 4,
}
#: The same for the questions of apt-cache.
QUESTION_WEIGHTS = {"policy": 30, "madison": 10, "depends": 25, "rdepends": 15, "show": 20}
VERBS = ("install", *VERB_WEIGHTS, "auto-remove", "satisfy", "build-dep", "dselect-upgrade", *QUESTION_WEIGHTS)


@dataclass(frozen=True, slots=True)
class Case:
    """One command line: the words before the verb, the verb, the words behind it.

    ``kind`` names the root and ``label`` the way the case was made.
    """

    kind: str
    before: tuple[str, ...]
    verb: str
    after: tuple[str, ...]
    label: str = "given"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments as apt-get gets them."""
        return (*self.before, self.verb, *self.after)

    def __str__(self) -> str:
        return f"{self.kind}: {shlex.join(self.arguments)}"


def parse_case(text: str) -> Case:
    """Read ``KIND: [OPTION...] VERB [ARGUMENT...]``; without a verb, ``install`` is meant."""
    kind, _, line = text.partition(":")
    words = tuple(shlex.split(line))
    for position, word in enumerate(words):
        if word in VERBS:
            return Case(kind.strip(), words[:position], word, words[position + 1 :])
    return Case(kind.strip(), (), "install", words)


def make_case(kind: str, material: Material, seed: int, number: int) -> Case:
    """The case of this number, of `install`."""
    rng = random.Random(f"{kind}/{seed}/{number}")
    label = rng.choices(list(_MAKERS), [weight for weight, _ in _MAKERS.values()])[0]
    return _make(kind, material, rng, "install", label, ())


def make_verb_case(kind: str, material: Material, seed: int, number: int) -> Case:
    """The case of this number, of any other verb."""
    rng = random.Random(f"{kind}/verbs/{seed}/{number}")
    verb = rng.choices(list(VERB_WEIGHTS), list(VERB_WEIGHTS.values()))[0]
    makers = {label: weight for label, (weight, _) in _MAKERS.items()}
    if verb in ("remove", "purge", "reinstall"):
        # What is not installed can neither be removed nor installed again.
        makers |= {"installed": 60, "left over": 8}
    elif rng.random() < 0.75:
        makers = {"nothing": 1}
    label = rng.choices(list(makers), list(makers.values()))[0]
    extra = ("--with-new-pkgs",) if verb == "upgrade" and rng.random() < 0.35 else ()
    return _make(kind, material, rng, verb, label, extra)


def make_question_case(kind: str, material: Material, seed: int, number: int) -> Case:
    """The case of this number, of a question of apt-cache."""
    rng = random.Random(f"{kind}/questions/{seed}/{number}")
    verb = rng.choices(list(QUESTION_WEIGHTS), list(QUESTION_WEIGHTS.values()))[0]
    makers = {label: weight for label, (weight, _) in _MAKERS.items()} | {"nothing": 8 if verb == "policy" else 1}
    label = rng.choices(list(makers), list(makers.values()))[0]
    options = draw_question_options(rng, material, verb)
    return Case(kind, (), verb, (*options, *_MAKERS[label][1](rng, material)), label)


def make_selection_case(kind: str, material: Material, seed: int, number: int) -> Case:
    """The case of this number, of `dselect-upgrade`."""
    rng = random.Random(f"{kind}/selections/{seed}/{number}")
    return _make(kind, material, rng, "dselect-upgrade", "nothing", ())


def _make(kind: str, material: Material, rng: random.Random, verb: str, label: str, extra: tuple[str, ...]) -> Case:
    words = _MAKERS[label][1](rng, material)
    before, behind = draw_options(rng, material)
    behind = [*behind, *extra]
    place = rng.random()
    if place < 0.6:
        after = [*behind, *words]
    elif place < 0.85:
        after = [*words, *behind]
    else:
        cut = rng.randint(0, len(words))
        after = [*words[:cut], *behind, *words[cut:]]
    return Case(kind, tuple(before), verb, tuple(after), label)


def _some(rng: random.Random, names: list[str], fallback: list[str], low: int, high: int) -> list[str]:
    pool = names or fallback or ["hello"]
    return [rng.choice(pool) for _ in range(rng.randint(low, high))]


def _random_names(rng: random.Random, material: Material) -> list[str]:
    return _some(rng, material.names, material.installed, 1, rng.choice((1, 1, 2, 3, 5)))


def _popular(rng: random.Random, material: Material) -> list[str]:
    return [rng.choice(material.popular) for _ in range(rng.choice((1, 1, 1, 2, 3)))]


def _installed(rng: random.Random, material: Material) -> list[str]:
    words = _some(rng, material.installed, material.names, 1, 3)
    return words + (_random_names(rng, material) if rng.random() < 0.3 else [])


def _upgradable(rng: random.Random, material: Material) -> list[str]:
    words = _some(rng, material.upgradable, material.installed or material.names, 1, 4)
    return words + (_popular(rng, material) if rng.random() < 0.3 else [])


def _left_over(rng: random.Random, material: Material) -> list[str]:
    return _some(rng, material.left_over, material.installed or material.names, 1, 2)


def _virtual(rng: random.Random, material: Material) -> list[str]:
    # Rust's and Haskell's generated names are nine in ten of all virtual ones
    plain = [name for name in material.virtual if not name.startswith(("librust-", "libghc-", "golang-"))]
    return _some(rng, plain if rng.random() < 0.85 else material.virtual, material.names, 1, 2)


def _tasks(rng: random.Random, material: Material) -> list[str]:
    pool = material.tasks if material.tasks and rng.random() < 0.6 else list(material.known_tasks)
    return [f"{rng.choice(pool)}^" + rng.choice(("", "", "", "-"))]


def _conflicts(rng: random.Random, material: Material) -> list[str]:
    if rng.random() < 0.4 or not material.conflicts:
        return list(rng.choice(material.pairs))
    pair = list(rng.choice(material.conflicts))
    return pair if rng.random() < 0.7 else pair[:1]


def _one(rng: random.Random, material: Material) -> str:
    pools: list[list[str]] = [material.names, list(material.popular), material.installed, material.upgradable]
    return rng.choice(rng.choices(pools, (4, 4, 4, 2))[0] or material.names or ["hello"])


def _with_version(rng: random.Random, material: Material) -> str:
    name = _one(rng, material)
    versions = material.versions.get(name, ["1.0"])
    version = rng.choice(versions)
    pick = rng.random()
    if pick < 0.1:
        version = rng.choice(("1.0", "", "0", "99:1", version[:3] + "*", version + "x", "*", "1:"))
    return f"{name}={version}"


def _with_suite(rng: random.Random, material: Material) -> str:
    suites = (
        material.suites if rng.random() < 0.85 and material.suites else ["sid", "now", "oldstable", "12*", "", "n=a"]
    )
    return f"{_one(rng, material)}/{rng.choice(suites)}"


def _with_arch(rng: random.Random, material: Material) -> str:
    if len(material.architectures) > 1 and rng.random() < 0.6:
        name = rng.choice(material.foreign or material.names or ["hello"])
        return f"{name}:{material.architectures[1]}"
    arch = rng.choice((*material.architectures, "amd64", "amd64", "all", "any", "native", "i386", "armhf", ""))
    return f"{_one(rng, material)}:{arch}"


def _glob(rng: random.Random, material: Material) -> str:
    name = _one(rng, material)
    length = rng.randint(min(5, len(name)), len(name))
    forms = (
        f"{name[:length]}*",
        f"*{name[-length:]}",
        f"{name[: length // 2]}?{name[length // 2 + 1 :]}",
        f"{name[:-1]}[a-m]*",
    )
    return rng.choice(forms) + rng.choice(("", "", "", "", "-", ":amd64"))


def _regex(rng: random.Random, material: Material) -> str:
    name = _one(rng, material)
    length = rng.randint(min(6, len(name)), len(name))
    start = name[:length]
    forms = (
        f"^{start}",
        f"{start}$",
        f"^{start}.*$",
        f"{start}.+",
        f"^{start}[0-9a-z]+$",
        f"^{name}$",
        f"^({start}|hello)$",
    )
    return rng.choice(forms) + rng.choice(("", "", "", "", "", "-", "/bookworm"))


def _removed(rng: random.Random, material: Material) -> str:
    pool = material.installed if material.installed and rng.random() < 0.8 else material.names or ["hello"]
    return rng.choice(pool) + "-"


def _plus(rng: random.Random, material: Material) -> str:
    return _one(rng, material) + "+"


_FORMS: tuple[Callable[[random.Random, Material], str], ...] = (
    _with_version,
    _with_version,
    _with_suite,
    _with_suite,
    _with_arch,
    _glob,
    _regex,
    _removed,
    _removed,
    _plus,
)


def _forms(rng: random.Random, material: Material) -> list[str]:
    words = [rng.choice(_FORMS)(rng, material) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    words += _random_names(rng, material) if rng.random() < 0.25 else []
    rng.shuffle(words)
    return words


def _mistakes(rng: random.Random, material: Material) -> list[str]:
    name = _one(rng, material)
    wrong = rng.choice(
        (
            lambda: name + "x",
            lambda: name[:-1],
            lambda: name.upper(),
            lambda: name.replace("-", "_"),
            lambda: "",
            lambda: "nosuchpackage",
            lambda: "nosuchpackage=1.0",
            lambda: "nosuchpackage/bookworm",
            lambda: "nosuchpackage:i386",
            lambda: "nosuchpackage-",
            lambda: "no-such-*-package",
            lambda: "nosuchtask^",
            lambda: "^nosuch[",
            lambda: f"{name}=",
            lambda: f"{name}/",
            lambda: f"{name}:",
            lambda: f"={name}",
            lambda: f"{name}=0~nothing",
            lambda: f"{name}/nosuite",
            lambda: f"{name}:armhf",
            lambda: f"{name} ",
            lambda: "ünicode",
            lambda: f"./{name}",
            lambda: f"/nonexistent/{name}.deb",
            lambda: f"{name}(>=1)",
            lambda: "-",
            lambda: "+",
            lambda: "--",
            lambda: "*",
            lambda: "?",
            lambda: f"{name}--",
            lambda: f"{name}+-",
            lambda: f"~n{name}",
            lambda: f"?name({name})",
        )
    )()
    return [wrong] if rng.random() < 0.6 else [wrong, *_random_names(rng, material)]


def _nothing(_: random.Random, __: Material) -> list[str]:
    return []


_MAKERS: dict[str, tuple[int, Callable[[random.Random, Material], list[str]]]] = {
    "random": (22, _random_names),
    "popular": (20, _popular),
    "installed": (6, _installed),
    "upgradable": (6, _upgradable),
    "left over": (2, _left_over),
    "virtual": (7, _virtual),
    "tasks": (3, _tasks),
    "conflicts": (8, _conflicts),
    "forms": (18, _forms),
    "mistakes": (6, _mistakes),
    "nothing": (2, _nothing),
}
