"""The verbs of apt-get that are simulated, and what is said about the others."""

from __future__ import annotations

PACKAGE_VERBS = {
    "install": "Install packages, or upgrade them.",
    "reinstall": "Install packages again in the version that is there.",
    "remove": "Remove packages.",
    "purge": "Remove packages and their configuration files.",
    "autoremove": "Remove packages that nothing needs any more.",
    "auto-remove": "The same as autoremove.",
    "autopurge": "The same as autoremove --purge.",
    "upgrade": "Upgrade all packages; remove none, and add new ones only with --with-new-pkgs.",
    "dist-upgrade": "Upgrade all packages, with all the additions and removals that this takes.",
    "full-upgrade": "The same as dist-upgrade.",
    "dselect-upgrade": "Do what dselect, or dpkg --set-selections, has noted down.",
    "satisfy": "Install and remove what makes dependency strings true.",
    "build-dep": "Install what source packages need to be built.",
    "check": "Say whether the system's dependencies are sound.",
}
"""Each verb that works, with its help text."""

_CLEANING = "it only empties the folder of downloaded archives; apt-get {verb} -s itself lists what it would delete"
_MARKING = "apt-mark has taken its place; simulate autoremove shows what the marks lead to"
NOT_SIMULATED = {
    "update": (
        "it changes lists and no packages; run apt-get update and simulate on its lists, "
        "or have simulate fetch some with --mirror URL --suite NAME"
    ),
    "source": "it installs nothing; apt-get source --print-uris shows what it would fetch",
    "download": "it installs nothing; apt-get download --print-uris shows what it would fetch",
    "changelog": "it installs nothing; apt-get changelog --print-uris shows what it would fetch",
    "clean": _CLEANING,
    "autoclean": _CLEANING,
    "auto-clean": _CLEANING,
    "indextargets": "it changes nothing and can be run as it is; simulate policy shows the lists that are there",
    "markauto": _MARKING,
    "unmarkauto": _MARKING,
    "moo": "nothing comes of it",
}
"""Verbs of apt-get that are refused: why, and what to use instead."""


def why_not_simulated(verb: str) -> str:
    """Give the sentence that refuses a verb of apt-get; '' for one that is simulated."""
    reason = NOT_SIMULATED.get(verb, "").format(verb=verb)
    return f"'{verb}' is not simulated: {reason}" if reason else ""
