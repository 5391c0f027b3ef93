"""The order in which apt walks over all packages: by hash bucket, in a bucket by length and bytes of the name.

Source: apt-pkg/pkgcache.cc, pkgCache::sHash and PkgIterator::operator++; apt-pkg/pkgcachegen.cc, NewPackage.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby
from operator import mul

from aptsim.model.configuration import Configuration
from aptsim.universe.table import Column, Table

#: Size of apt's hash table when the configuration does not say (APT::Cache-HashTableSize).
DEFAULT_HASH_TABLE_SIZE = 196613

#: Descending powers of 33, as long as the longest name so far.
_POWERS = [1]
_LOWERED = bytes(byte | 0x20 for byte in range(256))


def hash_table_size(configuration: Configuration) -> int:
    """Gives the number of buckets."""
    return configuration.find_i("APT::Cache-HashTableSize", DEFAULT_HASH_TABLE_SIZE)


def name_hash(name: str) -> int:
    """Gives apt's 32-bit hash of a package name, before it is reduced to the size of the table.

    Upper-case letters count as small ones, by setting the bit that tells them apart (tolower_ascii_unsafe).
    """
    data = name.encode("latin-1", "replace").translate(_LOWERED)
    size = len(data)
    while len(_POWERS) <= size:
        _POWERS.insert(0, _POWERS[0] * 33)
    powers = _POWERS[-size:] if size else ()
    value: int = 5381 * 33**size + sum(map(mul, data, powers))
    return value & 0xFFFFFFFF


def walk_ranks(
    group_names: Table[str], group_packages: Table[Sequence[int]], packages: int, table_size: int
) -> list[int]:
    """Gives each package's place in the walk, indexed by package; entry 0 is unused.

    A group enters its bucket when its first package is made; the packages of a group follow each other.
    """
    names = list(group_names)
    buckets = [name_hash(name) % table_size for name in names]
    order = sorted(range(len(names)), key=buckets.__getitem__)
    ranks = [0] * packages
    place = 0
    for _, groups in groupby(order, buckets.__getitem__):
        bucket = list(groups)
        if len(bucket) > 1:
            bucket.sort(key=lambda group: (len(names[group]), names[group]))
        for group in bucket:
            for package in group_packages[group]:
                ranks[package] = place
                place += 1
    return ranks


def extend_walk_ranks(
    ranks: Column,
    group_names: Table[str],
    group_packages: Table[Sequence[int]],
    package_group: Column,
    table_size: int,
) -> list[int]:
    """Gives the ranks of all packages when those behind the end of *ranks* are new."""
    known = len(ranks)
    order = [0] * (known - 1)
    for package in range(1, known):
        order[ranks[package]] = package

    def key_of(group: int) -> tuple[int, int, str]:
        name = group_names[group]
        return name_hash(name) % table_size, len(name), name

    places: list[tuple[int, bool, tuple[int, int, str], int]] = []
    for package in range(known, len(package_group)):
        group = package_group[package]
        siblings = [ranks[sibling] for sibling in group_packages[group] if sibling < known]
        if siblings:
            places.append((max(siblings) + 1, False, (0, 0, ""), package))
        else:
            key = key_of(group)
            place = bisect_left(order, key, key=lambda other: key_of(package_group[other]))
            places.append((place, True, key, package))
    for place, _, _, package in sorted(places, reverse=True):
        order.insert(place, package)
    extended = [0] * len(package_group)
    for place, package in enumerate(order):
        extended[package] = place
    return extended
