"""The layers of one image, each read when it is wanted, and checked against its digests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from aptsim.errors import InputError
from aptsim.image.byte_stream import ByteStream, Readable
from aptsim.image.layer import Layer, read_layer
from aptsim.image.layer_store import LayerStore
from aptsim.image.limits import Limits
from aptsim.image.wanted import Wanted

EMPTY_DIFF_IDS = ("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",)
"""The layer that Docker writes where nothing changed: an archive of two blocks of zeros."""


@dataclass(frozen=True, slots=True)
class LayerPlace:
    """Where a layer is had from, and what it must be.

    Args:
        name: how messages call it.
        open: gives its bytes.
        diff_id: digest of its unpacked form.
        digest: digest of its packed form; '' when nobody promised one.
        size: bytes of its packed form; -1 when nobody promised them.
        order: layers are best read in this order when all are; all 0 when it does not matter.
    """

    name: str
    open: Callable[[], AbstractContextManager[Readable]]
    diff_id: str
    digest: str = ""
    size: int = -1
    order: int = 0


class LayerSource:
    """The layers, the lowest first."""

    def __init__(
        self,
        places: Sequence[LayerPlace],
        store: LayerStore | None,
        limits: Limits,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        """Take the places; nothing is read yet.

        Args:
            places: the lowest layer first.
            store: where what was read is kept between processes; None to keep nothing.
            limits: how much may be read.
            progress: told of each layer that is read: its name, the bytes read so far, and those it has (0 when nobody
                knows).
        """
        self._progress = progress
        self.places = tuple(places)
        self._store = store
        self._limits = limits

    def layer(self, number: int, wanted: Wanted) -> Layer:
        """Give one layer.

        Raises:
            InputError: when it is damaged, or not the one that was promised.
        """
        place = self.places[number]
        if place.diff_id in EMPTY_DIFF_IDS:
            return Layer()
        if self._store is not None:
            stored = self._store.load(place.diff_id, wanted)
            if stored is not None:
                return stored
        layer = self._read(place, wanted)
        if self._store is not None:
            self._store.save(place.diff_id, wanted, layer)
        return layer

    def reading_order(self) -> list[int]:
        """Give the numbers of the layers in the order in which they are best read; from the top where it is all one."""
        return sorted(range(len(self.places)), key=lambda number: (self.places[number].order, -number))

    def _watch(self, place: LayerPlace) -> Callable[[int], None] | None:
        told = self._progress
        return None if told is None else lambda count: told(f"reading {place.name}", count, max(place.size, 0))

    def _read(self, place: LayerPlace, wanted: Wanted) -> Layer:
        with place.open() as source:
            stream = ByteStream(source, place.name, self._limits, progress=self._watch(place))
            layer = read_layer(stream, wanted, self._limits)
        if place.size >= 0 and stream.packed.count != place.size:
            raise InputError(place.name, 0, f"it has {stream.packed.count} bytes, and not {place.size}")
        if place.digest and stream.packed.digest != place.digest:
            raise InputError(place.name, 0, f"its digest is {stream.packed.digest}, and not {place.digest}")
        if stream.digest != place.diff_id:
            raise InputError(place.name, 0, f"unpacked, its digest is {stream.digest}, and not {place.diff_id}")
        return layer
