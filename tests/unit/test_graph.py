"""Graphs of plans and closures, on universes small enough to read."""

from __future__ import annotations

from pathlib import Path

from aptsim.graph import closure_graph, plan_graph
from aptsim.model.cache_types import DependencyType
from aptsim.run import Run
from aptsim.simulator import Simulator
from aptsim.system.root import from_files

PACKAGES = """\
Package: editor
Version: 1
Depends: library (>= 2), speller | dictionary
Recommends: theme

Package: library
Version: 2

Package: old-library
Version: 1

Package: theme
Version: 1
Conflicts: old-theme

Package: old-theme
Version: 1

Package: wordlist
Version: 1
Provides: dictionary
"""
INSTALLED = ("wordlist", "old-theme")


def stanzas(text: str, names: tuple[str, ...] | None = None, extra: str = "") -> str:
    """Some stanzas of a list, each with an architecture, a size and *extra* fields."""
    found = [stanza for stanza in text.strip().split("\n\n") if names is None or stanza.split()[1] in names]
    return "".join(f"{stanza}\nArchitecture: amd64\nInstalled-Size: 10\n{extra}\n" for stanza in found)


def install(folder: Path, *words: str) -> Run:
    """Simulate an installation where a word list and an old theme are installed."""
    (folder / "Packages").write_text(stanzas(PACKAGES, extra="Size: 1000\nFilename: a.deb\n"))
    (folder / "status").write_text(stanzas(PACKAGES, INSTALLED, extra="Status: install ok installed\n"))
    system = from_files(str(folder / "status"), [str(folder / "Packages")], "amd64", [("APT::Get::Simulate", "1")])
    return Simulator(system).install(*words)


def test_a_plan_has_a_node_for_each_change_and_each_answer(tmp_path: Path) -> None:
    """The nodes are what changes, and the installed packages that answer a dependency of it."""
    run = install(tmp_path, "editor")
    assert run.plan is not None and run.cache is not None
    graph = plan_graph(run.plan, run.cache)
    assert {node: data["action"] for node, data in graph.nodes(data=True)} == {
        "editor:amd64": "install",
        "library:amd64": "install",
        "theme:amd64": "install",
        "old-theme:amd64": "remove",
        "wordlist:amd64": "keep",
    }
    assert graph.nodes["library:amd64"] == {
        "name": "library",
        "arch": "amd64",
        "version": "2",
        "current_version": "",
        "action": "install",
        "auto": True,
        "requested": False,
        "download_size": 1000,
        "installed_size": 10240,
    }
    assert [node for node, data in graph.nodes(data=True) if data["requested"]] == ["editor:amd64"]


def test_an_edge_says_by_what_relation_a_package_is_needed(tmp_path: Path) -> None:
    """An edge has the field, the or-group, the alternative, and whether a provider answers it."""
    run = install(tmp_path, "editor")
    assert run.plan is not None and run.cache is not None
    graph = plan_graph(run.plan, run.cache)
    [to_library] = graph.get_edge_data("editor:amd64", "library:amd64").values()
    assert to_library == {
        "kind": "Depends",
        "relation": "library (>= 2)",
        "alternative": "library (>= 2)",
        "provided": False,
        "chosen": True,
    }
    [to_wordlist] = graph.get_edge_data("editor:amd64", "wordlist:amd64").values()
    assert to_wordlist == {
        "kind": "Depends",
        "relation": "speller | dictionary",
        "alternative": "dictionary",
        "provided": True,
        "chosen": False,
    }


def test_a_removal_hangs_on_the_conflict_that_caused_it(tmp_path: Path) -> None:
    """A package that has to go is reached by the Conflicts of the one that it is in the way of."""
    run = install(tmp_path, "editor")
    assert run.plan is not None and run.cache is not None
    graph = plan_graph(run.plan, run.cache)
    [edge] = graph.get_edge_data("theme:amd64", "old-theme:amd64").values()
    assert (edge["kind"], edge["chosen"]) == ("Conflicts", True)


def test_every_automatic_installation_is_reached_by_a_chosen_edge(tmp_path: Path) -> None:
    """Who pulled in a package can be read from the graph alone."""
    run = install(tmp_path, "editor")
    assert run.plan is not None and run.cache is not None
    graph = plan_graph(run.plan, run.cache)
    pulled_in = {target for _, target, data in graph.edges(data=True) if data["chosen"]}
    assert {node for node, data in graph.nodes(data=True) if data["auto"] and data["action"] == "install"} <= pulled_in


def test_a_closure_follows_all_alternatives_of_the_wanted_kinds(tmp_path: Path) -> None:
    """A closure leads to every package that can answer, by the kinds of relation asked for."""
    cache = install(tmp_path, "editor").cache
    assert cache is not None
    universe, editor = cache.universe, cache.universe.find_package("editor")
    strong = closure_graph(universe, cache.policy, [editor])
    assert set(strong) == {"editor:amd64", "library:amd64", "wordlist:amd64"}
    weak = closure_graph(universe, cache.policy, [editor], [DependencyType.RECOMMENDS])
    assert set(weak) == {"editor:amd64", "theme:amd64"}
    assert weak.nodes["editor:amd64"]["requested"] and not weak.nodes["theme:amd64"]["requested"]
