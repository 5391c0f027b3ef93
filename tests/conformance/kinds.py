"""The kinds of real roots: what each is made of."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

from .archive import (
    BACKPORTS,
    BOOKWORM,
    BOOKWORM_BOTH,
    BOTH,
    BULLSEYE,
    EXPERIMENTAL,
    SECURITY_UPDATES,
    SID,
    TRIXIE,
    UPDATES,
    UPDATES_BOTH,
    Source,
    lists_folder,
)
from .installed import Installed, solve
from .local_files import with_local_files
from .package_sets import DEBIAN_APT_CONF, DESKTOP, MULTIARCH, SERVER
from .root import Contents
from .stanzas import Index
from .variants import cut, dependants_of, lower_versions, with_broken_states, with_mild_states, with_reinstreq

BOOKWORM_ALL = (BOOKWORM, UPDATES, SECURITY_UPDATES)
SEED = 12
TRIXIE_SERVER = ("openssh-server", "apache2", "mariadb-server", "git", "build-essential", "python3-pip", "vim")
_KERNEL = re.compile(r"^linux-image-[0-9.]+-[0-9]+-amd64$")
ORPHANED = ("task-", "gnome", "kde-plasma", "libreoffice", "konsole", "kate", "digikam", "gimp", "texlive")


@cache
def _base_names(source: Source = BOOKWORM) -> tuple[str, ...]:
    """What debootstrap's minbase has: Essential, required, and apt."""
    index = Index([lists_folder() / source.list_names()[1]])
    names = [
        fields["Package"]
        for fields in index.iter_fields()
        if fields.get("Essential") == "yes" or fields.get("Priority") == "required"
    ]
    return (*names, "apt", "debian-archive-keyring")


@cache
def _important_names(source: Source = BOOKWORM) -> tuple[str, ...]:
    index = Index([lists_folder() / source.list_names()[1]])
    return tuple(
        fields["Package"] for fields in index.iter_fields() if fields.get("Priority") in ("important", "standard")
    )


@cache
def minimal() -> Installed:
    """A minimal Debian 12, as debootstrap makes it: without recommended packages, everything manual."""
    system = solve(Contents({}, (BOOKWORM,)), _base_names(), options=("--no-install-recommends",))
    return Installed(system.packages, frozenset())


@cache
def server() -> Installed:
    """A server of about 500 packages, at the versions of the main suite."""
    return solve(Contents(DEBIAN_APT_CONF, (BOOKWORM,)), (*_base_names(), *_important_names(), *SERVER))


@cache
def desktop() -> Installed:
    """A desktop of about 2,000 packages, at the versions of the main suite."""
    return solve(Contents(DEBIAN_APT_CONF, (BOOKWORM,)), (*_base_names(), *_important_names(), *DESKTOP))


@cache
def multiarch() -> Installed:
    """An amd64 system with i386 libraries, as games and wine need them."""
    contents = Contents(DEBIAN_APT_CONF, (BOOKWORM_BOTH, UPDATES_BOTH), BOTH)
    return solve(contents, (*_base_names(), *_important_names(), *MULTIARCH))


def _names(system: Installed, rng: random.Random, count: int) -> list[str]:
    return rng.sample(sorted({fields["Package"] for fields in system.packages}), count)


def _plain(system: Installed, **files: str) -> Contents:
    return Contents({**DEBIAN_APT_CONF, **system.files(), **files}, BOOKWORM_ALL)


def _empty() -> Contents:
    return Contents({"var/lib/dpkg/status": ""}, BOOKWORM_ALL)


def _absent() -> Contents:
    return Contents({}, BOOKWORM_ALL, deb822=True)


def _minimal() -> Contents:
    return Contents(minimal().files(), BOOKWORM_ALL, deb822=True)


def _desktop() -> Contents:
    return Contents({**DEBIAN_APT_CONF, **desktop().files()}, BOOKWORM_ALL, deb822=True)


def _multiarch() -> Contents:
    files = {**DEBIAN_APT_CONF, **multiarch().files()}
    return Contents(files, (BOOKWORM_BOTH, UPDATES_BOTH, SECURITY_UPDATES), BOTH)


def _multiarch_minimal() -> Contents:
    """Only amd64 packages are installed; i386 may be."""
    return Contents(minimal().files(), (BOOKWORM_BOTH, UPDATES_BOTH), BOTH)


CUT_SATISFIED = ("gcc-12-base", "libc6", "libcrypt1", "libgcc-s1", "libpcre2-8-0", "libselinux1", "zlib1g")


def _cut() -> Contents:
    return Contents(cut(minimal(), CUT_SATISFIED).files(), BOOKWORM_ALL)


def _cut_broken() -> Contents:
    first = tuple(fields["Package"] for fields in minimal().packages[:8])
    return Contents(cut(minimal(), first).files(), BOOKWORM_ALL)


