"""The options that apt-get and apt-cache know for each verb, and the configuration item that each sets.

Source: apt-private/private-cmndline.cc, addArgumentsAPTGet, addArgumentsAPTCache and getCommandArgs; apt-get(8),
apt-cache(8).
"""

from __future__ import annotations

from enum import Enum
from functools import cache

from aptsim.model.value import Value

VERBS = (
    "help",
    "update",
    "upgrade",
    "install",
    "reinstall",
    "remove",
    "purge",
    "autoremove",
    "auto-remove",
    "autopurge",
    "markauto",
    "unmarkauto",
    "dist-upgrade",
    "full-upgrade",
    "dselect-upgrade",
    "build-dep",
    "satisfy",
    "clean",
    "autoclean",
    "auto-clean",
    "check",
    "source",
    "download",
    "changelog",
    "indextargets",
    "moo",
)
"""Every verb of apt-get."""

BUILDING = ("satisfy", "build-dep")
"""The verbs that install pseudo packages."""

CACHE_VERBS = ("policy", "madison", "depends", "rdepends", "show")
"""The verbs of apt-cache that are answered here; apt-get has none of these names."""


class OptionKind(Enum):
    """What stands behind an option (CommandLine::AFlags)."""

    SWITCH = "a boolean, or nothing for yes"
    LEVEL = "a number, or nothing for one more"
    VALUE = "any text"
    FILE = "a configuration file to read"
    ITEM = "NAME=VALUE"


class Option(Value):
    """One option: its letter, '' for none, its long name, and the configuration item it sets."""

    letter: str
    name: str
    item: str
    kind: OptionKind = OptionKind.SWITCH


_SWITCH, _VALUE = OptionKind.SWITCH, OptionKind.VALUE

_CHANGING = frozenset(
    (
        "install",
        "reinstall",
        "remove",
        "purge",
        "upgrade",
        "dist-upgrade",
        "dselect-upgrade",
        "autoremove",
        "autopurge",
        "full-upgrade",
    )
)
_SIMULATING = _CHANGING | frozenset(
    ("auto-remove", "clean", "autoclean", "auto-clean", "check", "build-dep", "satisfy", "source")
)

