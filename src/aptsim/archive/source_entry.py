"""Turns one parsed source entry into parts of an archive, with the options that apply to it.

Source: apt-pkg/deb/debmetaindex.cc, debSLTypeDebian::CreateItemInternal and the functions it uses;
apt-pkg/aptconfiguration.cc, getLanguages.
"""

from __future__ import annotations

from aptsim.archive.list_names import uri_to_file_name
from aptsim.archive.meta_index import MetaIndex, SourceEntry, meta_index_uri, setting_of
from aptsim.archive.uri import parse_uri
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.words import parse_number, split_list, string_to_bool

ENTRY_TYPES = ("deb", "deb-src")
_MOST_FALLBACK_STEPS = 1000
_RELEASE_OPTIONS = (
    ("allow-insecure", "ALLOW_INSECURE", "Acquire::AllowInsecureRepositories"),
    ("allow-weak", "ALLOW_WEAK", "Acquire::AllowWeakRepositories"),
    (
        "allow-downgrade-to-insecure",
        "ALLOW_DOWNGRADE_TO_INSECURE",
        "Acquire::AllowDowngradeToInsecureRepositories",
    ),
)
_UNCOMPARED_OPTIONS = frozenset(("BASE_URI", "REPO_URI", "SITE", "RELEASE"))


class EntryContext:
    """What entries need besides themselves: the configuration, the architectures and the languages of the system."""

    __slots__ = ("architectures", "configuration", "languages", "messages", "native")

    def __init__(
        self, configuration: Configuration, architectures: list[str], tree: FileTree, messages: Messages
    ) -> None:
        self.configuration = configuration
        self.messages = messages
        self.native = configuration.find("APT::Architecture")
        self.architectures = architectures + configuration.find_vector("APT::BarbarianArchitectures")
        self.languages = languages_of(configuration, tree, messages)


def create_item(
    archives: list[MetaIndex],
    kind: str,
    uri: str,
    dist: str,
    component: str,
    options: dict[str, str],
    context: EntryContext,
) -> bool:
    """Add one component to its archive, which is made when it is new.

    Args:
        archives: all archives so far, in order.
        kind: ``deb`` or ``deb-src``.
        uri: normalized, with a slash at its end.
        dist: the suite, or the path of a flat archive with a slash at its end.
        component: empty for a flat archive.
        options: the entry's options by apt's one-line names, and its place as ``sourceslist-entry``.
        context: the system around it.

    Returns:
        Whether the rest of the file may be read; the error is in the messages otherwise.
    """
    archive = _archive_of(archives, uri, dist, options, context)
    if archive is None:
        return False
    entry = SourceEntry(
        place=options["sourceslist-entry"],
        component=component,
        targets=tuple(_targets_of(kind, options, context.configuration)),
        architectures=tuple(_architectures_of(options, context)),
        languages=tuple(_list_option("lang", options, context.languages)) or ("none",),
        by_hash=options.get("by-hash", ""),
    )
    (archive.source_entries if kind == "deb-src" else archive.deb_entries).append(entry)
    messages = context.messages
    return (
        archive.set_trusted(setting_of(options, "trusted"), messages)
        and archive.set_option("Check-Valid-Until", setting_of(options, "check-valid-until"), messages)
        and archive.set_option("Max-ValidTime", _seconds_of(options, "valid-until-max"), messages)
        and archive.set_option("Min-ValidTime", _seconds_of(options, "valid-until-min"), messages)
        and archive.set_option("Check-Date", setting_of(options, "check-date"), messages)
        and archive.set_option("Date-Max-Future", _seconds_of(options, "date-max-future"), messages)
        and archive.set_signed_by(options.get("signed-by", ""), messages)
    )


def languages_of(configuration: Configuration, tree: FileTree, messages: Messages) -> list[str]:
    """List all languages whose translations apt looks for, under a C locale (getLanguages with All).

    ``none`` stands for untranslated descriptions.
    """
    builtin = _languages_of_lists(configuration.find_dir("Dir::State::lists"), tree)
    old = configuration.find("APT::Acquire::Translation")
    if old and old != "environment":
        messages.notice(
            "Option 'APT::Acquire::Translation' is deprecated. Please use 'Acquire::Languages' instead, "
            "see 'man 5 apt.conf' for details."
        )
        codes = (["en"] if old == "none" else [old, "en"]) + builtin
        return list(dict.fromkeys(codes))
    codes = ["en" if code == "environment" else code for code in _configured_languages(configuration)]
    codes = list(dict.fromkeys(code for code in codes if code != "none"))
    if not codes:
        return ["none"]
    return list(dict.fromkeys(codes + builtin))


def _configured_languages(configuration: Configuration) -> list[str]:
    return configuration.find_vector("Acquire::Languages", "environment,en")


