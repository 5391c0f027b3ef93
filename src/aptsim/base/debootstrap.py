"""Which packages debootstrap installs: those of a priority, and what they need by a rule simpler than apt's.

Of alternatives it takes the first, whatever its version, its architecture and what is there already; a name that is no
real package is left out. So a base can lack what apt would ask for.

Source: debootstrap 1.0.128, ``scripts/debian-common`` and ``scripts/gutsy``, work_out_debs; ``functions``,
resolve_deps and pkgdetails_perl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from aptsim.archive.tag_file import fields_of
from aptsim.base.index_text import IndexText

_FIRST_NAME = re.compile(r"[^\s|(:,]+")
_WITHOUT_MERGED_USR = ("etch", "lenny", "squeeze", "wheezy", "jessie", "stretch", "buster", "bullseye")
"""Beginnings of the codenames of Debian in which nothing depends on a merged /usr."""

_MERGED_USR_BY_PACKAGE = "bookworm"
_WITH_HTTPS_TRANSPORT = (
    *("lenny", "squeeze", "wheezy", "jessie", "stretch"),
    *("gutsy", "hardy", "intrepid", "jaunty", "karmic", "lucid", "maverick", "natty", "oneiric", "precise", "quantal"),
    *("raring", "saucy", "trusty", "utopic", "vivid", "wily", "xenial", "yakkety", "zesty"),
)
"""Beginnings of the codenames in which apt needs a package for https, Debian's first, then Ubuntu's."""


class Variant(Enum):
    """Which system is made."""

    EMPTY = "empty"
    """Nothing is installed."""
    MINBASE = "minbase"
    """``debootstrap --variant=minbase``: the packages of priority required, and apt."""
    STANDARD = "standard"
    """``debootstrap`` without a variant: the packages of priority required and important."""


@dataclass(frozen=True, slots=True)
class BasePackages:
    """What debootstrap installs, as ``--print-debs`` lists it.

    Args:
        required: the required packages and what they need, sorted.
        base: the others, sorted.
    """

    required: Sequence[str] = ()
    base: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        """Give all, sorted."""
        return sorted((*self.required, *self.base))


@dataclass(frozen=True, slots=True)
class Suite:
    """What debootstrap's rules look at.

    Args:
        codename: as the Release file says; where it is not known, the index tells whether /usr is merged by a package.
        origin: as the Release file says; Ubuntu has no rule about /usr.
        is_https: whether the mirror is reached by https, which needs certificates.
    """

    codename: str = ""
    origin: str = ""
    is_https: bool = False


def base_packages(index: IndexText, variant: Variant, suite: Suite) -> BasePackages:
    """Work out what a variant has.

    Args:
        index: the suite's.
        variant: which system.
        suite: what else decides.
    """
    required = index.names_of_priority("required")
    if variant is Variant.EMPTY or not required:
        return BasePackages()
    base = ["apt"] if variant is Variant.MINBASE else index.names_of_priority("important")
    if suite.is_https:
        base += ["apt-transport-https"] if suite.codename.startswith(_WITH_HTTPS_TRANSPORT) else []
        base.append("ca-certificates")
    excluded: tuple[str, ...] = ()
    is_known = bool(suite.codename) or "usr-is-merged" in index
    if suite.origin != "Ubuntu" and is_known and not suite.codename.startswith(_WITHOUT_MERGED_USR):
        excluded = ("usrmerge",)
        if suite.codename in ("", _MERGED_USR_BY_PACKAGE):
            required.append("usr-is-merged")
    needed = _resolve(index, required, excluded)
    return BasePackages(sorted(needed), sorted(_resolve(index, base, excluded) - needed))


def _resolve(index: IndexText, names: Iterable[str], excluded: Iterable[str]) -> set[str]:
    """Add what packages need, as far as it is real (resolve_deps)."""
    found: set[str] = set(names)
    new = found
    while new:
        wanted = {target for name in new for stanza in index.stanzas_of(name) for target in _needed_by(stanza)}
        new = {name for name in wanted.difference(excluded, found) if name in index}
        found = found | new
    return found


def _needed_by(stanza: str) -> list[str]:
    """Give the first alternative of each dependency."""
    fields = fields_of(stanza)
    relations = [fields.get(name, "") for name in ("depends", "pre-depends")]
    matches = (_FIRST_NAME.search(relation) for text in relations for relation in text.split(","))
    return [match[0] for match in matches if match]
