"""Numbers of bytes in apt's words.

Source: apt-pkg/contrib/strutl.cc, SizeToStr.
"""

from __future__ import annotations

_UNITS = ("", "k", "M", "G", "T", "P", "E", "Z", "Y")


def format_size(size: int) -> str:
    """Gives a size with its unit, in powers of 1000, ready for a ``B`` behind it; the sign is dropped.

    >>> format_size(16_700_000), format_size(999), format_size(9_999_000)
    ('16.7 M', '999 ', '9999 k')
    """
    amount = float(abs(size))
    for place, unit in enumerate(_UNITS):
        if amount < 100 and place:
            return f"{amount:.1f} {unit}"
        if amount < 10000:
            return f"{amount:.0f} {unit}"
        amount /= 1000.0
    return ""