def _languages_of_lists(folder: str, tree: FileTree) -> list[str]:
    try:
        names = tree.names(folder)
    except OSError:
        return []
    codes = ["none"]
    for name in names:
        if "Translation-" not in name:
            continue
        name = name.replace("%5f", "_")
        dash = name.rfind("-")
        underscore = name.rfind("_", 0, dash + 1)
        if dash < 0 or underscore < 0 or name[underscore + 1 : dash] != "Translation":
            continue
        code = name[dash + 1 :]
        if code and code != "en" and code.replace("_", "").isascii() and code.replace("_", "a").isalpha():
            codes.append(code)
    return list(dict.fromkeys(codes))


def _archive_of(
    archives: list[MetaIndex], uri: str, dist: str, options: dict[str, str], context: EntryContext
) -> MetaIndex | None:
    """Find the archive with the same Release file, or make it; None when their options disagree."""
    configuration = context.configuration
    release_options = _release_options(uri, dist, options, configuration)
    file_name = uri_to_file_name(meta_index_uri(uri, dist, "Release", configuration))
    for archive in archives:
        if uri_to_file_name(meta_index_uri(archive.uri, archive.dist, "Release", configuration)) != file_name:
            continue
        conflict = _conflict_between(release_options, archive.release_options, f"{uri} {dist}")
        if conflict:
            context.messages.error(conflict)
            return None
        return archive
    archive = MetaIndex(uri, dist, release_options)
    archives.append(archive)
    return archive


def _release_options(uri: str, dist: str, options: dict[str, str], configuration: Configuration) -> dict[str, str]:
    result = {
        "BASE_URI": meta_index_uri(uri, dist, "", configuration),
        "REPO_URI": uri,
        "SITE": parse_uri(uri).archive_only,
        "RELEASE": "" if dist == "/" else dist,
    }
    for option, name, default in _RELEASE_OPTIONS:
        is_set = configuration.find_b(default)
        if option in options:
            is_set = bool(string_to_bool(options[option], int(is_set)))
        if is_set:
            result[name] = "true"
    if "inrelease-path" in options:
        result["INRELEASE_PATH"] = options["inrelease-path"]
    return result


def _conflict_between(new: dict[str, str], old: dict[str, str], source: str) -> str:
    """Word how two entries disagree on options of their archive; empty when they agree (MapsAreEqual)."""
    new_keys, old_keys = sorted(new), sorted(old)
    for new_key, old_key in zip(new_keys, old_keys, strict=False):
        if new_key != old_key:
            option = old_key if new_key in old else new_key
            return f"Conflicting values set for option {option} regarding source <set> <unset>"
    for key in new_keys:
        if key not in _UNCOMPARED_OPTIONS and new[key] != old.get(key):
            return f"Conflicting values set for option {key} regarding source {source}"
    return ""


def _list_option(name: str, options: dict[str, str], default: list[str]) -> list[str]:
    """Read an option that is a list, with its ``+`` and ``-`` forms (parsePlusMinusOptions)."""
    values = split_list(options[name], ",") if name in options else list(default)
    return _apply_plus_minus(name, options, values)


def _apply_plus_minus(name: str, options: dict[str, str], values: list[str]) -> list[str]:
    for value in split_list(options.get(f"{name}+", ""), ","):
        if value not in values:
            values.append(value)
    minus = split_list(options.get(f"{name}-", ""), ",")
    return [value for value in values if value not in minus] if minus else values


def _architectures_of(options: dict[str, str], context: EntryContext) -> list[str]:
    values = _list_option("arch", options, context.architectures)
    if "all" in split_list(options.get("arch-", ""), ","):
        return values
    return values if "all" in values else [*values, "implicit:all"]


def _targets_of(kind: str, options: dict[str, str], configuration: Configuration) -> list[str]:
    base = f"Acquire::IndexTargets::{kind}"
    all_targets = configuration.find_vector(base, keys=True)
    default = [name for name in all_targets if configuration.find_b(f"{base}::{name}::DefaultEnabled", True)]
    targets = _list_option("target", options, default)
    for target in all_targets:
        if target not in options:
            continue
        same = [name for name in all_targets if configuration.find(f"{base}::{name}::Identifier", name) == target]
        if string_to_bool(options[target]):
            targets += same
        else:
            targets = [name for name in targets if configuration.find(f"{base}::{name}::Identifier", name) != target]
    _move_fallbacks_back(targets, {name: configuration.find(f"{base}::{name}::Fallback-Of") for name in targets})
    return list(dict.fromkeys(targets))


def _move_fallbacks_back(targets: list[str], fallback_of: dict[str, str]) -> None:
    """Move each target that stands in for a later one behind it; a circle ends after a thousand moves."""
    for _ in range(_MOST_FALLBACK_STEPS):
        for position, name in enumerate(targets):
            main = fallback_of[name]
            if main and main in targets and targets.index(main) >= position:
                targets.append(targets.pop(position))
                break
        else:
            return


def _seconds_of(options: dict[str, str], name: str) -> int:
    return parse_number(options.get(name, ""))[0]
