"""The part of the suite that needs no network: small universes against the apt on PATH."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .aptconf import apt_get_version
from .cases import Case, make_case, make_question_case, make_verb_case, parse_case
from .compare import compare, unified_diff
from .damaged import DAMAGE, DAMAGED, damaged_root, iter_damaged_cases
from .debs import damaged_debs
from .folders import ENVIRONMENT_VARIABLE
from .keys import KEYS, Key
from .local_files import FOLDER
from .material import material_of
from .oracle import Oracle, is_simulated
from .product import ForkedProduct
from .roots import find_root
from .run import generate_cases
from .tiny_named import NAMED
from .tiny_roots import FILES, TINY, iter_named_cases, iter_tiny_cases, tiny_root

SEED = 2026
RANDOM_CASES = 80
BUNDLED_CASES = 14
FILE_CASES = 24


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    version = apt_get_version()
    if version is None:
        pytest.skip("there is no apt-get on PATH to compare with")
    if not version.startswith("2.6."):
        pytest.skip(f"the apt-get on PATH is {version}, and the comparison is with 2.6")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path_factory.mktemp("conformance")))
        _forget_roots()
        yield
        _forget_roots()


def _forget_roots() -> None:
    tiny_root.cache_clear()
    damaged_root.cache_clear()


def _check(case: Case) -> None:
    root = find_root(case.kind)
    expected = Oracle().answer(root, case.arguments)
    given = ForkedProduct().answer(root, case)
    difference = compare(expected, given, simulated=is_simulated(case.arguments))
    assert difference is None, f"{case}\n{unified_diff(expected, given)}"


@pytest.mark.parametrize("name", NAMED)
def test_a_named_universe_is_answered_as_apt_answers(name: str) -> None:
    """Every command on a universe with a name gets apt's answer, to the byte."""
    for case in iter_named_cases():
        if case.label == name:
            _check(case)


@pytest.mark.parametrize("part", range(8))
def test_random_universes_are_answered_as_apt_answers(part: int) -> None:
    """Every generated command on a random universe gets apt's answer, to the byte."""
    for make in (make_case, make_verb_case, make_question_case):
        for number, case in enumerate(iter_tiny_cases(RANDOM_CASES, SEED, make)):
            if number % 8 == part:
                _check(case)


@pytest.mark.parametrize("about", ["build-dep", "files", "selections"])
def test_what_needs_universes_of_its_own_is_answered_as_apt_answers(about: str) -> None:
    """Source packages, package files and selections of dselect get apt's answer, to the byte."""
    for case in generate_cases([TINY], FILE_CASES, SEED, about):
        _check(case)


def test_damaged_package_files_are_answered_as_apt_answers() -> None:
    """A package file that is no good gets apt's errors, or apt's own death, told plainly."""
    root = find_root(f"{TINY}-{SEED}-0{FILES}")
    for name in damaged_debs():
        _check(Case(root.kind, (), "install", (f"./{FOLDER}/damaged-{name}.deb",)))


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.setting)
def test_a_key_of_the_configuration_changes_the_answer_as_it_does_apts(key: Key) -> None:
    """Without and with the setting the command gets apt's answer, and apt's two answers differ."""
    answers = [Oracle().answer(find_root(case.kind), case.arguments) for case in key.cases()]
    assert answers[0] != answers[1]
    for case in key.cases():
        _check(case)


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_root_is_answered_as_apt_answers(name: str) -> None:
    """With one file of the root damaged, the question of the jessie case gets apt's answer, to the byte."""
    _check(next(case for case in iter_damaged_cases(len(DAMAGE), SEED) if case.kind == f"{DAMAGED}-{name}"))


@pytest.mark.parametrize("kind", ["bundled", "bundled-damaged"])
def test_the_bundled_snapshot_is_answered_as_apt_answers(kind: str) -> None:
    """Generated commands on the bundled snapshot get apt's answer, to the byte.

    Those that install suggestions belong to the large run: apt itself needs minutes for some of them.
    """
    material = material_of(find_root(kind))
    cases = (make_case(kind, material, SEED, number) for number in range(2 * BUNDLED_CASES))
    quick = [case for case in cases if "--install-suggests" not in case.arguments]
    for case in quick[:BUNDLED_CASES]:
        _check(case)


def test_apt_writes_nothing_into_a_root(tmp_path: Path) -> None:
    """A command that is no simulation leaves the root as it was."""
    case = parse_case("tiny-automatic: install lib1 --assume-no")
    root = tiny_root(case.kind)
    before = {path: path.read_bytes() for path in root.path.rglob("*") if path.is_file()}
    Oracle(tmp_path).answer(root, case.arguments)
    assert {path: path.read_bytes() for path in root.path.rglob("*") if path.is_file()} == before
