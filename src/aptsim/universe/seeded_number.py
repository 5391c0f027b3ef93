"""The number from 0 to 100 that libstdc++ draws for a text: std::seed_seq, std::minstd_rand, uniform_int_distribution.

Source: the C++ standard, [rand.util.seedseq] and [rand.eng.lcong]; libstdc++-v3, bits/uniform_int_dist.h, for how a
number is brought into range.
"""

from __future__ import annotations

_WORD = 0xFFFFFFFF
_MODULUS = 2147483647
_MULTIPLIER = 48271
_COUNT = 101


def seeded_number(text: str) -> int:
    """Gives the number that a generator seeded with a text draws first.

    >>> seeded_number("apt-2.6.1-0123456789abcdef0123456789abcdef")
    33
    """
    seed = [byte | 0xFFFFFF00 if byte & 0x80 else byte for byte in text.encode("utf-8", "surrogateescape")]
    state = _seed_words(seed, 4)[3] % _MODULUS or 1
    scaling = (_MODULUS - 2) // _COUNT
    while True:
        state = state * _MULTIPLIER % _MODULUS
        if state - 1 < _COUNT * scaling:
            return (state - 1) // scaling


def _seed_words(seed: list[int], size: int) -> list[int]:
    """Gives the words that std::seed_seq::generate fills a short array with (fewer than seven words)."""
    words = [0x8B8B8B8B] * size
    tail = (size - 1) // 2
    middle = (size - tail) // 2
    rounds = max(len(seed) + 1, size)
    for step in range(rounds):
        here, there, last = step % size, (step + middle) % size, (step - 1) % size
        mixed = words[here] ^ words[there] ^ words[last]
        first = 1664525 * (mixed ^ mixed >> 27) & _WORD
        if step == 0:
            second = first + len(seed)
        elif step <= len(seed):
            second = first + here + seed[step - 1]
        else:
            second = first + here
        second &= _WORD
        words[there] = words[there] + first & _WORD
        words[(step + middle + tail) % size] = words[(step + middle + tail) % size] + second & _WORD
        words[here] = second
    for step in range(rounds, rounds + size):
        here, there, last = step % size, (step + middle) % size, (step - 1) % size
        mixed = words[here] + words[there] + words[last] & _WORD
        first = 1566083941 * (mixed ^ mixed >> 27) & _WORD
        second = first - here & _WORD
        words[there] ^= first
        words[(step + middle + tail) % size] ^= second
        words[here] = second
    return words
