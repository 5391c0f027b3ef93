"""Which apt is installed in a system, as its dpkg status says."""

from __future__ import annotations

import re

_STANZA = re.compile(rb"^package:[ \t]*apt[ \t]*$.*?(?:^[ \t]*$|\Z)", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_STATUS = re.compile(rb"^status:[ \t]*\S+[ \t]+\S+[ \t]+(\S+)", re.IGNORECASE | re.MULTILINE)
_VERSION = re.compile(rb"^version:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_ABSENT = (b"not-installed", b"config-files")


def installed_apt_version(status: bytes) -> str:
    r"""Gives the version of the installed package apt; '' where there is none.

    >>> installed_apt_version(b"Package: apt\nStatus: install ok installed\nVersion: 2.6.1\n")
    '2.6.1'

    Args:
        status: the whole dpkg status file (deb-status, dpkg(1)).
    """
    # In nearly every status it is found so; an expression takes a hundred times as long for a large one.
    start = status.find(b"\nPackage: apt\n") + 1
    if start:
        status = status[start : status.find(b"\n\n", start) + 1 or None]
    stanza = _STANZA.search(status.replace(b"\r\n", b"\n"))
    if stanza is None:
        return ""
    state, version = _STATUS.search(stanza[0]), _VERSION.search(stanza[0])
    if state is None or state[1] in _ABSENT or version is None:
        return ""
    return version[1].decode("latin-1")
