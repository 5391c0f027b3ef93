"""Which packages are no longer needed, held against what apt-get 2.6.1 named on the same small systems."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from aptsim.model.message import Messages
from aptsim.resolver.classic.autoremove import sweep
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.resolver.classic.hash_order import unordered_map_order
from aptsim.resolver.classic.kernels import protected_kernels_regex
from aptsim.resolver.classic.root_set import RootSet, warn_of_bad_expressions
from tests.unit.ordering_marks import marked_cache

_KERNELS = """
    archive stable
    other 1
    status
    linux-image-6.1.0-1-amd64 6.1.1-1 auto; Source: linux
    linux-image-6.1.0-9-amd64 6.1.9-1 auto; Source: linux
    linux-image-6.1.0-10-amd64 6.1.10-1 auto; Source: linux
    linux-image-6.1.0-11-amd64 6.1.11-1 auto; Source: linux
    linux-image-6.1.0-11-amd64-dbg 6.1.11-1 auto; Source: linux
    linux-headers-6.1.0-9-amd64 6.1.9-1 auto; Source: linux
    linux-headers-6.1.0-11-amd64 6.1.11-1 auto; Source: linux
"""
_PATTERNS = tuple(
    ("APT::VersionedKernelPackages::", pattern) for pattern in ("linux-image", "linux-headers", ".*-modules")
)


def _cache(folder: Path, text: str, options: Iterable[tuple[str, str]], kernel_release: str = "") -> DependencyCache:
    """Makes a cache with the packages marked `auto` in the text installed automatically."""
    plain = marked_cache(folder, text, "", options)
    universe = plain.universe
    lines = text.partition("status")[2].splitlines()
    names = [line.split()[0] for line in lines if " auto" in line.split(";")[0]]
    automatic = [universe.find_package(name) for name in names]
    return DependencyCache(universe, plain.policy, plain.configuration, plain.messages, automatic, kernel_release)


def _garbage(cache: DependencyCache) -> str:
    sweep(cache)
    packages = [package for package in cache.touched_packages() if cache.state(package).garbage]
    return " ".join(sorted(cache.universe.name(package) for package in packages))


CASES = [
    pytest.param(
        """
        archive stable
        other 1
        status
        a 1; Depends: b
        b 1 auto; Depends: c
        c 1 auto
        d 1 auto; Depends: e
        e 1 auto; Depends: d
        """,
        (),
        "d e",
        id="what manually installed packages depend on is needed, a circle by itself is not",
    ),
    pytest.param(
        """
        archive stable
        other 1
        status
        a 1; Recommends: b | c; Suggests: s
        b 1 auto
        c 1 auto
        s 1 auto
        t 1 auto; Suggests: a
        """,
        (),
        "t",
        id="every alternative that is there is needed, of recommendations and suggestions too",
    ),
    pytest.param(
        """
        archive stable
        other 1
        status
        a 1; Recommends: b | c; Suggests: s
        b 1 auto
        c 1 auto
        s 1 auto
        """,
        (("APT::AutoRemove::RecommendsImportant", "false"), ("APT::AutoRemove::SuggestsImportant", "false")),
        "b c s",
        id="recommendations and suggestions may be told not to count",
    ),
    pytest.param(
        """
        archive stable
        other 1
        status
        a 1; Depends: agent
        old 1 auto; Provides: agent; Source: agents (1)
        new 2 auto; Provides: agent; Source: agents (2)
        alone 1 auto; Provides: agent
        """,
        (),
        "old",
        id="of providers from one source only those of its newest version are needed",
    ),
    pytest.param(
        """
        archive stable
        other 1
        status
        a 1; Depends: agent (>= 2)
        b 1; Depends: agent (= 1)
        old 1 auto; Provides: agent (= 1); Source: agents (1)
        new 2 auto; Provides: agent (= 2); Source: agents (2)
        """,
        (),
        "",
        id="a provider of the version asked for is needed",
    ),
    pytest.param(
        """
        archive stable
        other 1
        status
        held 1 auto <hold ok installed>
        kept-it 1 auto
        gone 1 auto
        must 1 auto; Priority: required
        core 1 auto; Essential: yes
        saved 1 auto; Protected: yes
        """,
        (("APT::NeverAutoRemove::", "^KEPT"),),
        "gone",
        id="held, essential, protected and required packages stay, and those with a name to keep",
    ),
    pytest.param(
        """
        archive stable
        other 1
        status
        a 1; Recommends: b (>= 2)
        b 1 auto
        """,
        (),
        "b",
        id="a version that does not fit is not needed",
    ),
    pytest.param(
        _KERNELS,
        _PATTERNS,
        "linux-headers-6.1.0-9-amd64 linux-image-6.1.0-1-amd64 linux-image-6.1.0-11-amd64-dbg "
        "linux-image-6.1.0-9-amd64",
        id="the two newest kernels stay",
    ),
    pytest.param(
        _KERNELS
        + """
    meta 1; Depends: modules
    zfs-modules-6.1.0-1-amd64 1 auto; Provides: modules; Source: linux (1)
    zfs-modules-6.1.0-11-amd64 1 auto; Provides: modules; Source: linux (1)
        """,
        _PATTERNS,
        "linux-headers-6.1.0-9-amd64 linux-image-6.1.0-1-amd64 linux-image-6.1.0-11-amd64-dbg "
        "linux-image-6.1.0-9-amd64 zfs-modules-6.1.0-1-amd64",
        id="of modules for several kernels those for protected ones are needed",
    ),
]


@pytest.mark.parametrize(("text", "options", "garbage"), CASES)
def test_unneeded_packages_are_those_apt_names(
    tmp_path: Path, text: str, options: tuple[tuple[str, str], ...], garbage: str
) -> None:
    """`apt-get install` said that these packages are no longer required."""
    assert _garbage(_cache(tmp_path, text, options)) == garbage


def test_the_running_kernel_stays(tmp_path: Path) -> None:
    """The running kernel is protected, and of the others only the newest."""
    cache = _cache(tmp_path, _KERNELS, _PATTERNS[:1], "6.1.0-1-amd64")
    regex = protected_kernels_regex(cache.universe, cache.configuration, "6.1.0-1-amd64")
    assert regex == (r"^linux-image-6\.1\.0-1-amd64$|^linux-image-6\.1\.0-1-amd64$|^linux-image-6\.1\.0-11-amd64$")


def test_without_kernels_nothing_is_protected(tmp_path: Path) -> None:
    """A system without kernel packages needs no expression, whatever kernel runs."""
    cache = _cache(tmp_path, "archive stable\na 1\nstatus\na 1\n", _PATTERNS, "6.1.0-1-amd64")
    assert protected_kernels_regex(cache.universe, cache.configuration, "6.1.0-1-amd64") == ""


def test_bad_expressions_are_left_out_with_a_warning(tmp_path: Path) -> None:
    """An expression that the C library refuses is warned of; with no good one nothing is unneeded."""
    text = "archive stable\na 1\nstatus\na 1 auto\n"
    bad = (("APT::NeverAutoRemove::", "("),)
    cache = _cache(tmp_path / "bad", text, bad)
    messages = Messages()
    warn_of_bad_expressions(cache.configuration, messages)
    assert [message.text for message in messages] == [
        "Invalid regular expression '(' in configuration option 'APT::NeverAutoRemove' will be ignored."
    ]
    assert not RootSet(cache.universe, cache.configuration, "").is_usable
    assert _garbage(cache) == ""
    assert _garbage(_cache(tmp_path / "mixed", text, (*bad, ("APT::NeverAutoRemove::", "^b")))) == "a"


def test_string_maps_are_walked_as_libstdcxx_walks_them() -> None:
    """More names than the first table has buckets come out in the order that g++ 12.2.0 gave."""
    names = [f"source-{number}" for number in range(20)]
    assert unordered_map_order(names) == _WALKED


_WALKED = [f"source-{number}" for number in (19, 17, 16, 15, 18, 0, 1, 8, 2, 3, 14, 4, 5, 13, 6, 7, 10, 9, 11, 12)]
