"""Random small universes, rich in what trips a resolver. A seed gives the same universe again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .stanzas import Fields
from .tiny import Archive, Universe, installed_fields, package_fields
from .tiny_sound import VERSIONS, sound_part

_STEMS = (
    "a", "b", "c", "dd", "ee", "lib-f", "libg1", "libg2", "h-data", "h", "i-doc", "j-dev", "k", "kk", "l", "m", "mm",
    "n2", "o", "p", "python3", "q", "r-cran", "s", "systemd", "t", "tt", "u", "v", "w", "x11-x", "y", "z", "zlib",
    "apt", "dpkg", "libc6", "bash", "editor", "mail",
)  # fmt: skip
_VIRTUAL = ("virt-a", "virt-b", "mail-agent", "awk", "virt-c", "editor")
_OPERATORS = (">=", ">=", ">=", "=", "<<", "<=", ">>", "<<")
_STATES = (
    "install ok unpacked", "install ok half-configured", "install ok half-installed", "install reinstreq installed",
    "install reinstreq half-installed", "install ok triggers-awaited", "install ok triggers-pending",
    "hold ok unpacked", "hold ok half-configured", "install reinstreq unpacked", "deinstall ok half-configured",
    "install ok not-installed", "unknown ok not-installed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Temper:
    """How wild one universe is: chances between 0 and 1."""

    relation: float
    versioned: float
    conflict: float
    provides: float
    cycles: float
    multiarch: bool
    recommends: float


class Maker:
    """Makes one universe from one source of random numbers."""

    def __init__(self, seed: str) -> None:
        self.rng = rng = random.Random(seed)
        # What came later draws from numbers of its own, so that the universes before it stay as they were.
        self.later = random.Random(f"{seed}/later")
        self.names = rng.sample(_STEMS, rng.randint(8, len(_STEMS)))
        self.temper = Temper(
            relation=rng.choice((0.15, 0.3, 0.5, 0.8)),
            versioned=rng.uniform(0.05, 0.5),
            conflict=rng.choice((0.0, 0.05, 0.1, 0.25)),
            provides=rng.uniform(0.05, 0.4),
            cycles=rng.choice((0.0, 0.1, 0.1, 0.5)),
            multiarch=rng.random() < 0.4,
            recommends=rng.uniform(0.0, 0.7),
        )
        foreign = rng.choices((("i386",), ("i386", "armhf"), ("armhf",)), (85, 8, 7))[0]
        self.architectures = ("amd64", *foreign) if self.temper.multiarch else ("amd64",)
        self.kinds = {name: self._multi_arch(name) for name in self.names}
        self.virtual = {name: rng.sample(self.names, rng.randint(1, 4)) for name in rng.sample(_VIRTUAL, 3)}
        self.sources = {name: rng.choice((name, name, name, f"src-{rng.choice('abc')}")) for name in self.names}
        self.sections = {name: self._section() for name in self.names}

    def universe(self) -> Universe:
        """The universe."""
        rng = self.rng
        universe = Universe(architectures=self.architectures)
        level = 0
        for number in range(rng.choices((1, 2, 3, 4), (45, 30, 15, 10))[0]):
            archive = self._archive(number, level, universe.archives[-1] if universe.archives else None)
            universe.archives.append(archive)
            level += rng.choice((0, 1, 2))
        universe.deb822 = rng.random() < 0.2
        self._install(universe)
        universe.conf = self._conf(universe)
        universe.preferences = self._preferences(universe) if rng.random() < 0.3 else ""
        self._change_later(universe)
        return universe

    def _change_later(self, universe: Universe) -> None:
        """Give some universes a second component, and some the foreign architecture as the native one."""
        if self.later.random() < 0.15:
            for archive in universe.archives:
                archive.contrib = frozenset(name for name in self.names if self.later.random() < 0.3)
        if len(self.architectures) > 1 and self.later.random() < 0.15:
            universe.architectures = (self.architectures[1], "amd64", *self.architectures[2:])

    def _archive(self, number: int, level: int, before: Archive | None) -> Archive:
        """An archive; some packages are those of the archive before it, as they stand there."""
        rng = self.rng
        archive = Archive(("stable", "stable-updates", "backports", "testing")[number])
        if number and rng.random() < 0.25:
            archive.release["NotAutomatic"] = "yes"
            if rng.random() < 0.6:
                archive.release["ButAutomaticUpgrades"] = "yes"
        if rng.random() < 0.3:
            archive.release["Version"] = rng.choice(("12", "12.1", "13"))
        if rng.random() < 0.2:
            archive.release["Label"] = "Tiny-Security"
        archive.signed = rng.random() < 0.95
        archive.flat = rng.random() < 0.07
        share = rng.choice((0.75, 0.95, 0.97, 1.0)) if number == 0 else rng.uniform(0.1, 0.9)
        same = rng.choice((0.0, 0.1, 0.6)) if before else 0.0
        for name in self.names:
            if before is not None and rng.random() < same:
                archive.packages += [fields for fields in before.packages if fields["Package"] == name]
            elif rng.random() < share:
                version = VERSIONS[min(level + rng.choice((2, 2, 3, 4)), len(VERSIONS) - 1)]
                archive.packages += self._builds(name, version)
                if rng.random() < 0.04:
                    archive.packages += self._builds(name, rng.choice((version, *VERSIONS)))
        return archive

    def _builds(self, name: str, version: str) -> list[Fields]:
        """The builds of one package version: one for all architectures, or one for each, mostly alike."""
        rng = self.rng
        fields = self._fields(name)
        if self.kinds[name] == "all" or (not self.temper.multiarch and rng.random() < 0.2):
            return [package_fields(name, version, "all", fields)]
        builds = []
        for arch in self.architectures:
            if rng.random() < (0.98 if arch == "amd64" else 0.9):
                own = fields if rng.random() < 0.9 else self._fields(name)
                own_version = version if rng.random() < 0.95 else rng.choice(VERSIONS)
                builds.append(package_fields(name, own_version, arch, own))
        return builds

    def _fields(self, name: str) -> Fields:
        rng, temper = self.rng, self.temper
        fields: Fields = {"Section": self.sections[name]}
        if self.kinds[name] in ("same", "foreign", "allowed"):
            fields["Multi-Arch"] = self.kinds[name]
        if self.sources[name] != name:
            fields["Source"] = self.sources[name] + rng.choice(("", "", " (2)"))
        fields["Priority"] = rng.choice(
            ("optional", "optional", "optional", "extra", "standard", "important", "required")
        )
        chances = (
            ("Depends", temper.relation, 3),
            ("Pre-Depends", temper.relation * 0.15, 2),
            ("Recommends", temper.recommends * 0.5, 2),
            ("Suggests", temper.recommends * 0.4, 2),
            ("Conflicts", temper.conflict, 2),
            ("Breaks", temper.conflict, 2),
            ("Enhances", 0.03, 1),
        )
        for field, chance, most in chances:
            if rng.random() < chance:
                fields[field] = ", ".join(self._group(name, field) for _ in range(rng.randint(1, most)))
        self._provide(name, fields)
        if rng.random() < 0.5 and (both := fields.get("Conflicts") or fields.get("Breaks")):
            fields["Replaces"] = both
        self._flags(fields)
        return fields

    def _provide(self, name: str, fields: Fields) -> None:
        rng = self.rng
        others = [virtual for virtual, providers in self.virtual.items() if name in providers and rng.random() < 0.9]
        if rng.random() < self.temper.provides * 0.3:
            others.append(rng.choice(_VIRTUAL if rng.random() < 0.5 else self.names))
        provided = []
        for other in others:
            provided.append(other + (f" (= {rng.choice(VERSIONS)})" if rng.random() < 0.35 else ""))
            if rng.random() < 0.12:
                fields["Conflicts"] = ", ".join(filter(None, (fields.get("Conflicts", ""), other)))
        if provided:
            fields["Provides"] = ", ".join(provided)

    def _flags(self, fields: Fields) -> None:
        rng = self.rng
        pick = rng.random()
        if pick < 0.04:
            fields["Essential"] = "yes"
        elif pick < 0.06:
            fields["Protected"] = "yes"
        elif pick < 0.07:
            fields["Important"] = "yes"
        if rng.random() < 0.08:
            fields["Task"] = rng.choice(("desktop", "web-server", "desktop, web-server"))
        if rng.random() < 0.05:
            fields["Installed-Size"] = "0"

    def _group(self, name: str, field: str) -> str:
        rng = self.rng
        positive = field in ("Depends", "Pre-Depends", "Recommends", "Suggests")
        count = rng.choices((1, 2, 3), (70, 22, 8))[0] if positive else 1
        return " | ".join(self._relation(name, positive=positive) for _ in range(count))

    def _relation(self, name: str, *, positive: bool) -> str:
        rng, temper = self.rng, self.temper
        pick = rng.random()
        place = self.names.index(name)
        if pick < 0.015:
            other = rng.choice(("nowhere", "missing-b", *_VIRTUAL))
        elif pick < 0.015 + temper.provides * 0.6:
            other = rng.choice(list(self.virtual))
        elif positive and rng.random() >= temper.cycles and place + 1 < len(self.names):
            other = rng.choice(self.names[place + 1 :])
        else:
            other = rng.choice(self.names)
        text = other
        if temper.multiarch and rng.random() < 0.12:
            text += rng.choice((":any", ":any", f":{self.architectures[1]}", ":amd64", ":native"))
        if rng.random() < temper.versioned * (1 if positive else 2):
            text += self._constraint(positive=positive)
        return text

    def _constraint(self, *, positive: bool) -> str:
        """Mostly one that leaves a way: at least an old version, less than a new one, or against the old ones."""
        rng = self.rng
        if rng.random() < 0.25:
            return f" ({rng.choice(_OPERATORS)} {rng.choice(VERSIONS[:8])})"
        if not positive:
            return f" (<< {rng.choice(VERSIONS[1:6])})"
        if rng.random() < 0.75:
            return f" (>= {rng.choice(VERSIONS[:5])})"
        return f" ({rng.choice(('<<', '<='))} {rng.choice(VERSIONS[5:])})"

    def _multi_arch(self, _: str) -> str:
        kinds = ("", "same", "foreign", "allowed", "all")
        weights = (35, 25, 15, 10, 15) if self.temper.multiarch else (75, 5, 5, 2, 13)
        return self.rng.choices(kinds, weights)[0]

    def _section(self) -> str:
        return self.rng.choice(("misc", "libs", "admin", "oldlibs", "metapackages", "tasks", "non-free/libs", "x11"))

    def _install(self, universe: Universe) -> None:
        """Install a part of what there is, some at versions of their own; sound in two universes of three."""
        rng = self.rng
        if rng.random() < 0.08:
            return
        chosen: dict[tuple[str, str], Fields] = {}
        share = rng.uniform(0.15, 0.95)
        offered = [fields for archive in universe.archives for fields in archive.packages]
        for fields in offered:
            key = (fields["Package"], fields["Architecture"])
            foreign = fields["Architecture"] in self.architectures[1:]
            if key not in chosen and rng.random() < share * (0.5 if foreign else 1):
                chosen[key] = self._own_version(fields)
        packages = list(chosen.values())
        if rng.random() < 0.93:
            packages = sound_part(packages)
        if packages and rng.random() < 0.06:
            packages.remove(rng.choice(packages))
        if rng.random() < 0.85:
            packages.sort(key=lambda fields: (fields["Package"], fields["Architecture"]))
        half_done = 0.15 if rng.random() < 0.25 else 0.0
        held = rng.choice((0.0, 0.0, 0.1, 0.3))
        automatic = rng.choice((0.0, 0.3, 0.6, 0.9))
        for fields in packages:
            universe.installed.append(self._installed(fields, held, half_done))
            if rng.random() < automatic:
                universe.automatic.add((fields["Package"], fields["Architecture"]))

    def _own_version(self, fields: Fields) -> Fields:
        rng = self.rng
        pick = rng.random()
        if pick < 0.7:
            return fields
        name, version, arch = fields["Package"], fields["Version"], fields["Architecture"]
        if pick < 0.9:
            version = rng.choice(VERSIONS[:3] if pick < 0.85 else VERSIONS)
        own = fields if pick < 0.8 else self._fields(name)
        changed = {key: value for key, value in own.items() if key not in ("Package", "Version", "Architecture")}
        if "Multi-Arch" in fields:
            changed["Multi-Arch"] = fields["Multi-Arch"]
        return package_fields(name, version, arch, changed)

    def _installed(self, fields: Fields, held: float, half_done: float) -> Fields:
        rng = self.rng
        pick = rng.random()
        status = "install ok installed"
        if pick < half_done:
            status = rng.choice(_STATES)
        elif pick < half_done + held:
            status = "hold ok installed"
        elif rng.random() < 0.04:
            status = rng.choice(
                ("deinstall ok config-files", "purge ok config-files", "deinstall ok installed", "purge ok installed")
            )
        own = installed_fields(fields, status)
        if status.endswith(("half-configured", "config-files")):
            own["Config-Version"] = fields["Version"]
        elif status.endswith("triggers-awaited"):
            own["Triggers-Awaited"] = rng.choice(self.names)
        elif status.endswith("triggers-pending"):
            own["Triggers-Pending"] = "ldconfig"
        return own

    def _conf(self, universe: Universe) -> str:
        rng = self.rng
        settings = (
            ("APT::Install-Recommends", "false", 0.15),
            ("APT::Install-Suggests", "true", 0.1),
            ("APT::AutoRemove::RecommendsImportant", "false", 0.1),
            ("APT::AutoRemove::SuggestsImportant", "false", 0.15),
            ("APT::Never-MarkAuto-Sections::", "metapackages", 0.4),
            ("APT::Never-MarkAuto-Sections::", "tasks", 0.4),
            ("APT::Move-Autobit-Sections::", "oldlibs", 0.4),
            ("APT::NeverAutoRemove::", "^lib", 0.1),
            ("APT::Default-Release", rng.choice(universe.archives).suite, 0.12),
            ("APT::Get::AutomaticRemove", "true", 0.07),
            ("APT::Get::Purge", "true", 0.03),
            ("APT::Immediate-Configure", "false", 0.04),
        )
        return "".join(f'{name} "{value}";\n' for name, value, chance in settings if rng.random() < chance)

    def _preferences(self, universe: Universe) -> str:
        rng = self.rng
        stanzas = []
        for _ in range(rng.randint(1, 3)):
            package = rng.choice(
                (
                    "*",
                    rng.choice(self.names),
                    f"{rng.choice(self.names)} {rng.choice(self.names)}",
                    "lib*",
                    "/^[a-m]/",
                    "src:src-a",
                )
            )
            suite = rng.choice(universe.archives).suite
            pin = rng.choice(
                (
                    f"release a={suite}",
                    f"release n={suite}-code",
                    f"version {rng.choice(VERSIONS)}",
                    "version 1*",
                    "origin tiny.example",
                    "release l=Tiny-Security",
                    "release o=Tiny",
                    'origin ""',
                )
            )
            priority = rng.choice((-1, 1, 50, 99, 100, 101, 400, 499, 500, 501, 900, 990, 991, 1000, 1001, 1500))
            stanzas.append(f"Package: {package}\nPin: {pin}\nPin-Priority: {priority}\n")
        return "\n".join(stanzas)


def random_universe(seed: str) -> Universe:
    """The universe of this seed."""
    return Maker(seed).universe()
