"""Which versions are installable: first by the sets that grow, then by the search for what these leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aptsim.debcheck.facts import Facts
from aptsim.debcheck.growing import find_by_growing
from aptsim.debcheck.reasons import Step, order_steps
from aptsim.debcheck.search import Found, Search
from aptsim.universe.universe import Universe

#: Told how many versions are settled, and of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Uninstallable:
    """A version that no consistent set has, and why: facts that contradict each other, in the order to read them."""

    version: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class DistributionCheck:
    """The answer: how many versions were looked at, and those that cannot be installed."""

    checked: int
    uninstallable: tuple[Uninstallable, ...]


def check_installability(
    universe: Universe, versions: Iterable[int] | None = None, progress: Progress | None = None
) -> DistributionCheck:
    """Finds the versions that cannot be installed whatever else is.

    Only what sources offer counts, and nothing of what is installed.

    Args:
        versions: those that are asked about; None for all that are offered. What is not offered is passed over.
        progress: told now and then how far it is.
    """
    facts = Facts(universe)
    asked = facts.versions() if versions is None else [version for version in versions if facts.offered[version]]
    _, open_versions = find_by_growing(facts, asked, progress)
    search = Search(facts)
    found: set[int] = set()
    uninstallable: list[Uninstallable] = []
    for place, version in enumerate(open_versions):
        if progress is not None:
            progress(len(asked) - len(open_versions) + place, len(asked))
        if version in found:
            continue
        answer = search.solve(version)
        if isinstance(answer, Found):
            found |= answer.versions
        else:
            uninstallable.append(Uninstallable(version, order_steps(version, answer.facts)))
    return DistributionCheck(len(asked), tuple(uninstallable))
