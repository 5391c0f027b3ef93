"""Makes the bundled slice of Debian 12 from the mirror, and holds the real apt on the slice against apt on the whole.

    python -m data.make            make data/bookworm anew, from the package lists that apt fetches
    python -m data.make check      ask apt the same on the slice and on the whole about every fourth package, and count
    python -m data.make check all  the same with three questions about every package; this takes hours

It needs what the conformance suite needs: a Debian 12 machine with apt 2.6, and the mirror. Nothing on that machine
is changed. How the slice is cut is said in data/README.md.
"""

from __future__ import annotations

import itertools
import lzma
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from data.seeds import SEEDS
from tests.conformance.archive import BOOKWORM, SECURITY_UPDATES, UPDATES, Source, lists_folder
from tests.conformance.folders import cache_folder
from tests.conformance.kinds import CUT_SATISFIED, minimal
from tests.conformance.oracle import Oracle, run_apt_get
from tests.conformance.package_sets import DEBIAN_APT_CONF
from tests.conformance.root import root_at
from tests.conformance.stanzas import Fields, iter_stanza_texts, parse_fields
from tests.conformance.variants import cut

BOOKWORM_FOLDER = Path(__file__).resolve().parent / "bookworm"
SUITES = (BOOKWORM, UPDATES, SECURITY_UPDATES)
FOLLOWED = ("Pre-Depends", "Depends", "Recommends", "Suggests")
MENTIONING = (*FOLLOWED, "Conflicts", "Breaks", "Replaces", "Enhances", "Provides")
PRIORITIES = ("required", "important", "standard")
QUESTION = ("install", "openssh-client")

Stanza = tuple[str, Fields]


class Archive:
    """All stanzas of the three suites, found by package name and by what they provide."""

    def __init__(self, lists: Path) -> None:
        self.suites: dict[Source, list[Stanza]] = {}
        self.versions: dict[str, list[Fields]] = {}
        self.providers: dict[str, set[str]] = {}
        self.first_mention: dict[str, str] = {}
        for suite in SUITES:
            path = lists / suite.list_names()[1]
            self.suites[suite] = [(text, parse_fields(text)) for text in iter_stanza_texts(path)]
            for _, fields in self.suites[suite]:
                self._add(fields)

    def _add(self, fields: Fields) -> None:
        package = fields["Package"]
        self.versions.setdefault(package, []).append(fields)
        self.first_mention.setdefault(package, package)
        for name in _names_in(fields.get("Provides", "")):
            self.providers.setdefault(name, set()).add(package)
        for field in MENTIONING:
            for name in _names_in(fields.get(field, "")):
                self.first_mention.setdefault(name, package)

    def closure(self, seeds: Iterable[str]) -> set[str]:
        """The names that the followed fields lead to: every alternative, and every provider of every name."""
        found: set[str] = set()
        waiting = list(seeds)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            waiting.extend(self.providers.get(name, ()))
            for fields in self.versions.get(name, ()):
                for field in FOLLOWED:
                    waiting.extend(_names_in(fields.get(field, "")))
        return found

    def first_mentioners(self, chosen: set[str]) -> set[str]:
        """The packages that mention rivals among *chosen* first: apt numbers names in that order.

        Rivals provide the same name. Where nothing else decides between them, their numbers do.
        """
        found: set[str] = set()
        for name, providers in self.providers.items():
            rivals = chosen & (providers | ({name} if name in self.versions else set()))
            if len(rivals) > 1:
                found.update(self.first_mention[rival] for rival in rivals)
        return found

    def known(self, name: str) -> bool:
        """Whether a package has this name or provides it."""
        return name in self.versions or name in self.providers

    def base_names(self) -> list[str]:
        """What an installer puts on every system, by priority."""
        return [
            name
            for name, versions in self.versions.items()
            if any(fields.get("Priority") in PRIORITIES for fields in versions)
        ]


def _names_in(relations: str) -> Iterator[str]:
    for group in relations.split(","):
        for relation in group.split("|"):
            name = relation.strip().split(" ")[0].split("(")[0].split(":")[0]
            if name:
                yield name


