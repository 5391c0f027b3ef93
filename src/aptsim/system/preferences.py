"""The pins of ``etc/apt/preferences`` and its folder, as records in reading order.

Source: apt_preferences(5); apt-pkg/policy.cc, ReadPinFile and ReadPinDir.
"""

from __future__ import annotations

from enum import Enum

from aptsim.files.folder import (
    files_in_folder,
    folder_exists,
    read_configuration_file,
    real_file_exists,
    warn_unreadable,
)
from aptsim.files.tag_file import TagFileError, TagSection, iter_sections
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages, Place
from aptsim.model.value import Value
from aptsim.model.words import SPACES, lower_ascii

NEVER_PIN = -32768
"""The priority of ``Pin-Priority: never``."""

_LOWEST_PRIORITY, _HIGHEST_PRIORITY = -32768, 32767


class PinType(Enum):
    """What a pin looks at."""

    VERSION = "version"
    RELEASE = "release"
    ORIGIN = "origin"


class Pin(Value):
    """One pin.

    Args:
        type: what it looks at.
        package: a name, glob, ``/regular expression/`` or ``src:name``; empty for ``*``, that is, whole archives.
        data: what stands behind the type: ``a=stable``, ``1.2*``, ``deb.debian.org``.
        priority: never 0; NEVER_PIN only for whole archives.
    """

    type: PinType
    package: str
    data: str
    priority: int


class _RefusedPin(Exception):
    """A record that ends the reading of its file; the text is apt's error."""


def read_preferences(configuration: Configuration, tree: FileTree, messages: Messages) -> list[Pin]:
    """Read the preferences file, then the folder's files in the order of their names (pkgCacheFile::BuildPolicy).

    Errors are left on the messages: apt stops after it has read all.
    """
    pins: list[Pin] = []
    read_pin_file(configuration.find_file("Dir::Etc::Preferences"), pins, tree, messages)
    folder = configuration.find_dir("Dir::Etc::PreferencesParts", "/dev/null")
    if not folder_exists(folder, tree):
        if not folder.endswith("/dev/null"):
            warn_unreadable(folder, "DirectoryExists", messages)
        return pins
    messages.push()
    paths = files_in_folder(folder, ("pref", ""), configuration, tree, messages)
    failed = messages.pending_error
    messages.merge()
    if not failed:
        for path in paths:
            read_pin_file(path, pins, tree, messages)
    return pins


def read_pin_file(path: str, pins: list[Pin], tree: FileTree, messages: Messages) -> bool:
    """Read one file and add its pins to those there are; an error ends it and keeps the pins before."""
    if not real_file_exists(path, tree):
        return True
    data = read_configuration_file(path, tree, messages)
    if data is None:
        return False
    try:
        for section in iter_sections(data, path, with_comments=True):
            pins.extend(_pins_of(section, path, messages))
    except TagFileError as error:
        messages.error(str(error), Place(path))
    except _RefusedPin as error:
        messages.error(str(error), Place(path))
        return False
    return True


def _pins_of(section: TagSection, path: str, messages: Messages) -> list[Pin]:
    name = section.find("Package")
    if not name:
        raise _RefusedPin(f"Invalid record in the preferences file {path}, no Package header")
    if name == "*":
        name = ""
    if not section.exists("Pin"):
        return []
    word, data = _split_word(section.find("Pin"))
    type_ = _type_of(word, has_name=bool(name))
    if type_ is None:
        messages.warning(f"Did not understand pin type {word}", Place(path))
        return []
    priority = _priority_of(section, path, bool(name), messages)
    names = name.split() or [""]
    return [Pin(type_, one, data, priority) for one in names]


def _split_word(text: str) -> tuple[str, str]:
    position = 0
    while position < len(text) and text[position] not in SPACES:
        position += 1
    return text[:position], text[position:].lstrip(SPACES)


def _type_of(word: str, has_name: bool) -> PinType | None:
    word = lower_ascii(word)
    if word == "version":
        return PinType.VERSION if has_name else None
    return {"release": PinType.RELEASE, "origin": PinType.ORIGIN}.get(word)


def _priority_of(section: TagSection, path: str, has_name: bool, messages: Messages) -> int:
    text = section.find("Pin-Priority")
    if text == "never":
        if has_name:
            raise _RefusedPin(f"{path}: The special 'Pin-Priority: never' can only be used for 'Package: *' records")
        return NEVER_PIN
    messages.push()
    priority = section.find_i("Pin-Priority", messages)
    failed = messages.pending_error
    messages.merge()
    if priority == NEVER_PIN:
        priority += 1
    if failed or not _LOWEST_PRIORITY <= priority <= _HIGHEST_PRIORITY:
        raise _RefusedPin(
            f"{path}: Value {text} is outside the range of valid pin priorities "
            f"({_LOWEST_PRIORITY} to {_HIGHEST_PRIORITY})"
        )
    if priority == 0:
        raise _RefusedPin("No priority (or zero) specified for pin")
    return priority
