"""Versions of an index on their way into the tables, many at a time.

What other stanzas can ask about a version stands in the tables at once: its package and number, and what it provides.
The rest waits, and `flush` adds it in whole columns.
"""

from __future__ import annotations

from itertools import accumulate, chain, repeat

from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.field_values import has_archive, hash_of_texts, priority_of
from aptsim.universe.known_relations import KnownRelations, RelationTable, UnusualRelationError


class VersionColumns:
    """Versions of one index that are not wholly in the tables yet."""

    def __init__(self, builder: UniverseBuilder, file: int) -> None:
        """Starts with nothing waiting.

        Args:
            builder: has the tables.
            file: the number of the index.
        """
        self._builder = builder
        self._file = file
        self.relations = RelationTable()
        self._priorities: dict[str | None, int] = {None: 0}
        #: What waits: of each version its fields, offset and size, and source with version number ...
        self._texts: list[tuple[str, ...]] = []
        self._places: list[tuple[int, int]] = []
        self._sources: list[int] = []
        self._source_versions: list[int] = []
        #: ... and of all together the numbers of relations, their kinds, and where those of each version end.
        self._relations: list[int] = []
        self._kinds = bytearray()
        self._ends: list[int] = []

    def add(
        self, package: int, position: int, number: str, multi_arch: int, texts: tuple[str, ...], offset: int, size: int
    ) -> int:
        """Adds a version to a package at a place in its list, and gives its number.

        Args:
            package: its package.
            position: its place among the versions of that.
            number: its version number.
            multi_arch: its bits of `MultiArch`.
            texts: the groups of `PLAIN_STANZA`.
            offset: where its stanza begins in the file.
            size: the length of that.
        """
        builder = self._builder
        version = len(builder.version_package)
        mention = builder.numbers[number]
        builder.package_versions.insert(package, position, version)
        builder.version_package.append(package)
        builder.version_strings.column.append(mention)
        builder.version_multi_arch.append(multi_arch)
        builder.version_provides.add_row()
        self._ends.append(len(self._relations))
        self._texts.append(texts)
        self._places.append((offset, size))
        return version

    def set_source(self, name: str, version: int, source: str | None) -> None:
        """Notes what source package the version just added was built from; see `ListMerger._set_source`."""
        builder = self._builder
        mention = builder.version_strings.column[version]
        if source:
            source, space, rest = source.partition(" ")
            if space:
                mention = builder.numbers[rest[1 : rest.index(")")]]
        builder.add_source_version(source or name, version)
        self._sources.append(builder.words[source or name])
        self._source_versions.append(mention)

    def add_relations(self, kind: int, known: KnownRelations, texts: list[str]) -> int:
        """Adds relations to the version just added.

        Args:
            kind: a `DependencyType`.
            known: where they are looked up.
            texts: the relations as they are written.

        Returns:
            How many were added: those before the first unusual one.
        """
        try:
            found = list(map(known.__getitem__, texts))
        except UnusualRelationError:
            found = []
            for text in texts:
                if text not in known:
                    break
                found.append(known[text])
        self._relations += found
        self._kinds += bytes((kind,)) * len(found)
        self._ends[-1] = len(self._relations)
        return len(found)

    def flush(self) -> None:
        """Adds all that waits to the tables."""
        if self._texts:
            self._flush_facts()
            self._flush_relations()
            for waiting in (self._texts, self._places, self._sources, self._source_versions, self._ends):
                waiting.clear()
            self._relations.clear()
            self._kinds.clear()

    def _flush_facts(self) -> None:
        builder = self._builder
        columns = tuple(zip(*self._texts, strict=True))
        installed_sizes, replaces, depends, pre_depends = columns[3], columns[5], columns[7], columns[8]
        conflicts, breaks, sections, priorities = columns[12], columns[13], columns[15], columns[16]
        archives, sizes, sums = columns[17], columns[18], columns[19]
        for word in set(priorities).difference(self._priorities):
            self._priorities[word] = priority_of(word)
        builder.version_priority.extend(map(self._priorities.__getitem__, priorities))
        words = builder.words
        builder.version_section.column.extend([words[section or ""] for section in sections])
        builder.version_source.column.extend(self._sources)
        builder.version_source_version.column.extend(self._source_versions)
        builder.version_size.extend(map(int, sizes))
        builder.version_has_archive.extend(map(has_archive, archives, sums))
        builder.version_installed_size.extend([int(size or 0) * 1024 for size in installed_sizes])
        hashed = zip(installed_sizes, depends, pre_depends, conflicts, breaks, replaces, strict=True)
        builder.version_hash.extend([hash_of_texts(filter(None, texts)) for texts in hashed])
        builder.version_files.files.extend(repeat(self._file, len(self._places)))
        offsets, lengths = zip(*self._places, strict=True)
        builder.version_files.offsets.extend(offsets)
        builder.version_files.sizes.extend(lengths)

    def _flush_relations(self) -> None:
        builder, table, relations = self._builder, self.relations, self._relations
        first = len(builder.dependency_target)
        sizes = list(map(table.sizes.__getitem__, relations))
        places = list(accumulate(sizes, initial=first))
        ends = [places[end] for end in self._ends]
        starts = [first, *ends[:-1]]
        version = len(builder.version_package) - len(ends)
        parents = map(repeat, range(version, version + len(ends)), map(int.__sub__, ends, starts))
        builder.dependency_parent.extend(chain.from_iterable(parents))
        for column, values in (
            (builder.dependency_target, table.targets),
            (builder.dependency_operator, table.operators),
            (builder.dependency_version.column, table.numbers),
        ):
            column.extend(chain.from_iterable(map(values.__getitem__, relations)))
        builder.dependency_type.extend(chain.from_iterable(map(repeat, self._kinds, sizes)))
        builder.version_depends.starts.extend(starts)
        builder.version_depends.ends.extend(ends)
