"""Which keys the signature of a source may come from.

Source: sources.list(5), Signed-By; apt-pkg/metaindex.cc; methods/gpgv.cc, URIAcquire; apt-key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aptsim.archive.meta_index import KEY_BLOCK
from aptsim.errors import MissingInputError
from aptsim.files.folder import folder_exists, join_path, real_file_exists
from aptsim.files.tree import DISK, FileTree
from aptsim.model.words import split_list

_IN_WHEEL = Path(__file__).resolve().parents[1] / "data/keyrings"
_IN_CHECKOUT = Path(__file__).resolve().parents[3] / "data/keyrings"
_ARCHIVES = ("debian-archive-keyring.gpg", "ubuntu-archive-keyring.gpg")
_PAST = ("debian-archive-removed-keys.gpg",)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A keyring: its name for messages, and its bytes, armoured or not."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Trust:
    """What a signature is held against.

    Args:
        keyrings: where keys are looked for.
        fingerprints: those that may sign, with ``!`` behind one that must have signed itself and not a subkey of it;
            empty means any key of the keyrings.
        is_past: a key counts when it was valid on the day of the signature.
    """

    keyrings: tuple[KeyFile, ...]
    fingerprints: tuple[str, ...] = ()
    is_past: bool = False

    def allows(self, primary: str, key: str) -> bool:
        """Tell whether a key may sign.

        >>> trust = Trust((), ("AA", "BB!"))
        >>> trust.allows("AA", "11"), trust.allows("BB", "11"), trust.allows("CC", "BB")
        (True, False, True)
        """
        if not self.fingerprints:
            return True
        return any(name in (primary, key, f"{key}!") for name in self.fingerprints)


@dataclass(frozen=True, slots=True)
class KeyPlaces:
    """Where keyrings come from.

    Args:
        common: those for sources that name none.
        find: gives the keyring at a path that a source names.
    """

    common: tuple[KeyFile, ...]
    find: Callable[[str], KeyFile]

    def trust_of(self, signed_by: str, is_past: bool) -> Trust:
        """Give what the signature of a source is held against (GPGVMethod::URIAcquire).

        Args:
            signed_by: the option as apt writes it: paths and fingerprints by commas, or a key block.
            is_past: the source is one of the past; the keys that Debian has retired stand beside Debian's then.
        """
        if KEY_BLOCK in signed_by:
            return Trust((KeyFile("the key in Signed-By", signed_by.encode()),), (), is_past)
        parts = [part for part in split_list(signed_by, ",") if part]
        fingerprints = tuple(part for part in parts if not part.startswith("/"))
        named = tuple(self.find(part) for part in parts if part.startswith("/"))
        keyrings = named or self.common
        if is_past and any(_stem(file.name) == _stem(_ARCHIVES[0]) for file in keyrings):
            keyrings += bundled_keyrings(_PAST)
        return Trust(keyrings, fingerprints, is_past)


def bundled_keyrings(names: Sequence[str] = _ARCHIVES) -> tuple[KeyFile, ...]:
    """Give the archive keys of Debian and Ubuntu that come with the project."""
    folder = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CHECKOUT
    return tuple(read_keyring(str(folder / name), name) for name in names)


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def read_keyring(path: str, name: str = "", tree: FileTree = DISK) -> KeyFile:
    """Read a keyring.

    Args:
        path: where it lies.
        name: how messages call it; empty means by its path.
        tree: what it lies in.

    Raises:
        MissingInputError: when it cannot be read.
    """
    try:
        return KeyFile(name or path, tree.read(path))
    except OSError as error:
        raise MissingInputError(path, f"the keyring cannot be read: {error.strerror}") from error


def key_places_of_machine(given: Sequence[str] = ()) -> KeyPlaces:
    """Give the keyrings for sources that belong to no root: those given, else the bundled ones.

    A path that a source names is read from this machine. Where the file is not there, as on a machine without Debian,
    the bundled keyring of the same name stands in.
    """

    def find(path: str) -> KeyFile:
        name = f"{_stem(path)}.gpg"
        if not os.path.exists(path) and name in _ARCHIVES:
            return bundled_keyrings((name,))[0]
        return read_keyring(path)

    return KeyPlaces(tuple(map(read_keyring, given)) or bundled_keyrings(), find)


def key_places_of_root(
    root: str, trusted: str, trusted_parts: str, tree: FileTree, given: Sequence[str] = ()
) -> KeyPlaces:
    """Give the keyrings of a root folder: those given, else the ones that its apt trusts; nothing of this machine.

    Args:
        root: the folder.
        trusted: the path of ``trusted.gpg``.
        trusted_parts: the path of ``trusted.gpg.d``.
        tree: where the root lies.
        given: keyrings of this machine that stand in for the root's own.
    """
    if given:
        common = tuple(map(read_keyring, given))
    else:
        names = sorted(tree.names(trusted_parts)) if folder_exists(trusted_parts, tree) else []
        paths = [join_path(trusted_parts, name) for name in names if name.endswith((".gpg", ".asc"))]
        common = tuple(read_keyring(path, "", tree) for path in (*paths, trusted) if real_file_exists(path, tree))
    return KeyPlaces(common, lambda path: read_keyring(join_path(root, path.lstrip("/")), path, tree))
