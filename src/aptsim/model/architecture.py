"""Architecture wildcards: ``any``, ``linux-any``, ``any-amd64``, ``musl-any-any``.

Source: Debian Policy 11.1.1; dpkg-architecture(1); apt-pkg/cachefilter.cc, PackageArchitectureMatchesSpecification;
dpkg's tupletable and cputable.
"""

from __future__ import annotations

from functools import lru_cache

from aptsim.model.file_glob import compile_glob
from aptsim.model.words import split_list

_PROCESSORS = frozenset(
    (
        "alpha",
        "amd64",
        "arc",
        "armeb",
        "arm",
        "arm64",
        "avr32",
        "hppa",
        "loong64",
        "i386",
        "ia64",
        "m32r",
        "m68k",
        "mips",
        "mipsel",
        "mipsr6",
        "mipsr6el",
        "mips64",
        "mips64el",
        "mips64r6",
        "mips64r6el",
        "nios2",
        "or1k",
        "powerpc",
        "powerpcel",
        "ppc64",
        "ppc64el",
        "riscv64",
        "s390",
        "s390x",
        "sh3",
        "sh3eb",
        "sh4",
        "sh4eb",
        "sparc",
        "sparc64",
        "tilegx",
    )
)

_TUPLES = {
    "uclibc-linux-armel": "eabi-uclibc-linux-arm",
    "uclibc-linux-*": "base-uclibc-linux-*",
    "musl-linux-armhf": "eabihf-musl-linux-arm",
    "musl-linux-*": "base-musl-linux-*",
    "arm64ilp32": "ilp32-gnu-linux-arm64",
    "armhf": "eabihf-gnu-linux-arm",
    "armel": "eabi-gnu-linux-arm",
    "mipsn32r6el": "abin32-gnu-linux-mips64r6el",
    "mipsn32r6": "abin32-gnu-linux-mips64r6",
    "mipsn32el": "abin32-gnu-linux-mips64el",
    "mipsn32": "abin32-gnu-linux-mips64",
    "mips64r6el": "abi64-gnu-linux-mips64r6el",
    "mips64r6": "abi64-gnu-linux-mips64r6",
    "mips64el": "abi64-gnu-linux-mips64el",
    "mips64": "abi64-gnu-linux-mips64",
    "powerpcspe": "spe-gnu-linux-powerpc",
    "x32": "x32-gnu-linux-amd64",
    "*": "base-gnu-linux-*",
    "kfreebsd-armhf": "eabihf-gnu-kfreebsd-arm",
    "kfreebsd-*": "base-gnu-kfreebsd-*",
    "knetbsd-*": "base-gnu-knetbsd-*",
    "kopensolaris-*": "base-gnu-kopensolaris-*",
    "hurd-*": "base-gnu-hurd-*",
    "dragonflybsd-*": "base-bsd-dragonflybsd-*",
    "freebsd-*": "base-bsd-freebsd-*",
    "openbsd-*": "base-bsd-openbsd-*",
    "netbsd-*": "base-bsd-netbsd-*",
    "darwin-*": "base-bsd-darwin-*",
    "aix-*": "base-sysv-aix-*",
    "solaris-*": "base-sysv-solaris-*",
    "uclinux-armel": "eabi-uclibc-uclinux-arm",
    "uclinux-*": "base-uclibc-uclinux-*",
    "mint-m68k": "base-tos-mint-m68k",
}
"""Architecture to ABI, libc, kernel and processor; ``*`` stands for a processor of the same name on both sides."""

_IMPOSSIBLE = "invalid-invalid-invalid-invalid"


class ArchitecturePattern:
    """One architecture or wildcard, as a package argument or a pin names it.

    >>> ArchitecturePattern("linux-any").matches("armhf"), ArchitecturePattern("amd64-").matches("amd64")
    (True, False)
    """

    __slots__ = ("_complete", "_literal")

    def __init__(self, pattern: str) -> None:
        self._literal = pattern
        self._complete = _complete(pattern, _pattern_tuple(pattern))

    def matches(self, arch: str) -> bool:
        """Tell whether an architecture fits."""
        if arch in (self._literal, self._complete):
            return True
        return compile_glob(self._complete, fold_case=False).fullmatch(_complete_arch(arch)) is not None


@lru_cache(maxsize=64)
def _complete_arch(arch: str) -> str:
    return _complete(arch, _arch_tuple(arch))


def _complete(name: str, parts: list[str]) -> str:
    """Join the four parts of an architecture; those missing from a name nobody knows are linux, gnu and base."""
    if name.startswith("-") or name.endswith("-"):
        return _IMPOSSIBLE
    if not parts:
        parts = split_list(name, "-")
        if 0 < len(parts) < 4:
            parts = ["base", "gnu", "linux"][: 4 - len(parts)] + parts
    return "-".join("*" if part == "any" else part for part in parts)


def _arch_tuple(arch: str) -> list[str]:
    """Give the four parts of a known architecture, an empty list for others."""
    arch = arch.removeprefix("linux-")
    known = _TUPLES.get(arch) if "*" not in arch else None
    if known is None:
        prefix, dash, processor = arch.rpartition("-")
        wildcard = _TUPLES.get(f"{prefix}{dash}*") if processor in _PROCESSORS else None
        known = wildcard[:-1] + processor if wildcard else None
    return known.split("-") if known else []


def _pattern_tuple(pattern: str) -> list[str]:
    parts = split_list(pattern, "-")
    if "any" in parts or "*" in pattern:
        return ["any"] * (4 - len(parts)) + parts
    return _arch_tuple(pattern)
