"""Other releases of apt, held by answers of theirs that were kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .compare import unified_diff, without_context
from .folders import ENVIRONMENT_VARIABLE
from .product import ForkedProduct
from .recorded import recorded_answers
from .reference import OTHERS
from .roots import find_root
from .tiny_roots import tiny_root

PARTS = 4


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path_factory.mktemp("recorded")))
        tiny_root.cache_clear()
        yield
        tiny_root.cache_clear()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("release", OTHERS)
@pytest.mark.parametrize("in_part", [False, True], ids=["whole", "in part"])
def test_another_release_is_answered_as_it_was_recorded(release: str, part: int, in_part: bool) -> None:
    """Every command that this release answers otherwise than 2.6 gets its answer, however the lists are read."""
    answers = recorded_answers(release)
    assert len(answers) >= 60
    product = ForkedProduct(release, in_part)
    for case, expected in answers[part::PARTS]:
        given = without_context(product.answer(find_root(case.kind), case))
        assert given == expected, f"{case}\n{unified_diff(expected, given)}"
