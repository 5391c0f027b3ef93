"""What package patterns match.

Source: apt-patterns(7); apt-pkg/cachefilter-patterns.cc, PatternParser; apt-pkg/cachefilter-patterns.h.
"""

from __future__ import annotations

from collections.abc import Callable

from aptsim.model.architecture import ArchitecturePattern
from aptsim.model.cache_types import CurrentState, DependencyType, PackageFlag
from aptsim.model.file_glob import compile_glob
from aptsim.model.package_file import PackageFile
from aptsim.model.posix_regex import PosixRegexError, compile_posix_regex
from aptsim.model.value import Value
from aptsim.request.pattern_parser import PatternError, Term, Word, parse_pattern
from aptsim.request.run_state import RunState
from aptsim.universe.universe import Universe

_PRIORITIES = ("", "required", "important", "standard", "optional", "extra")
_DEPENDENCY_TYPES = {
    "depends": DependencyType.DEPENDS,
    "predepends": DependencyType.PRE_DEPENDS,
    "suggests": DependencyType.SUGGESTS,
    "recommends": DependencyType.RECOMMENDS,
    "conflicts": DependencyType.CONFLICTS,
    "replaces": DependencyType.REPLACES,
    "obsoletes": DependencyType.OBSOLETES,
    "breaks": DependencyType.BREAKS,
    "enhances": DependencyType.ENHANCES,
}

Test = Callable[[int], bool]


class Matcher(Value):
    """The two tests of one pattern: whether it matches a package, and whether it matches a version."""

    package: Test
    version: Test


def compile_pattern(text: str, run: RunState) -> Test:
    """Give the test for packages that a pattern stands for.

    Raises:
        PatternError: when the text is no pattern.
    """
    return _Compiler(run).matcher(parse_pattern(text)).package


