"""Whether a Release file is of today: neither from the future nor past its end.

Source: apt-pkg/deb/debmetaindex.cc, debReleaseIndex::Load; apt-pkg/acquire-item.cc, pkgAcqMetaBase::VerifyVendor;
apt.conf(5), Acquire::Check-Valid-Until and the options beside it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from aptsim.archive.meta_index import MetaIndex, Setting
from aptsim.archive.release import Release
from aptsim.model.configuration import Configuration

_ZONES = (" UTC", " GMT", " Z", " +0000", " -0000")
_FUTURE = 10  # seconds that a clock may be behind


def parse_date(text: str | None) -> datetime | None:
    """Read a date of a Release file, which is in universal time; None when it is none (RFC1123StrToTime).

    >>> parse_date("Sat, 11 Jul 2026 10:16:37 UTC")
    datetime.datetime(2026, 7, 11, 10, 16, 37, tzinfo=datetime.timezone.utc)
    >>> parse_date("Sat, 11 Jul 2026 10:16:37 CEST"), parse_date("soon")
    (None, None)
    """
    if text is None or not text.endswith(_ZONES):
        return None
    try:
        return parsedate_to_datetime(f"{text.rpartition(' ')[0]} +0000").astimezone(UTC)
    except (ValueError, TypeError):
        return None


def date_fault(release: Release, archive: MetaIndex, configuration: Configuration, now: datetime) -> str:
    """Say why a Release file is not of today; empty when it is.

    Args:
        release: what it says.
        archive: the source, whose options count most.
        configuration: what counts for all sources.
        now: the time, with its zone.
    """
    setting = archive.setting("Check-Date")
    if setting is Setting.NO or (setting is not Setting.YES and not configuration.find_b("Acquire::Check-Date", True)):
        return ""
    date = parse_date(release.date)
    future = archive.seconds("Date-Max-Future") or _by_label("Acquire::Max-FutureTime", release, configuration, _FUTURE)
    if date is not None and date - timedelta(seconds=future) > now:
        return f"it is dated {date:%Y-%m-%d %H:%M:%S} UTC, in the future; is the clock of this machine right?"
    if not archive.checks_valid_until(configuration):
        return ""
    if release.valid_until is not None and parse_date(release.valid_until) is None:
        return f"its Valid-Until is no date: {release.valid_until}"
    end = valid_until(release, archive, configuration)
    if end is not None and end < now:
        return f"it expired on {end:%Y-%m-%d %H:%M:%S} UTC; the mirror is not updated any more"
    return ""


def valid_until(release: Release, archive: MetaIndex, configuration: Configuration) -> datetime | None:
    """Give the end of a Release file, with what the user makes of it; None when it has none."""
    date, end = parse_date(release.date), parse_date(release.valid_until)
    most = archive.seconds("Max-ValidTime") or _by_label("Acquire::Max-ValidTime", release, configuration, 0)
    least = archive.seconds("Min-ValidTime") or _by_label("Acquire::Min-ValidTime", release, configuration, 0)
    if least and end is not None and date is not None:
        end = max(end, date + timedelta(seconds=least))
    if most and date is not None:
        latest = date + timedelta(seconds=most)
        end = latest if end is None else min(end, latest)
    return end


def _by_label(option: str, release: Release, configuration: Configuration, default: int) -> int:
    value = configuration.find_i(option, default)
    return configuration.find_i(f"{option}::{release.label}", value) if release.label else value
