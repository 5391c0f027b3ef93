"""Signatures of Release files: which count, and what is said of the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aptsim.archive.openpgp import SignatureError, check_keyring, verify_clear_signed, verify_detached
from aptsim.archive.trust import KeyFile, Trust, bundled_keyrings, key_places_of_machine, key_places_of_root
from aptsim.files.tree import DISK
from tests.unit.signing import clear_signed, detached_signature, make_key, public_key, revoked_key, write_keyring

CONTENT = b"Suite: test\nCodename: test\n"
NOW = datetime.now(UTC)

# Made with gpg --digest-algo SHA1 --clearsign.
WEAK = b"""-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA1

Suite: test
Codename: test
SHA256:
 0000000000000000000000000000000000000000000000000000000000000000 0 main/binary-amd64/Packages
-----BEGIN PGP SIGNATURE-----

iHUEARYCAB0WIQTRLQ78gi8nVXO3DsGPsYqBA4XhDAUCawX3ywAKCRCPsYqBA4Xh
DBi9AQDyhOP0OdFPB0AQy2sCP7CtFZbhbPshp3ee28DvjNd7EQEA1XxekIwfzlGJ
fr1f2yI6v9tgxbUPPF8rnM0hZ0xNmAw=
=NbSz
-----END PGP SIGNATURE-----
"""
WEAK_KEY = b"""-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawX3yxYJKwYBBAHaRw8BAQdA5nRUGwhFGPSU8SSKxDo77/U6pV7oJxmNThL6
oMYdPCG0HFdlYWsgVGVzdCA8d2Vha0BleGFtcGxlLm9yZz6IkAQTFggAOBYhBNEt
DvyCLydVc7cOwY+xioEDheEMBQJrBffLAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4B
AheAAAoJEI+xioEDheEMLsQA/09X4Lm7GqCcZtlrZJNwFqUHbRVnYig2any3Gd0y
VH1yAP4hre5ENJt3XsyJ58XaJ3q7GNeaYb6Ux0XpmKdAn3BdDw==
=86G3
-----END PGP PUBLIC KEY BLOCK-----
"""


def trust(*keys: bytes, fingerprints: tuple[str, ...] = (), is_past: bool = False) -> Trust:
    """What is held against: these keys."""
    rings = tuple(KeyFile(f"ring{number}.gpg", key) for number, key in enumerate(keys))
    return Trust(rings, fingerprints, is_past)


def fingerprint(name: str) -> str:
    """The fingerprint that people know a key by."""
    return make_key(name).extract_certificate().fingerprint.upper()


def test_a_good_signature_gives_the_content_and_who_signed() -> None:
    """A clear-signed file is verified, and what was signed comes back without the signature."""
    content, signers = verify_clear_signed(clear_signed(CONTENT), trust(public_key(make_key())), NOW)
    assert content == CONTENT
    assert [signer.primary for signer in signers] == [fingerprint("Archive")]


def test_a_detached_signature_counts_as_much() -> None:
    """Release.gpg may hold several signatures; the ones by unknown keys do no harm."""
    both = detached_signature(CONTENT, make_key("Stranger"), make_key())
    signers = verify_detached(CONTENT, both, trust(public_key(make_key())), NOW)
    assert [signer.primary for signer in signers] == [fingerprint("Archive")]


def test_changed_content_is_bad() -> None:
    """One changed letter is enough, and the key is named."""
    changed = clear_signed(CONTENT).replace(b"Suite: test", b"Suite: tesk")
    with pytest.raises(SignatureError, match=r"the signature of key [0-9A-F]{40} is bad: the content is not what was"):
        verify_clear_signed(changed, trust(public_key(make_key())), NOW)
    with pytest.raises(SignatureError, match="is bad"):
        verify_detached(CONTENT + b"x", detached_signature(CONTENT), trust(public_key(make_key())), NOW)


def test_an_unknown_key_is_named() -> None:
    """A key that is in no keyring does not count, and the keyrings are named."""
    with pytest.raises(SignatureError, match=r"key [0-9A-F]{40} is not among the trusted ones \(ring0.gpg\)"):
        verify_clear_signed(clear_signed(CONTENT), trust(public_key(make_key("Stranger"))), NOW)
    with pytest.raises(SignatureError, match="there is no keyring"):
        verify_clear_signed(clear_signed(CONTENT), trust(), NOW)


def test_an_expired_key_does_not_count_today() -> None:
    """As for apt, a key must be valid on the day of the check; who looks at the past asks for that of the signature."""
    key = make_key("Short", 3600)
    signed, keys = clear_signed(CONTENT, key), public_key(key)
    later = NOW + timedelta(days=2)
    assert verify_clear_signed(signed, trust(keys), NOW)[1]
    with pytest.raises(SignatureError, match=r"key [0-9A-F]{40} expired on 20"):
        verify_clear_signed(signed, trust(keys), later)
    assert verify_clear_signed(signed, trust(keys, is_past=True), later)[1]


def test_a_revoked_key_does_not_count() -> None:
    """Nothing that a revoked key signs is accepted."""
    with pytest.raises(SignatureError, match=r"key [0-9A-F]{40} was revoked"):
        verify_clear_signed(clear_signed(CONTENT), trust(revoked_key(make_key())), NOW)


def test_a_weak_digest_does_not_count() -> None:
    """A signature over SHA-1 is refused, though gpg made it and the key is known."""
    with pytest.raises(SignatureError, match=r"the signature of key D12D0EFC.* uses the weak digest SHA1"):
        verify_clear_signed(WEAK, trust(WEAK_KEY), NOW)


def test_pinned_fingerprints_are_the_only_ones() -> None:
    """A fingerprint in Signed-By lets its own key and its subkeys sign; with ! only the key that is named."""
    signed, keys = clear_signed(CONTENT), public_key(make_key())
    [signer] = verify_clear_signed(signed, trust(keys), NOW)[1]
    assert signer.key != signer.primary
    for allowed in (signer.primary, signer.key, f"{signer.key}!"):
        assert verify_clear_signed(signed, trust(keys, fingerprints=(allowed,)), NOW)[1] == [signer]
    for other in (fingerprint("Stranger"), f"{signer.primary}!"):
        with pytest.raises(SignatureError, match=f"key {signer.primary} is not the one that Signed-By names"):
            verify_clear_signed(signed, trust(keys, fingerprints=(other,)), NOW)


@pytest.mark.parametrize("data", [b"", CONTENT, b"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n"])
def test_what_is_not_signed_says_so(data: bytes) -> None:
    """A file without a signature is told as that."""
    with pytest.raises(SignatureError, match="there is no signature in it"):
        verify_clear_signed(data, trust(public_key(make_key())), NOW)


@pytest.mark.parametrize(
    "data", [b"", b"nonsense", b"-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"]
)
def test_a_damaged_signature_is_an_error_not_a_crash(data: bytes) -> None:
    """What cannot be read as a signature is said in one sentence."""
    with pytest.raises(SignatureError) as caught:
        verify_detached(CONTENT, data, trust(public_key(make_key())), NOW)
    assert "\n" not in str(caught.value)


def test_a_damaged_keyring_is_named() -> None:
    """A file that is no keyring is an error that names it."""
    with pytest.raises(SignatureError, match=r"ring0.gpg is not a keyring: "):
        verify_clear_signed(clear_signed(CONTENT), trust(b"<html>"), NOW)


def test_an_armoured_keyring_is_a_keyring() -> None:
    """Keyrings may be armoured, and hold several blocks."""
    blocks = b"".join(str(make_key(name).extract_certificate()).encode() for name in ("Stranger", "Archive"))
    assert verify_clear_signed(clear_signed(CONTENT), trust(blocks), NOW)[1]


def test_the_bundled_keys_are_those_of_the_packages() -> None:
    """The bundled keyrings hold the keys of Debian 11 to 13 and Ubuntu, by their published fingerprints."""
    debian, ubuntu = bundled_keyrings()
    assert (debian.name, check_keyring(debian)) == ("debian-archive-keyring.gpg", 9)
    assert (ubuntu.name, check_keyring(ubuntu)) == ("ubuntu-archive-keyring.gpg", 2)
    # https://ftp-master.debian.org/keys.html, and the subkey that signs.
    for key in ("B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8", "4CB50190207B4758A3F73A796ED0E7B82643E131"):
        with pytest.raises(SignatureError, match="is bad"):
            verify_detached(CONTENT, _signature_in_the_name_of(key), Trust((debian,)), NOW)


def _signature_in_the_name_of(key: str) -> bytes:
    """A signature that claims to be of a key: well-formed, and false."""
    # Version 4, binary, EdDSA, SHA-512; hashed: issuer fingerprint and a time; nothing unhashed; two numbers.
    hashed = b"\x16\x21\x04" + bytes.fromhex(key) + b"\x05\x02" + int(NOW.timestamp()).to_bytes(4, "big")
    body = b"\x04\x00\x16\x0a" + len(hashed).to_bytes(2, "big") + hashed + b"\x00\x00" + b"\x00\x00"
    body += (b"\x01\x00" + b"\x80" + bytes(31)) * 2
    return b"\xc2" + bytes([len(body)]) + body


def test_keys_of_a_machine(tmp_path: Path) -> None:
    """Without a root the bundled keys count, given ones stand in for them, and Debian's path needs no Debian."""
    places = key_places_of_machine()
    assert [file.name for file in places.common] == ["debian-archive-keyring.gpg", "ubuntu-archive-keyring.gpg"]
    given = key_places_of_machine([write_keyring(tmp_path / "mine.gpg")])
    assert [file.name for file in given.common] == [str(tmp_path / "mine.gpg")]
    named = given.trust_of("/nowhere/debian-archive-keyring.gpg,ABCD", is_past=False)
    assert named.keyrings == places.common[:1] and named.fingerprints == ("ABCD",)
    assert [file.name for file in places.trust_of("", is_past=True).keyrings][2:] == ["debian-archive-removed-keys.gpg"]
    assert len(given.trust_of("", is_past=True).keyrings) == 1


def test_keys_of_a_root_are_its_own(tmp_path: Path) -> None:
    """A root trusts its trusted.gpg.d and trusted.gpg, and a path in Signed-By lies below it."""
    parts = tmp_path / "etc/apt/trusted.gpg.d"
    parts.mkdir(parents=True)
    for path in (
        parts / "b.asc",
        parts / "a.gpg",
        parts / "c.txt",
        tmp_path / "etc/apt/trusted.gpg",
        tmp_path / "k.gpg",
    ):
        write_keyring(path)
    places = key_places_of_root(str(tmp_path), str(tmp_path / "etc/apt/trusted.gpg"), str(parts), DISK)
    assert [Path(file.name).name for file in places.common] == ["a.gpg", "b.asc", "trusted.gpg"]
    assert [file.name for file in places.trust_of("/k.gpg", is_past=False).keyrings] == ["/k.gpg"]
