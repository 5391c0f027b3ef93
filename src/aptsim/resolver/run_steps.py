"""Steps that the runs of several verbs have in common, behind the marks.

Source: apt-private/private-install.cc, CheckNothingBroken and DoCacheManipulationFromCommandLine.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.resolver.archives import download_needed, total_needed
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.dependency_states import VersionKind
from aptsim.resolver.confirmation import Confirmation
from aptsim.resolver.events import ListKind, PackageList, Record
from aptsim.resolver.plan import Outcome, Plan, list_changes
from aptsim.resolver.sorted_packages import sort_packages
from aptsim.resolver.unmet import find_unmet

_IMPOSSIBLE = (
    "Some packages could not be installed. This may mean that you have\n"
    "requested an impossible situation or if you are using the unstable\n"
    "distribution that some required packages have not yet been created\n"
    "or been moved out of Incoming.\n"
    "The following information may help to resolve the situation:\n"
)


def show_unmet(cache: DependencyCache, record: Record) -> None:
    """Records what the versions to be installed lack."""
    unmet = find_unmet(cache, VersionKind.INSTALL)
    if unmet is not None:
        record.add(unmet)


def check_nothing_broken(cache: DependencyCache, record: Record) -> bool:
    """Says whether the marks leave nothing broken; tells what they do break (CheckNothingBroken)."""
    if cache.broken_count == 0:
        return True
    record.note(_IMPOSSIBLE)
    show_unmet(cache, record)
    if not cache.messages.pending_error:
        cache.messages.error("Broken packages")
    return False


def make_plan(
    cache: DependencyCache,
    record: Record,
    outcome: Outcome,
    kept_back: Sequence[int] = (),
    confirmation: Confirmation | None = None,
) -> Plan:
    """Gathers what was decided.

    Args:
        confirmation: None when the run did not get that far; then nothing changes.
    """
    universe = cache.universe
    changes = list_changes(sort_packages(universe, cache.asked_packages()), cache) if confirmation else []
    lists = [event for event in record.events if isinstance(event, PackageList)]
    unused = [entry.text for shown in lists if shown.kind is ListKind.UNUSED for entry in shown.entries]
    archives = confirmation.archives if confirmation is not None else []
    return Plan(
        outcome,
        changes,
        [universe.full_name(package, pretty=True) for package in kept_back],
        unused,
        download_needed(archives),
        total_needed(archives),
        cache.totals.usr_size,
        record.events,
        cache.messages,
    )
