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
    "check": "Say whether dependencies are sound, or which packages cannot be installed at all.",
}
"""Each verb that works, with its help text."""

WITH_MORE = "check"
"""The verb of apt-get that answers another question too: it has options of its own, and a module for them."""

HIDDEN_VERBS = ("auto-remove", "full-upgrade")
"""Other names of verbs; the list of commands goes without them."""

QUESTION_VERBS = {
    "policy": "Show which versions there are, with their priorities.",
    "madison": "Show which source offers which version.",
    "depends": "Show what packages depend on.",
    "rdepends": "Show what depends on packages.",
    "show": "Show the records of packages.",
}
"""Each question that is answered, with its help text."""

OWN_COMMANDS = {
    "sweep": "Simulate installing each of many packages; a row each.",
    "snapshot": "Save a system in one small file, or show what is in one.",
    "why": "Say why a package is installed or removed by a command.",
    "mirrors": "Compare mirrors.",
    "doctor": "Say what is wrong with a system, what apt will do about it, and what helps.",
    "edsp": "Answer a scenario that apt wrote for an external solver.",
}
"""The commands that apt does not have, with their help texts; each is in the module of its name."""

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
