"""Small universes with marks already made, so that ordering can be tested without resolver and command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aptsim.archive.compression import open_list
from aptsim.archive.index_set import read_index_set
from aptsim.files.tree import DISK
from aptsim.model.message import Messages
from aptsim.resolver.classic.dependency_cache import DependencyCache
from aptsim.system.root import open_root
from aptsim.universe.build import build_universe
from aptsim.universe.policy import Policy
from tests.conformance.root import write_root
from tests.conformance.tiny import parse_universe


def marked_cache(folder: Path, text: str, marks: str, options: Iterable[tuple[str, str]] = ()) -> DependencyCache:
    """Make a cache over a small universe and mark packages in it, each for itself.

    Args:
        folder: where the root is written.
        text: the universe, as `tests.conformance.tiny` reads it.
        marks: words like `name` (install), `name-` (remove), `name_` (purge) and `name!` (reinstall).
        options: configuration.
    """
    write_root(folder / "root", parse_universe(text).contents())
    messages = Messages()
    system = open_root(str(folder / "root"), messages, options)
    files = read_index_set(system.configuration, list(system.architectures), DISK, messages).package_files
    universe = build_universe(
        files, lambda file: [open_list(file.path, DISK, messages)], system.architectures, system.configuration, messages
    )
    policy = Policy(universe, system.configuration, [], messages)
    cache = DependencyCache(universe, policy, system.configuration, messages)
    with cache.action_group():
        for word in marks.split():
            _mark(cache, word)
    return cache


def _mark(cache: DependencyCache, word: str) -> None:
    package = cache.universe.find_package_full(word.rstrip("-_!"))
    if word[-1] in "-_":
        cache.mark_delete(package, purge=word[-1] == "_")
    elif word[-1] == "!":
        cache.set_reinstall(package, True)
    else:
        cache.mark_install(package, auto_install=False)
