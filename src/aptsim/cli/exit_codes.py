"""What ``simulate`` exits with."""

PLANNED = 0
"""There is a plan."""

HEALTHY = 0
"""The doctor found nothing worse than a note."""

FINDINGS = 1
"""The doctor found errors or warnings, mirrors are not the same, or packages cannot be installed."""

WRONG_USAGE = 2
"""An option of ours was used wrongly, or something was asked for that is not supported."""

FAILED = 100
"""Apt would fail, or the input cannot be read."""

INTERRUPTED = 130
"""The user pressed Ctrl-C."""
