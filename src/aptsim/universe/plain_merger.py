"""Reading an index quickly: the stanzas that are written plainly, and whose package has no version yet.

That is nearly all of a large index. Such a stanza has the same effect here as in `ListMerger`, in fewer steps: its
fields come from one match, and a relation that was seen before is a look-up of the packages that it names. Everything
else, also within such a stanza, is handed to `ListMerger`.
"""

from __future__ import annotations

from collections.abc import Sequence
from re import Match

from aptsim.archive.plain_stanza import PLAIN_STANZA
from aptsim.archive.tag_file import is_tidy, scan_stanzas, skip_empty_lines, tidy_stanza
from aptsim.model.cache_types import MultiArch
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile
from aptsim.universe.builder import KnownRelations, UniverseBuilder
from aptsim.universe.field_values import hash_of_texts
from aptsim.universe.kernel import kernel_release_of
from aptsim.universe.list_merger import (
    MULTI_ARCH_WORDS,
    NEGATIVE_OR_REPLACES,
    RELATION_FIELDS,
    ListMerger,
    priority_of,
)
from aptsim.universe.relations import parse_plain_group
from aptsim.universe.universe import VersionFile

_ALL, _ALLOWED, _SAME = int(MultiArch.ALL), int(MultiArch.ALLOWED), int(MultiArch.SAME)


class PlainListMerger(ListMerger):
    """Reads one index of a repository into a builder."""

    def __init__(
        self,
        builder: UniverseBuilder,
        messages: Messages,
        package_file: PackageFile,
        force_essential: Sequence[str] = ("apt",),
        force_important: Sequence[str] = (),
        essential_mode: str = "all",
    ) -> None:
        super().__init__(builder, messages, package_file, force_essential, force_important, essential_mode)
        self._forced = self.force_essential | self.force_important
        self._multi_arch = {
            (word or None, arch): int(value) | (_ALL if arch == "all" else 0)
            for word, value in MULTI_ARCH_WORDS.items()
            for arch in (builder.native_arch, "all")
            if not (value & _SAME and arch == "all")
        }
        #: Relations as they are written between commas, by whether they are positive and by architecture.
        self._known: dict[tuple[bool, str], dict[str, KnownRelations]] = {}
        self._shared_groups = 0

    def merge(self, text: str) -> None:
        """Reads the whole file.

        Raises:
            MergeError: where apt gives up on the file; the messages then say why.
        """
        if self.builder.release.compares_sha256 or not is_tidy(text):
            super().merge(text)
            return
        position = skip_empty_lines(text, 0)
        match, end = PLAIN_STANZA.match, len(text)
        while position < end:
            found = match(text, position)
            if found is not None and self._merge_plain(found):
                position = found.end()
                continue
            stanza = tidy_stanza(text, position)
            if stanza is None:
                self.merge_stanzas(scan_stanzas(text, position))
                return
            self._merge_stanza(stanza)
            position = skip_empty_lines(text, stanza.offset + stanza.size + 1)

    def _merge_plain(self, found: Match[str]) -> bool:
        """Adds the version that a match describes, unless there is something special about it."""
        texts = found.groups()
        name, source, number, installed_size, arch, replaces, provides, depends, pre_depends = texts[:9]
        recommends, suggests, enhances, conflicts, breaks, multi_arch_word, section, priority, size = texts[9:]
        builder = self.builder
        multi_arch = self._multi_arch.get((multi_arch_word, arch))
        if multi_arch is None or name in self._forced:
            return False
        package = self._new_native_package(name)
        if not package:
            return False
        self._offset = found.start()
        hashed = (installed_size, depends, pre_depends, conflicts, breaks, replaces)
        facts = (
            multi_arch,
            priority_of(priority) if priority else 0,
            section or "",
            int(size),
            int(installed_size or 0) * 1024,
            hash_of_texts(filter(None, hashed)),
        )
        version = builder.new_version(package, number, 0, facts)
        self._set_source(name, version, source)
        relation_texts = (pre_depends, depends, conflicts, breaks, recommends, suggests, replaces, enhances)
        place = 0
        for field, relations in zip(RELATION_FIELDS, relation_texts, strict=True):
            if relations:
                place = self._add_relation_field(version, arch, field, relations, place)
        is_single = len(builder.group_packages[builder.package_group[package]]) == 1
        if (
            provides
            or multi_arch & _ALLOWED
            or not is_single
            or f"{name}:{builder.native_arch}" in builder.group_by_name
        ):
            self._add_provides(package, name, version, provides)
        if kernel_release_of(name):
            self._provide_kernel(version)
        builder.version_files[version].append(VersionFile(self.package_file.id, found.start(), len(found[0]) - 1))
        builder.add_implicit_depends(package, version)
        return True

    def _new_native_package(self, name: str) -> int:
        """Gives the native package of a name when that has no versions yet and no other architecture, else 0."""
        builder = self.builder
        package = builder.native_packages.get(name)
        if package is None:
            group = builder.group_by_name.get(name)
            return (
                builder.package_of(name, builder.native_arch) if not group or not builder.group_packages[group] else 0
            )
        if builder.package_versions[package] or len(builder.group_packages[builder.package_group[package]]) > 1:
            return 0
        return package

    def _add_relation_field(self, version: int, arch: str, field: tuple[str, int], text: str, place: int) -> int:
        """Adds the relations of a field from a place in the version's list on and gives the next place."""
        builder = self.builder
        if place != len(builder.version_depends[version]):
            return super()._add_relation_field(version, arch, field, text, place)
        is_positive = field[1] not in NEGATIVE_OR_REPLACES
        known = self._known_relations(is_positive, arch)
        pieces = text.split(", ")
        relations: list[KnownRelations] = []
        for done, piece in enumerate(pieces):
            found = known.get(piece)
            if found is None:
                found = self._look_up(piece, is_positive, arch)
                if found is None:
                    place = builder.add_dependencies(version, field[1], relations)
                    rest = ", ".join(pieces[done:]).strip()
                    return super()._add_relation_field(version, arch, field, rest, place) if rest else place
                known[piece] = found
            relations.append(found)
        return builder.add_dependencies(version, field[1], relations)

    def _known_relations(self, is_positive: bool, arch: str) -> dict[str, KnownRelations]:
        if self._shared_groups != self.builder.shared_groups:
            # A negative relation is about all architectures of a name, and some name got one more.
            self._shared_groups = self.builder.shared_groups
            self._known = {key: known for key, known in self._known.items() if key[0]}
        return self._known.setdefault((is_positive, arch), {})

    def _look_up(self, piece: str, is_positive: bool, arch: str) -> KnownRelations | None:
        """Gives the packages of alternatives, made when they are new; None when that has more consequences."""
        relations = parse_plain_group(piece)
        if relations is None:
            return None
        builder = self.builder
        targets: list[int] = []
        operators: list[int] = []
        numbers: list[str] = []
        for name, operator, number in relations:
            target_arch = arch
            if ":" in name:
                if not name.endswith(":any") or arch not in builder.known_architectures:
                    return None
                target_arch = "any"
            builder.remember_number(number)
            group = builder.group_of(name)
            packages = builder.group_packages[group]
            if packages and not is_positive:
                targets += packages
                operators += [operator] * len(packages)
                numbers += [number] * len(packages)
                continue
            target = builder.find_in_group(group, target_arch)
            if packages and not target:
                return None
            targets.append(target or builder.package_of(name, target_arch))
            operators.append(operator)
            numbers.append(number)
        return tuple(targets), tuple(operators), tuple(numbers)
