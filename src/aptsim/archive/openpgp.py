"""Signatures of Release files: whether a trusted key made one, and if not, why not.

The only module that imports pysequoia, which does the cryptography and refuses what is weak: a signature with SHA-1 or
MD5, a key that vouches for itself with one of them. Like apt, and unlike OpenPGP itself, a key must be valid on the day
of the check and not only on the day of the signature; who looks at the past can choose the latter.

Source: methods/gpgv.cc, VerifyGetSigners and URIAcquire; RFC 9580, sections 5.2 and 10.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pysequoia
from pysequoia.packet import HashAlgorithm, Packet, PacketPile, SignatureType, Tag

from aptsim.archive.trust import KeyFile, Trust
from aptsim.errors import AptsimError

_ARMOUR = re.compile(rb"-----BEGIN PGP [^\n]*?-----.*?-----END PGP [^\n]*?-----", re.DOTALL)
_SIGNATURE = re.compile(rb"^-----BEGIN PGP SIGNATURE-----", re.MULTILINE)
_WEAK = ((HashAlgorithm.MD5, "MD5"), (HashAlgorithm.SHA1, "SHA1"), (HashAlgorithm.RipeMD, "RIPE-MD/160"))


class SignatureError(AptsimError):
    """No trusted key has signed; the text says why."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Signer:
    """Who made a valid signature: fingerprints of the key that people know, and of the one of its keys that signed."""

    primary: str
    key: str


def verify_clear_signed(data: bytes, trust: Trust, now: datetime) -> tuple[bytes, list[Signer]]:
    """Verify a clear-signed file.

    Returns:
        The signed content, and all trusted keys that signed it.

    Raises:
        SignatureError: when none did.
    """
    ring = _Ring(trust.keyrings)
    start = _SIGNATURE.search(data)
    packets = _signatures_of(data[start.start() :] if start else b"")
    try:
        found = pysequoia.verify(data, ring.certs_for)
    except Exception as error:
        raise SignatureError(_why_not(packets, ring, trust, now)) from error
    signers = [Signer(sig.certificate.upper(), sig.signing_key.upper()) for sig in found.valid_sigs]
    return found.bytes or b"", _accepted(signers, packets, ring, trust, now)


def verify_detached(content: bytes, signature: bytes, trust: Trust, now: datetime) -> list[Signer]:
    """Verify a file by a signature beside it; give all trusted keys that signed.

    Raises:
        SignatureError: when none did.
    """
    ring = _Ring(trust.keyrings)
    packets = _signatures_of(signature)
    signers = []
    for packet in packets:
        try:
            found = pysequoia.verify(content, ring.certs_for, signature=pysequoia.Sig.from_bytes(bytes(packet)))
        except Exception:  # this one does not count; the reason is found below, when none does
            continue
        signers += [Signer(sig.certificate.upper(), sig.signing_key.upper()) for sig in found.valid_sigs]
    if not signers:
        raise SignatureError(_why_not(packets, ring, trust, now))
    return _accepted(signers, packets, ring, trust, now)


def check_keyring(file: KeyFile) -> int:
    """Count the keys of a keyring.

    Raises:
        SignatureError: when it is none.
    """
    return len(_certs_of(file))


def fingerprints_of(file: KeyFile) -> list[str]:
    """Give the fingerprints of a keyring's keys, those that people know.

    Raises:
        SignatureError: when it is none.
    """
    return [cert.fingerprint.upper() for cert in _certs_of(file)]


class _Ring:
    """The keys of some keyrings."""

    def __init__(self, files: Iterable[KeyFile]) -> None:
        self.names = [file.name for file in files]
        self.certs = [cert for file in files for cert in _certs_of(file)]

    def certs_for(self, _: object) -> list[pysequoia.Cert]:
        """Give all keys, whatever key was asked for; the library takes those that fit."""
        return self.certs

    def find(self, key: str) -> tuple[pysequoia.Cert, Packet, datetime | None] | None:
        """Find a key by fingerprint or key ID: the whole, the part that is meant, and the day on which it expires."""
        wanted = key.upper()
        for cert in self.certs:
            for packet, expires in _iter_keys(cert):
                if wanted in ((packet.fingerprint or "").upper(), (packet.key_id or "").upper()):
                    return cert, packet, expires
        return None


