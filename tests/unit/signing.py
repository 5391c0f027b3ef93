"""Keys and signatures made on the spot, as archives make them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pysequoia import Cert, SignatureMode, Tsk, sign

from aptsim.archive.trust import KeyFile, KeyPlaces, read_keyring


def make_key(name: str = "Archive", validity: int | None = None) -> Tsk:
    """Give a key with a subkey that signs; the same name gives the same key.

    Args:
        name: whose key it is.
        validity: seconds until it expires.
    """
    return _generate(name, validity)


@cache
def _generate(name: str, validity: int | None) -> Tsk:
    return Tsk.generate(f"{name} <{name.lower()}@example.org>", validity_seconds=validity)


def public_key(key: Tsk) -> bytes:
    """Give the part that everybody may have."""
    return bytes(key.extract_certificate())


def revoked_key(key: Tsk) -> bytes:
    """Give the public part with the word that it is not to be used any more."""
    cert = key.extract_certificate()
    return bytes(Cert.from_bytes(bytes(cert) + bytes(cert.revoke(key.certifier()))))


def clear_signed(content: bytes, *keys: Tsk) -> bytes:
    """Give InRelease for Release."""
    [key] = keys or (make_key(),)
    return sign(key.signer(), content, mode=SignatureMode.CLEAR)


def detached_signature(content: bytes, *keys: Tsk) -> bytes:
    """Give Release.gpg for Release, with one signature by each key."""
    return b"".join(sign(key.signer(), content, mode=SignatureMode.DETACHED) for key in keys or (make_key(),))


def key_places(*keys: Tsk | bytes) -> KeyPlaces:
    """Give places where just these keys are trusted; a path that a source names is read."""
    data = [key if isinstance(key, bytes) else public_key(key) for key in keys or (make_key(),)]
    return KeyPlaces(tuple(KeyFile(f"ring{number}.gpg", one) for number, one in enumerate(data)), read_keyring)


def write_keyring(path: Path, *keys: Tsk) -> str:
    """Write a keyring and give its path."""
    path.write_bytes(b"".join(map(public_key, keys or (make_key(),))))
    return str(path)
