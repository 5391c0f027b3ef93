"""Stanzas as Debian's own archive writes them: each field on a line of its own, in one order.

Nearly every stanza of an index is of this form, and one regular expression takes it apart in a few microseconds. What
it does not match is left to `tag_file`, which reads whatever apt reads.

Source: Debian Policy 5.3 and apt-ftparchive(1), whose order of fields this is.
"""

from __future__ import annotations

import re

_LINE = r"{}: (\S.*)\n"
_WORD = r"{}: (\S+)\n"
_NUMBER = r"{}: ([0-9]{{1,15}})\n"
_SKIPPED = r"{}: .*\n"


def _optional(form: str, *names: str) -> str:
    return "".join(f"(?:{form.format(name)})?" for name in names)


def _any_of(*names: str) -> str:
    return f"(?:(?:{'|'.join(names)}): .*\n)*"


#: Groups: package, source, version, installed-size, architecture, replaces, provides, depends, pre-depends,
#: recommends, suggests, enhances, conflicts, breaks, multi-arch, section, priority, filename, size, and the last of the
#: sums. The match ends behind the empty line; the package's name is one that needs no lower-casing.
PLAIN_STANZA = re.compile(
    r"Package: ([a-z0-9+.-]+)\n"
    r"(?:Source: (\S+(?: \(\S+\))?)\n)?"
    + _WORD.format("Version")
    + _optional(_NUMBER, "Installed-Size")
    + _any_of("Maintainer", "Original-Maintainer")
    + _WORD.format("Architecture")
    + _optional(_LINE, "Replaces", "Provides", "Depends", "Pre-Depends", "Recommends", "Suggests", "Enhances")
    + _optional(_LINE, "Conflicts", "Breaks")
    + _optional(_SKIPPED, "Description")
    + _optional(_WORD, "Multi-Arch")
    + _any_of("Homepage", "Description-md5", "Built-Using", "Static-Built-Using", "Ghc-Package", "Ruby-Versions")
    + r"(?:Tag: .*\n(?: .*\n)*)?"
    + _optional(_WORD, "Section", "Priority")
    + r"Filename: (.*)\n"
    + _NUMBER.format("Size")
    + r"(?:(?:MD5sum|SHA1|SHA256|SHA512): (.*)\n)*"
    + "\n"
)
