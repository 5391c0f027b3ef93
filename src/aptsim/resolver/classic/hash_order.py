"""The order in which a std::unordered_map<std::string, T> of libstdc++ is walked, for 64-bit little-endian machines.

Source: libstdc++-v3, bits/hashtable.h (_M_insert_bucket_begin, _M_rehash_aux), src/c++11/hashtable_c++0x.cc
(_Prime_rehash_policy) and libsupc++/hash_bytes.cc (_Hash_bytes).
"""

from __future__ import annotations

from collections.abc import Iterable

_MASK = (1 << 64) - 1
_FACTOR = 0xC6A4A7935BD1E995
_SEED = 0xC70F6907
#: Bucket counts that a map grows through when elements are added one by one.
_BUCKET_COUNTS = (13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229)


def unordered_map_order(keys: Iterable[str]) -> list[str]:
    """Gives different keys, put into an empty map in this order, in the order of a walk over the map.

    >>> unordered_map_order(["exim4", "postfix", "nullmailer"])
    ['nullmailer', 'postfix', 'exim4']
    """
    walk: list[str] = []
    hashes: dict[str, int] = {}
    sizes = iter(_BUCKET_COUNTS)
    size = next(sizes)
    for key in keys:
        hashes[key] = string_hash(key)
        if len(walk) == size:
            size = next(sizes)
            walk = _regrouped(walk, hashes, size)
        _insert(walk, key, hashes, size)
    return walk


def _insert(walk: list[str], key: str, hashes: dict[str, int], size: int) -> None:
    """Puts a key before the others of its bucket, an empty bucket before all others."""
    bucket = hashes[key] % size
    for place, other in enumerate(walk):
        if hashes[other] % size == bucket:
            walk.insert(place, key)
            return
    walk.insert(0, key)


def _regrouped(walk: list[str], hashes: dict[str, int], size: int) -> list[str]:
    """Puts every key, in the order of the walk, into a greater table."""
    result: list[str] = []
    for key in walk:
        _insert(result, key, hashes, size)
    return result


def string_hash(text: str) -> int:
    """Gives std::hash<std::string> of the text's UTF-8 bytes (MurmurHash64A).

    >>> hex(string_hash("exim4"))
    '0xf431eec411034a51'
    """
    data = text.encode("utf-8", "surrogateescape")
    value = _SEED ^ len(data) * _FACTOR & _MASK
    whole = len(data) & ~7
    for start in range(0, whole, 8):
        block = int.from_bytes(data[start : start + 8], "little")
        value = (value ^ _mixed(block * _FACTOR & _MASK) * _FACTOR & _MASK) * _FACTOR & _MASK
    if len(data) > whole:
        value = (value ^ int.from_bytes(data[whole:], "little")) * _FACTOR & _MASK
    return _mixed(_mixed(value) * _FACTOR & _MASK)


def _mixed(value: int) -> int:
    return value ^ value >> 47
