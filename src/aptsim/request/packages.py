"""From the text of one argument to the packages it names: by name, task, glob, regular expression or pattern.

Source: apt-pkg/cacheset.cc, CacheSetHelper::PackageFromString and the functions it tries in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aptsim.model.architecture import ArchitecturePattern
from aptsim.model.file_glob import compile_glob
from aptsim.model.posix_regex import PosixRegexError, compile_posix_regex
from aptsim.model.value import Value
from aptsim.request.selection import PackageSelector, Selection
from aptsim.request.tasks import ReadFile, packages_of_task

_IS_GLOB = frozenset(".?*[]!")
_IS_REGEX = frozenset(".?+*|[^$")
_EXPLICIT_GLOB = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.:*")


class SelectedPackages(Value):
    """The packages an argument names, in the order in which apt finds them, and how it names them."""

    packages: tuple[int, ...]
    selector: PackageSelector

    @property
    def is_surprising(self) -> bool:
        """Tell whether a failure of one of the packages is passed over in silence."""
        return self.selector in (PackageSelector.TASK, PackageSelector.GLOB, PackageSelector.REGEX)


_NOTHING = SelectedPackages((), PackageSelector.NAME)


def packages_from_string(selection: Selection, text: str, read: ReadFile) -> SelectedPackages:
    """Try every way in which a text can name packages; the first that finds some wins (PackageFromString).

    Args:
        selection: takes notes and errors; errors of the ways tried first are forgotten when a later one finds some.
        text: the argument without ``=version``, ``/suite`` and modifier.
        read: gives the uncompressed bytes of an index file, for tasks.
    """
    messages = selection.run.messages
    messages.push()
    found = (
        _from_pattern(selection, text)
        or packages_from_name(selection, text)
        or _from_task(selection, text, read)
        or _from_glob(selection, text)
        or _from_regex(selection, text)
    )
    if found is None:
        messages.merge()
        return _NOTHING
    messages.revert()
    return found


def packages_from_name(selection: Selection, text: str) -> SelectedPackages | None:
    """Look up ``name`` or ``name:arch`` (PackageFromPackageName)."""
    universe = selection.run.universe
    name, colon, arch = text.rpartition(":")
    if not colon:
        name = text
        arch = ""
    elif arch in ("all", "native"):
        arch = universe.native_arch
    group = universe.find_group(name)
    if group and not arch:
        package = universe.find_preferred(group)
        if package:
            return SelectedPackages((package,), PackageSelector.NAME)
    elif group:
        wanted = ArchitecturePattern(arch)
        packages = [p for p in universe.group_packages[group] if wanted.matches(universe.package_arch[p])]
        if packages:
            chosen = packages if "*" in arch else packages[:1]
            return SelectedPackages(tuple(chosen), PackageSelector.NAME)
    package = selection.package_not_found(text)
    return SelectedPackages((package,), PackageSelector.NAME) if package else None


def _from_pattern(selection: Selection, text: str) -> SelectedPackages | None:
    """Read ``?pattern`` or ``~p`` (PackageFromPattern)."""
    if not text.startswith(("?", "~")):
        return None
    # Here only: most arguments are names.
    from aptsim.request.pattern_parser import PatternError
    from aptsim.request.patterns import compile_pattern

    messages = selection.run.messages
    try:
        matches = compile_pattern(text, selection.run)
    except PatternError as error:
        messages.error(error.report(text))
        return None
    universe = selection.run.universe
    selected = [package for package in range(1, len(universe.package_group)) if matches(package)]
    return SelectedPackages(tuple(universe.in_walk_order(selected)), PackageSelector.PATTERN)


def _from_task(selection: Selection, text: str, read: ReadFile) -> SelectedPackages | None:
    """Read ``task^`` or ``task^:arch`` (PackageFromTask)."""
    head, colon, tail = text.rpartition(":")
    name, arch = (head, tail) if colon else (text, "native")
    if not name.endswith("^"):
        return None
    task = name[:-1]
    try:
        packages = packages_of_task(selection.run, task, arch, read)
    except PosixRegexError:
        selection.run.messages.error("Failed to compile task regexp")
        return None
    return _select(selection, packages, PackageSelector.TASK, task, f"Couldn't find task '{task}'")


def _from_glob(selection: Selection, text: str) -> SelectedPackages | None:
    """Read a name with shell wildcards (PackageFromFnmatch)."""
    if selection.run.configuration.find_b("APT::Cmd::Pattern-Only") and not _EXPLICIT_GLOB.issuperset(text):
        return None
    if _IS_GLOB.isdisjoint(text):
        return None
    pattern, arch, has_colon = _split_arch(text, _IS_GLOB)
    matches = compile_glob(pattern).fullmatch
    packages = _matching_packages(selection, lambda name: matches(name) is not None, arch, has_colon)
    failure = f"Couldn't find any package by glob '{pattern}'"
    return _select(selection, packages, PackageSelector.GLOB, pattern, failure)


def _from_regex(selection: Selection, text: str) -> SelectedPackages | None:
    """Read a name that looks like a regular expression (PackageFromRegEx)."""
    if selection.run.configuration.find_b("APT::Cmd::Pattern-Only"):
        if not text or (text[0] != "^" and text[-1] != "$"):
            return None
    elif _IS_REGEX.isdisjoint(text):
        return None
    pattern, arch, has_colon = _split_arch(text, _IS_REGEX)
    packages: list[int] = []
    try:
        search = compile_posix_regex(pattern).search
    except PosixRegexError as error:
        selection.run.messages.error(f"Regex compilation error - {error}")
    else:
        packages = _matching_packages(selection, lambda name: search(name) is not None, arch, has_colon)
    failure = f"Couldn't find any package by regex '{pattern}'"
    return _select(selection, packages, PackageSelector.REGEX, pattern, failure)


def _split_arch(text: str, special: frozenset[str]) -> tuple[str, str, bool]:
    """Cut ``:arch`` off unless it is part of the pattern.

    Returns:
        The pattern, the architecture, and whether there is any colon in the text.
    """
    head, colon, tail = text.rpartition(":")
    if not colon:
        return text, "native", False
    if special.isdisjoint(tail):
        return head, tail, True
    return text, "native", True


def _matching_packages(selection: Selection, matches: Callable[[str], bool], arch: str, has_colon: bool) -> list[int]:
    """Give one package of each group with a matching name, in apt's order of groups.

    Args:
        selection: the run is in it.
        matches: tells for a name whether it fits.
        arch: which architecture of the group to take.
        has_colon: whether the user's text has a colon; without one, the group's best package stands in.
    """
    universe = selection.run.universe
    packages: list[int] = []
    for group, name in enumerate(universe.group_names):
        if not group or not matches(name):
            continue
        package = universe.find_in_group(group, arch)
        if not package and not has_colon:
            package = universe.find_preferred(group)
        if package:
            packages.append(package)
    return universe.in_walk_order(packages)


def _select(
    selection: Selection, packages: Iterable[int], selector: PackageSelector, pattern: str, failure: str
) -> SelectedPackages | None:
    """Mention each package; without any, add the error."""
    selected = list(packages)
    for package in selected:
        selection.show_package(package, selector, pattern)
    if not selected:
        selection.error(failure)
        return None
    return SelectedPackages(tuple(selected), selector)
