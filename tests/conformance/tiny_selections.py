"""Selections of dselect for random small universes."""

from __future__ import annotations

import random

from .stanzas import Fields
from .tiny import Universe

_WISHES = ("install", "install", "deinstall", "purge", "hold", "unknown")


def add_selections(universe: Universe, seed: str) -> None:
    """Have the administrator want other things than there are, for packages that are installed and others."""
    rng = random.Random(f"{seed}/selections")
    share = rng.choice((0.05, 0.15, 0.4))
    for fields in universe.installed:
        if rng.random() < share and fields["Status"].startswith(("install ", "hold ")):
            fields["Status"] = f"{rng.choice(_WISHES)} {fields['Status'].partition(' ')[2]}"
    known = {(fields["Package"], fields["Architecture"]) for fields in universe.installed}
    for archive in universe.archives:
        for offered in archive.packages:
            key = (offered["Package"], offered["Architecture"])
            if key not in known and rng.random() < share:
                known.add(key)
                universe.installed.append(_wanted(rng, offered))


def _wanted(rng: random.Random, offered: Fields) -> Fields:
    """What dpkg has of a package that was never installed."""
    status = rng.choice(("install", "install", "install", "deinstall", "purge", "hold")) + " ok not-installed"
    arch = "amd64" if offered["Architecture"] == "all" else offered["Architecture"]
    return {
        "Package": offered["Package"],
        "Status": status,
        "Priority": "optional",
        "Section": "x",
        "Architecture": arch,
    }
