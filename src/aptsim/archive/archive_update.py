"""One archive brought up to date: its Release file, verified, and the lists that it promises.

Source: apt-pkg/acquire-item.cc, pkgAcqMetaClearSig, pkgAcqMetaSig and pkgAcqMetaBase.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from aptsim.archive.list_download import ListDownload
from aptsim.archive.list_names import uri_to_file_name
from aptsim.archive.list_store import ListStore
from aptsim.archive.mirror_errors import MirrorError, NotKeptError, NotOnMirrorError
from aptsim.archive.phases import Phase
from aptsim.archive.release_check import CheckedRelease, ReleaseChecker
from aptsim.archive.suite_source import SuiteSource
from aptsim.archive.transport import Fetched, Transport


class ArchiveUpdate:
    """Brings one archive up to date in a store of lists."""

    def __init__(
        self, source: SuiteSource, store: ListStore, transport: Transport | None, checker: ReleaseChecker
    ) -> None:
        """Starts with what is kept.

        Args:
            source: the archive.
            store: where lists are kept.
            transport: gets files; None means that nothing is fetched.
            checker: judges Release files.
        """
        self._source = source
        self._store = store
        self._transport = transport
        self._checker = checker
        self._download = ListDownload(source, store, transport, checker.watcher, checker.phases)

    def run(self) -> dict[str, Path | bytes]:
        """Fetch what has changed, and give what belongs among the lists, by apt's names.

        Raises:
            MirrorError: when something cannot be had or is not what it should be; what was kept before is there still.
        """
        with self._store.locked(self._source.base, self._checker.watcher):
            kept = self._store.release_files(self._source.base)
            try:
                return self._update(kept)
            except MirrorError:
                if kept and self._transport is not None:
                    text = "older lists are in the cache; --offline uses them"
                    self._checker.watcher.on_note(f"{self._source.base}: {text}")
                raise

    def _update(self, kept: Mapping[str, Fetched]) -> dict[str, Path | bytes]:
        source, checker = self._source, self._checker
        files = self._release_files(kept)
        if not files:
            return {uri_to_file_name(one.uri): self._download.get_unpromised(one) for one in source.targets}
        release = checker.check(source, files)
        if files is not kept and kept and checker.is_older(release, kept, source):
            files, release = kept, checker.check(source, kept)
        content: dict[str, Path | bytes] = dict(self._iter_lists(release))
        if not content:
            raise MirrorError(source.base, "it offers none of the lists that the source asks for")
        self._store.keep_release_files(source.base, files)
        content.update(release.files_to_keep(source, files))
        return content

    def _release_files(self, kept: Mapping[str, Fetched]) -> Mapping[str, Fetched]:
        """Get the Release files, or take those that are kept; none where the archive needs none."""
        if self._transport is None:
            if not kept:
                raise NotKeptError(self._source.base, "nothing of it is in the cache; run once without --offline")
            return kept
        try:
            with self._checker.phases.time(Phase.DOWNLOAD):
                return fetch_release_files(self._source, self._transport, kept)
        except NotOnMirrorError:
            if not self._source.may_be_unsigned(self._checker.allow_unsigned):
                raise
        self._checker.watcher.on_note(f"{self._source.base}: it has no Release file, so nothing of it is verified")
        return {}

    def _iter_lists(self, release: CheckedRelease) -> Iterator[tuple[str, Path]]:
        """Go over the lists that are wanted and on offer, each by apt's name and as it is kept."""
        for target in self._source.targets:
            if not release.is_left_out(target, self._source, self._checker.watcher):
                path = self._download.get(target, release.promises, release.by_hash)
                yield uri_to_file_name(target.uri), path


def fetch_release_files(source: SuiteSource, transport: Transport, kept: Mapping[str, Fetched]) -> dict[str, Fetched]:
    """Get InRelease; where there is none, Release and, if the mirror has it, its signature.

    Args:
        source: the archive.
        transport: gets files.
        kept: those that are kept; they are not sent again when they have not changed.

    Raises:
        NotOnMirrorError: when the mirror has no such suite.
        MirrorError: when one cannot be had.
    """

    def fetch(name: str) -> Fetched:
        return transport.fetch(source.base + name, source.describe(name), kept.get(name))

    with contextlib.suppress(NotOnMirrorError):
        return {"InRelease": fetch("InRelease")}
    try:
        files = {"Release": fetch("Release")}
    except NotOnMirrorError as error:
        text = "the mirror has no such suite: neither InRelease nor Release is there"
        raise NotOnMirrorError(source.base, text) from error
    with contextlib.suppress(NotOnMirrorError):
        files["Release.gpg"] = fetch("Release.gpg")
    return files
