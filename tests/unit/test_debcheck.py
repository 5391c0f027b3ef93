"""Which versions cannot be installed at all: small universes worked out by hand, and dose-debcheck on random ones."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from aptsim.debcheck.check import check_installability
from aptsim.debcheck.clauses import Rule
from aptsim.debcheck.facts import Facts
from aptsim.debcheck.search import Found, Search
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.package_file import IndexType, PackageFile, PackageFileFlag
from aptsim.universe.build import build_universe
from aptsim.universe.universe import Universe

_FILES = (
    PackageFile(0, "index", IndexType.PACKAGES),
    PackageFile(1, "status", IndexType.STATUS, flags=PackageFileFlag.NOT_SOURCE),
)


def stanzas(text: str) -> str:
    """Gives an index written short: a line for each version, ``name version[:arch]; Field: value; ...``."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        head, *fields = line.split("; ")
        name, version = head.split(" ")
        number, _, arch = version.partition(":")
        lines = [f"Package: {name}", f"Version: {number}", f"Architecture: {arch or 'amd64'}", *fields]
        found.append("\n".join(lines) + "\n\n")
    return "".join(found)


def universe_of(index: str, status: str = "", architectures: tuple[str, ...] = ("amd64",)) -> Universe:
    """Gives the universe of an index and a status, both as full stanzas."""
    contents = {"index": index.encode(), "status": status.encode()}
    return build_universe(_FILES, lambda file: [contents[file.path]], architectures, Configuration(), Messages())


def uninstallable(universe: Universe) -> set[str]:
    """Gives `name version` of all that cannot be installed."""
    return {_name(universe, found.version) for found in check_installability(universe).uninstallable}


def _name(universe: Universe, version: int) -> str:
    return f"{universe.full_name(universe.version_package[version], pretty=True)} {universe.version_strings[version]}"


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        ("a 1", set()),
        ("a 1; Depends: b", {"a 1"}),
        ("a 1; Depends: b | c\nc 1", set()),
        ("a 1; Pre-Depends: b (>= 2)\nb 1", {"a 1"}),
        ("a 1; Depends: b (>= 2)\nb 1; Provides: b (= 3)", set()),
        ("a 1; Depends: v\nb 1; Provides: v", set()),
        ("a 1; Depends: v (>= 1)\nb 1; Provides: v", {"a 1"}),
        ("a 1; Recommends: b; Suggests: b; Enhances: b; Replaces: b", set()),
        ("a 1; Depends: b\nb 1; Depends: c\nc 1; Depends: d", {"a 1", "b 1", "c 1"}),
        ("a 1; Depends: b\nb 1; Depends: a", set()),
        ("a 1; Depends: b\nb 1; Conflicts: a", {"a 1"}),
        ("a 1; Depends: b; Breaks: b (<< 2)\nb 1\nb 2", set()),
        ("a 1; Depends: b; Breaks: b (<< 2)\nb 1", {"a 1"}),
        ("a 1; Provides: v; Conflicts: v", set()),
        ("a 1; Provides: v; Conflicts: v\nb 1; Provides: v; Conflicts: v\nc 1; Depends: a, b", {"c 1"}),
        ("a 1; Depends: b (= 1), c\nb 1\nb 2\nc 1; Depends: b (= 2)", {"a 1"}),
        ("a 1; Depends: b | c, d\nb 1\nc 1\nd 1; Conflicts: b", set()),
        ("a 1; Depends: b | c, d | e\nb 1; Conflicts: d, e\nc 1; Conflicts: d, e\nd 1\ne 1", {"a 1"}),
        ("base 1; Essential: yes\na 1; Conflicts: base", {"a 1"}),
        ("base 1; Essential: yes\nbase 2; Essential: yes\na 1; Conflicts: base (>= 2)\nb 1; Breaks: base", {"b 1"}),
        ("base 1; Essential: yes; Depends: lib\na 1", {"a 1", "base 1"}),
    ],
)
def test_what_cannot_be_installed_is_found(index: str, expected: set[str]) -> None:
    """Each of these small archives has exactly the uninstallable versions that Policy 7.2 to 7.5 leave it."""
    assert uninstallable(universe_of(stanzas(index))) == expected


def test_pigeons_do_not_fit_into_too_few_holes() -> None:
    """Four packages that need one of the same three exclusive ones each cannot be together; three can."""
    holes = range(3)
    lines = [
        f"p{pigeon}h{hole} 1; Conflicts: {', '.join(f'p{other}h{hole}' for other in range(4) if other != pigeon)}"
        for pigeon in range(4)
        for hole in holes
    ]
    lines += [f"p{pigeon} 1; Depends: {' | '.join(f'p{pigeon}h{hole}' for hole in holes)}" for pigeon in range(4)]
    lines += ["four 1; Depends: p0, p1, p2, p3", "three 1; Depends: p0, p1, p2"]
    assert uninstallable(universe_of(stanzas("\n".join(lines)))) == {"four 1"}


