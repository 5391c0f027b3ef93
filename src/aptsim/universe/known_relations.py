"""Relations as an index writes them between two commas, and the packages that they name.

An index of 60,000 packages has 400,000 relations, but only a quarter of them are different ones.
"""

from __future__ import annotations

from aptsim.universe.builder import UniverseBuilder
from aptsim.universe.relations import parse_plain_group


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

    def add(self, targets: list[int], operators: list[int], numbers: list[int]) -> int:
        """Adds a relation and gives its number."""
        self.targets.append(tuple(targets))
        self.operators.append(tuple(operators))
        self.numbers.append(tuple(numbers))
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
        found = self[text] = self._table.add(targets, operators, numbers)
        return found
