"""Whether the sources can be reached, and have something newer: the only look that leaves the machine.

Source: apt-secure(8); what ``apt-get update`` asks a mirror for first.
"""

from __future__ import annotations

from collections.abc import Callable

from aptsim.archive.meta_index import MetaIndex, meta_index_uri
from aptsim.archive.release_dates import parse_date
from aptsim.errors import AptsimError
from aptsim.health.evidence import read_file
from aptsim.health.finding import Item
from aptsim.health.findings import Findings
from aptsim.health.patient import Patient
from aptsim.health.release_checks import read_release

Fetch = Callable[[str], bytes]
"""Gets the file at an address; an AptsimError where it cannot be had."""

_REMOTE = ("http://", "https://")


def check_mirrors(patient: Patient, fetch: Fetch, findings: Findings) -> None:
    """Ask every archive for its Release file."""
    unreachable: list[Item] = []
    outdated: list[Item] = []
    for archive in patient.archives:
        if not archive.uri.startswith(_REMOTE):
            continue
        path, _, line = (archive.deb_entries or archive.source_entries)[0].place.rpartition(":")
        place = (path, int(line) if line.isdigit() else 0)
        name = archive.describe().removesuffix(" Release")
        try:
            data = _fetch_release(patient, archive, fetch)
        except AptsimError as error:
            unreachable.append(Item(name, str(error), *place))
            continue
        newer = _newer_than_listed(patient, archive, data)
        if newer:
            outdated.append(Item(name, newer, *place))
    if unreachable:
        are = "1 archive cannot" if len(unreachable) == 1 else f"{len(unreachable)} archives cannot"
        text = f"{are} be reached, or have no Release file."
        findings.add("source-unreachable", text, unreachable[0].path, unreachable[0].line, items=unreachable)
    if outdated:
        have = "1 archive has" if len(outdated) == 1 else f"{len(outdated)} archives have"
        text = f"{have} a newer Release file than the lists."
        findings.add("list-outdated", text, outdated[0].path, outdated[0].line, items=outdated)


def _fetch_release(patient: Patient, archive: MetaIndex, fetch: Fetch) -> bytes:
    first, second = (
        meta_index_uri(archive.uri, archive.dist, kind, patient.system.configuration)
        for kind in ("InRelease", "Release")
    )
    try:
        return fetch(first)
    except AptsimError as error:
        try:
            return fetch(second)
        except AptsimError:
            raise error from None


def _newer_than_listed(patient: Patient, archive: MetaIndex, data: bytes) -> str:
    """Say how much newer the mirror's Release is; '' where it is not, or nobody can tell."""
    path, is_there = archive.release_path(patient.system.configuration, patient.system.tree)
    listed = parse_date(read_release(read_file(path, patient.system.tree) or b"", path).date) if is_there else None
    offered = parse_date(read_release(data, path).date)
    if listed is None or offered is None or offered <= listed:
        return ""
    return f"of {offered:%Y-%m-%d %H:%M}, the lists are of {listed:%Y-%m-%d %H:%M}"