def _certs_of(file: KeyFile) -> list[pysequoia.Cert]:
    blocks = _ARMOUR.findall(file.data) or [file.data]
    try:
        return [cert for block in blocks for cert in pysequoia.Cert.split_bytes(block)]
    except Exception as error:
        raise SignatureError(f"{file.name} is not a keyring: {_first_line(error)}") from error


def _iter_keys(cert: pysequoia.Cert) -> Iterator[tuple[Packet, datetime | None]]:
    """Go over the keys of a whole, each with the day on which it expires by what the whole says last about it."""
    packets = list(PacketPile.from_bytes(bytes(cert)))
    for number, packet in enumerate(packets):
        if packet.tag == Tag.PublicKey:
            yield packet, _expiration(cert)
        elif packet.tag == Tag.PublicSubkey:
            latest: Packet | None = None
            for later in packets[number + 1 :]:
                if later.tag != Tag.Signature:
                    break
                is_binding = later.signature_type == SignatureType.SubkeyBinding
                if is_binding and (latest is None or _created(later) > _created(latest)):
                    latest = later
            period = latest.key_validity_period if latest is not None else None
            ends = packet.key_created + period if period and packet.key_created else None
            yield packet, min(filter(None, (ends, _expiration(cert))), default=None)


def _created(packet: Packet) -> datetime:
    return packet.signature_created or datetime.min.replace(tzinfo=UTC)


def _expiration(cert: pysequoia.Cert) -> datetime | None:
    try:
        return cert.expiration
    except Exception:  # a key that vouches for itself with a weak digest; it verifies nothing anyway
        return None


def _signatures_of(data: bytes) -> list[Packet]:
    blocks = _ARMOUR.findall(data) or [data]
    try:
        return [packet for block in blocks for packet in PacketPile.from_bytes(block) if packet.tag == Tag.Signature]
    except Exception as error:
        raise SignatureError(f"the signature cannot be read: {_first_line(error)}") from error


def _accepted(signers: list[Signer], packets: list[Packet], ring: _Ring, trust: Trust, now: datetime) -> list[Signer]:
    """Keep the signers that count: pinned where the source pins keys, and neither expired nor revoked today."""
    reasons: list[str] = []
    accepted: list[Signer] = []
    for signer in signers:
        reason = "" if trust.is_past else _unusable(ring, signer.key, now)
        if not trust.allows(signer.primary, signer.key):
            reason = f"key {signer.primary} is not the one that Signed-By names"
        if reason:
            reasons.append(reason)
        else:
            accepted.append(signer)
    if not accepted:
        raise SignatureError("; ".join(dict.fromkeys(reasons)) or _why_not(packets, ring, trust, now))
    return accepted


def _unusable(ring: _Ring, key: str, now: datetime) -> str:
    found = ring.find(key)
    if found is None:
        return ""
    cert, _, expires = found
    if cert.is_revoked:
        return f"key {cert.fingerprint.upper()} was revoked"
    if expires is not None and expires < now:
        return f"key {key.upper()} expired on {expires:%Y-%m-%d}"
    return ""


def _why_not(packets: list[Packet], ring: _Ring, trust: Trust, now: datetime) -> str:
    """Say for each signature why it does not count."""
    if not packets:
        return "there is no signature in it"
    return "; ".join(dict.fromkeys(_reason_of(packet, ring, trust, now) for packet in packets))


def _reason_of(packet: Packet, ring: _Ring, trust: Trust, now: datetime) -> str:
    issuer = (packet.issuer_fingerprint or packet.issuer_key_id or "?").upper()
    weak = next((name for algorithm, name in _WEAK if packet.hash_algorithm == algorithm), "")
    if weak:
        return f"the signature of key {issuer} uses the weak digest {weak}"
    found = ring.find(issuer)
    if found is None:
        names = ", ".join(ring.names) or "there is no keyring"
        return f"key {issuer} is not among the trusted ones ({names})"
    expires = packet.signature_expiration_time
    if expires is not None and expires < now:
        return f"the signature of key {issuer} expired on {expires:%Y-%m-%d}"
    unusable = "" if trust.is_past else _unusable(ring, issuer, now)
    if unusable:
        return unusable
    try:
        _ = found[0].user_ids
    except Exception as error:
        return f"key {issuer} is too weak to be trusted: {_first_line(error)}"
    return f"the signature of key {issuer} is bad: the content is not what was signed"


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
