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


def make_build_case(kind: str, material: Material, seed: int, number: int) -> Case:
    """The case of this number, of `build-dep`."""
    rng = random.Random(f"{kind}/build-dep/{seed}/{number}")
    words = [_source(rng, material) for _ in range(rng.choices((0, 1, 2, 3), (1, 70, 20, 9))[0])]
    before, verb, after = _with_options(rng, material, "build-dep", words)
    if rng.random() < 0.25:
        after = (rng.choice(_BUILD_OPTIONS), *after)
    return Case(kind, before, verb, after, "build-dep")


def make_file_case(kind: str, material: Material, seed: int, number: int) -> Case:
    """The case of this number, of a verb that changes packages, with package files among its arguments."""
    rng = random.Random(f"{kind}/files/{seed}/{number}")
    verb = rng.choices(list(_FILE_VERBS), list(_FILE_VERBS.values()))[0]
    words = [_package_file(rng, material) for _ in range(rng.choices((1, 2, 3), (70, 20, 10))[0])]
    if rng.random() < 0.25:
        words.append(rng.choice(material.names or ["hello"]) + rng.choice(("", "", "-")))
    rng.shuffle(words)
    before, behind = _draw_quiet_options(rng, material)
    return Case(kind, tuple(before), verb, (*behind, *words), "files")


def _source(rng: random.Random, material: Material) -> str:
    pick = rng.random()
    files = [name for name in material.local if name.endswith((".dsc", "-src"))]
    if pick < 0.22 and files:
        return _path(rng, material, rng.choice(files))
    if pick < 0.25:
        return rng.choice(("./nowhere.dsc", "/nowhere/x.dsc", ".", "./srv", "nosuch", "nosuch:i386", "", "/", "..x"))
    pools = [pool for pool in (material.sources, material.sources, material.names, material.installed) if pool]
    name = rng.choice(rng.choice(pools)) if pools else "nosuch"
    form = rng.random()
    if form < 0.12:
        versions = material.versions.get(f"src:{name}", material.versions.get(name, ["1"]))
        return f"{name}={rng.choice([*versions, *versions, '0', '1', versions[0][:2]])}"
    if form < 0.24:
        return f"{name}/{rng.choice([*material.suites, *material.suites, 'now', 'sid', ''])}"
    if form < 0.32:
        text = f"{name}:{rng.choice((*material.architectures, 'amd64', 'i386', 'all', 'any', 'native'))}"
        return text + rng.choice(("", "", "=1", f"/{rng.choice(material.suites or ['x'])}"))
    return name


def _package_file(rng: random.Random, material: Material) -> str:
    pick = rng.random()
    debs = [name for name in material.local if name.endswith((".deb", ".changes"))]
    good = [name for name in debs if not name.startswith("damaged")]
    if pick < 0.05 or not debs:
        return rng.choice(("./nowhere.deb", "/nowhere/x.deb", "./srv", ".", "./srv/nowhere.deb", "./srv/some.udeb"))
    return _path(rng, material, rng.choice(good if pick < 0.85 else debs))


def _path(rng: random.Random, material: Material, name: str) -> str:
    path = rng.choice((f"./srv/{name}", f"{material.folder}/srv/{name}", f"./srv/../srv/{name}"))
    suites = [*material.suites, "now", "nosuch"]
    return f"{path}/{rng.choice(suites)}" if rng.random() < 0.12 else path


_BUILD_OPTIONS = ("--arch-only", "--indep-only", "--only-source", "--purge", "-ai386", "-Pnocheck,nodoc")
_FILE_VERBS = {
    "install": 60,
    "reinstall": 8,
    "remove": 10,
    "purge": 3,
    "autoremove": 2,
    "upgrade": 4,
    "dist-upgrade": 13,
}


def _with_options(
    rng: random.Random, material: Material, verb: str, words: list[str]
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    before, behind = _draw_quiet_options(rng, material)
    if rng.random() < 0.25:
        behind = [*behind, *rng.choice(_OWN_OPTIONS)]
    return tuple(before), verb, (*behind, *words) if rng.random() < 0.7 else (*words, *behind)


def _draw_quiet_options(rng: random.Random, material: Material) -> tuple[list[str], list[str]]:
    """Options that do not ask for percentages: those of files that only one run knows depend on the clock."""
    before, behind = (
        [word.replace("quiet=0", "quiet=1") for word in some if word != "-q=0"] for some in draw_options(rng, material)
    )
    return before, behind


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
