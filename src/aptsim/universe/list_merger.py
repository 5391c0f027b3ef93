"""Reading one index, or the dpkg status, into the tables (pkgCacheGenerator::MergeList with debListParser)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from aptsim.archive.tag_file import Stanza, UnparsableTagFileError, iter_stanzas
from aptsim.errors import AptCrashError
from aptsim.model.cache_types import (
    ARCH_SPECIFIC,
    MULTI_ARCH_IMPLICIT,
    OR,
    CurrentState,
    DependencyType,
    MultiArch,
    PackageFlag,
)
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages, Place
from aptsim.model.package_file import IndexType, PackageFile
from aptsim.model.version import compare_versions
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.field_values import LARGEST_SIZE, has_archive, has_number, metadata_hash, parse_size, priority_of
from aptsim.universe.kernel import kernel_release_of
from aptsim.universe.provides_merger import ProvidesMerger
from aptsim.universe.relations import MalformedRelationError, parse_relations
from aptsim.universe.rows import VersionFile
from aptsim.universe.status_field import read_status

#: Relation fields in the order in which apt reads them; `AptRelease.relation_numbers` has the same order.
RELATION_FIELDS = (
    ("pre-depends", int(DependencyType.PRE_DEPENDS)),
    ("depends", int(DependencyType.DEPENDS)),
    ("conflicts", int(DependencyType.CONFLICTS)),
    ("breaks", int(DependencyType.BREAKS)),
    ("recommends", int(DependencyType.RECOMMENDS)),
    ("suggests", int(DependencyType.SUGGESTS)),
    ("replaces", int(DependencyType.REPLACES)),
    ("enhances", int(DependencyType.ENHANCES)),
)
NEGATIVE_OR_REPLACES = frozenset(
    int(kind) for kind in (DependencyType.CONFLICTS, DependencyType.BREAKS, DependencyType.REPLACES)
)
# Plain numbers: an enum's `&` costs as much as reading a relation.
_ALL = int(MultiArch.ALL)
MULTI_ARCH_WORDS = {
    "": MultiArch.NO,
    "no": MultiArch.NO,
    "same": MultiArch.SAME,
    "foreign": MultiArch.FOREIGN,
    "allowed": MultiArch.ALLOWED,
}
_TRUE_WORDS = frozenset(("yes", "true", "with", "on", "enable", "1"))
_CHECKSUMS = ("sha512", "sha256", "sha1", "md5sum")
_FALSE_WORDS = frozenset(("no", "false", "without", "off", "disable", "0"))


class ListMerger(ProvidesMerger):
    """Reads the stanzas of one file into a builder."""

    def __init__(
        self,
        builder: UniverseBuilder,
        messages: Messages,
        package_file: PackageFile,
        force_essential: Sequence[str] = ("apt",),
        force_important: Sequence[str] = (),
        essential_mode: str = "all",
    ) -> None:
        super().__init__(builder, messages, package_file)
        self.is_status = package_file.index_type is IndexType.STATUS
        self.force_essential = frozenset(force_essential)
        self.force_important = frozenset(force_important)
        self.essential_mode = essential_mode

    @classmethod
    def configured(
        cls, builder: UniverseBuilder, messages: Messages, package_file: PackageFile, configuration: Configuration
    ) -> Self:
        """Gives one that reads a file as the configuration says."""
        return cls(
            builder,
            messages,
            package_file,
            force_essential(configuration),
            configuration.find_vector("pkgCacheGen::ForceImportant"),
            configuration.find("pkgCacheGen::Essential", "all"),
        )

    def merge(self, blocks: Iterable[str]) -> None:
        """Reads the whole file.

        Args:
            blocks: the text of the file, in parts.

        Raises:
            MergeError: where apt gives up on the file; the messages then say why.
        """
        self.merge_stanzas(iter_stanzas("".join(blocks)), 0)

    def merge_stanzas(self, stanzas: Iterable[Stanza], start: int) -> None:
        """Reads stanzas in their order.

        Args:
            stanzas: those of a part of the file.
            start: where in the file that part begins.

        Raises:
            MergeError: where apt gives up on the file; the messages then say why.
        """
        try:
            for stanza in stanzas:
                self._merge_stanza(stanza, start)
        except UnparsableTagFileError as error:
            path = self.package_file.path
            self.messages.error(f"Unable to parse package file {path} (1)", Place(path, offset=start + error.offset))

    def _merge_stanza(self, stanza: Stanza, start: int) -> None:
        fields = stanza.fields
        self._offset = start + stanza.offset
        name = fields.get("package", "")
        if not name:
            raise self._fail("Encountered a section with no Package: header")
        if "/" not in name and not name.islower():
            name = name.lower()
        builder = self.builder
        package = builder.package_of(name, fields.get("architecture") or "none")
        number = fields.get("version", "")
        if not number:
            self._use_package(package, name, 0, fields, 1)
            return
        version, position = self._find_version(package, number, fields)
        where = VersionFile(self.package_file.id, self._offset, stanza.size)
        if version:
            self._use_package(package, name, version, fields, 2)
            builder.version_files.append(version, where)
            return
        version = builder.new_version(package, number, position)
        builder.version_hash[version] = self._hash_of(fields)
        if builder.release.compares_sha256 and len(fields.get("sha256", "")) == 64:
            builder.version_sha256[version] = fields["sha256"]
        self._fill_version(package, name, version, fields)
        self._use_package(package, name, version, fields, 3)
        builder.version_files.append(version, where)
        builder.add_implicit_depends(package, version)

    # ------------------------------------------------------------------ which version this is

    def _hash_of(self, fields: Mapping[str, str]) -> int:
        """Gives the number that tells versions of one number apart (VersionHash)."""
        return metadata_hash(fields)

    def _find_version(self, package: int, number: str, fields: Mapping[str, str]) -> tuple[int, int]:
        """Gives the version that the stanza describes again, or 0 and the place of a new one (MergeListVersion)."""
        builder = self.builder
        versions = builder.package_versions[package]
        if not versions:
            return 0, 0
        found_hash = self._hash_of(fields)
        for position, version in enumerate(versions):
            order = compare_versions(number, builder.version_strings[version])
            if order > 0:
                return 0, position
            if order < 0:
                continue
            same = self._is_same_version(version, found_hash, fields)
            if same or (self.package_file.is_ok and self.builder.is_only_in_status(version)):
                return (version, position) if builder.version_hash[version] == found_hash else (0, position)
        return 0, len(versions)

    def _is_same_version(self, version: int, found_hash: int, fields: Mapping[str, str]) -> bool:
        builder = self.builder
        if builder.version_hash[version] != found_hash:
            return False
        size = parse_size(fields.get("size", ""))
        known_size = builder.version_size[version]
        if size and known_size and size != known_size:
            return False
        known_sum, found_sum = builder.version_sha256.get(version), fields.get("sha256")
        if known_sum and found_sum and known_sum != found_sum:
            return False
        return self._multi_arch_of(fields, warn=False) == builder.version_multi_arch[version]

    def _shown_name(self, fields: Mapping[str, str]) -> str:
        name = fields["package"]
        return name.lower() if self.builder.release.lowers_names_in_warnings else name

    # ------------------------------------------------------------------ a new version

    def _multi_arch_of(self, fields: Mapping[str, str], warn: bool) -> int:
        word = fields.get("multi-arch", "")
        is_all = fields.get("architecture") == "all"
        value = MULTI_ARCH_WORDS.get(word)
        if value is None:
            if warn:
                self._warn(f"Unknown Multi-Arch type '{word}' for package '{self._shown_name(fields)}'", "multi-arch")
            value = MultiArch.NO
        elif value is MultiArch.SAME and is_all:
            if warn:
                package = self._shown_name(fields)
                self._warn(f"Architecture: all package '{package}' can't be Multi-Arch: same", "multi-arch")
            value = MultiArch.NO
        return int(value) | (_ALL if is_all else 0)

    def _fill_version(self, package: int, name: str, version: int, fields: Mapping[str, str]) -> None:
        builder = self.builder
        builder.version_section[version] = fields.get("section", "")
        self._set_source(name, version, fields.get("source", ""))
        builder.version_multi_arch[version] = (
            self._multi_arch_of(fields, warn=True)
            if "multi-arch" in fields
            else int(fields.get("architecture") == "all")
        )
        builder.version_size[version] = parse_size(fields.get("size", ""))
        checksum = next((fields[name] for name in _CHECKSUMS if name in fields), None)
        builder.version_has_archive[version] = has_archive(fields.get("filename"), checksum)
        builder.version_installed_size[version] = parse_size(fields.get("installed-size", "")) * 1024 & LARGEST_SIZE
        if "priority" in fields:
            builder.version_priority[version] = priority_of(fields["priority"])
        self._add_relations(package, name, version, fields)
        self._add_provides(package, name, version, fields.get("provides"))
        if kernel_release_of(name):
            self._provide_kernel(version)

    def _provide_kernel(self, version: int) -> None:
        number = self.builder.version_strings[version]
        self._new_provides(version, "$kernel", "any", number, MULTI_ARCH_IMPLICIT)

    def _set_source(self, name: str, version: int, source: str | None) -> None:
        builder = self.builder
        if source:
            source, space, rest = source.partition(" ")
            if space:
                opening = rest.find("(")
                closing = rest.find(")", opening + 1) if opening >= 0 else -1
                if closing >= 0:
                    number = rest[opening + 1 : closing]
                    if number != builder.version_strings[version]:
                        builder.remember_number(number)
                        builder.version_source_version[version] = number
        source = source or name
        builder.version_source[version] = source
        builder.add_source_version(source, version)

    def _add_relations(self, package: int, name: str, version: int, fields: Mapping[str, str]) -> None:
        builder = self.builder
        is_all = builder.version_multi_arch[version] & _ALL
        arch = "all" if is_all else builder.package_arch[package]
        place = 0
        for field in RELATION_FIELDS:
            text = fields.get(field[0])
            if text:
                place = self._add_relation_field(version, arch, field, text, place)

    def _add_relation_field(self, version: int, arch: str, field: tuple[str, int], text: str, place: int) -> int:
        """Adds the relations of a field from a place in the version's list on and gives the next place."""
        field_name, kind = field
        try:
            relations = parse_relations(text)
            failed = False
        except MalformedRelationError as malformed:
            relations = list(malformed.parsed)
            failed = True
        for relation in relations:
            place = self._add_relation(version, arch, kind, relation, place)
        if failed:
            builder = self.builder
            field_number = builder.release.relation_numbers[RELATION_FIELDS.index(field)]
            package = builder.version_package[version]
            name = builder.group_names[builder.package_group[package]]
            number = builder.version_strings[version]
            problem = f"Problem parsing dependency {field_number} of {name}:{arch}={number}"
            self.messages.error(problem, self._place(field_name))
            raise self._fail(f"Error occurred while processing {name} (NewVersion2)", field_name)
        return place

    def _add_relation(self, version: int, arch: str, kind: int, relation: tuple[str, int, str], place: int) -> int:
        """Adds one relation at a place in the version's list and gives the next place (ParseDepends, the upper one)."""
        target, operator, number = relation
        if ":" not in target:
            return self._new_depends(version, target, arch, number, operator, kind, place)
        base, _, qualifier = target.rpartition(":")
        if qualifier == "any":
            if arch not in self.builder.known_architectures:
                place = self._new_depends(version, target, "any", number, operator | OR, kind, place)
                return self._new_depends(version, base, arch, number, operator, kind, place)
            return self._new_depends(version, target, "any", number, operator, kind, place)
        if qualifier == "native":
            target = f"{base}:{self.builder.native_arch}"
        return self._new_depends(version, target, "any", number, operator | ARCH_SPECIFIC, kind, place)

    def _new_depends(
        self, version: int, name: str, arch: str, number: str, operator: int, kind: int, place: int
    ) -> int:
        """Adds a dependency onto a name, a negative one onto each known architecture of it (ListParser::NewDepends)."""
        builder = self.builder
        group = builder.group_by_name.get(name)
        if group is None:
            group = builder.group_of(name)
        mention = builder.numbers[number]
        packages = builder.group_packages[group]
        if kind in NEGATIVE_OR_REPLACES and not operator & ARCH_SPECIFIC and packages:
            for package in packages:
                builder.add_dependency(version, package, mention, operator, kind, place)
                place += 1
            return place
        package = builder.find_in_group(group, arch) or builder.package_of(name, arch)
        builder.add_dependency(version, package, mention, operator, kind, place)
        return place + 1

    # ------------------------------------------------------------------ package state

    def _use_package(self, package: int, name: str, version: int, fields: Mapping[str, str], step: int) -> None:
        """Notes what a stanza says of the package as a whole (debListParser::UsePackage)."""
        builder = self.builder
        arch_counts = self.essential_mode == "all" or (
            self.essential_mode == "native" and builder.package_arch[package] == builder.native_arch
        )
        if arch_counts and "essential" in fields:
            self._set_flag(package, fields, "essential", PackageFlag.ESSENTIAL)
        for field_name in ("important", "protected"):
            if field_name in fields:
                self._set_flag(package, fields, field_name, PackageFlag.IMPORTANT)
        if name in self.force_essential:
            forced = PackageFlag.ESSENTIAL | PackageFlag.IMPORTANT if arch_counts else PackageFlag.IMPORTANT
            builder.package_flags[package] = builder.package_flags.get(package, 0) | forced
        elif name in self.force_important:
            builder.package_flags[package] = builder.package_flags.get(package, 0) | PackageFlag.IMPORTANT
        if "phased-update-percentage" in fields:
            self._set_phased(version, fields["phased-update-percentage"])
        if self.is_status:
            if "status" in fields:
                self._set_status(package, name, version, fields, step)
        elif version and not builder.version_size[version]:
            builder.version_size[version] = parse_size(fields.get("size", ""))
        if self.package_file.index_type is IndexType.DEB:
            self._provide_path(version)

    def _provide_path(self, version: int) -> None:
        """Lets the version of a package file be found by the name of the file (debDebFileParser::UsePackage)."""
        builder, path = self.builder, self.package_file.given_path
        if not version:
            raise AptCrashError(f"the package file {path}, whose package has no version")
        flags = MULTI_ARCH_IMPLICIT | ARCH_SPECIFIC
        self._new_provides(version, path, builder.native_arch, builder.version_strings[version], flags)

    def _set_flag(self, package: int, fields: Mapping[str, str], field_name: str, flag: int) -> None:
        flags = self.builder.package_flags
        word = fields[field_name]
        lowered = word.lower()
        if lowered in _TRUE_WORDS:
            flags[package] = flags.get(package, 0) | flag
        elif lowered in _FALSE_WORDS:
            flags[package] = flags.get(package, 0) & ~flag
        else:
            self._warn(f"Unknown flag value: {word}", field_name)

    def _set_phased(self, version: int, text: str) -> None:
        percentage = parse_size(text) if has_number(text) else 100
        if percentage == 100:
            return
        if percentage > 100:
            self._warn("Ignoring invalid Phased-Update-Percentage value", "phased-update-percentage")
        elif version:
            self.builder.version_phased[version] = percentage

    def _set_status(self, package: int, name: str, version: int, fields: Mapping[str, str], step: int) -> None:
        """Reads `want flag state` (debStatusListParser::ParseStatus)."""
        builder = self.builder
        text = fields["status"]
        if self.essential_mode == "installed" and "essential" in fields:
            self._set_flag(package, fields, "essential", PackageFlag.ESSENTIAL)
        selected, install, current, problem = read_status(text, builder.package_states.get(package, (0, 0, 0)))
        builder.package_states[package] = (selected, install, current)
        if problem:
            self.messages.error(problem, self._place("status"))
            raise self._fail(f"Error occurred while processing {name} (UsePackage{step})", "status")
        if current not in (CurrentState.NOT_INSTALLED, CurrentState.CONFIG_FILES):
            if version:
                builder.current_version[package] = version
            else:
                self._warn("Encountered status field in a non-version description", "status")


def force_essential(configuration: Configuration) -> Sequence[str]:
    """Gives the names that count as essential whatever their stanza says (debListParser::debListParser)."""
    if not configuration.exists("pkgCacheGen::ForceEssential"):
        return ("apt",)
    names = configuration.find_vector("pkgCacheGen::ForceEssential")
    if names and not configuration.find("pkgCacheGen::ForceEssential"):
        return (*names, "apt")
    return names
