"""How far apt says it has come after the first record of ``extended_states``.

Only the first percentage is shown for certain: later ones depend on the time that reading takes.

Source: apt-pkg/depcache.cc, pkgDepCache::readStateFile; apt-pkg/contrib/progress.cc, OpProgress::CheckChange.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_FIELD = re.compile(rb"^(Package|Architecture):[ \t]*(.*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)


def reading_progress(data: bytes, is_known: Callable[[str, str], bool]) -> int:
    """Gives the percentage behind ``Reading state information...``.

    Args:
        data: the whole file.
        is_known: tells whether a name and architecture ('any' where the record has none) is a package with versions.

    >>> reading_progress(b"Package: a\\nAuto-Installed: 1\\n\\nPackage: b\\nAuto-Installed: 1\\n\\n", lambda *_: True)
    48
    """
    for stanza in re.split(rb"\n{2,}", data.strip(b"\n")):
        fields = {name.lower(): value.decode("latin-1") for name, value in _FIELD.findall(stanza)}
        if is_known(fields.get(b"package", ""), fields.get(b"architecture", "") or "any"):
            return (len(stanza) + 1) * 100 // len(data)
    return 100 if data else 0