def _cut_half() -> Contents:
    system = server()
    first = tuple(fields["Package"] for fields in system.packages[: len(system.packages) // 2])
    return _plain(cut(system, first))


def _states() -> Contents:
    return _plain(with_broken_states(server(), random.Random(SEED)))


def _states_mild() -> Contents:
    return _plain(with_mild_states(server(), random.Random(SEED)))


def _reinstreq() -> Contents:
    return _plain(with_reinstreq(server(), random.Random(SEED)))


def _reinstreq_lost() -> Contents:
    """A package that dpkg wants reinstalled, at a version that no source offers."""
    return _plain(with_reinstreq(server(), random.Random(SEED), lost=True))


def _upgradable() -> Contents:
    return _plain(lower_versions(server(), random.Random(SEED), share=0.5))


def _upgradable_desktop() -> Contents:
    rng = random.Random(SEED + 1)
    system = lower_versions(desktop(), rng, share=0.25)
    return _plain(with_mild_states(system, rng))


def _no_recommends() -> Contents:
    conf = 'APT { Install-Recommends "false"; AutoRemove::RecommendsImportant "false"; };\n'
    system = lower_versions(server(), random.Random(SEED + 2), share=0.2)
    return _plain(system, **{"etc/apt/apt.conf": conf})


def _backports() -> Contents:
    return Contents({**DEBIAN_APT_CONF, **server().files()}, (*BOOKWORM_ALL, BACKPORTS))


def _default_release() -> Contents:
    conf = 'APT::Default-Release "bookworm-backports";\nAPT::Install-Suggests "true";\n'
    return Contents({**minimal().files(), "etc/apt/apt.conf.d/99default": conf}, (*BOOKWORM_ALL, BACKPORTS))


def _mixed() -> Contents:
    return Contents({**DEBIAN_APT_CONF, **server().files()}, (*BOOKWORM_ALL, TRIXIE))


def _mixed_pinned() -> Contents:
    preferences = "Package: *\nPin: release n=trixie\nPin-Priority: 100\n"
    files = {**DEBIAN_APT_CONF, **desktop().files(), "etc/apt/preferences.d/trixie": preferences}
    return Contents(files, (TRIXIE, *BOOKWORM_ALL), deb822=True)


def _release_upgrade() -> Contents:
    return Contents({**DEBIAN_APT_CONF, **server().files()}, (TRIXIE,))


def _desktop_upgrade() -> Contents:
    """The desktop with nothing but the next release to upgrade to."""
    return Contents({**DEBIAN_APT_CONF, **desktop().files()}, (TRIXIE,))


def _bullseye_minimal() -> Contents:
    """A minimal system of the last release, to be upgraded."""
    system = solve(Contents({}, (BULLSEYE,)), _base_names(BULLSEYE), options=("--no-install-recommends",))
    return Contents(Installed(system.packages, frozenset()).files(), BOOKWORM_ALL)


def _bullseye_desktop() -> Contents:
    """A desktop of the last release, to be upgraded."""
    names = (*_base_names(BULLSEYE), *_important_names(BULLSEYE), *DESKTOP)
    system = solve(Contents(DEBIAN_APT_CONF, (BULLSEYE,)), names)
    return _plain(system)


def _unstable() -> Contents:
    """Unstable with experimental beside it, whose packages come only when asked for."""
    system = solve(Contents(DEBIAN_APT_CONF, (SID,)), (*_base_names(SID), *TRIXIE_SERVER))
    older = lower_versions(system, random.Random(SEED + 4), share=0.2)
    return Contents({**DEBIAN_APT_CONF, **older.files()}, (SID, EXPERIMENTAL), deb822=True)


def _pins() -> Contents:
    """Pins of every kind: by release, origin, version, source, glob and regular expression."""
    rng = random.Random(SEED + 3)
    system = server()
    some = _names(system, rng, 12)
    stanzas = [
        "Package: *\nPin: release a=oldstable-security, l=Debian-Security\nPin-Priority: 490",
        "Explanation: nothing from trixie, but ...\nPackage: *\nPin: release n=trixie\nPin-Priority: -10",
        "Package: python3* /^lib(x|y)/ src:vim\nPin: release n=trixie\nPin-Priority: 600",
        f"Package: {some[0]} {some[1]}\nPin: version *\nPin-Priority: -1",
        f"Package: {some[2]}\nPin: origin deb.debian.org\nPin-Priority: 1001",
        f'Package: {some[3]} {some[4]}\nPin: origin ""\nPin-Priority: 700',
        "Package: perl:any git\nPin: release c=main\nPin-Priority: 995",
        "Package: mc tmux nano\nPin: version 99*\nPin-Priority: 1005",
        "Package: src:openssl\nPin: release n=bookworm\nPin-Priority: 1001",
    ]
    files = {**DEBIAN_APT_CONF, **system.files(), "etc/apt/preferences": "\n\n".join(stanzas) + "\n"}
    return Contents(files, (*BOOKWORM_ALL, TRIXIE, BACKPORTS))


def _no_lists() -> Contents:
    return Contents({**DEBIAN_APT_CONF, **server().files()})


def _orphans() -> Contents:
    """A desktop of which the packages that pulled in the rest are gone, so that much is no longer needed."""
    system = desktop()
    dependants = dependants_of(system)
    wishes = [name for name in dependants if name.startswith(ORPHANED)]
    gone: set[str] = set()
    while found := [name for name in wishes if name not in gone and dependants[name] <= gone]:
        gone.update(found)
    return _plain(cut(system, {fields["Package"] for fields in system.packages} - gone))


I386_NATIVE = ("i386", "amd64")


def _i386_native() -> Contents:
    """A system whose native architecture is i386, amd64 a foreign one."""
    contents = Contents({}, (BOOKWORM_BOTH, UPDATES_BOTH), I386_NATIVE)
    system = solve(contents, (*_base_names(), "openssh-server", "python3", "vim", "linux-image-amd64:amd64"))
    return Contents({**DEBIAN_APT_CONF, **system.files("i386")}, (BOOKWORM_BOTH, UPDATES_BOTH), I386_NATIVE)


def _trixie() -> Contents:
    """A system of the next release."""
    system = solve(Contents(DEBIAN_APT_CONF, (TRIXIE,)), (*_base_names(), *TRIXIE_SERVER))
    return Contents({**DEBIAN_APT_CONF, **system.files()}, (TRIXIE,), deb822=True)


def _kernels() -> Contents:
    """Three kernels, automatically installed, and what apt's Debian configuration says about them."""
    index = Index([lists_folder() / source.list_names()[1] for source in BOOKWORM_ALL])
    images = [name for name in index.names if _KERNEL.match(name)]
    names = (*_base_names(), "linux-image-amd64", *sorted(images)[:2], *sorted(images)[-1:])
    system = solve(Contents(DEBIAN_APT_CONF, BOOKWORM_ALL), names)
    automatic = {(fields["Package"], "amd64") for fields in system.packages if _KERNEL.match(fields["Package"])}
    return _plain(Installed(system.packages, system.automatic | automatic))


def _sources() -> Contents:
    """A minimal system that has source packages in its lists."""
    return Contents(minimal().files(), tuple(source.with_sources() for source in BOOKWORM_ALL), deb822=True)


def _sources_server() -> Contents:
    """A server with source packages, those of backports among them."""
    sources = tuple(source.with_sources() for source in (*BOOKWORM_ALL, BACKPORTS))
    return Contents({**DEBIAN_APT_CONF, **server().files()}, sources)


def _sources_multiarch() -> Contents:
    """A system that can build for i386, with source packages."""
    sources = tuple(source.with_sources() for source in (BOOKWORM_BOTH, UPDATES_BOTH))
    return Contents({**DEBIAN_APT_CONF, **multiarch().files()}, sources, BOTH)


def _sources_mixed() -> Contents:
    """A server with the source packages of two releases, and the packages of the later one on demand."""
    preferences = "Package: *\nPin: release n=trixie\nPin-Priority: 100\n"
    files = {**DEBIAN_APT_CONF, **server().files(), "etc/apt/preferences": preferences}
    return Contents(files, tuple(source.with_sources() for source in (TRIXIE, *BOOKWORM_ALL)))


KINDS: dict[str, Callable[[], Contents]] = {
    "empty": _empty,
    "absent": _absent,
    "minimal": _minimal,
    "server": lambda: _plain(server()),
    "desktop": _desktop,
    "multiarch": _multiarch,
    "multiarch-minimal": _multiarch_minimal,
    "cut": _cut,
    "cut-broken": _cut_broken,
    "cut-half": _cut_half,
    "states": _states,
    "states-mild": _states_mild,
    "reinstreq": _reinstreq,
    "reinstreq-lost": _reinstreq_lost,
    "upgradable": _upgradable,
    "upgradable-desktop": _upgradable_desktop,
    "orphans": _orphans,
    "no-recommends": _no_recommends,
    "backports": _backports,
    "default-release": _default_release,
    "mixed": _mixed,
    "mixed-pinned": _mixed_pinned,
    "pins": _pins,
    "release-upgrade": _release_upgrade,
    "desktop-upgrade": _desktop_upgrade,
    "bullseye-minimal": _bullseye_minimal,
    "bullseye-desktop": _bullseye_desktop,
    "unstable": _unstable,
    "no-lists": _no_lists,
    "i386-native": _i386_native,
    "trixie": _trixie,
    "kernels": _kernels,
    "sources": lambda: with_local_files(_sources()),
    "sources-server": lambda: with_local_files(_sources_server()),
    "sources-multiarch": lambda: with_local_files(_sources_multiarch()),
    "sources-mixed": lambda: with_local_files(_sources_mixed()),
}
