"""A root whose index has each package twice: as it is, and under a name that nothing reaches."""

from __future__ import annotations

import re
import shutil

from benchmarks.programs import work_folder
from tests.conformance.root import Root, fingerprint

_RELATIONS = re.compile(r"^(?:Pre-Depends|Depends|Recommends|Suggests|Enhances): (.*)$", re.MULTILINE)
_LEFT_OUT = re.compile(
    r"^(?:Provides|Conflicts|Breaks|Replaces|Essential|Important|Protected|Source): .*\n", re.MULTILINE
)
_PREFIX = "unreached-"


def doubled(root: Root) -> Root:
    """Give a copy of a root with its largest index doubled, made when it is not there."""
    folder = work_folder() / f"doubled-{root.path.name}-{root.fingerprint[:16]}"
    if not folder.exists():
        unfinished = folder.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(root.path, unfinished, symlinks=True)
        index = max(unfinished.glob("var/lib/apt/lists/*_Packages"), key=lambda path: path.stat().st_size)
        text = index.read_text()
        index.write_text(text + _renamed(text))
        unfinished.rename(folder)
    return Root(folder.name, folder, root.architectures, fingerprint(folder), root.installed)


def _renamed(text: str) -> str:
    """Give the stanzas with all names changed; what could act upon other packages is left out."""
    text = _LEFT_OUT.sub("", text)
    text = _RELATIONS.sub(lambda field: re.sub(r"(^|: |, |\| )(?=\w)", rf"\1{_PREFIX}", field[0]), text)
    return re.sub(r"^Package: ", f"Package: {_PREFIX}", text, flags=re.MULTILINE)
