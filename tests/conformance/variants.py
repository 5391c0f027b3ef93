"""Installed systems changed for the worse: cut, older, held, half done."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from .installed import Installed
from .stanzas import Fields

RELATION_FIELDS = ("Pre-Depends", "Depends", "Recommends", "Suggests", "Breaks", "Conflicts", "Replaces", "Enhances")
_RELATION = re.compile(r"([a-z0-9][a-z0-9+.-]+)(?::[a-z0-9]+)? *\((<<|<=|=|>=|>>) *([^)]+)\)")


def cut(system: Installed, names: Iterable[str]) -> Installed:
    """The system with only the packages named left."""
    left = set(names)
    return Installed(tuple(fields for fields in system.packages if fields["Package"] in left), system.automatic)


def lower_versions(system: Installed, rng: random.Random, share: float) -> Installed:
    """The system with a share of its packages at an older version than any archive has.

    Packages of one source go together. Packages that somebody wants in at least a version stay as they are, so
    that the system stays sound.
    """
    wanted = set()
    for fields in system.packages:
        own = _source(fields)
        for field in ("Pre-Depends", "Depends", "Breaks", "Conflicts"):
            for name, operator, _ in _RELATION.findall(fields.get(field, "")):
                wanted.add((name, own if operator == "=" else ""))
    by_source: dict[str, list[Fields]] = {}
    for fields in system.packages:
        by_source.setdefault(_source(fields), []).append(fields)
    lowered: dict[str, str] = {}
    for source in sorted(by_source):
        names = {fields["Package"] for fields in by_source[source]}
        free = not any(name in names and own != source for name, own in wanted)
        if free and rng.random() < share:
            for fields in by_source[source]:
                lowered[fields["Package"]] = rng.choice(("{}~", "{}~old1", "0~{}"))
        # one form for a source, so that its packages agree
        forms = {lowered[name] for name in names if name in lowered}
        for name in names & lowered.keys():
            lowered[name] = min(forms)
    return _replace(system, [_lower(fields, lowered) for fields in system.packages])


def _lower(fields: Fields, lowered: dict[str, str]) -> Fields:
    changed = dict(fields)
    form = lowered.get(fields["Package"])
    if form is not None:
        changed["Version"] = _older(form, fields["Version"])
    for field in RELATION_FIELDS:
        if field in changed:
            changed[field] = _RELATION.sub(lambda match: _lower_relation(match, lowered), changed[field])
    return changed


def _lower_relation(match: re.Match[str], lowered: dict[str, str]) -> str:
    form = lowered.get(match[1])
    if match[2] != "=" or form is None:
        return match[0]
    return match[0].replace(match[3], _older(form, match[3]))


def _older(form: str, version: str) -> str:
    epoch, colon, rest = version.rpartition(":")
    return epoch + colon + form.format(rest)


def with_mild_states(system: Installed, rng: random.Random) -> Installed:
    """Holds, packages marked for removal, packages of which only configuration is left: nothing apt minds."""
    packages = [dict(fields) for fields in system.packages]
    picked = rng.sample(packages, max(12, len(packages) // 8))
    third = len(picked) // 3
    for fields in picked[:third]:
        fields["Status"] = "hold ok installed"
    for fields in picked[third : third + 6]:
        fields["Status"] = rng.choice(("deinstall ok installed", "purge ok installed"))
    left = {"Required", "Essential", "Protected"}
    needed = needed_names(_replace(system, packages))
    for fields in picked[third + 6 :]:
        if fields["Package"] not in needed and not left & fields.keys():
            _leave_configuration(fields, rng)
    return _replace(system, packages)


def _leave_configuration(fields: Fields, rng: random.Random) -> None:
    fields["Status"] = rng.choice(("deinstall ok config-files", "purge ok config-files", "hold ok config-files"))
    fields["Config-Version"] = fields["Version"]
    fields["Conffiles"] = f"\n /etc/{fields['Package']}.conf d41d8cd98f00b204e9800998ecf8427e"
    if rng.random() < 0.5:
        for field in (*RELATION_FIELDS, "Provides"):
            fields.pop(field, None)


def with_broken_states(system: Installed, rng: random.Random) -> Installed:
    """The mild states, and packages that dpkg left half done."""
    mild = with_mild_states(system, rng)
    packages = [dict(fields) for fields in mild.packages]
    sound = [fields for fields in packages if fields["Status"] == "install ok installed"]
    states = (
        "install ok unpacked",
        "install ok unpacked",
        "install ok half-configured",
        "hold ok half-configured",
        "install ok triggers-awaited",
        "install ok triggers-pending",
        "hold ok unpacked",
    )
    for fields, status in zip(rng.sample(sound, len(states)), states, strict=True):
        fields["Status"] = status
        if status.endswith("triggers-awaited"):
            fields["Triggers-Awaited"] = "man-db"
        elif status.endswith("triggers-pending"):
            fields["Triggers-Pending"] = "ldconfig"
        elif status.endswith("half-configured"):
            fields["Config-Version"] = fields["Version"]
    return _replace(system, packages)


def with_reinstreq(system: Installed, rng: random.Random, *, lost: bool = False) -> Installed:
    """Packages that nobody needs and that dpkg wants reinstalled; *lost* are at a version no source has."""
    packages = [dict(fields) for fields in system.packages]
    needed = needed_names(system)
    states = ("install reinstreq installed", "install reinstreq half-installed", "install ok half-installed")
    free = [fields for fields in packages if fields["Package"] not in needed and "Essential" not in fields]
    for fields, status in zip(rng.sample(free, len(states)), states, strict=True):
        fields["Status"] = status
        if lost:
            fields["Version"] += "+local1"
    return _replace(system, packages)


def dependants_of(system: Installed) -> dict[str, set[str]]:
    """For each installed package the installed ones that depend on it, in any alternative."""
    dependants: dict[str, set[str]] = {fields["Package"]: set() for fields in system.packages}
    for fields in system.packages:
        for field in ("Pre-Depends", "Depends"):
            for part in re.split(r"[,|]", fields.get(field, "")):
                name = part.split("(")[0].split(":")[0].strip()
                if name in dependants and name != fields["Package"]:
                    dependants[name].add(fields["Package"])
    return dependants


def needed_names(system: Installed) -> set[str]:
    """The installed packages that others depend on."""
    return {name for name, dependants in dependants_of(system).items() if dependants}


def _replace(system: Installed, packages: list[Fields]) -> Installed:
    return Installed(tuple(packages), system.automatic)


def _source(fields: Fields) -> str:
    return fields.get("Source", fields["Package"]).split(" ")[0]
