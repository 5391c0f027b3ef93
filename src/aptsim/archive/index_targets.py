"""Which index files belong to an archive, by component, architecture and language, in apt's order.

Source: apt-pkg/deb/debmetaindex.cc, GetIndexTargetsFor and debReleaseIndex::GetIndexTargets.
"""

from __future__ import annotations

from collections.abc import Iterator

from aptsim.archive.list_names import uri_to_file_name
from aptsim.archive.meta_index import MetaIndex, SourceEntry, meta_index_uri
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.value import Value

_NATIVE = "$(NATIVE_ARCHITECTURE)"


class IndexTarget(Value):
    """One index file of an archive.

    Args:
        meta_key: its path below the archive's top, as a Release file lists it.
        uri: where it is downloaded from.
        description: how apt names it in messages.
        created_by: the name of the target: ``Packages``, ``Sources``, ``Translations``, ...
        place: the source entry that asked for it.
        component: None when the target does not depend on it, as in a flat archive.
        architecture: ``all`` for the index of ``implicit:all``; None when the target does not depend on it.
    """

    meta_key: str
    uri: str
    description: str
    created_by: str
    place: str
    component: str | None = None
    architecture: str | None = None

    def list_path(self, configuration: Configuration) -> str:
        """Give the path that the index has among the lists, without an extension of compression."""
        return configuration.find_dir("Dir::State::lists") + uri_to_file_name(self.uri)


_VARIABLES = ("COMPONENT", "LANGUAGE", "ARCHITECTURE", "NATIVE_ARCHITECTURE")


class _Template(Value):
    """The configured form of a target, with variables in it."""

    name: str
    meta_key: str
    description: str
    variables: tuple[str, ...]


def index_targets(archive: MetaIndex, configuration: Configuration, messages: Messages) -> list[IndexTarget]:
    """List the index files of an archive, those of ``deb-src`` entries first.

    A file that two entries ask for is listed once; a warning names both entries.
    """
    collector = _TargetCollector(archive, configuration, messages)
    for kind, entries in (("deb-src", archive.source_entries), ("deb", archive.deb_entries)):
        for entry in entries:
            for name in entry.targets:
                template = _template_of(kind, name, archive, configuration)
                if template.meta_key:
                    collector.add_all(template, entry)
    return collector.targets


class _TargetCollector:
    __slots__ = ("_base_uri", "_by_key", "_messages", "_native", "_options", "targets")

    def __init__(self, archive: MetaIndex, configuration: Configuration, messages: Messages) -> None:
        self._base_uri = meta_index_uri(archive.uri, archive.dist, "", configuration)
        self._native = configuration.find("APT::Architecture")
        self._options = archive.release_options
        self._messages = messages
        self._by_key: dict[str, list[IndexTarget]] = {}
        self.targets: list[IndexTarget] = []

    def add_all(self, template: _Template, entry: SourceEntry) -> None:
        for values in _iter_values(template, entry, self._native):
            meta_key, description = template.meta_key, template.description
            for name, value in sorted({**self._options, **values}.items()):
                meta_key = meta_key.replace(f"$({name})", value)
                description = description.replace(f"$({name})", value)
            if self._is_duplicate(meta_key, template.name, entry.place):
                continue
            target = IndexTarget(
                meta_key=meta_key,
                uri=self._base_uri + meta_key,
                description=description,
                created_by=template.name,
                place=entry.place,
                component=values.get("COMPONENT"),
                architecture=values.get("ARCHITECTURE"),
            )
            self._by_key.setdefault(meta_key, []).append(target)
            self.targets.append(target)

    def _is_duplicate(self, meta_key: str, name: str, place: str) -> bool:
        known = self._by_key.get(meta_key)
        if known is None:
            return False
        here = [target for target in known if target.place == place]
        if any(target.created_by == name for target in here):
            return True
        if here:
            self._messages.warning(
                f"Target {name} wants to acquire the same file ({meta_key}) as {here[0].created_by} "
                f"from source {here[0].place}"
            )
        elif "legacy" not in name:
            self._messages.warning(
                f"Target {name} ({meta_key}) is configured multiple times in {known[0].place} and {place}"
            )
        return True


def _iter_values(template: _Template, entry: SourceEntry, native: str) -> Iterator[dict[str, str]]:
    """Iterate over the values of a template's variables: by language, then architecture, then native architecture."""
    has = template.variables.__contains__
    languages = entry.languages if has("LANGUAGE") else entry.languages[:1]
    architectures = entry.architectures if has("ARCHITECTURE") else entry.architectures[:1]
    natives = (native, "implicit:all") if has("NATIVE_ARCHITECTURE") else (native,)
    for language in languages:
        if has("LANGUAGE") and language == "none":
            continue
        for architecture in architectures:
            for own in natives:
                values: dict[str, str] = {}
                if has("COMPONENT"):
                    values["COMPONENT"] = entry.component
                if has("LANGUAGE"):
                    values["LANGUAGE"] = language
                if has("ARCHITECTURE"):
                    values["ARCHITECTURE"] = _plain(architecture)
                elif has("NATIVE_ARCHITECTURE"):
                    values["ARCHITECTURE"] = _plain(own)
                if has("NATIVE_ARCHITECTURE"):
                    values["NATIVE_ARCHITECTURE"] = _plain(own)
                yield values


def _plain(architecture: str) -> str:
    return "all" if architecture == "implicit:all" else architecture


def _template_of(kind: str, name: str, archive: MetaIndex, configuration: Configuration) -> _Template:
    base = f"Acquire::IndexTargets::{kind}::{name}::"
    is_flat = archive.is_flat
    meta_key = configuration.find(base + ("flatMetaKey" if is_flat else "MetaKey"))
    description = configuration.find(base + ("flatDescription" if is_flat else "Description"))
    variables = tuple(variable for variable in _VARIABLES if f"$({variable})" in meta_key)
    return _Template(name, meta_key, f"$(SITE) {description}", variables)
