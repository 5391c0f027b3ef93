"""Pins are read as apt reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.model.message import Messages
from aptsim.system.preferences import NEVER_PIN, Pin, PinType
from aptsim.system.root import open_root
from tests.unit.real_apt import ask_apt, make_root, need_reference


def read(root: Path) -> tuple[list[Pin], str]:
    """Read the pins of a root and give them with the printed messages."""
    messages = Messages()
    pins = open_root(str(root), messages).preferences(messages)
    return pins, messages.render()


def test_each_name_of_a_record_is_a_pin(tmp_path: Path) -> None:
    """Names come in order; a star stands for whole archives; comments may stand anywhere."""
    text = (
        "# top\nExplanation: why\nPackage: a src:b\n /c/\nPin: version 1.*\n# inside\nPin-Priority: 1001\n\n\n"
        "Package: *\nPin: release o=Debian,a=x , n=y\nPin-Priority: -1\n\n"
        'package: *\npin: ORIGIN "h"\npin-priority: never\n'
    )
    pins, messages = read(make_root(tmp_path / "root", {"etc/apt/preferences": text}))
    assert messages == ""
    assert pins == [
        Pin(PinType.VERSION, "a", "1.*", 1001),
        Pin(PinType.VERSION, "src:b", "1.*", 1001),
        Pin(PinType.VERSION, "/c/", "1.*", 1001),
        Pin(PinType.RELEASE, "", "o=Debian,a=x , n=y", -1),
        Pin(PinType.ORIGIN, "", '"h"', NEVER_PIN),
    ]


def test_the_file_comes_before_the_folder(tmp_path: Path) -> None:
    """The folder's files come by name; those with another extension do not count."""
    record = "Package: {0}\nPin: version 1\nPin-Priority: 5\n"
    names = {"preferences": "m", "preferences.d/b.pref": "b", "preferences.d/a": "a", "preferences.d/c.foo": "c"}
    root = make_root(tmp_path / "root", {f"etc/apt/{path}": record.format(name) for path, name in names.items()})
    assert [pin.package for pin in read(root)[0]] == ["m", "a", "b"]


def test_an_error_keeps_the_pins_before_it(tmp_path: Path) -> None:
    """What stands above a wrong record was already read."""
    text = "Package: a\nPin: version 1\nPin-Priority: 5\n\nPackage: b\nPin: version 1\n"
    pins, messages = read(make_root(tmp_path / "root", {"etc/apt/preferences": text}))
    assert [pin.package for pin in pins] == ["a"]
    assert messages == "E: No priority (or zero) specified for pin\n"


RECORDS = [
    "Pin: release a=x\nPin-Priority: 5\n",
    "Package: *\nPin: version 1\nPin-Priority: 5\n",
    "Package: x\nPin: foo 1\nPin-Priority: 5\n",
    "Package: x\nPin: version 1\nPin-Priority: 0\n",
    "Package: x\nPin: version 1\nPin-Priority: 40000\n",
    "Package: x\nPin: version 1\nPin-Priority: 99999999999\n",
    "Package: x\nPin: version 1\nPin-Priority: never\n",
    "Package: *\nPin: release a=x\nPin-Priority: -32768\n",
    "Package: x\nPin-Priority: 3\n\nPackage:\nPin: version 1\n",
    "Package: x\r\nPin: version 1\r\nPin-Priority: 5\r\n\r\nPackage: y\r\nPin: bad\r\n",
    "garbage\n",
    "Package: x\ngarbage\n\nPackage: y\nPin: foo\n",
    " \nPackage: x\nPin: foo\n",
    "\nPackage: x\ngarbage:\n\n\n\nfoo",
    "Package: x\nPin: foo\n\nb:",
    "Package: x\nPin: foo\n#\n#b\n\n#\n\nPackage: y\nPin: bar",
    "x\n",
    "\n\n",
]


@pytest.mark.parametrize("text", RECORDS)
def test_the_real_apt_complains_alike(tmp_path: Path, text: str) -> None:
    """The real apt prints the same about the same file."""
    need_reference()
    root = make_root(tmp_path / "root", {"etc/apt/preferences": text})
    assert read(root)[1] == ask_apt(root, "apt-cache", "policy").stderr


def test_a_missing_folder_is_a_warning(tmp_path: Path) -> None:
    """Apt says that it cannot read the folder, and goes on."""
    root = make_root(tmp_path / "root", {})
    (root / "etc/apt/preferences.d").rmdir()
    reason = "DirectoryExists (2: No such file or directory)"
    assert read(root) == ([], f"W: Unable to read {root}/etc/apt/preferences.d/ - {reason}\n")
