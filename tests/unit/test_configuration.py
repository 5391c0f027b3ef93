"""The configuration tree and the apt.conf syntax behave as apt's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aptsim.errors import PendingErrors
from aptsim.files.tree import DISK
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages, Severity
from aptsim.system.config import load_configuration, parse_option
from aptsim.system.config_parser import read_config_file
from tests.unit.real_apt import ask_apt, make_root, need_reference


def parse(tmp_path: Path, text: str | bytes) -> tuple[Configuration, Messages]:
    """Read one piece of apt.conf."""
    path = tmp_path / "apt.conf"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    configuration, messages = Configuration(), Messages()
    read_config_file(configuration, str(path), DISK, messages)
    return configuration, messages


def test_names_are_looked_up_without_regard_to_case() -> None:
    """The first spelling of a tag stays, any spelling finds it."""
    configuration = Configuration()
    configuration.set("APT::Get", "1")
    configuration.set("apt::gET", "2")
    assert configuration.find("Apt::Get") == "2"
    assert configuration.dump() == 'APT "";\nAPT::Get "2";\n'


def test_a_trailing_double_colon_makes_a_list() -> None:
    """Each setting of NAME:: adds an item without a tag."""
    configuration = Configuration()
    configuration.set("List::", "a")
    configuration.set("List::", "b")
    assert configuration.find_vector("List") == ["a", "b"]
    assert configuration.find("List::") == ""


def test_a_value_is_a_list_split_at_commas() -> None:
    """A name with a value of its own gives its parts, not the items below it."""
    configuration = Configuration()
    configuration.set("Archs", "amd64,i386,")
    configuration.set("Archs::", "ignored")
    assert configuration.find_vector("Archs") == ["amd64", "i386"]
    assert configuration.find_vector("Missing", "x,y") == ["x", "y"]


def test_numbers_are_read_as_c_does() -> None:
    """Hexadecimal and octal count, trailing words do not matter, and what is no number is the default."""
    configuration = Configuration()
    for text, expected in (("0x10", 16), ("010", 8), ("12x", 12), ("x", 7), ("-3", -3), ("4294967297", 1)):
        configuration.set("N", text)
        assert configuration.find_i("N", 7) == expected


def test_booleans_are_words_or_the_numbers_0_and_1() -> None:
    """Other values leave the default."""
    configuration = Configuration()
    for text, expected in (("yes", True), ("OFF", False), ("with", True), ("0", False), ("2", True), ("junk", True)):
        configuration.set("B", text)
        assert configuration.find_b("B", True) is expected


def test_paths_are_built_from_the_items_above() -> None:
    """A relative path gets the values above put before it; an absolute one does not."""
    configuration = Configuration()
    configuration.set("Dir", "/system")
    configuration.set("Dir::State", "var/lib/apt")
    configuration.set("Dir::State::lists", "lists/")
    configuration.set("Dir::State::status", "/elsewhere//status")
    configuration.set("Dir::State::none", "/dev/null/x")
    assert configuration.find_dir("Dir::State::lists") == "/system/var/lib/apt/lists/"
    assert configuration.find_file("Dir::State::status") == "/elsewhere/status"
    assert configuration.find_file("Dir::State::none") == "/dev/null"
    assert configuration.find_dir("Dir::State::none") == "/dev/null"
    configuration.set("RootDir", "/chroot")
    assert configuration.find_file("Dir::State::status") == "/chroot/elsewhere/status"


def test_cnd_set_fills_only_gaps() -> None:
    """A conditional setting leaves a value that is there."""
    configuration = Configuration()
    configuration.set("A", "1")
    configuration.cnd_set("A", "2")
    configuration.cnd_set("B", True)
    assert (configuration.find("A"), configuration.find("B")) == ("1", "1")


def test_clear_keeps_the_name() -> None:
    """A cleared name still exists, without value and items."""
    configuration = Configuration()
    configuration.set("A::B", "1")
    configuration.clear("A")
    assert configuration.exists("A")
    assert not configuration.exists("A::B")
    configuration.set("L::", "x")
    configuration.set("L::", "y")
    configuration.clear_value("L", "x")
    assert configuration.find_vector("L") == ["y"]


def test_move_subtree_lifts_a_block_to_the_top() -> None:
    """A program's own block replaces what stands at the top and adds to its lists."""
    configuration = Configuration()
    configuration.set("A::B", "1")
    configuration.set("Binary::x::A::B", "2")
    configuration.set("Binary::x::L::", "i")
    configuration.move_subtree("Binary::x", None)
    assert configuration.find("A::B") == "2"
    assert configuration.find_vector("L") == ["i"]
    assert not configuration.exists("Binary::x::A")


