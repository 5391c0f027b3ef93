"""Everything between the decision and dpkg: archives, the lists that a person reads, safety checks, the question.

Source: apt-private/private-install.cc, InstallPackages; apt-private/private-download.cc, CheckAuth and AuthPrompt;
apt-private/private-output.cc, YnPrompt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from aptsim.model.message import Severity
from aptsim.resolver.archives import (
    Archive,
    ArchiveFinder,
    ArchiveSources,
    download_needed,
    needs_archive,
    needs_ordering,
    total_needed,
)
from aptsim.resolver.classic.causes import RESOLVER
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.dependency_states import VersionKind
from aptsim.resolver.classic.package_state import Mode
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.events import (
    DiskSize,
    DownloadSize,
    Level,
    ListEntry,
    ListKind,
    Note,
    PackageList,
    Question,
    Record,
)
from aptsim.resolver.kept_back import find_kept_back
from aptsim.resolver.package_lists import PackageLists, list_packages, version_change
from aptsim.resolver.plan import Outcome
from aptsim.resolver.sorted_packages import sort_packages
from aptsim.resolver.unmet import find_unmet

#: Gives the versions whose archives a run needs, in the order in which apt asks for them.
ArchiveOrder = Callable[[DependencyCache], Sequence[int]]

_NOT_TRIVIAL = "Trivial Only specified but this is not a trivial operation."
_UNFETCHABLE = "Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?"
_PHRASE = "You are about to do something potentially harmful.\nTo continue type in the phrase 'Yes, do as I say!'\n ?] "
_UNAUTHENTICATED = "Some packages could not be authenticated"


class Confirmation:
    """The way of one run from its marks to dpkg, with all that is shown on it."""

    def __init__(
        self,
        cache: DependencyCache,
        record: Record,
        archive_order: ArchiveOrder,
        sources: ArchiveSources | None,
        kept_back: Sequence[int],
        on_hold: Collection[int] = (),
        is_phased: Callable[[int], bool] = lambda _: False,
    ) -> None:
        """Reads the options; nothing is shown yet.

        Args:
            archive_order: asked only where the order of archives shows.
            sources: see `ArchiveFinder`.
            kept_back: packages that could be upgraded and are not, sorted.
            on_hold: packages held by the request itself.
            is_phased: says of a package whether its update waits for this machine's turn.
        """
        self._cache = cache
        self._record = record
        self._archive_order = archive_order
        self._sources = sources
        self._on_hold = on_hold
        self._is_phased = is_phased
        self.kept_back = list(kept_back)
        self.archives: list[Archive] = []
        find_b = cache.configuration.find_b
        self._may_download = find_b("APT::Get::Download", True)
        self._quiet = cache.configuration.find_i("quiet", 0)
        self._assumes_yes = find_b("APT::Get::Assume-Yes", False)
        self._assumes_no = find_b("APT::Get::Assume-No", False)
        self._is_trivial_only = find_b("APT::Get::Trivial-Only", False)
        self._is_forced = find_b("APT::Get::Force-Yes", False)

    def confirm(self, asks: bool, shows_kept_back: bool = False) -> Outcome:
        """Shows what will be done and gets leave for it.

        Args:
            asks: whether to ask even when nothing is dangerous.
            shows_kept_back: whether to list the packages that could be upgraded and are not.
        """
        cache = self._cache
        find_b = cache.configuration.find_b
        if find_b("APT::Get::Purge", False):
            self._purge_removed()
        if not self._find_archives():
            return Outcome.FAILED
        if cache.release.counts_kept_by_state:
            self.kept_back = find_kept_back(cache, ())
        lists = PackageLists(cache, self._changing(), self._on_hold)
        dangers = self._show(lists, shows_kept_back)
        self._record.add(lists.statistics(len(self.kept_back)))
        if cache.broken_count:
            unmet = find_unmet(cache, VersionKind.INSTALL)
            if unmet is not None:
                self._record.add(unmet)
            return self._fail("Internal error, InstallPackages was called with broken packages!")
        if not cache.totals.del_count and not cache.totals.inst_count and not cache.totals.bad_count:
            return Outcome.NOTHING_TO_DO
        if cache.totals.del_count and not find_b("APT::Get::Remove", True):
            return self._fail("Packages need to be removed but remove is disabled.")
        if dangers and self._needs_no_answer() and not self._is_forced:
            for danger in dangers:
                if not find_b(f"APT::Get::{_OPTIONS[danger]}", False):
                    return self._fail(f"{_DANGERS[danger]} and -y was used without --{_OPTIONS[danger]}.")
        if find_b("APT::Get::Simulate", False):
            return Outcome.SIMULATED
        self._show_sizes()
        return self._ask(dangers, asks)

    # ------------------------------------------------------------------ before anything is shown

    def _purge_removed(self) -> None:
        cache = self._cache
        for package in cache.asked_packages():
            state = cache.state(package)
            if state.delete and not state.purge:
                cache.mark_delete(package, True)

    def _find_archives(self) -> bool:
        """Finds all archives; errors are in apt's order, which is that of unpacking (GetArchives)."""
        cache = self._cache
        messages = cache.messages
        finder = ArchiveFinder(cache, self._sources)
        touched = cache.asked_packages()
        wanted = [one for one in touched if needs_ordering(cache, one) and needs_archive(cache, one)]
        messages.push()
        self.archives = finder.find_all(wanted)
        if len(messages) > 1 or not cache.configuration.find_b("PackageManager::UnpackAll", True):
            messages.discard()
            self.archives = finder.find_all(self._in_order(wanted))
        messages.merge()
        if messages.pending_error:
            return False
        if self._may_download or all(archive.local for archive in self.archives):
            return True
        if cache.configuration.find_b("APT::Get::Fix-Missing", False):
            self._keep_missing()
            return not messages.pending_error
        messages.error(_UNFETCHABLE)
        return False

    def _keep_missing(self) -> None:
        """Keeps everything as it is that has no archive here, but for what the user asked for (FixMissing)."""
        cache = self._cache
        there = {archive.package for archive in self.archives if archive.local}
        with cache.action_group(), cache.because(RESOLVER):
            for package in cache.touched_packages():
                if needs_archive(cache, package) and package not in there:
                    cache.mark_keep(package, False, False)
            ProblemResolver(cache).resolve_by_keep()
        self.archives = [archive for archive in self.archives if archive.local]
        universe = cache.universe
        before = set(self.kept_back)
        installed = [one for one in universe.installed_packages if universe.current_version[one]]
        states = map(cache.state, sort_packages(universe, installed))
        self.kept_back = [
            state.package
            for state in states
            if not state.delete and ((state.upgradable and not state.upgrade) or state.package in before)
        ]

    def _in_order(self, packages: Sequence[int]) -> list[int]:
        wanted = set(packages)
        owner = self._cache.universe.version_package
        return [owner[version] for version in self._archive_order(self._cache) if owner[version] in wanted]

    def _changing(self) -> list[int]:
        cache = self._cache
        found: list[int] = []
        for package in cache.asked_packages():
            state = cache.state(package)
            if state.mode != Mode.KEEP or state.internal_flags:
                found.append(package)
        return found

    # ------------------------------------------------------------------ lists, sizes

    def _show(self, lists: PackageLists, shows_kept_back: bool) -> list[ListKind]:
        """Shows every list; gives the dangers that it finds, in the order in which apt minds them."""
        configuration = self._cache.configuration
        self._show_list(lists.removed())
        self._show_list(lists.new())
        if shows_kept_back:
            self._show_kept_back()
        held = self._show_list(lists.held())
        if configuration.find_b("APT::Get::Show-Upgraded", True):
            self._show_list(lists.upgraded())
        downgraded = self._show_list(lists.downgraded())
        essential = False
        if not configuration.find_b("APT::Get::Download-Only", False):
            essential = self._show_list(lists.essential())
        found = {ListKind.ESSENTIAL: essential, ListKind.DOWNGRADED: downgraded, ListKind.HELD: held}
        return [danger for danger, is_there in found.items() if is_there]

    def _show_kept_back(self) -> None:
        cache = self._cache
        phased = [one for one in self.kept_back if cache.release.lists_phased_apart and self._is_phased(one)]
        others = [one for one in self.kept_back if one not in phased]
        self._show_list(list_packages(cache, ListKind.PHASED, phased, version_change))
        self._show_list(list_packages(cache, ListKind.KEPT_BACK, others, version_change))
        if phased and others:
            cache.messages.notice("Some packages may have been kept back due to phasing.")

    def _show_list(self, shown: PackageList) -> bool:
        if shown.entries:
            self._record.add(shown)
        return bool(shown.entries)

    def _show_sizes(self) -> None:
        cache = self._cache
        if self._may_download:
            total = total_needed(self.archives)
            if total != cache.totals.deb_size:
                odd = "How odd... The sizes didn't match, email apt@packages.debian.org"
                self._record.note(f"E: {total},{cache.totals.deb_size}\nE: {odd}", Level.TALKATIVE)
            self._record.add(DownloadSize(download_needed(self.archives), total))
        self._record.add(DiskSize(cache.totals.usr_size))

    # ------------------------------------------------------------------ questions

    def _ask(self, dangers: Collection[ListKind], asks: bool) -> Outcome:
        permits = self._cache.configuration.find_b("APT::Get::allow-remove-essential", False)
        if ListKind.ESSENTIAL in dangers and not permits:
            if self._is_trivial_only:
                return self._fail(_NOT_TRIVIAL)
            if self._cache.release.asks_for_phrase:
                return self._ask_for_phrase()
            return self._fail(
                "Removing essential system-critical packages is not permitted. This might break the system."
            )
        if asks or dangers:
            if self._is_trivial_only:
                return self._fail(_NOT_TRIVIAL)
            if not self._needs_no_answer() and not self._prompt("Do you want to continue?", True):
                self._record.note("Abort.", Level.ALWAYS)
                return Outcome.ABORTED
        return self._authenticate()

    def _ask_for_phrase(self) -> Outcome:
        """Wants a phrase typed in; nobody is there to do it (AnalPrompt)."""
        self._show_messages()
        self._record.note(f"{_PHRASE}Abort.", Level.ALWAYS)
        return Outcome.ABORTED

    def _authenticate(self) -> Outcome:
        """Asks about archives from sources that are not authenticated (CheckAuth)."""
        untrusted = [archive.package for archive in self.archives if not archive.trusted]
        if not untrusted:
            return Outcome.DOWNLOADS
        universe = self._cache.universe
        names = [universe.full_name(package, pretty=True) for package in self._in_order(untrusted)]
        self._record.add(PackageList(ListKind.UNAUTHENTICATED, [ListEntry(name) for name in names], Level.ALWAYS))
        if self._cache.configuration.find_b("APT::Get::AllowUnauthenticated", False):
            self._record.note("Authentication warning overridden.", Level.ALWAYS)
            return Outcome.DOWNLOADS
        if not self._needs_no_answer():
            if self._prompt("Install these packages without verification?", False):
                return Outcome.DOWNLOADS
            return self._fail(_UNAUTHENTICATED)
        if self._is_forced:
            return Outcome.DOWNLOADS
        return self._fail("There were unauthenticated packages and -y was used without --allow-unauthenticated")

    def _needs_no_answer(self) -> bool:
        return self._quiet >= 2 or self._assumes_yes

    def _prompt(self, text: str, default: bool) -> bool:
        """Asks; with neither --assume-yes nor --assume-no nobody is there to answer (YnPrompt)."""
        if not self._assumes_no and not self._assumes_yes:
            self._show_messages()
            self._record.add(Question(text, default, None))
            return False
        self._record.add(Question(text, default, self._assumes_yes))
        return self._assumes_yes

    def _show_messages(self) -> None:
        messages = self._cache.messages
        shown = messages.render(Severity.WARNING if self._quiet > 0 else Severity.DEBUG)
        if shown:
            self._record.add(Note(shown.removesuffix("\n"), Level.ALWAYS))
        messages.discard()

    def _fail(self, text: str) -> Outcome:
        self._cache.messages.error(text)
        return Outcome.FAILED


_DANGERS = {
    ListKind.ESSENTIAL: "Essential packages were removed",
    ListKind.DOWNGRADED: "Packages were downgraded",
    ListKind.HELD: "Held packages were changed",
}
_OPTIONS = {
    ListKind.ESSENTIAL: "allow-remove-essential",
    ListKind.DOWNGRADED: "allow-downgrades",
    ListKind.HELD: "allow-change-held-packages",
}