def make() -> None:
    """Write data/bookworm in place of what is there."""
    archive = Archive(lists_folder())
    seeds = sorted({name for name in SEEDS if archive.known(name)})
    chosen = archive.closure((*seeds, *archive.base_names()))
    while missing := archive.first_mentioners(chosen) - chosen:
        chosen = archive.closure(chosen | missing)
    shutil.rmtree(BOOKWORM_FOLDER, ignore_errors=True)
    files = {
        "etc/apt/sources.list": "".join(f"deb {suite.uri} {suite.suite} main\n" for suite in SUITES),
        **DEBIAN_APT_CONF,
        "etc/apt/preferences.d/.gitkeep": "",
        "etc/apt/sources.list.d/.gitkeep": "",
        "var/lib/dpkg/arch": "amd64\n",
        **minimal().files(),
    }
    for name, text in files.items():
        _write(BOOKWORM_FOLDER / "root" / name, text)
    lists = BOOKWORM_FOLDER / "root/var/lib/apt/lists"
    for suite in SUITES:
        release, packages = suite.list_names()
        _write(lists / release, _release_header((lists_folder() / release).read_text()))
        text = "".join(f"{text}\n\n" for text, fields in archive.suites[suite] if fields["Package"] in chosen)
        data = lzma.compress(text.encode("utf-8", "surrogateescape"), preset=9 | lzma.PRESET_EXTREME)
        (lists / f"{packages}.xz").write_bytes(data)
    _write(BOOKWORM_FOLDER / "status-damaged", cut(minimal(), CUT_SATISFIED).status())
    _write(BOOKWORM_FOLDER / "packages.txt", "".join(f"{name}\n" for name in seeds))
    _record()


def _release_header(text: str) -> str:
    """The fields of an InRelease file that describe the archive: without its checksums and its signature."""
    lines = text.split("\n\n", 1)[1].split("\n") if text.startswith("-----BEGIN") else text.split("\n")
    kept = []
    for line in lines:
        if line in ("MD5Sum:", "SHA1:", "SHA256:", "SHA512:") or line.startswith("-----"):
            break
        kept.append(f"{line}\n")
    return "".join(kept)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


def _record() -> None:
    """Write down what apt answers to the question of the story, on the sound system and on its damaged twin."""
    damaged = f"Dir::State::status={BOOKWORM_FOLDER / 'status-damaged'}"
    for name, options in (("minimal", ()), ("damaged", ("-o", damaged))):
        answer = run_apt_get(root_at(BOOKWORM_FOLDER / "root"), (*options, *QUESTION))
        _write(BOOKWORM_FOLDER / f"apt-2.6.1-{name}.txt", answer.stdout)


def check(all_questions: bool) -> int:
    """Ask apt about every package of the list, on the slice and on the whole; print where the answers differ."""
    roots = root_at(BOOKWORM_FOLDER / "root"), root_at(_whole_root())
    apt, questions = Oracle(), list(_questions(all_questions))
    differing = 0
    for question in questions:
        if apt.answer(roots[0], question) != apt.answer(roots[1], question):
            differing += 1
            print("differs:", *question, flush=True)
    print(f"{len(questions) - differing} of {len(questions)} answers are the same")
    return 1 if differing else 0


def _whole_root() -> Path:
    """The same root with the whole lists in place of the slices."""
    folder = cache_folder() / "whole"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BOOKWORM_FOLDER / "root", folder)
    for suite in SUITES:
        for name in suite.list_names():
            shutil.copy(lists_folder() / name, folder / "var/lib/apt/lists" / name)
        (folder / "var/lib/apt/lists" / f"{suite.list_names()[1]}.xz").unlink()
    return folder


def _questions(all_questions: bool) -> Iterator[tuple[str, ...]]:
    """All three forms for every package of the list, or one of them in turn for every fourth package."""
    forms: tuple[tuple[str, ...], ...] = (
        ("install",),
        ("install", "--no-install-recommends"),
        ("-o", f"Dir::State::status={BOOKWORM_FOLDER / 'status-damaged'}", "install"),
    )
    names = (BOOKWORM_FOLDER / "packages.txt").read_text().split()
    if all_questions:
        yield from ((*form, name) for name in names for form in forms)
    else:
        yield from ((*form, name) for form, name in zip(itertools.cycle(forms), names[::4], strict=False))


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        sys.exit(check(sys.argv[2:] == ["all"]))
    make()
