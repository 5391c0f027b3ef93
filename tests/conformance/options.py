"""Options to put before and behind the verb."""

from __future__ import annotations

import random

from .material import Material

# Each choice is drawn as often as it stands here.
_PLAIN: tuple[tuple[str, ...], ...] = (
    *(("--no-install-recommends",),) * 8,
    ("--install-recommends",),
    *(("--install-suggests",),) * 3,
    ("--no-install-suggests",),
    *(("-f",),) * 3,
    ("--fix-broken",),
    ("-m",),
    ("--ignore-missing",),
    *(("--reinstall",),) * 4,
    *(("--only-upgrade",),) * 3,
    *(("--no-upgrade",),) * 3,
    *(("--allow-downgrades",),) * 2,
    *(("--allow-change-held-packages",),) * 2,
    *(("--allow-remove-essential",),) * 2,
    *(("--no-remove",),) * 3,
    *(("--auto-remove",),) * 3,
    ("--autoremove",),
    *(("--purge",),) * 2,
    *(("-V",),) * 4,
    ("--verbose-versions",),
    *(("-q",),) * 2,
    *(("-q=0",),) * 3,
    *(("-q=2",),) * 2,
    *(("-qq",),) * 3,
    ("--quiet",),
    *(("-y",),) * 6,
    ("--yes",),
    ("--assume-yes",),
    *(("-s",),) * 3,
    ("--dry-run",),
    *(("--assume-no",),) * 6,
    *(("--trivial-only",),) * 2,
    ("-yV",),
    ("-sq",),
    ("-fy",),
    ("--no-show-upgraded",),
    ("--ignore-hold",),
    ("--no-auto-remove",),
    ("--fix-policy",),
    ("--force-yes",),
    ("--install-recommends=no",),
    ("--mark-auto",),
)
_SETTINGS = (
    "APT::Install-Recommends=0",
    "APT::Install-Recommends=true",
    "APT::Install-Suggests=1",
    "APT::Get::Show-Versions=1",
    "APT::Get::AutomaticRemove=1",
    "APT::AutoRemove::SuggestsImportant=false",
    "APT::AutoRemove::RecommendsImportant=false",
    "APT::Get::Show-Upgraded=0",
    "APT::Get::Upgrade=no",
    "APT::Get::HideAutoRemove=1",
    "APT::Get::HideAutoRemove=small",
    "APT::Get::Only-Upgrade=yes",
    "APT::Immediate-Configure=0",
    "APT::Immediate-Configure-All=1",
    "APT::Never-MarkAuto-Sections::=libs",
    "APT::NeverAutoRemove::=^lib",
    "APT::Get::Assume-Yes=true",
    "APT::Get::Purge=1",
    "APT::Get::ReInstall=1",
    "APT::Install-Recommends-Sections::=admin",
    "APT::Ignore-Hold=1",
    "APT::Get::Remove=false",
    "pkgProblemResolver::Scores::Required=0",
    "pkgProblemResolver::FixByInstall=false",
    "APT::Default-Release=bookworm",
    "APT::Default-Release=nosuch",
    "quiet=0",
    "quiet=2",
    "Foo::Bar=baz",
    "APT::Get::Fix-Broken=1",
    "APT::Get::Fix-Policy-Broken=1",
    "APT::Get::AllowUnauthenticated=1",
    "APT::Color=1",
)
_WRONG: tuple[tuple[str, ...], ...] = (
    ("--no-such-option",),
    ("-Z",),
    ("-o", "Foo"),
    ("-o", "=x"),
    ("-o=",),
    ("--purge=maybe",),
    ("-q=x",),
    ("--no-target-release",),
    ("--reinstall=yes",),
    ("-yZ",),
    ("--allow-downgrades=2",),
    ("-t=",),
)
_WRONG_AT_THE_END: tuple[tuple[str, ...], ...] = (("-t",), ("-o",), ("--target-release",), ("--option",), ("-c",))


def draw_options(rng: random.Random, material: Material) -> tuple[list[str], list[str]]:
    """Options for one case: those before the verb, and those behind it."""
    before: list[str] = []
    behind: list[str] = []
    for _ in range(rng.choices((0, 1, 2, 3, 4), (45, 30, 15, 7, 3))[0]):
        option = _one_option(rng, material)
        (before if rng.random() < 0.25 else behind).extend(option)
    if rng.random() < 0.015:
        behind.extend(rng.choice(_WRONG))
    elif rng.random() < 0.01:
        behind.extend(rng.choice(_WRONG_AT_THE_END))
    return before, behind


def _one_option(rng: random.Random, material: Material) -> list[str]:
    pick = rng.random()
    if pick < 0.75:
        return list(rng.choice(_PLAIN))
    if pick < 0.87:
        others = [*material.release_words, "bookworm", "trixie", "oldstable", "nosuch", "a=now", "12*", "now"]
        release = rng.choice(others if rng.random() < 0.2 or not material.suites else material.suites)
        return rng.choice(
            (
                ["-t", release],
                [f"-t={release}"],
                [f"-t{release}"],
                ["--target-release", release],
                [f"--default-release={release}"],
            )
        )
    setting = rng.choice(_SETTINGS)
    return rng.choice((["-o", setting], ["-o", setting], [f"-o={setting}"], [f"-o{setting}"], ["--option", setting]))


_QUESTION_OPTIONS = {
    "depends": (
        "-i",
        "--important",
        "--installed",
        "--no-depends",
        "--no-pre-depends",
        "--no-recommends",
        "--no-suggests",
        "--no-conflicts",
        "--no-breaks",
        "--no-replaces",
        "--no-enhances",
        "--implicit",
        "-oAPT::Cache::ShowVersion=1",
        "-oAPT::Cache::ShowOnlyFirstOr=1",
        "-oAPT::Cache::ShowDependencyType=0",
    ),
    "show": ("--no-all-versions", "-a", "--all-versions"),
}
_ANY_QUESTION = ("-q", "-q=0", "-qq", "--no-such-option", "-oAPT::Default-Release=bookworm")


def draw_question_options(rng: random.Random, material: Material, verb: str) -> list[str]:
    """Options for one question; recursion only where it ends soon."""
    pool = _QUESTION_OPTIONS.get("depends" if verb == "rdepends" else verb, ())
    drawn = [rng.choice(pool) for _ in range(rng.choice((0, 0, 1, 1, 2)))] if pool else []
    if verb == "depends" and rng.random() < 0.1:
        drawn += ["--recurse", "--important"]
    if rng.random() < 0.1:
        drawn.append(rng.choice(_ANY_QUESTION))
    if material.suites and rng.random() < 0.1:
        drawn.append(f"-t={rng.choice(material.suites)}")
    return drawn
