"""What the versions of a file provide: by their Provides field, and by what multi-arch adds to it.

Source: apt-pkg/deb/deblistparser.cc, debListParser::ParseProvides; apt-pkg/pkgcachegen.cc, NewProvides and
NewProvidesAllArch.
"""

from __future__ import annotations

from aptsim.model.cache_types import ARCH_SPECIFIC, MULTI_ARCH_IMPLICIT, MultiArch, Operator
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.file_faults import FileFaults
from aptsim.universe.relations import MalformedRelationError, parse_relations

# Plain numbers: an enum's `&` costs as much as reading a relation.
_ALL, _FOREIGN, _ALLOWED = int(MultiArch.ALL), int(MultiArch.FOREIGN), int(MultiArch.ALLOWED)


class ProvidesMerger(FileFaults):
    """Adds what versions provide to a builder."""

    def __init__(self, builder: UniverseBuilder, messages: Messages, package_file: PackageFile) -> None:
        super().__init__(messages, package_file)
        self.builder = builder

    def _add_provides(self, package: int, name: str, version: int, text: str | None) -> None:
        """Adds the Provides field and what multi-arch lets a version provide (debListParser::ParseProvides)."""
        builder = self.builder
        flags = MULTI_ARCH_IMPLICIT | ARCH_SPECIFIC
        is_provided_qualified = any(
            builder.provides_flags[provides] & flags == flags for provides in builder.version_provides[version]
        )
        number = builder.version_strings[version]
        arch = builder.package_arch[package]
        multi_arch = builder.version_multi_arch[version]
        barbarian = arch not in builder.known_architectures
        if text is not None:
            self._add_provides_field(package, name, version, text)
        if not barbarian:
            if multi_arch & _ALLOWED:
                self._new_provides(version, f"{name}:any", "any", number, MULTI_ARCH_IMPLICIT)
            elif multi_arch & _FOREIGN:
                self._new_provides_all_arch(package, version, name, number, MULTI_ARCH_IMPLICIT)
        if not is_provided_qualified:
            full_name = f"{name}:{arch}"
            group = builder.group_by_name.get(full_name)
            if group is not None and builder.group_packages[group]:
                self._new_provides(version, full_name, "any", number, flags)

    def _add_provides_field(self, package: int, name: str, version: int, text: str) -> None:
        builder = self.builder
        is_all = builder.version_multi_arch[version] & _ALL
        arch = "all" if is_all else builder.package_arch[package]
        try:
            relations = parse_relations(text)
            failed = False
        except MalformedRelationError as malformed:
            relations = list(malformed.parsed)
            failed = True
        described = f"{name}:{arch}={builder.version_strings[version]}"
        for target, operator, number in relations:
            # Alternatives make no sense here; apt takes the bit for an operator it does not know.
            if operator not in (Operator.NONE, Operator.EQUAL):
                self._warn(f"Ignoring non-equal Provides for package {target} in {described}", "provides")
                if ":" in target:
                    continue
            else:
                self._provide(version, target, number, arch)
            if ":" not in target:
                qualified = f"{target}:{builder.package_arch[package]}"
                group = builder.group_by_name.get(qualified)
                if group is not None and builder.group_packages[group]:
                    self._new_provides(version, qualified, "any", number, MULTI_ARCH_IMPLICIT | ARCH_SPECIFIC)
        if failed:
            self.messages.error(f"Problem parsing Provides line of {described}", self._place("provides"))
            raise self._fail(f"Error occurred while processing {name} (NewVersion2)", "provides")

    def _provide(self, version: int, target: str, number: str, arch: str) -> None:
        """Adds one name of a Provides field."""
        builder = self.builder
        multi_arch = builder.version_multi_arch[version]
        barbarian = arch not in builder.known_architectures
        base, colon, qualifier = target.rpartition(":")
        if colon:
            if qualifier != "any":
                self._new_provides(version, base, qualifier, number, MULTI_ARCH_IMPLICIT | ARCH_SPECIFIC)
            self._new_provides(version, target, "any", number, ARCH_SPECIFIC)
        elif multi_arch & _FOREIGN:
            if barbarian:
                self._new_provides(version, target, arch, number, 0)
            else:
                self._new_provides_all_arch(builder.version_package[version], version, target, number, 0)
        else:
            if multi_arch & _ALLOWED and not barbarian:
                self._new_provides(version, f"{target}:any", "any", number, MULTI_ARCH_IMPLICIT)
            self._new_provides(version, target, arch, number, 0)

    def _new_provides(self, version: int, name: str, arch: str, number: str, flags: int) -> None:
        """Lets a version provide a name, unless that is its own (ListParser::NewProvides)."""
        builder = self.builder
        own = builder.version_package[version]
        own_arch = builder.package_arch[own]
        if (
            builder.group_names[builder.package_group[own]] == name
            and (arch == own_arch or (arch == "all" and own_arch == builder.native_arch))
            and (not number or number == builder.version_strings[version])
        ):
            return
        package = builder.package_of(name, arch)
        builder.add_provides(version, package, builder.numbers[number], flags)

    def _new_provides_all_arch(self, owner: int, version: int, name: str, number: str, flags: int) -> None:
        """Lets a Multi-Arch: foreign version provide a name in every known architecture (NewProvidesAllArch)."""
        builder = self.builder
        group = builder.group_by_name.get(name)
        if group is None or not builder.group_packages[group]:
            self._new_provides(version, name, builder.native_arch, number, flags)
            return
        mention = builder.numbers[number]
        owner_known = builder.package_arch[owner] in builder.known_architectures
        for package in list(builder.group_packages[group]):
            if flags & MULTI_ARCH_IMPLICIT and package == owner:
                continue
            if not flags & ARCH_SPECIFIC and not owner_known:
                continue
            builder.add_provides(version, package, mention, flags)
