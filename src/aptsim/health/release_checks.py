"""Release files: how old they are, and whether they are of the release that is installed.

Source: apt-pkg/deb/debmetaindex.cc, debReleaseIndex::Load; apt-pkg/acquire-item.cc, pkgAcqMetaBase::VerifyVendor;
os-release(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from aptsim.archive.meta_index import MetaIndex
from aptsim.archive.release import strip_clear_signature
from aptsim.archive.release_dates import parse_date
from aptsim.errors import PendingErrors
from aptsim.files.tag_file import TagFileError, iter_sections
from aptsim.health.evidence import read_file
from aptsim.health.finding import Item
from aptsim.health.findings import Findings
from aptsim.health.patient import Patient
from aptsim.model.message import Messages
from aptsim.model.version import compare_versions
from aptsim.universe.universe import Universe

_OLD = timedelta(days=90)
_MOST_FUTURE = timedelta(seconds=10)
"""Acquire::Max-FutureTime: so much may clocks differ."""
_ENOUGH = 5
"""With fewer packages to compare, versions say little about a release."""
_CODENAME = re.compile(rb'^VERSION_CODENAME="?([^"\n]*)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReleaseDates:
    """What a Release file says about its own age; None where it says nothing that can be read."""

    date: datetime | None = None
    valid_until: datetime | None = None


def release_dates(data: bytes, path: str) -> ReleaseDates:
    """Read the dates of a Release file, clear-signed or not.

    >>> release_dates(b"Date: Sat, 10 Jan 2026 10:31:47 UTC\\n", "Release").date
    datetime.datetime(2026, 1, 10, 10, 31, 47, tzinfo=datetime.timezone.utc)
    """
    try:
        section = next(iter_sections(strip_clear_signature(data, path, Messages()), path), None)
    except (PendingErrors, TagFileError):
        section = None
    if section is None:
        return ReleaseDates()
    return ReleaseDates(parse_date(section.find("Date")), parse_date(section.find("Valid-Until")))


def check_dates(patient: Patient, now: datetime, findings: Findings) -> None:
    """Hold the dates of all Release files against a day."""
    expired: list[Item] = []
    future: list[Item] = []
    old: list[Item] = []
    for archive, path, dates in _dated_releases(patient):
        name = archive.describe().removesuffix(" Release")
        if (
            dates.valid_until is not None
            and dates.valid_until < now
            and archive.checks_valid_until(patient.system.configuration)
        ):
            text = f"of {_day(dates.date)}, valid until {_day(dates.valid_until)}"
            expired.append(Item(name, text, path))
        elif dates.date is not None and dates.date > now + _MOST_FUTURE:
            future.append(Item(name, f"of {_day(dates.date)}", path))
        elif dates.date is not None and dates.date < now - _OLD:
            old.append(Item(name, f"of {_day(dates.date)}, {(now - dates.date).days} days before", path))
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


def _dated_releases(patient: Patient) -> Iterator[tuple[MetaIndex, str, ReleaseDates]]:
    for archive in patient.archives:
        path, is_there = archive.release_path(patient.system.configuration, patient.system.tree)
        data = read_file(path, patient.system.tree) if is_there else None
        if data is not None:
            yield archive, path, release_dates(data, path)


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
