"""Lists of packages look as apt-get 2.6.1 prints them; the expected texts are its own."""

from __future__ import annotations

import pytest

from aptsim.display.package_list import LINE_WIDTH, format_list, wrap
from aptsim.resolver.events import ListEntry, ListKind, PackageList

OPENSSH_CLIENT = """\
The following NEW packages will be installed:
  krb5-locales libbsd0 libcbor0.8 libedit2 libfido2-1 libgssapi-krb5-2
  libk5crypto3 libkeyutils1 libkrb5-3 libkrb5support0 libssl3 libx11-6
  libx11-data libxau6 libxcb1 libxdmcp6 libxext6 libxmuu1 openssh-client xauth
"""
VIM_TINY = """\
The following additional packages will be installed:
   vim-common (2:9.0.1378-2+deb12u2)
   xxd (2:9.0.1378-2+deb12u2)
"""


def test_a_list_breaks_where_apt_breaks_it() -> None:
    """The new packages of openssh-client on a minimal Debian 12 come out as apt prints them."""
    names = OPENSSH_CLIENT.partition("\n")[2].split()
    shown = PackageList(ListKind.NEW, [ListEntry(name) for name in names])
    assert format_list(shown, shows_versions=False) == OPENSSH_CLIENT


def test_with_versions_each_entry_has_a_line() -> None:
    """With -V every entry stands on a line of its own, indented by three, its version in brackets."""
    version = "2:9.0.1378-2+deb12u2"
    shown = PackageList(ListKind.ADDITIONAL, [ListEntry("vim-common", version), ListEntry("xxd", version)])
    assert format_list(shown, shows_versions=True) == VIM_TINY


def test_an_entry_without_version_has_no_brackets() -> None:
    """With -V a suggested package that no source offers is shown bare."""
    shown = PackageList(ListKind.SUGGESTED, [ListEntry("gone")])
    assert format_list(shown, shows_versions=True) == "Suggested packages:\n   gone\n"


def test_an_empty_list_says_nothing() -> None:
    """A list without entries has no heading either."""
    assert format_list(PackageList(ListKind.NEW, []), shows_versions=False) == ""


@pytest.mark.parametrize(("length", "lines"), [(LINE_WIDTH - 3, 1), (LINE_WIDTH - 2, 2)])
def test_a_word_must_end_before_the_width(length: int, lines: int) -> None:
    """A word goes on the line when what is used and the word, without the space between, are below 76 columns."""
    assert len(wrap(["ab", "x" * length])) == lines


def test_a_word_longer_than_a_line_has_a_line() -> None:
    """A word is never broken; the next one starts a new line."""
    assert wrap(["x" * 100, "y"]) == ["  " + "x" * 100, "  y"]


def test_the_heading_of_one_unused_package_is_in_the_singular() -> None:
    """The heading agrees with the number that was counted, not with the number of entries."""
    one = PackageList(ListKind.UNUSED, [ListEntry("a"), ListEntry("b")], count=1)
    assert format_list(one, False).startswith("The following package was automatically installed and is no longer")
    two = PackageList(ListKind.UNUSED, [ListEntry("a")], count=2)
    assert format_list(two, False).startswith("The following packages were automatically installed and are no longer")
