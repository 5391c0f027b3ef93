"""Files in a root that commands name: packages, source packages, folders with sources."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from .debs import control_of, damaged_debs, make_changes, make_deb
from .root import Contents
from .stanzas import Fields, format_fields, iter_stanza_texts, parse_fields

FOLDER = "srv"
_COUNT = 24
_PATTERN_OF_VERSIONS = ("", "", "", "+local1", "~local1")
_SOURCE_FIELDS = ("Package", "Binary", "Architecture", "Version")


def add_local_files(root: Path) -> None:
    """Write package files and source packages, made of what the root's lists have, below `FOLDER`."""
    rng = random.Random(12)
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    _write_packages(folder, _sample(rng, root, "_Packages"), rng)
    _write_sources(folder, _sample(rng, root, "_Sources"), rng)
    for name, data in damaged_debs().items():
        (folder / f"damaged-{name}.deb").write_bytes(data)
    (folder / "damaged-folder.deb").mkdir()


def with_local_files(contents: Contents) -> Contents:
    """The same root with such files."""
    return Contents(contents.files, contents.sources, contents.architectures, contents.deb822, finish=add_local_files)


def _sample(rng: random.Random, root: Path, suffix: str) -> list[Fields]:
    texts = [
        text for path in sorted((root / "var/lib/apt/lists").glob(f"*{suffix}")) for text in iter_stanza_texts(path)
    ]
    return [parse_fields(text) for text in (rng.sample(texts, _COUNT) if len(texts) > _COUNT else texts)]


def _write_packages(folder: Path, packages: list[Fields], rng: random.Random) -> None:
    written: dict[str, bytes] = {}
    for fields in packages:
        version = fields["Version"] + rng.choice(_PATTERN_OF_VERSIONS)
        changed = {**fields, "Version": version}
        if rng.random() < 0.15:
            changed["Depends"] = rng.choice(("nowhere", "bash (>= 99)", f"{fields['Package']}-none | nowhere"))
        name = f"{fields['Package']}_{version.rpartition(':')[2]}_{fields['Architecture']}.deb"
        written[name] = make_deb(control_of(changed), rng.choice((".xz", ".gz", ".zst", "")))
    extra = (
        ("leaf", "Package: leaf\nVersion: 1\nArchitecture: all\nDepends: bash\nMaintainer: x\nDescription: x\n"),
        ("top", "Package: top\nVersion: 1\nArchitecture: all\nDepends: leaf (>= 1), nested | leaf\nRecommends: vim\n"),
        ("clash", "Package: clash\nVersion: 1\nArchitecture: all\nConflicts: leaf\n"),
        ("i386", "Package: for-i386\nVersion: 1\nArchitecture: i386\nDepends: leaf:any\n"),
    )
    for name, control in extra:
        written[f"{name}.deb"] = make_deb(control, ".gz")
    for name, data in written.items():
        (folder / name).write_bytes(data)
    _write_changes(folder, written, rng)


def _write_changes(folder: Path, written: dict[str, bytes], rng: random.Random) -> None:
    some = {name: written[name] for name in rng.sample(sorted(written), 2)}
    (folder / "some.changes").write_text(make_changes(some))
    (folder / "both.changes").write_text(make_changes({name: written[name] for name in ("leaf.deb", "top.deb")}))
    wrong = {name: data + b"x" for name, data in some.items()}
    (folder / "wrong.changes").write_text(make_changes(wrong))
    (folder / "missing.changes").write_text(make_changes({"nowhere.deb": b"x", "leaf.deb": written["leaf.deb"]}))
    (folder / "empty.changes").write_text("Format: 1.8\n")


def _write_sources(folder: Path, sources: list[Fields], rng: random.Random) -> None:
    for fields in sources:
        name = fields["Package"]
        dsc = {"Format": "3.0 (quilt)", "Source": name, **_without(fields, "Package", "Directory", "Files")}
        text = format_fields(dsc) + "\n"
        if rng.random() < 0.3:
            text = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}\n{_SIGNATURE}"
        (folder / f"{name}.dsc").write_text(text, errors="surrogateescape")
        control = format_fields({"Source": name, **_without(fields, *_SOURCE_FIELDS, "Directory", "Files")})
        debian = folder / f"{name}-src/debian"
        debian.mkdir(parents=True, exist_ok=True)
        binary = f"Package: {name}\nArchitecture: any\nDescription: x\n"
        (debian / "control").write_text(f"# a comment\n{control}\n\n{binary}", errors="surrogateescape")
    for name, text in _ODD_SOURCES.items():
        (folder / f"odd-{name}.dsc").write_text(text)


def _without(fields: Fields, *names: str) -> Fields:
    return {name: value for name, value in fields.items() if name not in names}


def local_names(root: Path) -> Iterator[str]:
    """The files below `FOLDER` that a command may name, sorted."""
    folder = root / FOLDER
    if folder.is_dir():
        yield from sorted(path.name for path in folder.iterdir())


_SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n"
_ODD_SOURCES = {
    "empty": "",
    "no-colon": "Source\n",
    "no-depends": "Source: x\nVersion: 1\n",
    "bad-depends": "Source: x\nBuild-Depends: bash (>=\n",
    "bad-profile": "Source: x\nBuild-Depends: bash, vim <!nocheck\n",
    "commas": "Source: x\nBuild-Depends: , bash,, vim ,\n",
    "comments": "# first\nSource: x\n# inside\nBuild-Depends: bash,\n# between\n vim\n",
    "conflicts": "Source: x\nBuild-Depends: gcc\nBuild-Conflicts: bash, vim\nBuild-Conflicts-Indep: gcc\n",
    "indep": "Source: x\nBuild-Depends-Indep: vim\nBuild-Depends-Arch: less\nBuild-Conflicts-Arch: nano\n",
    "cut-signature": "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nSource: x\n",
    "late-signature": "Source: x\n-----BEGIN PGP SIGNED MESSAGE-----\n",
}