def test_a_copy_is_independent() -> None:
    """A change in a copy does not reach the original."""
    configuration = Configuration()
    configuration.set("A::", "x")
    copy = configuration.copy()
    copy.set("A::", "y")
    assert configuration.find_vector("A") == ["x"]
    assert copy.find_vector("A") == ["x", "y"]


@given(
    st.lists(st.tuples(st.sampled_from(["A", "A::B", "A::", "a::C", "D::E::F", "D::E::"]), st.text("xyz", max_size=2)))
)
def test_a_written_tree_reads_back_the_same(settings: list[tuple[str, str]]) -> None:
    """What dump writes, the parser reads into an equal tree."""
    import tempfile

    configuration = Configuration()
    for name, value in settings:
        configuration.set(name, value)
    with tempfile.TemporaryDirectory() as folder:
        again, messages = parse(Path(folder), configuration.dump())
    assert again.dump() == configuration.dump()
    assert len(messages) == 0


SYNTAX = [
    ('foo "bar"\n', "{path}:2: Extra junk at end of file"),
    ('foo "bar"', "{path}:1: Extra junk at end of file"),
    ("foo bar baz;\n", "{path}:1: Extra junk after value"),
    ('\n{ "x"; };\n', "{path}:2: Block starts with no name."),
    ("#clear;\n", "{path}:1: clear directive requires an option tree as argument"),
    ("foo { #clear foo; };\n", "{path}:1: Directives can only be done at the top level"),
    ("#include;\n#clearly x;\n", "{path}:2: Unsupported directive 'clearly'"),
]


@pytest.mark.parametrize(("text", "error"), SYNTAX)
def test_syntax_errors_name_file_and_line(tmp_path: Path, text: str, error: str) -> None:
    """A wrong statement ends the reading with apt's words."""
    _, messages = parse(tmp_path, text)
    expected = "Syntax error " + error.format(path=tmp_path / "apt.conf")
    assert [message.text for message in messages if message.is_error] == [expected]


def test_comments_and_quotes(tmp_path: Path) -> None:
    """Comment marks inside quotes are text; a comment may span lines."""
    text = 'a "x//y"; b "x#y"; // c\nc /* one\ntwo */ "z"; # d "e";\n'
    configuration, messages = parse(tmp_path, text)
    assert configuration.dump() == 'a "x//y";\nb "x#y";\nc "z";\n'
    assert len(messages) == 0


def test_too_deep_includes_are_refused(tmp_path: Path) -> None:
    """A file that includes itself is an error at each level, not an endless loop."""
    path = tmp_path / "apt.conf"
    _, messages = parse(tmp_path, f'#include "{path}";\n')
    assert next(iter(messages)).text == f"Syntax error {path}:1: Too many nested includes"


def test_option_is_split_at_the_first_equals_sign() -> None:
    """The value of -o may hold further equals signs; without one the argument is wrong."""
    assert parse_option("A::B=c=d") == ("A::B", "c=d")
    assert parse_option("A::B") is None


def test_files_are_read_in_apts_order(tmp_path: Path) -> None:
    """Fragments come by name, apt.conf behind them, the command line last."""
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/apt.conf.d/20b.conf": 'Order "20"; Only::Fragment "1";',
            "etc/apt/apt.conf.d/10a": 'Order "10"; Seen::Ten "1";',
            "etc/apt/apt.conf": 'Seen::Before "x"; Order "main";',
        },
    )
    messages = Messages()
    configuration = load_configuration(str(root), messages)
    assert configuration.find("Order") == "main"
    assert configuration.find("Only::Fragment") == "1"
    assert load_configuration(str(root), messages, [("Order", "o")]).find("Order") == "o"
    assert configuration.find_file("Dir::State::status") == f"{root}/var/lib/dpkg/status"


