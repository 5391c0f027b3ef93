"""The chain of causes that leads to a package, as text for a person."""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.display.causes import describe_cause, kind_of, relation_text
from aptsim.explain.chain import Link
from aptsim.resolver.classic.causes import Cause, Reason
from aptsim.resolver.classic.package_state import PackageState
from aptsim.universe.universe import Universe


def format_chain(links: Sequence[Link], state: PackageState, universe: Universe) -> str:
    """Give a sentence about what happens to the last package of a chain, then the chain from its beginning."""
    package = links[-1].package
    text = f"{universe.full_name(package, pretty=True)} {_fate(state, universe)}\n"
    if len(links) == 1 and links[0].cause is None:
        return text
    for depth, link in enumerate(links):
        text += "  " * (depth + 1) + _describe(link, universe) + "\n"
    return text


def _fate(state: PackageState, universe: Universe) -> str:
    """Say what happens to a package."""
    current = universe.current_version[state.package]
    now = universe.version_strings[current] if current else ""
    then = universe.version_strings[state.install_version] if state.install_version else ""
    if state.delete:
        return f"({now}) is to be {'purged' if state.purge else 'removed'}:" if now else "is to be purged:"
    if state.install:
        return f"is to be installed ({f'{now} -> ' if now else ''}{then}):"
    if state.reinstall:
        return f"is to be installed again ({now}):"
    return f"stays installed ({now})." if now else "is not installed and stays so."


def _describe(link: Link, universe: Universe) -> str:
    name = universe.full_name(link.package, pretty=True)
    cause = link.cause
    if cause is None:
        return f"{name} is there already"
    if cause.reason is Reason.REQUESTED and not cause.parent:
        return f"{name} was asked for"
    if cause.reason is Reason.DEPENDENCY and cause.dependency:
        relation = f"{kind_of(cause.dependency, universe)}: {relation_text(cause.dependency, universe)}"
        return f"{relation} -> {name}{_rivals(cause, universe)}"
    return f"{name}: {describe_cause(cause, universe)}"


def _rivals(cause: Cause, universe: Universe) -> str:
    """Name the packages that could have answered as well."""
    owners = dict.fromkeys(universe.version_package[version] for version in cause.candidates if version != cause.chosen)
    chosen = universe.version_package[cause.chosen] if cause.chosen else 0
    names = [universe.full_name(package, pretty=True) for package in owners if package != chosen]
    return f" (rather than {', '.join(names)})" if names else ""
