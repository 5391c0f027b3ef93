"""What an upgrade of the whole system must not do."""

from __future__ import annotations

from enum import IntFlag


class UpgradeMode(IntFlag):
    """The bits (APT::Upgrade::UpgradeMode)."""

    ALLOW_EVERYTHING = 0
    FORBID_REMOVE_PACKAGES = 1
    FORBID_INSTALL_NEW_PACKAGES = 2
