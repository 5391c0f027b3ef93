"""The dpkg status of packages that were just installed from an index.

Source: dpkg(1), FILES; deb-control(5): what an index adds about the archive file is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.base.index_text import IndexText

_INDEX_ONLY = frozenset(("filename", "size", "md5sum", "sha1", "sha256", "sha512", "description-md5", "tag"))


def installed_status(index: IndexText, names: Iterable[str]) -> str:
    """Give the status of a system on which the last stanza of each of these names is installed."""
    return "".join(f"{_installed(index.stanzas_of(name)[-1])}\n\n" for name in sorted(names) if name in index)


def _installed(stanza: str) -> str:
    lines: list[str] = []
    is_kept = True
    for line in stanza.split("\n"):
        if line[:1] not in (" ", "\t"):
            name = line.partition(":")[0].lower()
            is_kept = name not in _INDEX_ONLY
        if is_kept:
            lines.append(line)
            if line.lower().startswith("package:"):
                lines.append("Status: install ok installed")
    return "\n".join(lines)
