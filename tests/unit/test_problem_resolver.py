"""What the problem resolver does to small broken systems, held against what apt-get 2.6.1 did to the same ones."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.fixing import fix_broken, minimize_upgrade
from aptsim.resolver.classic.introsort import std_sort
from aptsim.resolver.classic.problem_resolver import ProblemResolver
from aptsim.resolver.classic.score_order import ScoreOrder
from aptsim.resolver.classic.scores import make_scores
from tests.unit.ordering_marks import marked_cache

_BREAKS = "Error, pkgProblemResolver::Resolve generated breaks, this may be caused by held packages."
_HELD = "Unable to correct problems, you have held broken packages."


def _changes(cache: DependencyCache) -> str:
    """Gives the changes as `+new`, `+upgraded` and `-removed` in the order of apt's walk."""
    words = []
    for package in cache.touched_packages():
        state = cache.state(package)
        if state.install or state.delete:
            words.append(("+" if state.install else "-") + cache.universe.name(package))
    return " ".join(sorted(words))


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        pytest.param(
            """archive stable
            b 1; Depends: lib
            lib 1
            status
            b 1; Depends: lib""",
            "+lib",
            id="what is missing is installed",
        ),
        pytest.param(
            """archive stable
            c 1
            status
            b 1; Depends: lib
            d 1; Depends: b
            e 1""",
            "-b -d",
            id="what nothing can help is removed, with what depends on it",
        ),
        pytest.param(
            """archive stable
            a 1; Conflicts: b, c
            status
            b 1; Conflicts: c; Priority: important
            c 1
            u1 1; Depends: c
            u2 1; Depends: c | b""",
            "-c -u1",
            id="the lower score gives way",
        ),
        pytest.param(
            """archive stable
            newb 1
            x 2; Conflicts: b
            status
            x 1; Conflicts: b; Priority: required
            b 1; Priority: extra
            u 1; Depends: b | newb""",
            "+newb -b -u",
            id="another alternative is tried, too late to save the package",
        ),
        pytest.param(
            """archive stable
            old 2
            a 1; Breaks: old (<< 2)
            status
            old 1
            a 1; Breaks: old (<< 2); Essential: yes""",
            "+old",
            id="what is broken by another is upgraded",
        ),
    ],
)
def test_a_broken_system_is_mended_as_apt_mends_it(tmp_path: Path, text: str, changes: str) -> None:
    """`apt-get --fix-broken install` made these changes, but took `newb` back in the end as not needed by anything."""
    cache = marked_cache(tmp_path, text, "")
    assert fix_broken(cache)
    assert minimize_upgrade(cache)
    assert _changes(cache) == changes
    assert not cache.messages.pending_error


def test_a_held_broken_package_is_an_error(tmp_path: Path) -> None:
    """A held package that lacks something stays broken, and the error says that held packages may be the cause."""
    cache = marked_cache(
        tmp_path,
        """archive stable
        b 2
        status
        b 1 <hold ok installed>; Depends: lib""",
        "",
    )
    assert not fix_broken(cache)
    assert [message.text for message in cache.messages] == [_BREAKS]


def test_a_requested_package_that_cannot_be_had_is_an_error(tmp_path: Path) -> None:
    """When all that is broken is protected, the error speaks of held broken packages."""
    cache = marked_cache(
        tmp_path,
        """archive stable
        a 1; Depends: b (>= 2)
        b 1
        b 2; Depends: nowhere
        status
        b 1""",
        "",
    )
    package = cache.universe.find_package("a")
    resolver = ProblemResolver(cache)
    resolver.protect(package)
    cache.mark_install(package, False)
    cache.mark_install(package, True)
    assert not resolver.resolve(True)
    assert [message.text for message in cache.messages] == [_HELD]


def test_nothing_broken_needs_no_change(tmp_path: Path) -> None:
    """A sound system is left alone, and what was installed on the way is marked automatic."""
    cache = marked_cache(
        tmp_path,
        """archive stable
        a 1; Depends: b
        b 1
        status
        c 1""",
        "",
    )
    resolver = ProblemResolver(cache)
    assert resolver.resolve(True)
    assert _changes(cache) == ""


def test_scores_are_those_apt_shows(tmp_path: Path) -> None:
    """The scores are what Debug::pkgProblemResolver::ShowScores printed for this system."""
    cache = marked_cache(
        tmp_path,
        """archive stable
        base 1; Essential: yes; Priority: required
        a 1; Depends: base, lib (>= 1), virtual; Recommends: c
        lib 1; Priority: standard
        p 1; Provides: virtual
        c 2; Conflicts: d
        status
        base 1; Essential: yes; Priority: required
        a 1; Depends: base, lib (>= 1), virtual; Recommends: c
        lib 1; Priority: standard
        p 1; Provides: virtual
        c 1
        old 1; Depends: a, missing""",
        "",
    )
    scores = make_scores(cache, ())
    named = {cache.universe.full_name(package): score for package, score in scores.items()}
    assert named == _SHOWN


_SHOWN = {
    "base:amd64": 5106,
    "lib:amd64": 4,
    "missing:amd64": 1,
    "virtual:amd64": 1,
    "a:amd64": 1,
    "c:amd64": 1,
    "p:amd64": 1,
    "old:amd64": -2,
}


@pytest.mark.parametrize("seed", range(60))
def test_places_by_score_are_those_of_the_whole_sort(seed: int) -> None:
    """Working with runs gives every element the place that sorting the whole array gives it."""
    rng = random.Random(seed)
    size = rng.choice((1, 16, 17, 40, 150, 600))
    share = rng.choice((0.0, 0.05, 0.3, 1.0))
    spread = rng.choice((1, 3, 60))
    scores = [rng.randrange(-spread, 2 * spread) if rng.random() < share else 0 for _ in range(size)]
    places = list(range(size))
    std_sort(places, lambda left, right: scores[left] > scores[right])
    order = ScoreOrder({place: score for place, score in enumerate(scores) if score}, size)
    asked = rng.sample(range(size), min(size, rng.choice((2, size))))
    assert [order.position(place) for place in asked] == [places.index(place) for place in asked]
