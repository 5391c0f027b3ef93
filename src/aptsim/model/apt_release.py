"""Which release of apt is foretold: one value with a switch for everything in which the known releases differ.

Nothing else asks for a version number of apt. The switches of a release are read from its source; the docstring of each
names the place. `docs/apt-releases.md` has them as a table.
"""

from __future__ import annotations

import re

from aptsim.model.value import Value

_NUMBER = re.compile(r"(\d+)\.(\d+)")


class AptRelease(Value):
    """What one release of apt does differently from others; the defaults are those of 2.6."""

    name: str
    """The first two numbers of the release, like 2.6."""

    # ------------------------------------------------------------------ 3.0 and later

    suggests_for_new_only: bool = False
    """Suggestions and recommendations are shown of new packages only, not of upgraded ones.

    apt-private/private-install.cc, ShowWeakDependencies.
    """

    asks_second_solver: bool = False
    """When the classic solver finds nothing, the solver 3.0 is asked for a solution, or at least for its reasons.

    apt-private/private-install.cc, DoCacheManipulationFromCommandLine, runTheSolver.
    """

    lists_phased_apart: bool = False
    """Upgrades that wait for their phase are listed under a heading of their own.

    apt-private/private-install.cc, InstallPackages; apt-private/private-output.cc, ShowPhasing.
    """

    phases_candidates: bool = False
    """Whether an update waits is asked of the candidate, and `dist-upgrade` takes it back behind all decisions.

    apt-pkg/depcache.cc, PhasingApplied; apt-pkg/upgrade.cc, pkgDistUpgrade; apt-pkg/pkgcache.cc, IsSecurityUpdate.
    """

    lists_current_versions: bool = False
    """Packages that go or that nothing needs are listed (-V) with the installed version, not with the candidate.

    apt-private/private-output.cc, ShowDel; apt-private/private-install.cc, DoAutomaticRemove.
    """

    saves_answers_only: bool = False
    """What is not needed is spared only for a dependency that it answers and nothing installed does.

    apt-private/private-install.cc, DoAutomaticRemove.
    """

    sweeps_before_arguments: bool = False
    """What nothing needs is known before the arguments are read, so that ?garbage finds it.

    apt-private/private-install.cc, DoCacheManipulationFromCommandLine.
    """

    tells_missing_versions: bool = False
    """A version or release that a package lacks is an error for a regular expression, too.

    apt-pkg/cacheset.cc, VersionContainerInterface::FromString.
    """

    keeps_nothing_broken: bool = False
    """An upgrade that may remove nothing fails where keeping packages does not help.

    apt-pkg/algorithms.cc, pkgProblemResolver::ResolveByKeepInternal.
    """

    keeps_removed: bool = False
    """Such an upgrade keeps packages that were to be removed, too.

    apt-pkg/algorithms.cc, pkgProblemResolver::ResolveByKeepInternal.
    """

    keeps_after_try: bool = False
    """A package that a newly installed alternative helps is kept, and removed when that was in vain.

    apt-pkg/algorithms.cc, pkgProblemResolver::ResolveInternal, OrOp.
    """

    spares_the_doomed: bool = False
    """Packages that are to be removed are not upgraded for what depends on them.

    apt-pkg/depcache.cc, MarkInstall_CollectReverseDepends.
    """

    prefers_installed_providers: bool = False
    """Of several providers, new ones do not count as needed where another is installed.

    apt-pkg/depcache.cc, MarkPackage.
    """

    counts_kernels: bool = False
    """APT::NeverAutoRemove::KernelCount says how many kernels are protected.

    apt-pkg/algorithms.cc, GetProtectedKernelsRegex.
    """

    needs_size_to_download: bool = False
    """A version without a Size cannot be downloaded.

    apt-pkg/pkgcache.cc, VerIterator::Downloadable.
    """

    prefers_any_architecture: bool = False
    """A name without architecture means, in the last resort, a package of any architecture.

    apt-pkg/pkgcache.cc, GrpIterator::FindPreferredPkg.
    """

    compares_sha256: bool = False
    """Two archives of one version number with different SHA256 sums are two versions.

    apt-pkg/pkgcachegen.cc, MergeListVersion.
    """

    # ------------------------------------------------------------------ words that changed with 1.1

    extra_packages: str = "additional"
    """What packages are called that come along: `The following ... packages will be installed:`.

    apt-private/private-install.cc, DoInstall.
    """

    names_newest_version: bool = True
    """Whether the version is named of what is `already the newest version`.

    apt-private/private-install.cc, TryToInstall.
    """

    cleaning_command: str = "apt autoremove"
    """What is recommended to remove what nothing needs.

    apt-private/private-install.cc, DoAutomaticRemove.
    """

    fixing_command: str = "apt --fix-broken install"
    """What is recommended for a broken system.

    apt-private/private-install.cc, DoCacheManipulationFromCommandLine; apt-private/private-cachefile.cc, CheckDeps.
    """

    broken_request: str = "these."
    """How that recommendation ends where packages are named: `... to correct ...`.

    apt-private/private-install.cc, DoInstall.
    """

    broken_system: str = "Try 'apt --fix-broken install' with no packages (or specify a solution)."
    """What is recommended behind `Unmet dependencies.` where no packages are named.

    apt-private/private-cachefile.cc, CheckDeps.
    """

    # ------------------------------------------------------------------ before 2.3

    satisfy_package: str = "satisfy:command-line"
    """The name of the package that stands for the arguments of `satisfy`.

    apt-private/private-source.cc, DoBuildDep.
    """

    builds_for_any_architecture: bool = True
    """Whether an unknown --host-architecture is a warning, and not an error.

    apt-private/private-source.cc, DoBuildDep.
    """

    sorts_requests: bool = False
    """What was asked for is marked in the order of the versions' numbers in the cache, not in that of the arguments.

    apt-private/private-install.cc, VersionSet and PackageSet; what has all it needs is not marked a second time.
    """

    sweeps_after_groups: bool = False
    """What nothing needs is looked for behind each group of marks, not only when it is asked for.

    apt-pkg/depcache.cc, ActionGroup::release; later releases call InhibitActionGroups (apt-pkg/cachefile.cc).
    """

    looks_for_provided_versions: bool = True
    """Whether `=version` and `/release` look for a provider, and explain a virtual package.

    apt-pkg/cacheset.cc, VersionContainerInterface::FromString; apt-private/private-cacheset.cc, tryVirtualPackage;
    apt-pkg/versionmatch.cc, pkgVersionMatch::Find.
    """

    empty_release_is_now: bool = True
    """Whether a release without a name, as in `vim/`, is what is installed.

    apt-pkg/versionmatch.cc, pkgVersionMatch::FileMatch.
    """

    counts_kept_by_state: bool = False
    """Packages are kept back by their final marks; their number counts all that are not at their candidate.

    apt-private/private-output.cc, ShowKept and Stats.
    """

    shows_policy_version: bool = True
    """Whether -V shows the version that the policy prefers where the candidate was given up.

    apt-private/private-output.cc, CurrentToCandidateVersion.
    """

    asks_for_phrase: bool = False
    """Whoever removes essential packages is asked to type in a phrase; later releases refuse.

    apt-private/private-install.cc, InstallPackages; apt-private/private-output.cc, AnalPrompt.
    """

    guards_essential: bool = True
    """Whether the solver may not remove essential and protected packages.

    apt-pkg/depcache.cc, IsModeChangeOk.
    """

    maximum_depth: int = 3000
    """Marks nested deeper than this are refused.

    apt-pkg/depcache.cc, IsModeChangeOk.
    """

    upgrades_dependents: bool = True
    """Whether installed packages are upgraded whose dependency an upgrade would break.

    apt-pkg/depcache.cc, MarkInstall_CollectReverseDepends.
    """

    upgrades_same_source: bool = True
    """Whether installed packages of the same source are upgraded along.

    apt-pkg/depcache.cc, MarkInstall_UpgradeOtherBinaries.
    """

    cuts_sections: bool = True
    """Whether the part of a section behind the slash counts for options that list sections.

    apt-pkg/depcache.cc, SectionInSubTree.
    """

    explores_targets: bool = True
    """Whether each dependency is followed to the end; else not at all where its target is marked already.

    apt-pkg/depcache.cc, MarkPackage.
    """

    keeps_by_their_protection: bool = True
    """Whether the protection of what is to be kept counts, and not that of the broken package.

    apt-pkg/algorithms.cc, pkgProblemResolver::ResolveByKeepInternal.
    """

    knows_last_kernel: bool = False
    """APT::LastInstalledKernel names a kernel that is protected, too.

    apt-pkg/algorithms.cc, GetProtectedKernelsRegex.
    """

    phases_by_policy: bool = False
    """Phased updates wait because the policy gives them priority 1, for every verb.

    apt-pkg/policy.cc, pkgPolicy::GetPriority.
    """

    shares_allowed_provides: bool = False
    """What a Multi-Arch: allowed package provides is provided for new architectures of the name, too.

    apt-pkg/pkgcachegen.cc, NewPackage.
    """

    deconfigures_essential: bool = True
    """Whether a Breaks against an essential package is left to dpkg, which deconfigures it.

    apt-pkg/packagemanager.cc, EarlyRemove.
    """

    relation_numbers: tuple[int, ...] = (41, 20, 19, 3, 45, 56, 46, 24)
    """By which numbers errors call Pre-Depends, Depends, Conflicts, Breaks, Recommends, Suggests, Replaces, Enhances.

    apt-pkg/tagfile-keys.list, counted from 0.
    """

    refuses_unsized: bool = True
    """Whether an archive without a Size is an error, and not a warning.

    apt-pkg/acquire-item.cc, pkgAcqArchive.
    """

    needs_status: bool = False
    """A system without a dpkg status file is an error, not an empty system.

    apt-pkg/deb/debindexfile.cc, debStatusIndex; apt-pkg/contrib/fileutl.cc, flAbsPath.
    """

    reads_sources_twice: bool = False
    """What is wrong with the source lists is said twice, but by `check`.

    apt-private/private-install.cc, DoInstall, which goes on after GetSourceList has failed.
    """

    lowers_names_in_warnings: bool = True
    """Whether warnings about Multi-Arch fields name the package in lower case.

    apt-pkg/deb/deblistparser.cc, ParseMultiArch.
    """


