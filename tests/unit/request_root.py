"""A small system for tests of package arguments: two suites, two architectures, names of every awkward sort."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.real_apt import make_root

_HOST = "http://tiny.example/debian"
_STABLE = """\
plain 1.0
versions 1.0
mta-one 1; Provides: mail
mta-two 2; Provides: mail (= 5)
single 3; Provides: only-one, only-one-versioned (= 7)
heir 1; Replaces: gone; Conflicts: gone
wishes 1; Depends: gone, odd:armhf, python:any; Recommends: mail
python 3.11; Multi-Arch: allowed
g++ 12
lib-a 1; Task: web-server
lib-b 1; Task: mail-server, web-server
libsame 1; Multi-Arch: same
essential-tool 1; Essential: yes; Section: admin; Priority: required
"""
_STABLE_I386 = """\
libsame 1 i386; Multi-Arch: same
foreign-only 1 i386
"""
_TESTING = """\
versions 2.0
plain 1.1
mta-two 3; Provides: mail (= 6)
"""
_INSTALLED = """\
plain 1.0
essential-tool 1; Essential: yes; Section: admin; Priority: required
foreign-only 1 i386
local 0.1
"""


def request_root(folder: Path) -> Path:
    """Make the root folder."""
    lists = "var/lib/apt/lists/tiny.example_debian_dists_"
    return make_root(
        folder,
        {
            "etc/apt/sources.list": "".join(
                f"deb [trusted=yes] {_HOST} {suite} main\n" for suite in ("stable", "testing")
            ),
            "etc/apt/apt.conf": 'APT::Architecture "amd64"; APT::Architectures { "amd64"; "i386"; };\n',
            f"{lists}stable_Release": _release("stable", "bookworm", "12.1"),
            f"{lists}testing_Release": _release("testing", "trixie", "13"),
            f"{lists}stable_main_binary-amd64_Packages": _stanzas(_STABLE),
            f"{lists}stable_main_binary-i386_Packages": _stanzas(_STABLE_I386),
            f"{lists}testing_main_binary-amd64_Packages": _stanzas(_TESTING),
            "etc/apt/preferences": "Package: *\nPin: release n=trixie\nPin-Priority: 100\n",
            "var/lib/dpkg/status": _stanzas(_INSTALLED, "Status: install ok installed\n"),
        },
    )


def _release(suite: str, codename: str, version: str) -> str:
    return f"Origin: Tiny\nLabel: Tiny\nSuite: {suite}\nCodename: {codename}\nVersion: {version}\n"


def _stanzas(text: str, state: str = "") -> str:
    """Write lines ``name version [arch]; Field: value; ...`` as stanzas."""
    stanzas: list[str] = []
    for line in text.splitlines():
        head, *fields = line.split("; ")
        name, version, arch = (head + " amd64").split()[:3]
        stanzas.append(
            f"Package: {name}\n{state}Version: {version}\nArchitecture: {arch}\nMaintainer: Nobody <n@tiny.example>\n"
            f"Description: {name}\nFilename: pool/{name}_{version}_{arch}.deb\nSize: 1000\nSHA256: {'0' * 64}\n"
            + "".join(f"{field}\n" for field in fields)
        )
    return "\n".join(stanzas)


def without_progress(stdout: str) -> str:
    """Take out the lines that apt rewrites while it reads, and those that name its steps at quiet level 1."""
    return re.sub(r"(\r[^\n]*\n)|((Reading|Building) [a-z ]+\.\.\.\n)", "", stdout)