class _Compiler:
    """Turns terms into matchers over one run."""

    __slots__ = ("run", "universe")

    def __init__(self, run: RunState) -> None:
        self.run = run
        self.universe: Universe = run.universe

    def matcher(self, node: Term | Word) -> Matcher:
        """Give the matcher of a term."""
        if isinstance(node, Word):
            raise PatternError(node.start, node.end, "Expected a pattern")
        name = node.name
        plain = self._plain(name)
        if plain is not None:
            _check_arguments(node, 0)
            return plain
        of_word = self._of_word(name)
        if of_word is not None:
            _check_arguments(node, 1)
            return of_word(_word_of(node))
        of_pattern = self._of_pattern(name)
        if of_pattern is not None:
            _check_arguments(node, 1)
            return of_pattern(self.matcher(node.arguments[0]))
        if name in ("?and", "?or", "?narrow"):
            if not node.has_argument_list:
                raise PatternError(node.start, node.end, f"{name} expects an argument list")
            return self._joined(name, [self.matcher(argument) for argument in node.arguments])
        raise PatternError(node.start, node.end, f"Unrecognized pattern '{name}'")

    # ------------------------------------------------------------------ the two kinds of tests

    def _of_package(self, test: Test) -> Matcher:
        """Make a matcher of a test for packages; a version is asked by its package."""
        package_of = self.universe.version_package
        return Matcher(test, lambda version: test(package_of[version]))

    def _of_any_version(self, test: Test) -> Matcher:
        """Make a matcher of a test for versions; a package matches when one of its versions does."""
        versions_of = self.universe.package_versions
        return Matcher(lambda package: any(map(test, versions_of[package])), test)

    # ------------------------------------------------------------------ patterns without arguments

    def _plain(self, name: str) -> Matcher | None:
        universe, run = self.universe, self.run
        current = universe.current_version
        match name:
            case "?automatic":
                return self._of_package(lambda package: run.state(package).auto)
            case "?broken":
                return self._of_package(lambda package: run.install_broken(package) or run.now_broken(package))
            case "?config-files":
                return self._of_package(lambda package: universe.current_state[package] == CurrentState.CONFIG_FILES)
            case "?essential":
                return self._of_package(lambda package: bool(universe.package_flags[package] & PackageFlag.ESSENTIAL))
            case "?false":
                return Matcher(lambda _: False, lambda _: False)
            case "?true":
                return Matcher(lambda _: True, lambda _: True)
            case "?garbage":
                run.ensure_swept()
                return self._of_package(lambda package: run.state(package).garbage)
            case "?installed":
                package_of = universe.version_package
                return Matcher(
                    lambda package: current[package] != 0, lambda version: current[package_of[version]] == version
                )
            case "?obsolete":
                return self._of_package(self._is_obsolete)
            case "?upgradable":
                return self._of_package(lambda package: current[package] != 0 and run.state(package).upgradable)
            case "?virtual":
                return self._of_package(lambda package: not universe.package_versions[package])
        return None

    def _is_obsolete(self, package: int) -> bool:
        universe = self.universe
        if not universe.current_version[package]:
            return False
        return not any(universe.is_downloadable(version) for version in universe.package_versions[package])

    # ------------------------------------------------------------------ patterns with a word

    def _of_word(self, name: str) -> Callable[[str], Matcher] | None:
        universe = self.universe
        match name:
            case "?architecture":
                return self._architecture
            case "?archive":
                return lambda word: self._file_field(word, lambda file: file.archive)
            case "?codename":
                return lambda word: self._file_field(word, lambda file: file.codename)
            case "?origin":
                return lambda word: self._file_field(word, lambda file: file.origin)
            case "?name":
                return lambda word: self._name(self._regex(word))
            case "?exact-name":
                return lambda word: self._name(lambda text: text == word)
            case "?x-name-fnmatch":
                return lambda word: self._name(lambda text: compile_glob(word).fullmatch(text) is not None)
            case "?section":
                # A version without a section matches nothing, not even an empty expression.
                return lambda word: self._version_field(word, lambda version: universe.version_section[version] or None)
            case "?source-package":
                return lambda word: self._version_field(word, universe.version_source.__getitem__)
            case "?source-version":
                return lambda word: self._version_field(word, universe.version_source_version.__getitem__)
            case "?version":
                return lambda word: self._version_field(word, universe.version_strings.__getitem__)
            case "?priority":
                return self._priority
        return None

    def _architecture(self, word: str) -> Matcher:
        pattern = ArchitecturePattern(word)
        matching = {arch: pattern.matches(arch) for arch in set(self.universe.package_arch)}
        return self._of_package(lambda package: matching[self.universe.package_arch[package]])

    def _name(self, test: Callable[[str], bool]) -> Matcher:
        return self._of_package(lambda package: test(self.universe.name(package)))

    def _priority(self, word: str) -> Matcher:
        wanted = _PRIORITIES.index(word) if word in _PRIORITIES else 0
        return self._of_any_version(lambda version: bool(wanted) and self.universe.version_priority[version] == wanted)

    def _version_field(self, word: str, field_of: Callable[[int], str | None]) -> Matcher:
        search = self._regex(word)

        def test(version: int) -> bool:
            text = field_of(version)
            return text is not None and search(text)

        return self._of_any_version(test)

    def _file_field(self, word: str, field_of: Callable[[PackageFile], str | None]) -> Matcher:
        search = self._regex(word)
        texts = [field_of(file) for file in self.universe.package_files]
        matching = [text is not None and search(text) for text in texts]
        files_of = self.universe.version_files
        return self._of_any_version(lambda version: any(matching[found.file] for found in files_of[version]))

    def _regex(self, word: str) -> Callable[[str], bool]:
        """Give the test for a regular expression; one that cannot be compiled is an error and matches nothing."""
        try:
            search = compile_posix_regex(word).search
        except PosixRegexError as error:
            self.run.messages.error(f"Regex compilation error - {error}")
            return lambda _: False
        return lambda text: search(text) is not None

    # ------------------------------------------------------------------ patterns with patterns

    def _of_pattern(self, name: str) -> Callable[[Matcher], Matcher] | None:
        match name:
            case "?not":
                return _negated
            case "?any-version":
                return lambda base: self._of_any_version(base.version)
            case "?all-versions":
                return self._all_versions
        forwards = _DEPENDENCY_TYPES.get(name.removeprefix("?"))
        if forwards is not None:
            return lambda base: self._depends(forwards, base)
        backwards = _DEPENDENCY_TYPES.get(name.removeprefix("?reverse-"))
        if backwards is not None:
            return lambda base: self._reverse_depends(backwards, base)
        return None

    def _all_versions(self, base: Matcher) -> Matcher:
        versions_of = self.universe.package_versions
        return Matcher(lambda package: all(map(base.version, versions_of[package])), base.version)

    def _depends(self, kind: DependencyType, base: Matcher) -> Matcher:
        universe = self.universe

        def test(version: int) -> bool:
            return any(
                universe.dependency_type[dependency] == kind
                and not universe.is_implicit(dependency)
                and base.package(universe.dependency_target[dependency])
                for dependency in universe.version_depends[version]
            )

        return self._of_any_version(test)

    def _reverse_depends(self, kind: DependencyType, base: Matcher) -> Matcher:
        universe = self.universe

        def test(package: int) -> bool:
            return any(
                universe.dependency_type[dependency] == kind
                and not universe.is_implicit(dependency)
                and base.version(universe.dependency_parent[dependency])
                for dependency in universe.reverse_depends[package]
            )

        return self._of_package(test)

    def _joined(self, name: str, parts: list[Matcher]) -> Matcher:
        if name == "?or":
            return Matcher(
                lambda package: any(part.package(package) for part in parts),
                lambda version: any(part.version(version) for part in parts),
            )
        both = Matcher(
            lambda package: all(part.package(package) for part in parts),
            lambda version: all(part.version(version) for part in parts),
        )
        return self._of_any_version(both.version) if name == "?narrow" else both


def _negated(base: Matcher) -> Matcher:
    return Matcher(lambda package: not base.package(package), lambda version: not base.version(version))


def _word_of(term: Term) -> str:
    argument = term.arguments[0]
    if isinstance(argument, Word):
        return argument.text
    raise PatternError(argument.start, argument.end, "Expected a word")


def _check_arguments(term: Term, wanted: int) -> None:
    """Refuse a term with another number of arguments."""
    received = len(term.arguments)
    if wanted and not term.has_argument_list:
        raise PatternError(term.start, term.end, f"{term.name} expects an argument list")
    if not wanted and term.has_argument_list:
        raise PatternError(term.start, term.end, f"{term.name} does not expect an argument list")
    if received != wanted:
        text = f"{term.name} expects {wanted} arguments, but received {received} arguments"
        raise PatternError(term.start, term.end, text)
