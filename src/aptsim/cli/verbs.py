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
