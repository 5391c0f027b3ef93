"""Release files judged: who signed them, whether they are of today, and what they promise.

Source: methods/gpgv.cc; apt-pkg/acquire-item.cc, pkgAcqMetaBase::CheckAuthDone, VerifyVendor and QueueIndexes;
apt-pkg/metaindex.cc, CheckDist; apt-secure(8).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aptsim.archive.checksums import Promise, has_weak_sums, read_promises
from aptsim.archive.download_watcher import DownloadWatcher
from aptsim.archive.index_targets import IndexTarget
from aptsim.archive.mirror_errors import MirrorError, UntrustedError
from aptsim.archive.phases import Phase, Phases
from aptsim.archive.release import Release, parse_release, strip_clear_signature
from aptsim.archive.release_dates import date_fault, parse_date
from aptsim.archive.suite_source import SuiteSource
from aptsim.archive.transport import Fetched
from aptsim.archive.trust import KeyPlaces
from aptsim.errors import MissingInputError, PendingErrors
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages

_LINE_END = re.compile(rb"[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class CheckedRelease:
    """A Release file that was judged.

    Args:
        release: what it says about its archive.
        promises: what it says about files, by name.
        by_hash: lists are asked for by their sums.
        signers: fingerprints of the keys that vouch for it; empty when it is taken without a signature.
        content: its text without a signature.
    """

    release: Release
    promises: Mapping[str, Promise]
    by_hash: bool
    signers: tuple[str, ...]
    content: bytes

    def files_to_keep(self, source: SuiteSource, files: Mapping[str, Fetched]) -> dict[str, bytes]:
        """Give what apt's lists would have of it: without a valid signature, nothing that looks like one."""
        if not self.signers:
            return {source.list_name("Release"): self.content}
        return {source.list_name(name): file.data for name, file in files.items()}

    def is_left_out(self, target: IndexTarget, source: SuiteSource, watcher: DownloadWatcher) -> bool:
        """Tell whether a list is passed over because the archive does not have it (pkgAcqMetaBase::QueueIndexes)."""
        release = self.release
        if target.architecture == "all" and not _has_list_for_all(release):
            return True
        if target.meta_key in self.promises:
            return False
        name = source.describe(target.meta_key)
        component, architecture = target.component or "", target.architecture or ""
        if component and release.components and component not in _supported(release.components):
            watcher.on_note(f"{name}: left out, for the archive has no component '{component}'; is it misspelt?")
        elif architecture and release.architectures and architecture not in release.architectures:
            watcher.on_note(f"{name}: left out, for the archive has no architecture '{architecture}'")
        elif not (architecture and release.architectures):
            watcher.on_note(f"{name}: left out, for Release does not offer it")
        return True


