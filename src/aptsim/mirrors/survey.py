"""What a mirror really has of a suite: its Release file, and each list as it lies there, true to Release or not.

An update asks for lists by their sums and uses what it has already; a survey asks for each list under its own name, as
old clients do, because only there a mirror can be torn.

Source: apt-pkg/acquire-item.cc; https://wiki.debian.org/DebianRepository/Format.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from aptsim.archive.archive_update import fetch_release_files
from aptsim.archive.checksums import Promise
from aptsim.archive.download_watcher import SilentWatcher
from aptsim.archive.index_targets import IndexTarget
from aptsim.archive.list_download import offers_of
from aptsim.archive.mirror_errors import MirrorError, NotOnMirrorError
from aptsim.archive.release_check import CheckedRelease, ReleaseChecker
from aptsim.archive.release_dates import parse_date
from aptsim.archive.suite_source import SuiteSource
from aptsim.archive.transport import Transport
from aptsim.archive.unpack import unpack
from aptsim.archive.update import Transports, UpdateOptions
from aptsim.errors import CompressionError
from aptsim.mirrors.package_index import Offers, read_offers
from aptsim.mirrors.root import sources_of_suites
from aptsim.mirrors.suite import MirrorSuite

_SPARE = 64 * 1024 * 1024  # bytes that a list of another day may have more than the one that Release promises


class ListState(Enum):
    """How a list lies on a mirror."""

    GOOD = "good"
    TORN = "torn"
    """It is not the one that Release promises."""
    MISSING = "missing"
    """Release promises it in forms of which none is there."""


@dataclass(frozen=True, slots=True)
class SurveyedList:
    """One list of a suite on a mirror.

    Args:
        name: its path below the suite.
        form: the path of the form that was looked at.
        promised: the sum that Release gives for that form.
        found: the sum that it has; empty when it is not there.
        by_hash: whether clients are told to ask by the sum, and find what is promised so; None where it is good anyway.
        offers: what it offers; None when it cannot be read.
    """

    name: str
    form: str
    promised: str
    found: str
    by_hash: bool | None
    offers: Offers | None

    @property
    def state(self) -> ListState:
        """Tell how it lies there."""
        if not self.found:
            return ListState.MISSING
        return ListState.GOOD if self.found == self.promised else ListState.TORN

    @property
    def is_usable(self) -> bool:
        """Tell whether apt could use it."""
        return self.state is ListState.GOOD or bool(self.by_hash)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a mirror has of a suite.

    Args:
        mirror, suite: which.
        date: of its Release file; None when it gives none.
        expired: what is wrong with its dates today; empty when nothing is.
        codename, version: as Release says.
        signers: fingerprints; empty when it is not signed by a trusted key, and need not be.
        lists: by name.
        promises: the sums of all files of the suite that Release knows, by name.
    """

    mirror: str
    suite: str
    date: datetime | None
    expired: str
    codename: str
    version: str
    signers: tuple[str, ...]
    lists: Mapping[str, SurveyedList]
    promises: Mapping[str, str]


def survey(suite: MirrorSuite, options: UpdateOptions) -> Survey:
    """Look at a suite of a mirror.

    Raises:
        InputError: when the suite is not named as it should be.
        MirrorError: when there is no Release file, or none that may be believed.
    """
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="aptsim-survey-"))
        sources, configuration = sources_of_suites([suite], options)
        [source] = sources
        transport = Transports(configuration, options, stack).for_source(source)
        assert transport is not None, "a survey is never offline"
        dates = _Notes()
        checker = ReleaseChecker(
            options.keys,
            configuration,
            dates,
            allow_unsigned=options.allow_unsigned,
            expiry_is_fatal=False,
            now=options.now,
        )
        release = checker.check(source, fetch_release_files(source, transport, {}))
        surveyor = _Surveyor(source, transport, release, Path(folder))
        lists = {one.name: one for one in surveyor.iter_lists()}
        if not lists:
            raise MirrorError(source.base, "it offers none of the lists that are asked for")
    return Survey(
        suite.mirror,
        suite.suite,
        parse_date(release.release.date),
        "; ".join(dates.notes),
        release.release.codename or "",
        release.release.version or "",
        release.signers,
        lists,
        {name: promise.digest for name, promise in release.promises.items()},
    )


class _Notes(SilentWatcher):
    """Remembers what is said about a Release file."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def on_note(self, text: str) -> None:
        """Remember it, without the address in front, which is known."""
        self.notes.append(text.partition(": ")[2] or text)


class _Surveyor:
    """Looks at the lists of one suite."""

    def __init__(self, source: SuiteSource, transport: Transport, release: CheckedRelease, folder: Path) -> None:
        self._source = source
        self._transport = transport
        self._release = release
        self._folder = folder

    def iter_lists(self) -> Iterator[SurveyedList]:
        """Go over the lists that are asked for and on offer."""
        for target in self._source.targets:
            if not self._release.is_left_out(target, self._source, SilentWatcher()):
                yield self._look_at(target)

    def _look_at(self, target: IndexTarget) -> SurveyedList:
        """Get a list in the first form that is there under its name."""
        offers = offers_of(target, self._release.promises)
        for offer, extension in offers:
            path = self._folder / "packed"
            path.unlink(missing_ok=True)
            uri = self._source.base + offer.name
            try:
                self._transport.fetch_file(uri, self._source.describe(offer.name), 0, path)
            except NotOnMirrorError:
                continue
            with path.open("rb") as file:
                found = hashlib.file_digest(file, offer.algorithm).hexdigest()
            by_hash = None if found == offer.digest else self._is_there_by_hash(offer)
            limit = self._release.promises[target.meta_key].size + (0 if found == offer.digest else _SPARE)
            return SurveyedList(
                target.meta_key, offer.name, offer.digest, found, by_hash, self._read(path, extension, limit)
            )
        first = offers[0][0]
        return SurveyedList(target.meta_key, first.name, first.digest, "", self._is_there_by_hash(first), None)

    def _is_there_by_hash(self, offer: Promise) -> bool:
        """Tell whether clients that ask for lists by their sums, as Release has them do, find it."""
        if not self._release.by_hash:
            return False
        folder = (self._source.base + offer.name).rpartition("/")[0]
        path = self._folder / "by-hash"
        path.unlink(missing_ok=True)
        uri = f"{folder}/by-hash/{offer.algorithm}/{offer.digest}"
        try:
            self._transport.fetch_file(uri, self._source.describe(offer.name), offer.size, path)
        except MirrorError:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, offer.algorithm).hexdigest() == offer.digest

    def _read(self, path: Path, extension: str, limit: int) -> Offers | None:
        unpacked = self._folder / "unpacked"
        try:
            unpack(path, extension.lstrip("."), unpacked, limit, "SHA256")
        except CompressionError:
            return None
        return read_offers(unpacked.read_bytes())
