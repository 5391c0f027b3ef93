"""Package lists from a mirror, kept in the cache folder as a root folder that apt's readers can read.

What is fetched is what ``apt-get update`` would fetch for ``deb MIRROR SUITE COMPONENT...``: InRelease (or Release and
its signature), then each ``Packages`` in the smallest form on offer. Every list is held against the size and SHA256
that Release gives before it is kept. The signature of Release itself is *not verified* yet.

Source: sources.list(5); https://wiki.debian.org/DebianRepository/Format; apt-pkg/acquire-item.cc.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from aptsim.archive.cache_folder import cache_folder
from aptsim.archive.http import Fetcher, Progress
from aptsim.archive.mirror_suite import MirrorSuite, keep
from aptsim.archive.suite_update import SuiteUpdate


def download_root(suites: Sequence[MirrorSuite], cache: Path | None = None, progress: Progress | None = None) -> Path:
    """Brings the lists of some suites up to date and gives a root folder that holds them.

    The root has a source list, the architectures, an empty dpkg status, and an apt.conf that says where the lists are:
    all roots share them. Both stay in the cache; the next call asks the mirror only whether something has changed.

    Args:
        suites: in the order of the source list.
        cache: where roots are kept; None means the user's cache folder.
        progress: told of each file while it arrives.

    Raises:
        MirrorError: when a list cannot be had, or is not what Release says. What was kept before is still there then.
    """
    folder = (cache or cache_folder()).absolute() / "mirrors"
    root, lists = folder / _identity_of(suites), folder / "lists"
    lists.mkdir(parents=True, exist_ok=True)
    with Fetcher(progress) as fetcher:
        for suite in suites:
            SuiteUpdate(suite, lists, fetcher).run()
    architectures = dict.fromkeys(arch for suite in suites for arch in suite.architectures)
    keep(root / "etc/apt/apt.conf", f'Dir::State::lists "{lists}/";\n'.encode())
    keep(root / "etc/apt/sources.list", "".join(f"{suite.source_line()}\n" for suite in suites).encode())
    keep(root / "var/lib/dpkg/arch", "".join(f"{arch}\n" for arch in architectures).encode())
    keep(root / "var/lib/dpkg/status", b"")
    for name in ("apt.conf.d", "preferences.d", "sources.list.d"):
        (root / "etc/apt" / name).mkdir(exist_ok=True)
    return root


def _identity_of(suites: Sequence[MirrorSuite]) -> str:
    """Gives a folder name that stands for exactly these suites."""
    lines = "\n".join(suite.source_line() for suite in suites)
    return hashlib.sha256(lines.encode()).hexdigest()[:32]