class ReleaseChecker:
    """Judges Release files by the same keys, configuration and clock."""

    def __init__(
        self,
        keys: KeyPlaces,
        configuration: Configuration,
        watcher: DownloadWatcher,
        *,
        allow_unsigned: bool = False,
        expiry_is_fatal: bool = True,
        now: datetime | None = None,
        phases: Phases | None = None,
    ) -> None:
        """Says how strict to be.

        Args:
            keys: where keyrings are.
            configuration: options about dates.
            watcher: told what is passed over.
            allow_unsigned: every archive is taken without a valid signature.
            expiry_is_fatal: a Release file that is not of today is an error, not a note.
            now: the time; None means that of the machine.
            phases: takes how long it took.
        """
        self._keys = keys
        self._configuration = configuration
        self.watcher = watcher
        self.allow_unsigned = allow_unsigned
        self._expiry_is_fatal = expiry_is_fatal
        self._now = now or datetime.now(UTC)
        self.phases = phases or Phases()

    def check(self, source: SuiteSource, files: Mapping[str, Fetched]) -> CheckedRelease:
        """Judge the Release files of an archive: InRelease, or Release and its signature.

        Raises:
            UntrustedError: when no trusted key has signed, and one must have.
            MirrorError: when they are not what they should be.
        """
        with self.phases.time(Phase.VERIFY):
            return self._check(source, files)

    def is_older(self, release: CheckedRelease, kept: Mapping[str, Fetched], source: SuiteSource) -> bool:
        """Tell whether a Release file is older than the kept one; mirrors of one name may be of several states."""
        try:
            before = self._parse(source.base, next(iter(kept.values())).data)[0]
        except MirrorError:
            return False
        old, new = parse_date(before.date), parse_date(release.release.date)
        if old is None or new is None or new >= old:
            return False
        self.watcher.on_note(f"{source.base}: its Release file is older than the one in the cache, which is used")
        return True

    def _check(self, source: SuiteSource, files: Mapping[str, Fetched]) -> CheckedRelease:
        name = next(iter(files))
        uri, data = source.base + name, files[name].data
        release, content = self._parse(uri, data)
        signers = self._signers(source, uri, content, files)
        promises = read_promises(content)
        if not promises:
            weak = "only sums that are too weak (MD5 or SHA1)" if has_weak_sums(content) else "no sums of its lists"
            raise MirrorError(uri, f"it gives {weak}")
        if not source.is_past:
            fault = date_fault(release, source.archive, self._configuration, self._now)
            if fault and self._expiry_is_fatal:
                raise MirrorError(uri, fault)
            if fault:
                self.watcher.on_note(f"{uri}: {fault}")
        if not _is_of_suite(release, source.archive.dist):
            self.watcher.on_note(f"{uri}: it is of {release.codename or release.suite}, not of {source.archive.dist}")
        by_hash = source.uses_by_hash(release.acquire_by_hash, self._configuration)
        return CheckedRelease(release, promises, by_hash, signers, content)

    def _parse(self, uri: str, data: bytes) -> tuple[Release, bytes]:
        """Give what a Release file says, and its text without a signature."""
        messages = Messages()
        try:
            return parse_release(data, uri, messages), strip_clear_signature(data, uri, messages)
        except PendingErrors as error:
            said = "; ".join(message.text for message in messages)
            raise MirrorError(uri, f"it is not a Release file. {said}".rstrip(" .")) from error

    def _signers(self, source: SuiteSource, uri: str, content: bytes, files: Mapping[str, Fetched]) -> tuple[str, ...]:
        """Give who signed; nobody, where that is allowed."""
        try:
            return self._verify(source, uri, content, files)
        except UntrustedError as error:
            if not source.may_be_unsigned(self.allow_unsigned):
                raise
            self.watcher.on_note(f"{error}; it is used all the same")
            return ()

    def _verify(self, source: SuiteSource, uri: str, content: bytes, files: Mapping[str, Fetched]) -> tuple[str, ...]:
        from aptsim.archive.openpgp import SignatureError, verify_clear_signed, verify_detached

        try:
            trust = self._keys.trust_of(source.archive.signed_by, source.is_past)
            if "InRelease" not in files:
                if "Release.gpg" not in files:
                    raise UntrustedError(uri, "it is not signed: the mirror has neither InRelease nor Release.gpg")
                signers = verify_detached(content, files["Release.gpg"].data, trust, self._now)
            else:
                signed, signers = verify_clear_signed(files["InRelease"].data, trust, self._now)
                if _normal(signed) != _normal(content):
                    raise UntrustedError(uri, "what was signed is not the whole of it")
        except (SignatureError, MissingInputError) as error:
            raise UntrustedError(uri, f"its signature is not accepted: {error}") from error
        return tuple(signer.primary for signer in signers)


def _normal(text: bytes) -> bytes:
    """Write a text as a signature of a text sees it: without spaces at line ends."""
    return _LINE_END.sub(b"\n", text.rstrip() + b"\n")


def _has_list_for_all(release: Release) -> bool:
    """Tell whether packages of architecture ``all`` have a list of their own (debReleaseIndex::Load)."""
    return "all" in release.architectures and "Packages" not in release.unsupported_for_all


def _supported(components: tuple[str, ...]) -> set[str]:
    """Give the names of components; of ``updates/main`` also the last part."""
    return {*components, *(component.rpartition("/")[2] for component in components)}


def _is_of_suite(release: Release, dist: str) -> bool:
    """Tell whether a Release file is of the suite that was asked for (metaIndex::CheckDist)."""
    name = "experimental" if dist == "../project/experimental" else dist
    shortened = name.rpartition("/")[0] if "/" in name else name
    return shortened in ("", ".") or not {name, shortened}.isdisjoint((release.codename, release.suite))
