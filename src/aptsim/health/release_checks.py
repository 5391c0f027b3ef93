"""Release files: how old they are, and whether they are of the release that is installed.

Source: apt-pkg/deb/debmetaindex.cc, debReleaseIndex::Load; apt-pkg/acquire-item.cc, pkgAcqMetaBase::VerifyVendor;
os-release(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.release import Release, parse_release
from aptsim.archive.release_dates import date_fault, parse_date, valid_until
from aptsim.errors import PendingErrors
from aptsim.health.evidence import read_file
from aptsim.health.finding import Item
from aptsim.health.findings import Findings
from aptsim.health.patient import Patient
from aptsim.model.message import Messages
from aptsim.model.version import compare_versions
from aptsim.universe.universe import Universe

_OLD = timedelta(days=90)
_ENOUGH = 5
"""With fewer packages to compare, versions say little about a release."""
_CODENAME = re.compile(rb'^VERSION_CODENAME="?([^"\n]*)', re.MULTILINE)


def read_release(data: bytes, path: str) -> Release:
    """Read a Release file; one that cannot be read says nothing, and is told of elsewhere."""
    try:
        return parse_release(data, path, Messages())
    except PendingErrors:
        return Release()


def check_dates(patient: Patient, now: datetime, findings: Findings) -> None:
    """Hold the dates of all Release files against a day."""
    expired: list[Item] = []
    future: list[Item] = []
    old: list[Item] = []
    configuration = patient.system.configuration
    for archive, path, release in _releases(patient):
        name = archive.describe().removesuffix(" Release")
        date = parse_date(release.date)
        end = valid_until(release, archive, configuration) if archive.checks_valid_until(configuration) else None
        if end is not None and end < now:
            expired.append(Item(name, f"of {_day(date)}, valid until {_day(end)}", path))
        elif date is not None and date > now and date_fault(release, archive, configuration, now):
            future.append(Item(name, f"of {_day(date)}", path))
        elif date is not None and date < now - _OLD:
            old.append(Item(name, f"of {_day(date)}, {(now - date).days} days before", path))
    today = f"as of {_day(now)}"
    for code, items, what in (
        ("release-expired", expired, f"no longer valid {today}"),
        ("release-from-the-future", future, f"dated later than {_day(now)}"),
        ("release-old", old, f"more than {_OLD.days} days old {today}"),
    ):
        if items:
            are = "1 Release file is" if len(items) == 1 else f"{len(items)} Release files are"
            findings.add(code, f"{are} {what}.", items[0].path, items=items)


def check_same_release(patient: Patient, findings: Findings) -> None:
    """Find out from the versions whether the lists are of the release that is installed."""
    universe = patient.universe
    if universe is None or not patient.is_complete or not patient.lists:
        return
    same, newer, older = _compare_versions(universe)
    compared = same + newer + older
    if same * 2 >= compared:
        return
    installed, listed = _installed_codename(patient), _listed_codenames(patient)
    if compared < _ENOUGH and (not installed or not listed or installed in listed):
        return
    code, verb = ("lists-newer-release", "newer") if newer >= older else ("lists-older-release", "older")
    text = (
        f"Of {compared} installed packages that the lists know, {same} are there in the installed version, "
        f"{newer} only in newer ones, {older} only in older ones: the lists are of a {verb} release."
    )
    if installed and listed:
        text += f" The system says that it is {installed}, the lists that they are {', '.join(sorted(listed))}."
    findings.add(code, text, patient.lists[0].path)


def _releases(patient: Patient) -> Iterator[tuple[MetaIndex, str, Release]]:
    for archive in patient.archives:
        path, is_there = archive.release_path(patient.system.configuration, patient.system.tree)
        data = read_file(path, patient.system.tree) if is_there else None
        if data is not None:
            yield archive, path, read_release(data, path)


def _compare_versions(universe: Universe) -> tuple[int, int, int]:
    """Count installed packages by what the lists have of them: the same version, else a newer one, else older ones."""
    same = newer = older = 0
    for package in universe.installed_packages:
        current = universe.current_version[package]
        offered = [version for version in universe.package_versions[package] if universe.is_downloadable(version)]
        if not current or not offered:
            continue
        number = universe.version_strings[current]
        orders = [compare_versions(universe.version_strings[version], number) for version in offered]
        if 0 in orders:
            same += 1
        elif max(orders) > 0:
            newer += 1
        else:
            older += 1
    return same, newer, older


def _installed_codename(patient: Patient) -> str:
    if patient.system.package_files is not None:
        return ""
    path = f"{patient.system.configuration.find_dir('Dir')}etc/os-release"
    found = _CODENAME.search(read_file(path, patient.system.tree) or b"")
    return found[1].decode("ascii", "replace") if found else ""


def _listed_codenames(patient: Patient) -> set[str]:
    releases = [file.release for file in patient.lists if file.release is not None]
    return {release.codename for release in releases if release.codename}


def _day(date: datetime | None) -> str:
    return "an unknown day" if date is None else date.strftime("%Y-%m-%d")
