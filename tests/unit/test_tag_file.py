"""Records and fields of an index are found where apt finds them."""

from __future__ import annotations

import pytest
from debian.deb822 import Deb822
from hypothesis import given
from hypothesis import strategies as st

from aptsim.archive.tag_file import FIELDS, UnparsableTagFileError, fields_of, iter_stanzas

_VALUES = st.from_regex(r"[a-z0-9(][a-z0-9 ().,|:~+-]{0,20}", fullmatch=True)
_STANZAS = st.lists(st.dictionaries(st.sampled_from(sorted(FIELDS)), _VALUES, min_size=1), min_size=1, max_size=4)


@given(_STANZAS, st.sampled_from(["\n", "\n\n", "\n\n\n"]))
def test_tidy_text_is_read_as_python_debian_reads_it(stanzas: list[dict[str, str]], gap: str) -> None:
    """The same records with the same values, each at the byte where it stands."""
    text = gap.join("".join(f"{name}: {value}\n" for name, value in stanza.items()) for stanza in stanzas)
    found = list(iter_stanzas(text))
    expected = [
        {name.lower(): value.strip() for name, value in paragraph.items()}
        for paragraph in Deb822.iter_paragraphs(text, use_apt_pkg=False)
    ]
    assert [stanza.fields for stanza in found] == expected
    assert [fields_of(text[stanza.offset : stanza.offset + stanza.size]) for stanza in found] == expected


def test_folded_values_are_joined() -> None:
    """A line that begins with a blank continues the value before it."""
    (stanza,) = iter_stanzas("Package: a\nDepends: b,\n c,\n\td\nVersion: 1\n")
    assert stanza.fields["depends"] == "b,\n c,\n\td"
    assert stanza.fields["version"] == "1"


def test_names_of_fields_ignore_case_and_the_last_of_equal_ones_counts() -> None:
    """`VERSION: 1` is a version, and a second one replaces it."""
    (stanza,) = iter_stanzas("PACKAGE: a\nversion: 1\nVersion : 2\n")
    assert stanza.fields == {"package": "a", "version": "2"}


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_line_ends_of_other_systems_do_no_harm(ends: str) -> None:
    """With carriage returns there are the same records."""
    text = ends.join(["Package: a", "Version: 1", "", "Package: b", "Version: 2", ""])
    assert [stanza.fields for stanza in iter_stanzas(text)] == [
        {"package": "a", "version": "1"},
        {"package": "b", "version": "2"},
    ]


def test_a_line_without_colon_swallows_the_next_field() -> None:
    """To apt the name of a field goes on until a colon comes, over the end of the line if need be."""
    (stanza,) = iter_stanzas("Package: a\ngarbage\nVersion: 1\nDepends: b\n")
    assert stanza.fields == {"package": "a", "depends": "b"}


def test_text_without_any_colon_is_refused() -> None:
    """The records before it come first, then the error with the byte where it begins."""
    stanzas = iter_stanzas("Package: a\n\nno colon here\n")
    assert next(stanzas).fields == {"package": "a"}
    with pytest.raises(UnparsableTagFileError) as refused:
        next(stanzas)
    assert refused.value.offset == 12