RELEASE_2_6 = AptRelease(name="2.6")
"""Debian 12; what is foretold when nothing says otherwise."""

RELEASE_3_0 = AptRelease(
    name="3.0",
    suggests_for_new_only=True,
    asks_second_solver=True,
    lists_phased_apart=True,
    phases_candidates=True,
    lists_current_versions=True,
    saves_answers_only=True,
    sweeps_before_arguments=True,
    tells_missing_versions=True,
    keeps_nothing_broken=True,
    keeps_removed=True,
    keeps_after_try=True,
    spares_the_doomed=True,
    prefers_installed_providers=True,
    counts_kernels=True,
    needs_size_to_download=True,
    prefers_any_architecture=True,
    compares_sha256=True,
)
"""Debian 13."""

RELEASE_2_2 = AptRelease(
    name="2.2",
    satisfy_package="command line argument",
    builds_for_any_architecture=False,
    sorts_requests=True,
    sweeps_after_groups=True,
    looks_for_provided_versions=False,
    empty_release_is_now=False,
    counts_kept_by_state=True,
    shows_policy_version=False,
    asks_for_phrase=True,
    guards_essential=False,
    maximum_depth=100,
    upgrades_dependents=False,
    upgrades_same_source=False,
    cuts_sections=False,
    explores_targets=False,
    keeps_by_their_protection=False,
    knows_last_kernel=True,
    phases_by_policy=True,
    shares_allowed_provides=True,
    deconfigures_essential=False,
    relation_numbers=(49, 21, 20, 2, 54, 66, 55, 26),
    refuses_unsized=False,
    needs_status=True,
    reads_sources_twice=True,
    lowers_names_in_warnings=False,
)
"""Debian 11."""

