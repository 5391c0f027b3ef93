"""All kinds of findings. Each claim about apt is held against the real one in ``tests/conformance/test_doctor.py``."""

from __future__ import annotations

from aptsim.health.finding import FindingKind, FindingSeverity

_ERROR, _WARNING, _NOTE = FindingSeverity.ERROR, FindingSeverity.WARNING, FindingSeverity.NOTE

_FAILS_AT_ONCE = "Every command that looks at packages ends with exit code 100 before it decides anything."
_FROM_BACKUP = (
    "Copy status-old, or the newest var/backups/dpkg.status.*, over the status (dpkg keeps both), and look again."
)
_TAKEN_FOR_EMPTY = "Apt takes the system for empty: it installs anew all that a request needs, down to the C library."
_REPAIR_FILE = "Repair the file at the place that is named."

KINDS: dict[str, FindingKind] = {
    kind.code: kind
    for kind in (
        # ------------------------------------------------------------------ the dpkg status
        FindingKind(
            "status-absent",
            _ERROR,
            _TAKEN_FOR_EMPTY,
            f"{_FROM_BACKUP} If the system really is empty, nothing is wrong.",
        ),
        FindingKind(
            "status-empty",
            _ERROR,
            _TAKEN_FOR_EMPTY,
            f"{_FROM_BACKUP} If the system really is empty, nothing is wrong.",
        ),
        FindingKind(
            "status-nothing-installed",
            _ERROR,
            _TAKEN_FOR_EMPTY,
            f"{_FROM_BACKUP} If the system really is empty, nothing is wrong.",
        ),
        FindingKind("status-unreadable", _ERROR, _FAILS_AT_ONCE, "Make it a file that can be read."),
        FindingKind("status-unparsable", _ERROR, _FAILS_AT_ONCE, f"{_REPAIR_FILE} {_FROM_BACKUP}"),
        FindingKind("status-odd", _WARNING, "Apt warns, passes over the field and goes on.", _REPAIR_FILE),
        FindingKind(
            "status-cut",
            _WARNING,
            "Apt reads the last stanza as far as it goes; what is cut off it counts as absent.",
            _FROM_BACKUP,
        ),
        FindingKind(
            "status-stanza-twice",
            _WARNING,
            "Apt counts the last stanza of the package in the file; dpkg may refuse the whole file.",
            "Remove the stanza that is not true.",
        ),
        FindingKind(
            "status-lost-packages",
            _ERROR,
            "Apt takes these packages for not installed, and installs them again when anything needs them.",
            f"{_FROM_BACKUP}",
        ),
        FindingKind(
            "status-smaller-than-old",
            _WARNING,
            "Apt does not look at status-old: it takes these packages for not installed.",
            "If they were not removed on purpose: copy status-old over the status.",
        ),
        FindingKind(
            "essential-none",
            _WARNING,
            "Apt takes what is missing for not installed, and installs it again when anything needs it.",
            _FROM_BACKUP,
        ),
        FindingKind(
            "essential-missing",
            _ERROR,
            "install and upgrade leave it missing, for apt takes it for granted; only dist-upgrade installs it.",
            "apt-get dist-upgrade, or install them by name. If nearly all are missing: find the right status.",
        ),
        FindingKind(
            "dpkg-interrupted",
            _ERROR,
            "apt-get refuses to change anything ('dpkg was interrupted'); with -s it plans as if these files were not.",
            "dpkg --configure -a",
        ),
        # ------------------------------------------------------------------ packages half done
        FindingKind(
            "package-unpacked",
            _WARNING,
            "Apt configures them at the end of the next command that changes packages.",
            "dpkg --configure -a, or apt-get install without a package.",
        ),
        FindingKind(
            "package-half-configured",
            _WARNING,
            "Apt configures them at the end of the next command that changes packages.",
            "dpkg --configure -a; if that fails again, the package's own script is at fault.",
        ),
        FindingKind(
            "package-half-installed",
            _ERROR,
            "Apt removes it with the next command that changes packages, unless the request needs it.",
            "apt-get install --reinstall PACKAGE",
        ),
        FindingKind(
            "package-triggers-awaited",
            _WARNING,
            "Apt takes it for installed and does nothing about it; dpkg goes on when the trigger has been handled.",
            "dpkg --configure -a",
        ),
        FindingKind(
            "package-triggers-pending",
            _WARNING,
            "Apt takes it for installed and plans nothing for it.",
            "dpkg --configure -a",
        ),
        FindingKind(
            "package-reinst-required",
            _WARNING,
            "Apt counts it as 'not fully installed or removed' and leaves it so, unless a newer version is on offer.",
            "apt-get install --reinstall PACKAGE",
        ),
        FindingKind(
            "package-reinst-lost",
            _ERROR,
            "Every command that changes packages fails: 'needs to be reinstalled, but I can't find an archive for it'.",
            "Add the source that has it, or give up the package: dpkg --remove --force-remove-reinstreq PACKAGE",
        ),
        FindingKind(
            "package-not-ok",
            _ERROR,
            "Every command that changes packages fails: 'is not ok and I don't know how to fix it!'.",
            "Set the second word of its Status field to ok, or dpkg --install its archive again.",
        ),
        FindingKind(
            "package-held",
            _NOTE,
            "Apt keeps it as it is in upgrades, and changes it only when asked by name.",
            "apt-mark unhold PACKAGE, if the hold is no longer wanted.",
        ),
        FindingKind(
            "package-not-offered",
            _NOTE,
            "Apt keeps it, counts it in all dependencies, and cannot install it again.",
            "Nothing, if it was installed from a file; else add the source that it came from.",
        ),
        # ------------------------------------------------------------------ dependencies
        FindingKind(
            "dependency-broken",
            _ERROR,
            "Every install and upgrade fails with 'Unmet dependencies' until they are met.",
            "apt-get --fix-broken install; look first at what it would remove.",
        ),
        FindingKind(
            "conflict-installed",
            _ERROR,
            "Every install and upgrade fails with 'Unmet dependencies' until one of the two is gone.",
            "apt-get --fix-broken install, or remove one of the two.",
        ),
        # ------------------------------------------------------------------ sources and lists
        FindingKind(
            "sources-none",
            _WARNING,
            "Apt knows installed packages only: 'Unable to locate package' for all others.",
            "Write a source list, or give --mirror URL --suite NAME.",
        ),
        FindingKind(
            "lists-absent",
            _ERROR,
            "Apt knows installed packages only: 'Unable to locate package' for all others.",
            "apt-get update. A fresh container image has no lists.",
        ),
        FindingKind(
            "list-missing",
            _WARNING,
            "Apt passes over it without a word: its packages do not exist, and others may be chosen in their place.",
            "apt-get update",
        ),
        FindingKind(
            "lists-empty",
            _ERROR,
            "Apt knows installed packages only: 'Unable to locate package' for all others.",
            "apt-get update; if that does not help, the mirror is at fault.",
        ),
        FindingKind(
            "list-other-architecture",
            _ERROR,
            "Apt finds no package for the system itself: 'Unable to locate package'.",
            "Take the lists of the system's own architecture, or say with --arch what the system is.",
        ),
        FindingKind("list-unparsable", _ERROR, _FAILS_AT_ONCE, "Remove the list and run apt-get update."),
        FindingKind(
            "list-odd", _WARNING, "Apt warns, passes over the field and goes on.", "Tell the archive's owners."
        ),
        FindingKind("release-unparsable", _ERROR, _FAILS_AT_ONCE, "Remove the file and run apt-get update."),
        FindingKind(
            "release-expired",
            _WARNING,
            "apt-get update refuses this Release file; install goes on with the old lists without a word.",
            "apt-get update. If it says so too, the mirror is no longer updated: take another.",
        ),
        FindingKind(
            "release-from-the-future",
            _WARNING,
            "apt-get update refuses this Release file ('is not valid yet'); install goes on with the lists there are.",
            "Set the clock right (or --now).",
        ),
        FindingKind(
            "release-old",
            _NOTE,
            "Apt does not mind: it installs the versions of that day, and may not find their archives any more.",
            "apt-get update, unless the lists are old on purpose.",
        ),
        FindingKind(
            "lists-newer-release",
            _WARNING,
            "An install mixes two releases: it takes all it needs from the lists, and upgrades what stands in the way.",
            "Make the sources name the release that is installed, or do the whole upgrade: apt-get dist-upgrade.",
        ),
        FindingKind(
            "lists-older-release",
            _WARNING,
            "Apt never goes back by itself: it keeps the installed versions, and what needs the older ones is refused.",
            "Make the sources name the release that is installed.",
        ),
        FindingKind(
            "source-unsigned",
            _WARNING,
            "Apt warns of packages that 'cannot be authenticated'; with -y the install fails.",
            "apt-get update with the archive's key in place.",
        ),
        FindingKind(
            "source-trusted",
            _NOTE,
            "Apt installs its packages without any check of a signature.",
            "Give the source a key (signed-by) in place of trusted=yes, if it is not on this machine.",
        ),
        FindingKind(
            "source-unreachable",
            _ERROR,
            "apt-get update fails on it and keeps the old lists; an install fails when it downloads.",
            "Look at the address and the network.",
        ),
        FindingKind(
            "list-outdated",
            _WARNING,
            "Apt plans with the old lists; archives that the mirror has dropped since cannot be downloaded.",
            "apt-get update",
        ),
        # ------------------------------------------------------------------ architectures
        FindingKind(
            "architecture-mismatch",
            _ERROR,
            "Apt takes the installed packages for foreign ones: nothing that is installed serves a native package.",
            "Make var/lib/dpkg/arch and APT::Architecture say what the packages are, or find the right status.",
        ),
        FindingKind(
            "architecture-unknown",
            _WARNING,
            "Apt lets them serve packages of their own architecture only, Multi-Arch: foreign or not.",
            "dpkg --add-architecture ARCH, or remove the packages.",
        ),
        # ------------------------------------------------------------------ configuration
        FindingKind("configuration-unparsable", _ERROR, _FAILS_AT_ONCE, _REPAIR_FILE),
        FindingKind("configuration-odd", _WARNING, "Apt warns, or passes over the file, and goes on.", _REPAIR_FILE),
        FindingKind(
            "file-ignored",
            _NOTE,
            "Apt does not read it, and says so only on a terminal.",
            "Give it a name that apt takes (.list, .sources, .conf, .pref), or one that it is silent about (.save).",
        ),
        FindingKind("sources-unparsable", _ERROR, _FAILS_AT_ONCE, _REPAIR_FILE),
        FindingKind("sources-odd", _WARNING, "Apt warns and goes on.", _REPAIR_FILE),
        FindingKind(
            "preferences-unparsable",
            _ERROR,
            "Every command that changes packages ends with exit code 100 before it decides anything.",
            _REPAIR_FILE,
        ),
        FindingKind("preferences-odd", _WARNING, "Apt warns, and the pin does not count.", _REPAIR_FILE),
        FindingKind(
            "default-release-unknown",
            _ERROR,
            "Every command that changes packages ends with exit code 100 before it decides anything.",
            "Name in APT::Default-Release a release that the lists have, or remove it.",
        ),
        FindingKind(
            "states-unparsable",
            _ERROR,
            "Every command that changes packages ends with exit code 100 before it decides anything.",
            "Repair the file, or remove it: then every package counts as installed by hand.",
        ),
        # ------------------------------------------------------------------ apt itself
        FindingKind(
            "apt-too-old",
            _WARNING,
            "The apt of this system says, and sometimes decides, other things than are foretold here.",
            "Read the answers as those of the apt that is simulated.",
        ),
        FindingKind(
            "apt-stand-in",
            _NOTE,
            "The apt of this system may say some things in other words than are foretold here.",
            "Nothing; --apt-release chooses another release to foretell.",
        ),
        FindingKind(
            "apt-too-new",
            _WARNING,
            "The apt of this system decides with another solver: its answers can differ from those foretold here.",
            'Read the answers as those of the apt that is simulated, or of yours with APT::Solver "internal".',
        ),
    )
}
"""By code."""