def test_only_what_sources_offer_counts() -> None:
    """A version that only the status knows is neither asked about nor an answer to a dependency."""
    status = "Package: b\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\nDepends: nothing\n"
    universe = universe_of(stanzas("a 1; Depends: b"), status)
    assert uninstallable(universe) == {"a 1"}


def test_architectures_have_to_go_together() -> None:
    """A Multi-Arch: same library is there in one version for all architectures; a foreign tool serves every one."""
    universe = universe_of(
        stanzas(
            "lib 2; Multi-Arch: same\nlib 1:i386; Multi-Arch: same\ntool 1; Multi-Arch: foreign\n"
            "a 1:i386; Depends: tool, lib\nb 1; Depends: lib, lib:i386\nc 1:i386; Depends: other\nother 1"
        ),
        architectures=("amd64", "i386"),
    )
    assert uninstallable(universe) == {"b 1", "c:i386 1"}


def test_the_reason_leads_from_the_package_to_what_is_missing() -> None:
    """The steps of a proof begin with the version asked about and end where nothing answers."""
    universe = universe_of(stanzas("a 1; Depends: x | b\nb 1; Depends: c, d\nc 1\nd 1; Depends: gone"))
    found = {_name(universe, one.version): one.steps for one in check_installability(universe).uninstallable}
    told = [
        (step.rule, _name(universe, step.version), [_name(universe, one) for one in step.others])
        for step in found["a 1"]
    ]
    assert told == [(Rule.NEED, "a 1", ["b 1"]), (Rule.NEED, "b 1", ["d 1"]), (Rule.NEED, "d 1", [])]


def _random_index(source: random.Random) -> str:
    names = [f"p{number}" for number in range(source.randint(3, 12))]
    lines = []

    def relations(most: int, alternatives: int) -> str:
        def relation() -> str:
            bound = source.choice(("", "", f" ({source.choice(('>=', '<<', '=', '<=', '>>'))} {source.randint(1, 3)})"))
            return source.choice([*names, "v", "w"]) + bound

        groups = [
            " | ".join(relation() for _ in range(source.randint(1, alternatives)))
            for _ in range(source.randint(0, most))
        ]
        return ", ".join(groups)

    for name in names:
        for version in sorted(source.sample((1, 2, 3), source.choice((1, 1, 1, 2)))):
            fields = {
                "Depends": relations(3, 3),
                "Conflicts": relations(2, 1),
                "Breaks": relations(1, 1),
                "Provides": source.choice(("", "", "v", "w", "v (= 2)", "w (= 1), v")),
            }
            written = [f"{field}: {value}" for field, value in fields.items() if value]
            lines.append("; ".join([f"{name} {version}", *written]))
    return stanzas("\n".join(lines))


def _dose_debcheck(index: Path) -> set[str]:
    program = shutil.which("dose-debcheck")
    if program is None:
        pytest.skip("dose-debcheck is not installed (package dose-distcheck)")
    words = [program, "--quiet", "--failures", "--deb-native-arch=amd64", str(index)]
    # It exits with 1 when it has found something.
    told = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60).stdout
    return {" ".join(found) for found in re.findall(r"^  package: (\S+)\n  version: (\S+)$", told, re.MULTILINE)}


def test_random_archives_are_judged_as_dose_debcheck_judges_them(tmp_path: Path) -> None:
    """On random archives full of conflicts both find the same versions; the archives of one run go in one file."""
    source = random.Random(5)
    for _ in range(60):
        index = _random_index(source)
        path = tmp_path / "Packages"
        path.write_text(index)
        assert uninstallable(universe_of(index)) == _dose_debcheck(path), index


def test_the_search_alone_agrees_with_all_sets_tried() -> None:
    """Without the sets that grow, the search finds a consistent set exactly where trying all subsets finds one."""
    source = random.Random(11)
    for _ in range(150):
        facts = Facts(universe_of(_random_index(source)))
        versions = facts.versions()
        if len(versions) > 11:
            continue
        search = Search(facts)
        possible: set[int] = set()
        for bits in range(1 << len(versions)):
            chosen = {version for place, version in enumerate(versions) if bits >> place & 1}
            if _is_consistent(facts, chosen):
                possible |= chosen
        for version in versions:
            answer = search.solve(version)
            assert isinstance(answer, Found) == (version in possible)
            if isinstance(answer, Found):
                assert version in answer.versions
                assert _is_consistent(facts, set(answer.versions))


def _is_consistent(facts: Facts, chosen: set[int]) -> bool:
    return all(
        all(chosen.intersection(need.answers) for need in facts.needs(version))
        and not any(exclusion.version in chosen for exclusion in facts.exclusions(version))
        for version in chosen
    )