RELEASE_1_0 = RELEASE_2_2.changed(
    name="1.0",
    extra_packages="extra",
    names_newest_version=False,
    cleaning_command="apt-get autoremove",
    fixing_command="apt-get -f install",
    broken_request="these:",
    broken_system="Try using -f.",
    phases_by_policy=False,
)
"""Debian 8: its words on the decisions of 2.2, which it need not take itself."""

DEFAULT_RELEASE = RELEASE_2_6
RELEASES = {release.name: release for release in (RELEASE_1_0, RELEASE_2_2, RELEASE_2_6, RELEASE_3_0)}
"""All releases that are known, the oldest first."""

_LAST_SERIES = (((1, 9), DEFAULT_RELEASE), ((2, 2), RELEASE_2_2), ((2, 8), RELEASE_2_6))
"""Up to which numbers which release stands for an installed one; 2.9 became 3.0, and 2.3 became 2.4 and 2.6.

1.0 is only words, held against no program, so nobody gets it who did not ask for it.
"""


class ChosenRelease(Value):
    """The release that is foretold, and which apt it stands for.

    Args:
        installed: the version of the apt in the system, '' where none is known or another release was asked for.
    """

    release: AptRelease = DEFAULT_RELEASE
    installed: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the release that is there is one of the known ones."""
        return not self.installed or _series(self.installed) == _series(self.release.name)


DEFAULT_CHOICE = ChosenRelease()
"""What is simulated when nobody asks and no apt is installed."""


def choose_release(asked: str = "", installed: str = "") -> ChosenRelease:
    """Gives the release that was asked for, else the one that stands for what is installed, else the default.

    >>> choose_release("3.0", installed="2.6.1").release.name
    '3.0'
    >>> nearest = choose_release(installed="2.4.13")
    >>> nearest.release.name, nearest.is_exact
    ('2.6', False)

    Args:
        asked: the name of a known release, or ''.
        installed: the version of the package apt, or ''.

    Raises:
        KeyError: when there is no such release.
    """
    if asked:
        return ChosenRelease(RELEASES[asked])
    series = _series(installed)
    if series is None:
        return DEFAULT_CHOICE
    nearest = next((release for last, release in _LAST_SERIES if series <= last), RELEASE_3_0)
    return ChosenRelease(nearest, installed)


def _series(version: str) -> tuple[int, int] | None:
    """Gives the first two numbers of a version; None where it does not begin with any."""
    match = _NUMBER.match(version.partition(":")[2] or version)
    return (int(match[1]), int(match[2])) if match else None
