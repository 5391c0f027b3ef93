"""A file of stanzas in parts, so that a large one is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from aptsim.files.tree import OpenFile

#: Bytes that are read at once.
BLOCK_SIZE = 1 << 18


def split_at_stanzas(file: OpenFile, size: int = BLOCK_SIZE) -> Iterator[bytes]:
    """Yields the bytes of a file in parts of about a size, each but the last ending with exactly one empty line."""
    offset, wanted = 0, size
    while True:
        block = file.read_at(offset, wanted)
        if len(block) < wanted:
            if block:
                yield block
            return
        stop = _last_stanza(block)
        if not stop:
            wanted *= 2
            continue
        yield block[:stop]
        offset, wanted = offset + stop, size


def _last_stanza(block: bytes) -> int:
    """Gives the place where the last stanza of a block begins, 0 where there is none to be told."""
    stop = len(block)
    while (stop := block.rfind(b"\n\n", 0, stop)) > 0:
        if block[stop - 1 : stop] != b"\n" and block[stop + 2 : stop + 3] not in (b"", b"\n"):
            return stop + 2
    return 0
