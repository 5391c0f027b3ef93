"""States of the past: the addresses at which snapshot.debian.org keeps what Debian's mirrors had at some time.

Source: https://snapshot.debian.org/ ("Usage"); sources.list(5).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

SNAPSHOT_BASE = "http://snapshot.debian.org/archive/"
"""What the addresses of snapshots begin with."""
_STAMP = "%Y%m%dT%H%M%SZ"
_FORMS = ("%Y-%m-%d", "%Y%m%d", _STAMP, "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
_DEBIAN_HOST = r"(?:deb|ftp|http|cdn-fastly\.deb|archive|ftp\.[a-z]+)\.debian\.(?:org|net)|httpredir\.debian\.org"
_ARCHIVES = (
    ("debian-security", re.compile(r"https?://security\.debian\.org(?:/debian-security)?/?")),
    ("debian-security", re.compile(rf"https?://(?:{_DEBIAN_HOST})/debian-security/?")),
    ("debian", re.compile(rf"https?://(?:{_DEBIAN_HOST})/debian/?")),
)
_SNAPSHOT = re.compile(r"https?://[^/]+/archive/([a-z-]+)/[0-9]{8}T[0-9]{6}Z/?")
_ADDRESS = re.compile(r"https?://[^\s\[\]]+")


def parse_time(text: str) -> datetime | None:
    """Read a day, or a time in universal time; None when it is none.

    >>> parse_time("2017-12-12")
    datetime.datetime(2017, 12, 12, 0, 0, tzinfo=datetime.timezone.utc)
    >>> parse_time("20171212T103000Z") == parse_time("2017-12-12T10:30:00Z")
    True
    >>> parse_time("yesterday") is None
    True
    """
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def snapshot_address(archive: str, at: datetime, base: str = SNAPSHOT_BASE) -> str:
    """Give the address of an archive as it was.

    >>> snapshot_address("debian", datetime(2017, 12, 12))
    'http://snapshot.debian.org/archive/debian/20171212T000000Z'
    """
    return f"{base}{archive}/{at.strftime(_STAMP)}"


def archive_of_suite(suite: str) -> str:
    """Give the archive in which Debian keeps a suite.

    >>> archive_of_suite("jessie"), archive_of_suite("jessie/updates"), archive_of_suite("bookworm-security")
    ('debian', 'debian-security', 'debian-security')
    """
    return "debian-security" if suite.endswith(("-security", "/updates")) else "debian"


def past_address(mirror: str, at: datetime, base: str = SNAPSHOT_BASE) -> str | None:
    """Give the address at which a mirror's state at some time is kept; None when it is no mirror of Debian.

    >>> past_address("http://security.debian.org/debian-security/", datetime(2017, 12, 12))
    'http://snapshot.debian.org/archive/debian-security/20171212T000000Z'
    >>> past_address("http://ftp.de.debian.org/debian", datetime(2017, 12, 12))
    'http://snapshot.debian.org/archive/debian/20171212T000000Z'
    >>> past_address("https://example.org/debian", datetime(2017, 12, 12)) is None
    True
    """
    again = _SNAPSHOT.fullmatch(mirror)
    if again is not None:
        return snapshot_address(again[1], at, base)
    for archive, pattern in _ARCHIVES:
        if pattern.fullmatch(mirror):
            return snapshot_address(archive, at, base)
    return None


def past_sources(text: str, at: datetime, base: str = SNAPSHOT_BASE) -> tuple[str, list[str]]:
    """Put a state of the past in the place of Debian's mirrors in a source list.

    Returns:
        The new text, and the addresses in it that are not Debian's, which are as they were. Comments are left out.

    >>> past_sources("deb http://deb.debian.org/debian jessie main\\n", datetime(2017, 12, 12))
    ('deb http://snapshot.debian.org/archive/debian/20171212T000000Z jessie main\\n', [])
    """
    others: list[str] = []

    def replace(match: re.Match[str]) -> str:
        address = past_address(match[0], at, base)
        if address is None:
            others.append(match[0])
        return address or match[0]

    lines = [line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#")]
    return _ADDRESS.sub(replace, "".join(lines)), others