def test_a_syntax_error_stops_apt(tmp_path: Path) -> None:
    """With an error in its configuration apt does not start."""
    root = make_root(tmp_path / "root", {"etc/apt/apt.conf": "foo"})
    messages = Messages()
    with pytest.raises(PendingErrors):
        load_configuration(str(root), messages)
    assert messages.render() == f"E: Syntax error {root}/etc/apt/apt.conf:1: Extra junk at end of file\n"


def test_a_missing_fragment_folder_is_a_warning(tmp_path: Path) -> None:
    """Apt says that it cannot read the folder, and goes on."""
    messages = Messages()
    load_configuration(str(tmp_path), messages)
    reason = "DirectoryExists (2: No such file or directory)"
    assert messages.render() == f"W: Unable to read {tmp_path}/etc/apt/apt.conf.d/ - {reason}\n"


def test_ignored_files_are_noticed(tmp_path: Path) -> None:
    """A file with another extension is passed over with a notice, a backup silently."""
    files: dict[str, str | bytes] = {
        f"etc/apt/apt.conf.d/{name}": "" for name in ("a.foo", "b~", "c.bak", "d.dpkg-old")
    }
    root = make_root(tmp_path / "root", files)
    messages = Messages()
    load_configuration(str(root), messages)
    assert messages.render(Severity.NOTICE) == (
        f"N: Ignoring file 'a.foo' in directory '{root}/etc/apt/apt.conf.d/' as it has an invalid filename extension\n"
    )


AGAINST_APT = [
    'Foo { Bar "1"; Baz { "a"; "b"; }; }; Foo::List:: "x"; Foo::List:: "y";\n#clear Foo::Bar;\n',
    'Foo "1" { Bar "2"; Baz { Qux "3"; } };\nFOO::bar "4";',
    'Foo::a "x" /* c1 */ ; /* c2\n c3 "\n*/ Foo::b "y";\nFoo::c /* // */ "z";',
    'Foo::::bar "x"; Foo:::y "3"; Foo::"q r" "x";',
    'Foo::spaces "a" "b"   "c"; Foo::pct "100%25"; Foo::raw a%41b;\n',
    'Foo::list { a; b; "c d"; };\nFoo::x ""; Foo::y;\n',
    'Foo "a"; } } Foo::b "c";\n',
    b'Foo::u "\xc3\xa9\xff";',
    'Foo::x ""; Foo::z "a"b;',
    'Foo "a" "b\n;',
    'Foo "unterminated;\n',
]


@pytest.mark.parametrize("text", AGAINST_APT)
def test_apt_config_reads_the_same_tree(tmp_path: Path, text: str | bytes) -> None:
    """The real apt-config dumps the tree that we read, and prints the same errors."""
    need_reference()
    root = make_root(tmp_path / "root", {"etc/apt/apt.conf.d/50test": text})
    real = ask_apt(root, "apt-config", "dump")
    messages = Messages()
    ours = ""
    try:
        ours = load_configuration(str(root), messages, binary="apt-config").dump()
    except PendingErrors:
        assert real.code == 100
    assert messages.render() == real.stderr
    assert _foo_lines(ours) == _foo_lines(real.stdout)


def test_the_defaults_are_apts(tmp_path: Path) -> None:
    """Every path and switch of an untouched configuration has the value it has in the real apt."""
    need_reference()
    root = make_root(tmp_path / "root", {})
    real = set(ask_apt(root, "apt-config", "dump").stdout.splitlines())
    ours = set(load_configuration(str(root), Messages(), binary="apt-config").dump().splitlines())
    assert sorted(ours - real) == ['Dir::Cache "var/cache/apt";']


def _foo_lines(dump: str) -> list[str]:
    return [line for line in dump.splitlines() if line.lower().startswith("foo")]
