"""What was read of layers, kept in the cache folder by their digest: the second run reads no layer at all.

One file holds a line of JSON and the contents behind it. It is written beside itself and renamed, so that a reader
sees the whole file or none; one that does not fit counts as absent.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from aptsim.files.whole_file import write_file
from aptsim.image.layer import Entry, Layer
from aptsim.image.tar_reader import MemberKind
from aptsim.image.wanted import Wanted

_FORMAT = 1
"""Counted up when the layout changes or a layer is read in another way."""
_MOST_STORED = 512


class LayerStore:
    """A folder of layers."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which need not exist."""
        self._folder = folder

    def load(self, diff_id: str, wanted: Wanted) -> Layer | None:
        """Give a layer that was read before; None when it was not."""
        path = self._path(diff_id, wanted)
        try:
            data = path.read_bytes()
            os.utime(path)
            end = data.index(b"\n")
            header = json.loads(data[:end])
            layer = Layer(removed=set(header["removed"]), opaque=set(header["opaque"]))
            position = end + 1
            for name, kind, size, target, digest, is_kept in header["entries"]:
                content = data[position : position + size] if is_kept else None
                position += size if is_kept else 0
                layer.entries[name] = Entry(MemberKind(kind), size, target, digest, content)
            return layer if position == len(data) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, diff_id: str, wanted: Wanted, layer: Layer) -> None:
        """Keep a layer; a full disk or a read-only folder is no error."""
        header = {
            "entries": [
                (name, entry.kind.value, entry.size, entry.target, entry.digest, entry.content is not None)
                for name, entry in layer.entries.items()
            ],
            "removed": sorted(layer.removed),
            "opaque": sorted(layer.opaque),
        }
        path = self._path(diff_id, wanted)
        contents = [entry.content or b"" for entry in layer.entries.values()]
        with contextlib.suppress(OSError):
            write_file(path, b"".join((json.dumps(header).encode(), b"\n", *contents)))
            self._remove_oldest()

    def _path(self, diff_id: str, wanted: Wanted) -> Path:
        return self._folder / f"{diff_id.replace(':', '-')}-{wanted.identity}-{_FORMAT}.layer"

    def _remove_oldest(self) -> None:
        stored = sorted(self._folder.glob("*.layer"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in stored[_MOST_STORED:]:
            path.unlink(missing_ok=True)
