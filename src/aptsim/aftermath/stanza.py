"""A package's stanza as dpkg writes it into its status, made of the stanza that an index has.

    stanza = { field-name ":" value { newline blank continuation } newline }

Source: deb822(5), deb-control(5); dpkg's lib/dpkg/parse.c (the order of the fields) and lib/dpkg/dump.c (how each is
written). What an index has beside the package's own control file is left out; what it lacks cannot be made up.
"""

from __future__ import annotations

from collections.abc import Mapping

from aptsim.aftermath.written_values import format_relations, written_version

_ORDER = (
    "Package",
    "Essential",
    "Protected",
    "Status",
    "Priority",
    "Section",
    "Installed-Size",
    "Origin",
    "Maintainer",
    "Bugs",
    "Architecture",
    "Multi-Arch",
    "Source",
    "Version",
    "Config-Version",
    "Replaces",
    "Provides",
    "Depends",
    "Pre-Depends",
    "Recommends",
    "Suggests",
    "Breaks",
    "Conflicts",
    "Enhances",
    "Conffiles",
    "Description",
    "Triggers-Pending",
    "Triggers-Awaited",
)
"""The fields that dpkg knows, in the order in which it writes them; all others follow as they came."""

_CANONICAL = {name.lower(): name for name in _ORDER}
_RELATIONS = frozenset(_ORDER[_ORDER.index("Replaces") : _ORDER.index("Enhances") + 1])
_OF_THE_ARCHIVE = frozenset(
    (
        *("filename", "size", "md5sum", "sha1", "sha256", "sha512", "description-md5"),
        *("tag", "task", "build-essential", "phased-update-percentage", "status"),
    )
)
"""Fields that the archive puts beside a package's control file, which dpkg never sees."""

_UNSAID = {"Essential": "no", "Protected": "no", "Multi-Arch": "no"}
"""Values that are the default and not written."""

_PRIORITIES = ("required", "important", "standard", "optional", "extra")

Fields = dict[str, str]
"""Fields in order; a value of several lines has the later ones with the blank that they begin with."""


def read_fields(text: str) -> Fields:
    """Give the fields of a stanza as they are written, those that dpkg knows under its own spelling."""
    fields: Fields = {}
    name = ""
    for line in text.rstrip("\n").split("\n"):
        if line[:1] in (" ", "\t"):
            if name:
                fields[name] += f"\n{line}"
            continue
        written, _, value = line.partition(":")
        name = _CANONICAL.get(written.strip().lower(), written.strip())
        fields[name] = value.strip()
    return fields


def format_stanza(fields: Mapping[str, str]) -> str:
    """Give the text of a stanza with its fields in dpkg's order, without an empty line behind it."""
    names = [name for name in _ORDER if name in fields]
    names += [name for name in fields if name not in _CANONICAL.values()]
    return "".join(_format_field(name, fields[name]) for name in names)


def _format_field(name: str, value: str) -> str:
    return f"{name}:{value}\n" if value.startswith("\n") else f"{name}: {value}\n"


def installed_fields(index_fields: Mapping[str, str]) -> Fields:
    """Give the fields that dpkg keeps of a package that it installs."""
    fields: Fields = {}
    for name, value in index_fields.items():
        if name.lower() in _OF_THE_ARCHIVE:
            continue
        kept = _written_value(name, value)
        if kept:
            fields[name] = kept
    fields["Status"] = "install ok installed"
    return fields


def _written_value(name: str, value: str) -> str:
    """Give a value as dpkg writes it after it has read it; '' where it writes none."""
    if name in _RELATIONS:
        return format_relations(value)
    if name == "Version":
        return written_version(value)
    if name == "Priority":
        return value.lower() if value.lower() in _PRIORITIES else value
    return "" if _UNSAID.get(name) == value.lower() else value
