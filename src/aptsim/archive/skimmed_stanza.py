"""Stanzas that need no second look: a repository's index as Debian's archive writes it, in the plainest syntax.

One regular expression accepts such a stanza, or does not. What it accepts apt reads without a word; its names, version
numbers and relations are in the narrow syntax of Debian Policy, so that nothing in it can surprise.

Source: Debian Policy 5.6 and 7.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NAME = r"[a-z0-9][a-z0-9+.-]*+"
_VERSION = r"[0-9A-Za-z.+~:-]++"
_RELATION = rf"{NAME}(?::any)?+(?: \((?:<<|<=|=|>=|>>) {_VERSION}\))?+"
_PROVIDED = rf"{NAME}(?: \(= {_VERSION}\))?+"
_RELATIONS = (
    rf"(?:Depends|Pre-Depends|Recommends|Suggests|Enhances|Conflicts|Breaks|Replaces): {_RELATION}"
    rf"(?:(?:, | \| ){_RELATION})*+\n"
)
_PROVIDES = rf"Provides: ({_PROVIDED}(?:, {_PROVIDED})*+)\n"
_MULTI_ARCH = r"Multi-Arch: (same|foreign|allowed|no)\n"
_SOURCE = r"Source: \S+(?: \(\S+\))?\n"
_SUMS = "MD5sum|SHA1|SHA256|SHA512"
#: Fields that say nothing to a resolver.
_PASSED_OVER = (
    "Homepage|Description-md5|Built-Using|Static-Built-Using|Ghc-Package|Ruby-Versions|Origin|Python-Version|Build-Ids"
    "|Task|Bugs|Lua-Versions|Python-Egg-Name|Build-Essential|Gstreamer-[A-Za-z-]+|Cnf-[A-Za-z-]+|Supported"
    "|Original-Maintainer"
)
#: The groups of an expression; a match ends behind the empty line.
GROUPS = ("package", "version", "architecture", "provides", "multi-arch")


def skimmed_stanza(architectures: Sequence[str]) -> re.Pattern[bytes]:
    """Gives the expression for stanzas with their fields in the usual order; see `GROUPS`.

    Args:
        architectures: those that a stanza may be of.
    """
    return _compiled(
        rf"Package: ({NAME})\n"
        rf"(?:{_SOURCE})?"
        rf"Version: ({_VERSION})\n"
        r"(?:Installed-Size: [0-9]{1,15}\n)?"
        r"(?:(?:Maintainer|Original-Maintainer): .*\n)*"
        rf"Architecture: ({_any_of(architectures)})\n"
        rf"(?:{_RELATIONS})?"
        rf"(?:{_PROVIDES})?"
        rf"(?:{_RELATIONS})*"
        r"(?:Description: .*\n)?"
        rf"(?:{_MULTI_ARCH})?"
        rf"(?:(?:{_PASSED_OVER}): .*\n)*"
        r"(?:Tag: .*\n(?: .*\n)*)?"
        r"(?:Section: \S+\n)?"
        r"(?:Priority: \S+\n)?"
        r"Filename: .*\n"
        r"Size: [0-9]{1,15}\n"
        rf"(?:(?:{_SUMS}): .*\n)*"
        r"\n"
    )


def shuffled_stanza(architectures: Sequence[str]) -> re.Pattern[bytes]:
    """Gives the expression for stanzas with their fields in any order; some of the groups may be missing."""
    return _compiled(
        rf"Package: ({NAME})\n"
        rf"(?:{_RELATIONS}"
        rf"|(?:{_PASSED_OVER}|Maintainer|Description|Tag|Section|Priority|Filename|{_SUMS}): .*\n(?: .*\n)*"
        rf"|Version: ({_VERSION})\n"
        r"|(?:Size|Installed-Size): [0-9]{1,15}\n"
        rf"|Architecture: ({_any_of(architectures)})\n"
        rf"|{_PROVIDES}"
        rf"|{_SOURCE}"
        rf"|{_MULTI_ARCH})+\n"
    )


def _compiled(expression: str) -> re.Pattern[bytes]:
    return re.compile(expression.encode())


def _any_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words))
