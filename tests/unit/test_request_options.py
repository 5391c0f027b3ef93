"""The options of apt-get are read by its own rules; the error texts are those of apt-get 2.6.1."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.request.option_table import VERBS, OptionKind, options_of
from aptsim.request.options import find_verb, parse_options
from tests.unit.real_apt import need_reference

_TAIL = "is not understood in combination with the other options"
WRONG = {
    "-Z": f"Command line option 'Z' [from -Z] {_TAIL}.",
    "-yZ": f"Command line option 'Z' [from -yZ] {_TAIL}.",
    "-=": f"Command line option '=' [from -=] {_TAIL}.",
    "--no-such-option": f"Command line option --no-such-option {_TAIL}",
    "--": None,
    "--=x": f"Command line option --=x {_TAIL}",
    "--no-zz": f"Command line option --no-zz {_TAIL}",
    "--no-target-release": "Command line option --no-target-release is not boolean",
    "--no-quiet": "Command line option --no-quiet is not boolean",
    "-t": "Option -t requires an argument.",
    "--target-release": "Option --target-release requires an argument.",
    "-t -y": "Option -t requires an argument.",
    "-o Foo": "Option Foo: Configuration item specification must have an =<val>.",
    "-oFoo": "Option -oFoo: Configuration item specification must have an =<val>.",
    "-o=": "Option -o=: Configuration item specification must have an =<val>.",
    "-q=x": "Option -q=x requires an integer argument, not 'x'",
    "--purge=maybe": "Sense maybe is not understood, try true or false.",
    "--foo-purge": "Sense foo is not understood, try true or false.",
    "--allow-downgrades=2": "Sense 2 is not understood, try true or false.",
}
UNDERSTOOD = {
    "-y": {"APT::Get::Assume-Yes": "1"},
    "-y no": {"APT::Get::Assume-Yes": "0"},
    "-yV": {"APT::Get::Assume-Yes": "1", "APT::Get::Show-Versions": "1"},
    "-yno": {"APT::Get::Assume-Yes": "0"},
    "-y=off": {"APT::Get::Assume-Yes": "0"},
    "--no-install-recommends": {"APT::Install-Recommends": "0"},
    "--No-Install-RECOMMENDS": {"APT::Install-Recommends": "0"},
    "--install-recommends=no": {"APT::Install-Recommends": "0"},
    "--no-install-recommends 1": {"APT::Install-Recommends": "1"},
    "--disable-install-recommends": {"APT::Install-Recommends": "0"},
    "--no-y": {"APT::Get::Assume-Yes": "0"},
    "--no-upgrade": {"APT::Get::upgrade": "0"},
    "-t sid": {"APT::Default-Release": "sid"},
    "-tsid": {"APT::Default-Release": "sid"},
    "-t=sid": {"APT::Default-Release": "sid"},
    "-t=": {"APT::Default-Release": ""},
    "--target-release=sid": {"APT::Default-Release": "sid"},
    "--default-release sid": {"APT::Default-Release": "sid"},
    "-o A::B=c=d": {"A::B": "c=d"},
    "-oA::B=": {"A::B": ""},
    "--option=A=b": {"A": "b"},
    "-q": {"quiet": "1"},
    "-qq": {"quiet": "2"},
    "-q -q": {"quiet": "2"},
    "-q=2": {"quiet": "2"},
    "-q2": {"quiet": "2"},
    "-q 2": {"quiet": "2"},
    "-q install": {"quiet": "1"},
    "-sq": {"APT::Get::Simulate": "1", "quiet": "1"},
    "--silent=3": {"quiet": "3"},
    "---reinstall": {"APT::Get::ReInstall": "1"},
    "--dry-run": {"APT::Get::Simulate": "1"},
}


def _parse(line: str) -> tuple[list[str] | None, Configuration, list[str]]:
    configuration, messages = Configuration(), Messages()
    words = parse_options(line.split(), configuration, messages, lambda path: False)
    return words, configuration, [message.text for message in messages]


@pytest.mark.parametrize("options", WRONG)
def test_a_wrong_option_is_refused_in_apts_words(options: str) -> None:
    """A command line that apt-get refuses is refused with the same sentence."""
    words, _, said = _parse(f"install {options}")
    expected = WRONG[options]
    assert (words, said) == (["install"], []) if expected is None else (words, said) == (None, [expected])


def test_the_refusals_are_those_of_apt(tmp_path: Path) -> None:
    """The apt-get on PATH says these sentences."""
    need_reference()
    configuration = tmp_path / "apt.conf"
    configuration.write_text(f'Dir "{tmp_path}/";\n')
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "APT_CONFIG": str(configuration)}
    for options, sentence in WRONG.items():
        if sentence is None:
            continue
        command = ["apt-get", "install", *options.split()]
        run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert f"E: {sentence}\n" in run.stderr
        assert run.returncode == 100


@pytest.mark.parametrize("options", UNDERSTOOD)
def test_an_option_sets_the_item_that_apt_sets(options: str) -> None:
    """Each spelling of an option sets its configuration item to the value that apt-get gives it."""
    words, configuration, said = _parse(f"{options} install")
    assert words == ["install"] or options == "-q install"
    assert said == []
    assert {name: configuration.find(name) for name in UNDERSTOOD[options]} == UNDERSTOOD[options]


def test_options_may_stand_anywhere() -> None:
    """Options before, between and behind the words are all read, and the words keep their order."""
    words, configuration, _ = _parse("-y install a --purge b -o X=1 c")
    assert words == ["install", "a", "b", "c"]
    assert [configuration.find(name) for name in ("APT::Get::Assume-Yes", "APT::Get::Purge", "X")] == ["1", "1", "1"]


def test_two_dashes_end_the_options() -> None:
    """What stands behind two dashes is never an option."""
    assert _parse("install -- -y --purge")[0] == ["install", "-y", "--purge"]


def test_a_single_dash_is_passed_over() -> None:
    """A dash alone is an option without letters."""
    assert _parse("install - a")[0] == ["install", "a"]


def test_a_level_counts_from_what_is_configured() -> None:
    """-q adds one to the level that the configuration has."""
    configuration = Configuration()
    configuration.set("quiet", "1")
    parse_options(["install", "-q"], configuration, Messages(), lambda path: False)
    assert configuration.find_i("quiet") == 2


def test_an_unreadable_configuration_file_ends_the_reading() -> None:
    """Where -c names a file that cannot be read, the reader of the file has said why, and nothing is added."""
    words, _, said = _parse("install -c nowhere a")
    assert (words, said) == (None, [])


def test_a_byte_that_is_no_letter_is_shown_as_it_came() -> None:
    """Of a letter with several bytes apt names the first one."""
    _, _, said = _parse("install -ü")
    assert said == [f"Command line option '\udcc3' [from -ü] {_TAIL}."]


def test_a_verb_decides_which_options_there_are() -> None:
    """An option of one verb is refused for another, and -s is unknown where there is no verb."""
    assert _parse("update --reinstall")[0] is None
    assert _parse("update --list-cleanup")[0] == ["update"]
    assert _parse("nosuch -s")[0] is None


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("install remove", "install"),
        ("nosuch install", "install"),
        ("-t install remove", "install"),
        ("-- install", "install"),
        ("install -- remove", "install"),
        ("x -- y install", ""),
        ("-install", ""),
        ("", ""),
    ],
)
def test_the_verb_is_found_as_apt_finds_it(line: str, verb: str) -> None:
    """The first word that is a verb chooses the options, wherever it stands (CommandLine::GetCommand)."""
    assert find_verb(line.split()) == verb


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_sets_an_item(verb: str) -> None:
    """Each option of each verb has a name and, unless it reads a file or an item, something to set."""
    for option in options_of(verb):
        assert option.name == option.name.lower()
        assert option.item or option.kind in (OptionKind.FILE, OptionKind.ITEM)
