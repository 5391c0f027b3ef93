"""Globs and regular expressions match what the C library matches."""

from __future__ import annotations

import ctypes
import ctypes.util
import locale

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aptsim.model.architecture import ArchitecturePattern
from aptsim.model.file_glob import matches_glob
from aptsim.model.posix_regex import PosixRegexError, compile_posix_regex

_EXTENDED, _IGNORE_CASE, _NO_SUBEXPRESSIONS = 1, 2, 8
_FOLD_CASE = 16
_PIECES = [*"ab1-^$.*+?()[]|{},:=!_AZ", "[:alpha:]", "[.a.]", "{1,2}", "[a-c]", "\\w", "\\b", "\\a", "[^b]"]
_patterns = st.lists(st.sampled_from(_PIECES), max_size=6).map("".join)
_texts = st.text(alphabet="ab1-^[]A_", max_size=6)

REGEXES = {
    "^lib": True,
    "LIB": True,
    "foo$": False,
    "^lib.*1$": True,
    "lib(a|foo)1": True,
    "x?y*": True,
    "lib[[:alpha:]]+1": True,
    "lib[^f]": False,
    "fo{2}1": True,
    "fo{3}": False,
    "fo{,2}1": True,
    "(o)\\1": True,
    "o+?1": True,
    "li\\bb": False,
    "()": True,
    "a)": False,
    "*x": "Invalid preceding regular expression",
    "^*": "Invalid preceding regular expression",
    "(a": "Unmatched ( or \\(",
    "[a": "Unmatched [, [^, [:, [., or [=",
    "[b-a]": "Invalid range end",
    "[[.ab.]": "Unmatched [, [^, [:, [., or [=",
    "[[.ab.]]": "Invalid collation character",
    "[[.ab.]-z]": "Invalid collation character",
    "[a-[:foo:]]": "Invalid range end",
    "[[:no:]]": "Invalid character class name",
    "a{2,1}": "Invalid content of \\{\\}",
    "a{1": "Unmatched \\{",
    "a\\": "Trailing backslash",
    "\\1": "Invalid back reference",
    "a{40000}": "Regular expression too big",
}
GLOBS = {
    ("lib*", "libfoo1"): True,
    ("LIB*", "libfoo1"): True,
    ("lib?oo1", "libfoo1"): True,
    ("lib", "libfoo1"): False,
    ("[!l]*", "libfoo1"): False,
    ("[[:alpha:]]*1", "libfoo1"): True,
    ("*[0-9]", "libfoo1"): True,
    ("[", "["): True,
    ("[a", "[a"): True,
    ("a\\*", "a*"): True,
    ("a\\", "a\\"): False,
}
ARCHITECTURES = {
    ("any", "amd64"): True,
    ("linux-any", "i386"): True,
    ("linux-any", "hurd-i386"): False,
    ("any-amd64", "kfreebsd-amd64"): True,
    ("gnu-linux-amd64", "amd64"): True,
    ("musl-any-any", "amd64"): False,
    ("amd64-", "amd64"): False,
    ("*", "armhf"): True,
    ("unheard-of", "unheard-of"): True,
}


@pytest.mark.parametrize("expression", REGEXES)
def test_expressions_answer_as_regcomp_does(expression: str) -> None:
    """An expression matches or not, or is refused, as the C library says of the name libfoo1."""
    assert _ours(expression, "libfoo1") == REGEXES[expression]


@pytest.mark.parametrize(("pattern", "text"), GLOBS)
def test_globs_answer_as_fnmatch_does(pattern: str, text: str) -> None:
    """A glob matches as the C library says, without regard to case."""
    assert matches_glob(pattern, text) is GLOBS[pattern, text]


@pytest.mark.parametrize(("pattern", "arch"), ARCHITECTURES)
def test_architecture_wildcards_match_tuples(pattern: str, arch: str) -> None:
    """A wildcard is compared part by part, from the processor backwards (dpkg-architecture(1))."""
    assert ArchitecturePattern(pattern).matches(arch) is ARCHITECTURES[pattern, arch]


@settings(max_examples=400, deadline=None)
@given(_patterns, _texts)
def test_any_expression_agrees_with_the_c_library(pattern: str, text: str) -> None:
    """Whatever the expression, our answer and the refusal are the C library's."""
    assert _ours(pattern, text) == _library_regex(pattern, text)


@settings(max_examples=400, deadline=None)
@given(_patterns, _texts)
def test_any_glob_agrees_with_the_c_library(pattern: str, text: str) -> None:
    """Whatever the glob, our answer is the C library's."""
    library = _library()
    assert matches_glob(pattern, text) == (library.fnmatch(pattern.encode(), text.encode(), _FOLD_CASE) == 0)


def _ours(expression: str, text: str) -> bool | str:
    try:
        return compile_posix_regex(expression).search(text) is not None
    except PosixRegexError as error:
        return str(error)


def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("c")
    if name is None or not hasattr(ctypes.CDLL(name), "gnu_get_libc_version"):
        pytest.skip("needs the GNU C library")
    try:
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
    except locale.Error:
        pytest.skip("needs the locale C.UTF-8")
    return ctypes.CDLL(name)


def _library_regex(expression: str, text: str) -> bool | str:
    library = _library()
    compiled = ctypes.create_string_buffer(256)
    code = library.regcomp(compiled, expression.encode(), _EXTENDED | _IGNORE_CASE | _NO_SUBEXPRESSIONS)
    if code:
        words = ctypes.create_string_buffer(300)
        library.regerror(code, None, words, 300)
        return words.value.decode()
    try:
        return bool(library.regexec(compiled, text.encode(), 0, None, 0) == 0)
    finally:
        library.regfree(compiled)
