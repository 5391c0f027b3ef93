"""Version numbers and their order (Debian Policy 5.6.12, as apt-pkg/deb/debversion.cc compares them).

apt and dpkg agree on every version that Policy allows. Where they differ on others (`1.` is older than `1.0` to apt,
equal to dpkg), apt's answer is taken, because apt's answer is what this library predicts.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from functools import total_ordering
from typing import Any

from aptsim.model.cache_types import OPERATOR_MASK, Operator
from aptsim.model.value import Value

VersionKey = str
"""A text in which every part of a version number stands for its place: texts are made and compared the quickest."""

_split = re.compile(r"[0-9]+|[^0-9]").findall
_DIGITS = frozenset("0123456789")
_TILDE = "\0"
#: The end of a fragment: after a tilde, before everything else (CmpFragment).
_END = "\1"
#: A run of digits sorts before every other character; a longer one, leading zeros aside, after a shorter one.
_NUMBER = 2
_LETTER = 0xF0000
_OTHER = "\U000f1000"
_LONGEST_KEPT = 3

_RELATIONS: dict[int, Callable[[Any, Any], bool]] = {
    Operator.LESS_EQUAL: operator.le,
    Operator.GREATER_EQUAL: operator.ge,
    Operator.LESS: operator.lt,
    Operator.GREATER: operator.gt,
    Operator.EQUAL: operator.eq,
    Operator.NOT_EQUAL: operator.ne,
}
RELATIONS = tuple([_RELATIONS.get(number, lambda left, right: False) for number in range(16)])
"""By `Operator`: says whether what sorts as one version number stands in that relation to what sorts as another."""

_keys: dict[str, VersionKey] = {}


class _Places(dict[str, str]):
    """What stands for a character or a run of digits; short ones are kept."""

    def __missing__(self, part: str) -> str:
        if part[0] in _DIGITS:
            digits = part.lstrip("0")
            place = chr(_NUMBER + len(digits)) + digits
        elif part == "~":
            place = _TILDE
        else:
            place = chr(_LETTER + ord(part)) if part.isascii() and part.isalpha() else _OTHER + part
        if len(part) <= _LONGEST_KEPT:
            self[part] = place
        return place


_place = _Places().__getitem__


def version_key(text: str) -> VersionKey:
    """Gives a key that sorts as apt sorts the version numbers.

    >>> version_key("1.0~rc1") < version_key("1.0") < version_key("1.0+b1") < version_key("1:0.1")
    True
    >>> version_key("0:1.0") == version_key("1.0-0")
    True
    """
    key = _keys.get(text)
    if key is None:
        epoch, colon, rest = text.partition(":")
        if not colon:
            epoch, rest = "", text
        upstream, dash, revision = rest.rpartition("-")
        if not dash:
            upstream, revision = rest, "0"
        epoch = epoch.lstrip("0")
        first = "".join(map(_place, _split(epoch))) if epoch else ""
        second, third = "".join(map(_place, _split(upstream))), "".join(map(_place, _split(revision)))
        key = f"{first}{_END}{second}{_END}{third}{_END}"
        _keys[text] = key
    return key


def compare_versions(left: str, right: str) -> int:
    """Gives -1, 0 or 1 as `left` is older than, equal to or newer than `right` (debVersioningSystem::DoCmpVersion)."""
    left_key, right_key = version_key(left), version_key(right)
    return (left_key > right_key) - (left_key < right_key)


def satisfies(version: str, operator: int, wanted: str) -> bool:
    """Says whether `version` stands in relation `operator` to `wanted` (debVersioningSystem::CheckDep).

    Without a wanted version everything fits; without a version nothing fits a wanted one.

    >>> satisfies("1.2-3", Operator.GREATER_EQUAL, "1.2"), satisfies("", Operator.EQUAL, "1")
    (True, False)
    """
    return is_in_relation(number_key(version), operator & OPERATOR_MASK, number_key(wanted))


def number_key(text: str) -> VersionKey:
    """Gives a key that sorts as the version number does, '' for none."""
    return version_key(text) if text else ""


def is_in_relation(version: Any, operator: int, wanted: Any) -> bool:
    """Says the same as `satisfies` of what sorts as the version numbers do, and counts as false where there is none."""
    return not wanted or bool(version and RELATIONS[operator](version, wanted))


@total_ordering
class Version(Value):
    """A version number; equal versions compare and hash as one, however they are written.

    >>> Version("1:2.0-1").epoch, Version("1:2.0-1").upstream, Version("1:2.0-1").revision
    (1, '2.0', '1')
    >>> Version("1.0-1") == Version("1.00-1"), len({Version("1.0-1"), Version("1.00-1")})
    (True, 1)
    """

    text: str

    @property
    def epoch(self) -> int:
        """The number before the colon, 0 when there is none."""
        epoch, colon, _ = self.text.partition(":")
        return int(epoch) if colon and epoch.isdigit() else 0

    @property
    def upstream(self) -> str:
        """The part between epoch and revision."""
        rest = self.text.partition(":")[2] if ":" in self.text else self.text
        return rest.rpartition("-")[0] or rest

    @property
    def revision(self) -> str:
        """The part after the last dash, '' when there is none."""
        return self.text.rpartition("-")[2] if "-" in self.text else ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and version_key(self.text) == version_key(other.text)

    def __lt__(self, other: Version) -> bool:
        return version_key(self.text) < version_key(other.text)

    def __hash__(self) -> int:
        return hash(version_key(self.text))

    def __str__(self) -> str:
        return self.text
