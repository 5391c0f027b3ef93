"""Relations as an index writes them between two commas, and the packages that they name.

An index of 60,000 packages has 400,000 relations, but only a quarter of them are different ones.
"""

from __future__ import annotations

import re

from aptsim.model.relation_grammar import OPERATORS
from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.relations import parse_plain_group
from aptsim.universe.rows import MANY

_SIMPLE = re.compile(r"([a-z0-9+.-]+)(?: \((<<|<=|=|>=|>>) ([^\s()|,]+)\))?")
_OPERATORS: dict[str | None, tuple[int]] = {None: (0,), **{sign: (int(kind),) for sign, kind in OPERATORS.items()}}


class UnusualRelationError(Exception):
    """A relation is not written as nearly all are, or adding it has consequences for other packages."""


class RelationTable:
    """The different relations of an index, each with its alternatives; a number stands for one."""

    def __init__(self) -> None:
        """Starts without relations."""
        self.targets: list[tuple[int, ...]] = []
        self.operators: list[tuple[int, ...]] = []
        #: Version numbers, as the builder numbers those.
        self.numbers: list[tuple[int, ...]] = []
        self.sizes: list[int] = []

    def add(self, targets: tuple[int, ...], operators: tuple[int, ...], numbers: tuple[int, ...]) -> int:
        """Adds a relation and gives its number."""
        self.targets.append(targets)
        self.operators.append(operators)
        self.numbers.append(numbers)
        self.sizes.append(len(targets))
        return len(self.sizes) - 1


class KnownRelations(dict[str, int]):
    """From a relation as it is written to its number; to look up a new one makes the packages that it names."""

    def __init__(self, table: RelationTable, builder: UniverseBuilder, is_positive: bool, arch: str) -> None:
        """Starts without relations.

        Args:
            table: where they are numbered.
            builder: where the packages are.
            is_positive: whether they ask for something: others are about all architectures of a name.
            arch: the architecture of the versions that have them.
        """
        super().__init__()
        self._table = table
        self._builder = builder
        self._is_positive = is_positive
        self._arch = arch

    def __missing__(self, text: str) -> int:
        """Reads a relation (ListParser::NewDepends).

        Raises:
            UnusualRelationError: when only `ListMerger` can add it; nothing was done.
        """
        simple = _SIMPLE.fullmatch(text)
        if simple is not None:
            found = self._add_simple(*simple.groups())
            if found is not None:
                self[text] = found
                return found
        relations = parse_plain_group(text)
        if relations is None:
            raise UnusualRelationError
        builder = self._builder
        targets: list[int] = []
        operators: list[int] = []
        numbers: list[int] = []
        for name, operator, number in relations:
            arch = self._arch
            if ":" in name:
                if not name.endswith(":any") or arch not in builder.known_architectures:
                    raise UnusualRelationError
                arch = "any"
            mention = builder.numbers[number]
            group = builder.group_of(name)
            packages = builder.group_packages[group]
            if packages and not self._is_positive:
                targets += packages
                operators += [operator] * len(packages)
                numbers += [mention] * len(packages)
                continue
            target = builder.find_in_group(group, arch)
            if packages and not target:
                raise UnusualRelationError
            targets.append(target or builder.package_of(name, arch))
            operators.append(operator)
            numbers.append(mention)
        found = self[text] = self._table.add(tuple(targets), tuple(operators), tuple(numbers))
        return found

    def _add_simple(self, name: str, sign: str | None, number: str | None) -> int | None:
        """Adds a relation without alternatives onto the native package of a name; None when there may be others."""
        builder = self._builder
        target = builder.native_packages.get(name)
        if target is None:
            if name in builder.group_by_name:
                return None
            mention = builder.numbers[number or ""]
            target = builder.new_native_package(name)
        elif builder.group_packages.first[builder.package_group[target]] >= MANY:
            return None
        else:
            mention = builder.numbers[number or ""]
        return self._table.add((target,), _OPERATORS[sign], (mention,))