_FOR_CHANGING = (
    Option("", "show-progress", "DpkgPM::Progress"),
    Option("f", "fix-broken", "APT::Get::Fix-Broken"),
    Option("", "purge", "APT::Get::Purge"),
    Option("V", "verbose-versions", "APT::Get::Show-Versions"),
    Option("", "autoremove", "APT::Get::AutomaticRemove"),
    Option("", "auto-remove", "APT::Get::AutomaticRemove"),
    Option("", "reinstall", "APT::Get::ReInstall"),
    Option("", "solver", "APT::Solver", _VALUE),
    Option("", "planner", "APT::Planner", _VALUE),
)
_FOR_UPDATE = (
    Option("", "list-cleanup", "APT::Get::List-Cleanup"),
    Option("", "allow-insecure-repositories", "Acquire::AllowInsecureRepositories"),
    Option("", "allow-weak-repositories", "Acquire::AllowWeakRepositories"),
    Option("", "allow-releaseinfo-change", "Acquire::AllowReleaseInfoChange"),
    Option("", "allow-releaseinfo-change-origin", "Acquire::AllowReleaseInfoChange::Origin"),
    Option("", "allow-releaseinfo-change-label", "Acquire::AllowReleaseInfoChange::Label"),
    Option("", "allow-releaseinfo-change-version", "Acquire::AllowReleaseInfoChange::Version"),
    Option("", "allow-releaseinfo-change-codename", "Acquire::AllowReleaseInfoChange::Codename"),
    Option("", "allow-releaseinfo-change-suite", "Acquire::AllowReleaseInfoChange::Suite"),
    Option("", "allow-releaseinfo-change-defaultpin", "Acquire::AllowReleaseInfoChange::DefaultPin"),
    Option("e", "error-on", "APT::Update::Error-Mode", _VALUE),
)
_FOR_SOURCE = (
    Option("b", "compile", "APT::Get::Compile"),
    Option("b", "build", "APT::Get::Compile"),
    Option("P", "build-profiles", "APT::Build-Profiles", _VALUE),
    Option("", "diff-only", "APT::Get::Diff-Only"),
    Option("", "debian-only", "APT::Get::Diff-Only"),
    Option("", "tar-only", "APT::Get::Tar-Only"),
    Option("", "dsc-only", "APT::Get::Dsc-Only"),
)
_FOR_BUILD_DEPENDENCIES = (
    Option("a", "host-architecture", "APT::Get::Host-Architecture", _VALUE),
    Option("P", "build-profiles", "APT::Build-Profiles", _VALUE),
    Option("", "purge", "APT::Get::Purge"),
    Option("", "solver", "APT::Solver", _VALUE),
)
_FOR_SIMULATING = (
    Option("s", "simulate", "APT::Get::Simulate"),
    Option("s", "just-print", "APT::Get::Simulate"),
    Option("s", "recon", "APT::Get::Simulate"),
    Option("s", "dry-run", "APT::Get::Simulate"),
    Option("s", "no-act", "APT::Get::Simulate"),
)
_FOR_ALL = (
    Option("d", "download-only", "APT::Get::Download-Only"),
    Option("y", "yes", "APT::Get::Assume-Yes"),
    Option("y", "assume-yes", "APT::Get::Assume-Yes"),
    Option("", "assume-no", "APT::Get::Assume-No"),
    Option("u", "show-upgraded", "APT::Get::Show-Upgraded"),
    Option("m", "ignore-missing", "APT::Get::Fix-Missing"),
    Option("t", "target-release", "APT::Default-Release", _VALUE),
    Option("t", "default-release", "APT::Default-Release", _VALUE),
    Option("", "download", "APT::Get::Download"),
    Option("", "fix-missing", "APT::Get::Fix-Missing"),
    Option("", "ignore-hold", "APT::Ignore-Hold"),
    Option("", "upgrade", "APT::Get::upgrade"),
    Option("", "only-upgrade", "APT::Get::Only-Upgrade"),
    Option("", "allow-change-held-packages", "APT::Get::allow-change-held-packages"),
    Option("", "allow-remove-essential", "APT::Get::allow-remove-essential"),
    Option("", "allow-downgrades", "APT::Get::allow-downgrades"),
    Option("", "force-yes", "APT::Get::force-yes"),
    Option("", "print-uris", "APT::Get::Print-URIs"),
    Option("", "trivial-only", "APT::Get::Trivial-Only"),
    Option("", "mark-auto", "APT::Get::Mark-Auto"),
    Option("", "remove", "APT::Get::Remove"),
    Option("", "only-source", "APT::Get::Only-Source"),
    Option("", "allow-unauthenticated", "APT::Get::AllowUnauthenticated"),
    Option("", "install-recommends", "APT::Install-Recommends"),
    Option("", "install-suggests", "APT::Install-Suggests"),
    Option("", "fix-policy", "APT::Get::Fix-Policy-Broken"),
    Option("", "with-source", "APT::Sources::With::", _VALUE),
)
_FOR_DEPENDENCIES = (
    Option("i", "important", "APT::Cache::Important"),
    Option("", "installed", "APT::Cache::Installed"),
    Option("", "pre-depends", "APT::Cache::ShowPre-Depends"),
    Option("", "depends", "APT::Cache::ShowDepends"),
    Option("", "recommends", "APT::Cache::ShowRecommends"),
    Option("", "suggests", "APT::Cache::ShowSuggests"),
    Option("", "replaces", "APT::Cache::ShowReplaces"),
    Option("", "breaks", "APT::Cache::ShowBreaks"),
    Option("", "conflicts", "APT::Cache::ShowConflicts"),
    Option("", "enhances", "APT::Cache::ShowEnhances"),
    Option("", "recurse", "APT::Cache::RecurseDepends"),
    Option("", "implicit", "APT::Cache::ShowImplicit"),
)
_FOR_CACHE = (
    Option("g", "generate", "APT::Cache::Generate"),
    Option("t", "target-release", "APT::Default-Release", _VALUE),
    Option("t", "default-release", "APT::Default-Release", _VALUE),
    Option("p", "pkg-cache", "Dir::Cache::pkgcache", _VALUE),
    Option("s", "src-cache", "Dir::Cache::srcpkgcache", _VALUE),
    Option("", "with-source", "APT::Sources::With::", _VALUE),
)
_WITHOUT_VERB = (
    Option("h", "help", "help"),
    Option("v", "version", "version"),
    Option("q", "quiet", "quiet", OptionKind.LEVEL),
    Option("q", "silent", "quiet", OptionKind.LEVEL),
    Option("c", "config-file", "", OptionKind.FILE),
    Option("o", "option", "", OptionKind.ITEM),
)


@cache
def options_of(verb: str) -> tuple[Option, ...]:
    """Give the options that apt-get or apt-cache knows for a verb, in the order in which it looks them up.

    Args:
        verb: one of :data:`VERBS` or :data:`CACHE_VERBS`, or '' where there is none on the command line.
    """
    if verb in CACHE_VERBS:
        return _of_cache_verb(verb) + _FOR_CACHE + _WITHOUT_VERB
    if verb == "help":
        return _WITHOUT_VERB
    return _of_verb(verb) + (_FOR_SIMULATING if verb in _SIMULATING else ()) + _FOR_ALL + _WITHOUT_VERB


def _of_cache_verb(verb: str) -> tuple[Option, ...]:
    if verb in ("depends", "rdepends"):
        return _FOR_DEPENDENCIES
    return (Option("a", "all-versions", "APT::Cache::AllVersions"),) if verb == "show" else ()


def _of_verb(verb: str) -> tuple[Option, ...]:
    if verb in _CHANGING:
        upgrading = (Option("", "new-pkgs", "APT::Get::Upgrade-Allow-New"),)
        return _FOR_CHANGING + (upgrading if verb == "upgrade" else ())
    match verb:
        case "update":
            return _FOR_UPDATE
        case "source":
            return _FOR_SOURCE
        case "build-dep":
            only = (Option("", "arch-only", "APT::Get::Arch-Only"), Option("", "indep-only", "APT::Get::Indep-Only"))
            return (*_FOR_BUILD_DEPENDENCIES, *only, _FOR_CHANGING[1])
        case "satisfy":
            return (*_FOR_BUILD_DEPENDENCIES, _FOR_CHANGING[1])
        case "indextargets":
            return (
                Option("", "format", "APT::Get::IndexTargets::Format", _VALUE),
                Option("", "release-info", "APT::Get::IndexTargets::ReleaseInfo"),
            )
        case "moo":
            return (Option("", "color", "APT::Moo::Color"),)
    return ()
