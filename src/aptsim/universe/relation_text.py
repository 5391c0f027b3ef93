"""Dependencies written as stanzas spell them.

Source: Debian Policy 7.1, the syntax of relationship fields.
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.model.cache_types import DEPENDENCY_NAMES, OPERATOR_MASK, OPERATOR_SIGNS, DependencyType
from aptsim.universe.universe import Universe


def field_name(kind: int) -> str:
    """Gives the field that holds dependencies of a kind.

    >>> field_name(DependencyType.PRE_DEPENDS)
    'Pre-Depends'
    """
    return "Pre-Depends" if kind == DependencyType.PRE_DEPENDS else DEPENDENCY_NAMES[kind]


def alternative_text(universe: Universe, dependency: int) -> str:
    """Gives one alternative: ``libc6 (>= 2.36)``."""
    name = universe.full_name(universe.dependency_target[dependency], pretty=True)
    wanted = universe.dependency_version[dependency]
    sign = OPERATOR_SIGNS[universe.dependency_operator[dependency] & OPERATOR_MASK]
    return f"{name} ({sign} {wanted})" if wanted else name


def group_text(universe: Universe, group: Sequence[int]) -> str:
    """Gives an or-group: ``libc6 (>= 2.36) | musl``."""
    return " | ".join(alternative_text(universe, dependency) for dependency in group)
