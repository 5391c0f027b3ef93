"""Source packages for random small universes."""

from __future__ import annotations

import random

from .stanzas import Fields
from .tiny import Universe
from .tiny_sound import VERSIONS

_FIELDS = (
    ("Build-Depends", 0.85, 3),
    ("Build-Depends-Indep", 0.25, 2),
    ("Build-Depends-Arch", 0.2, 2),
    ("Build-Conflicts", 0.15, 1),
    ("Build-Conflicts-Indep", 0.08, 1),
    ("Build-Conflicts-Arch", 0.08, 1),
)
_LISTS = ("[amd64]", "[!amd64]", "[i386]", "[linux-any]", "[!i386 !armhf]", "[any-amd64 armhf]", "[kfreebsd-any]")
_PROFILES = (
    "<!nocheck>",
    "<nocheck>",
    "<!nodoc !nocheck>",
    "<cross>",
    "<!cross>",
    "<a> <!nodoc>",
    "<!nocheck> <!cross>",
)


def add_sources(universe: Universe, seed: str) -> None:
    """Give most archives of a universe the sources of their packages, with build dependencies between them."""
    rng = random.Random(f"{seed}/sources")
    names = sorted({fields["Package"] for archive in universe.archives for fields in archive.packages}) or ["a"]
    if rng.random() < 0.35:
        universe.conf += f'APT::Build-Essential {{ "{rng.choice(names)}"; }};\n'
    if rng.random() < 0.75:
        universe.conf += "#clear APT::Build-Essential;\n"
    for archive in universe.archives:
        if rng.random() < 0.9:
            archive.sources = _sources(rng, archive.packages, names, universe.architectures)


def _sources(rng: random.Random, packages: list[Fields], names: list[str], archs: tuple[str, ...]) -> list[Fields]:
    built: dict[str, set[str]] = {}
    versions: dict[str, str] = {}
    for fields in packages:
        source, _, version = fields.get("Source", fields["Package"]).partition(" ")
        built.setdefault(source, set()).add(fields["Package"])
        versions.setdefault(source, version.strip("()") or fields["Version"])
    result: list[Fields] = []
    for source in sorted(built):
        for _ in range(rng.choices((0, 1, 2), (5, 85, 10))[0]):
            version = versions[source] if rng.random() < 0.85 else rng.choice(VERSIONS)
            stanza = {"Package": source, "Binary": ", ".join(sorted(built[source])), "Version": version}
            for field, chance, most in _FIELDS:
                if rng.random() < chance:
                    groups = (_group(rng, names, archs) for _ in range(rng.randint(1, most)))
                    stanza[field] = rng.choice((", ", ",\n  ", ",")).join(groups) + rng.choice(("", "", ","))
            result.append(stanza)
    rng.shuffle(result)
    return result


def _group(rng: random.Random, names: list[str], archs: tuple[str, ...]) -> str:
    return " | ".join(_relation(rng, names, archs) for _ in range(rng.choices((1, 2, 3), (75, 20, 5))[0]))


def _relation(rng: random.Random, names: list[str], archs: tuple[str, ...]) -> str:
    text = rng.choice(names) if rng.random() < 0.92 else rng.choice(("nowhere", "virt-a", "virt-b", "awk"))
    if rng.random() < 0.15:
        text += rng.choice((":any", ":native", f":{archs[-1]}"))
    if rng.random() < 0.25:
        text += f" ({rng.choice(('>=', '>=', '<<', '=', '<=', '>>'))} {rng.choice(VERSIONS)})"
    if rng.random() < 0.15:
        text += " " + rng.choice(_LISTS)
    if rng.random() < 0.15:
        text += " " + rng.choice(_PROFILES)
    return text
