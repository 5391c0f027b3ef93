"""The real debootstrap, asked which packages it would install: on an index from loopback, or on Debian's mirror.

``python -m tests.conformance.debootstrap`` records its answers for bookworm in ``tests/unit``. It needs debootstrap,
root and the mirror; it only downloads, and installs nothing.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import shutil
import subprocess
import tempfile
from pathlib import Path

RECORDED = Path(__file__).parents[1] / "unit" / "debootstrap_bookworm.json"
MIRROR = "http://deb.debian.org/debian"
VARIANTS = {"minbase": "minbase", "standard": "-"}
"""Our names for debootstrap's variants."""


def has_debootstrap() -> bool:
    """Whether it is there to be asked."""
    return shutil.which("debootstrap") is not None


def print_debs(variant: str, suite: str, mirror: str, *options: str) -> list[str]:
    """The packages of one of our variants, sorted."""
    with tempfile.TemporaryDirectory(prefix="aptsim-debootstrap-") as folder:
        command = ["debootstrap", "--print-debs", "--arch=amd64", f"--variant={VARIANTS[variant]}", *options]
        run = subprocess.run(
            [*command, suite, f"{folder}/target", mirror], capture_output=True, text=True, check=True, timeout=120
        )
    return sorted(run.stdout.split())


def mirror_files(index: bytes, codename: str) -> dict[str, bytes]:
    """The files of a mirror with one index and an unsigned Release file."""
    packed = lzma.compress(index, preset=0)
    sums = "".join(
        f" {hashlib.sha256(data).hexdigest()} {len(data)} main/binary-amd64/Packages{ending}\n"
        for data, ending in ((index, ""), (packed, ".xz"))
    )
    head = f"Origin: Debian\nSuite: stable\nCodename: {codename}\nComponents: main\nArchitectures: amd64\n"
    return {
        f"dists/{codename}/Release": f"{head}SHA256:\n{sums}".encode(),
        f"dists/{codename}/main/binary-amd64/Packages.xz": packed,
    }


def record() -> None:
    """Ask for both variants of bookworm and write the answers down."""
    version = subprocess.run(["debootstrap", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    answers = {variant: print_debs(variant, "bookworm", MIRROR) for variant in VARIANTS}
    RECORDED.write_text(json.dumps({"program": version, **answers}, indent=1) + "\n")


if __name__ == "__main__":
    record()
