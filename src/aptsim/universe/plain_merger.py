"""Reading an index quickly: the stanzas that are written plainly, by whole columns.

That is nearly all of a large index. Such a stanza has the same effect here as in `ListMerger`, in fewer steps: its
fields come from one match, a relation that was seen before is a look-up, and what nothing depends on while the file
is read (sizes, sections, the dependencies themselves) goes into the tables for many versions at a time. Everything
else, also within such a stanza, is handed to `ListMerger`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from aptsim.archive.plain_stanza import PLAIN_STANZA
from aptsim.archive.tag_file import is_tidy, scan_stanzas, skip_empty_lines, tidy_stanza
from aptsim.model.cache_types import MultiArch
from aptsim.model.message import Messages
from aptsim.model.package_file import PackageFile
from aptsim.model.version import compare_versions
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.kernel import kernel_release_of
from aptsim.universe.known_relations import KnownRelations
from aptsim.universe.list_merger import MULTI_ARCH_WORDS, NEGATIVE_OR_REPLACES, RELATION_FIELDS, ListMerger
from aptsim.universe.rows import MANY
from aptsim.universe.version_columns import VersionColumns

_ALL, _ALLOWED, _SAME = int(MultiArch.ALL), int(MultiArch.ALLOWED), int(MultiArch.SAME)
_FIELDS = tuple((kind, kind not in NEGATIVE_OR_REPLACES) for _, kind in RELATION_FIELDS)


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
        self._columns = VersionColumns(builder, package_file.id)
        self._known: dict[tuple[bool, str], KnownRelations] = {}
        self._shared_groups = builder.shared_groups

    def merge(self, blocks: Iterable[str]) -> None:
        """Reads the whole file.

        Raises:
            MergeError: where apt gives up on the file; the messages then say why.
        """
        if self.builder.release.compares_sha256:
            super().merge(blocks)
            return
        start = 0
        remaining = iter(blocks)
        self.builder.pending = self._columns
        for block in remaining:
            stop = self._merge_block(block, start) if is_tidy(block) else 0
            if stop < len(block):
                rest = chain((block[stop:],), remaining)
                self._columns.flush()
                self.merge_stanzas(scan_stanzas("".join(rest), 0), start + stop)
                break
            start += len(block)
        self._columns.flush()
        self.builder.pending = None

    def _merge_block(self, text: str, start: int) -> int:
        """Reads tidy text up to the first unusual record, and gives the place of that, or the length of the text."""
        position = skip_empty_lines(text, 0)
        match, end = PLAIN_STANZA.match, len(text)
        while position < end:
            found = match(text, position)
            if found is not None and self._merge_plain(found.groups(), start + position, found.end() - position - 1):
                position = found.end()
                continue
            stanza = tidy_stanza(text, position)
            if stanza is None:
                return position
            self._columns.flush()
            self._merge_stanza(stanza, start)
            position = skip_empty_lines(text, stanza.offset + stanza.size + 1)
        return end

    def _merge_plain(self, texts: tuple[str, ...], offset: int, size: int) -> bool:
        """Adds the version that a match describes, unless there is something special about it."""
        name, source, number = texts[:3]
        arch, multi_arch_word = texts[4], texts[14]
        builder = self.builder
        multi_arch = self._multi_arch.get((multi_arch_word, arch))
        if multi_arch is None or name in self._forced:
            return False
        package = builder.native_packages.get(name, 0)
        position = self._position_in(package, name, number)
        if position < 0:
            return False
        if not package:
            is_known = name in builder.group_by_name
            package = builder.package_of(name, builder.native_arch) if is_known else builder.new_native_package(name)
        self._offset = offset
        version = self._columns.add(package, position, number, multi_arch, texts, offset, size)
        self._columns.set_source(name, version, source)
        self._add_plain_relations(version, arch, texts)
        provides = texts[6]
        group = builder.package_group[package]
        if (
            provides
            or multi_arch & _ALLOWED
            or builder.group_packages.first[group] >= MANY
            or f"{name}:{builder.native_arch}" in builder.group_by_name
        ):
            self._add_provides(package, name, version, provides)
        if kernel_release_of(name):
            self._provide_kernel(version)
        if builder.group_packages.first[group] >= MANY:
            self._columns.flush()
            builder.add_implicit_depends(package, version)
        return True

    def _position_in(self, package: int, name: str, number: str) -> int:
        """Gives the place of a version in the list of its package, negative where `ListMerger` must see to it."""
        builder = self.builder
        if not package:
            group = builder.group_by_name.get(name)
            return -1 if group and builder.group_packages.first[group] else 0
        if builder.group_packages.first[builder.package_group[package]] >= MANY:
            return -1
        if not builder.package_versions.first[package]:
            return 0
        versions = builder.package_versions[package]
        for position, version in enumerate(versions):
            order = compare_versions(number, builder.version_strings[version])
            if order >= 0:
                return position if order else -1
        return len(versions)

    def _add_plain_relations(self, version: int, arch: str, texts: tuple[str, ...]) -> None:
        """Adds the relations of a version; from the first unusual one on, `ListMerger` adds them."""
        columns = self._columns
        relation_texts = (texts[8], texts[7], texts[12], texts[13], texts[9], texts[10], texts[5], texts[11])
        for number, text in enumerate(relation_texts):
            if not text:
                continue
            kind, is_positive = _FIELDS[number]
            pieces = text.split(", ")
            added = columns.add_relations(kind, self._known_relations(is_positive, arch), pieces)
            if added < len(pieces):
                columns.flush()
                rest = (", ".join(pieces[added:]).strip(), *relation_texts[number + 1 :])
                self._add_slowly(version, arch, RELATION_FIELDS[number:], rest)
                return

    def _add_slowly(
        self, version: int, arch: str, names: Sequence[tuple[str, int]], texts: Sequence[str | None]
    ) -> None:
        place = len(self.builder.version_depends[version])
        for field, text in zip(names, texts, strict=True):
            if text:
                place = self._add_relation_field(version, arch, field, text, place)

    def _known_relations(self, is_positive: bool, arch: str) -> KnownRelations:
        if self._shared_groups != self.builder.shared_groups:
            # A negative relation is about all architectures of a name, and some name got one more.
            self._shared_groups = self.builder.shared_groups
            self._known = {key: known for key, known in self._known.items() if key[0]}
        known = self._known.get((is_positive, arch))
        if known is None:
            relations = self._columns.relations
            known = self._known[is_positive, arch] = KnownRelations(relations, self.builder, is_positive, arch)
        return known
