"""Apt as a client: a real apt asks the product as its external solver, and ends as with its internal one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .aptconf import apt_get_version
from .cases import parse_case
from .compare import unified_diff
from .edsp import solve_with_product, write_scenario
from .edsp_run import Ending, ending_of
from .folders import ENVIRONMENT_VARIABLE
from .oracle import Oracle
from .roots import find_root
from .tiny_roots import tiny_root


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    version = apt_get_version()
    if version is None:
        pytest.skip("there is no apt-get on PATH that could ask a solver")
    if not version.startswith("2.6."):
        pytest.skip(f"the apt-get on PATH is {version}, and the comparison is with 2.6")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path_factory.mktemp("conformance")))
        tiny_root.cache_clear()
        yield
        tiny_root.cache_clear()


def _end(text: str) -> Ending:
    case = parse_case(text)
    root = find_root(case.kind)
    expected = Oracle().answer(root, case.arguments)
    solved = solve_with_product(root, case.arguments)
    ending = ending_of(expected, solved)
    assert ending is not Ending.OTHER, unified_diff(expected, solved.answer)
    return ending


@pytest.mark.parametrize(
    "case",
    [
        "tiny-or-groups: install a",
        "tiny-providers: install exim",
        "tiny-conflicts: install e",
        "tiny-multi-arch: install skew",
        "tiny-essential: install boot-",
        "tiny-whole-upgrades: upgrade",
        "tiny-unused-metapackages: autoremove",
        "bundled: install openssh-server",
    ],
)
def test_apt_ends_with_our_solver_as_with_its_own(case: str) -> None:
    """Apt accepts the answer, takes the same steps in the same order and exits with the same code."""
    assert _end(case) in (Ending.IDENTICAL, Ending.SAME_RESULT)


@pytest.mark.parametrize("case", ["tiny-or-groups: install d", "tiny-multi-arch: install plain plain:i386"])
def test_apt_fails_with_our_solver_as_with_its_own(case: str) -> None:
    """Where there is no solution, apt takes our error, exits as with its internal solver and says why."""
    assert _end(case) is Ending.SAME_RESULT


def test_apt_writes_the_scenario_that_is_answered() -> None:
    """What `--solver dump` writes has a request, and a stanza for every version that can be installed."""
    scenario = write_scenario(find_root("tiny-or-groups"), ("install", "a"))
    assert scenario is not None
    assert scenario.startswith(b"Request: EDSP 0.5\n")
    assert b"\nInstall: a:amd64\n" in scenario
