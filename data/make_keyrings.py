"""Makes the bundled keyrings: the archive keys of Debian and Ubuntu, without what third parties say about them.

    python -m data.make_keyrings

It needs what the conformance suite needs: a Debian 12 machine with apt 2.6, and the mirror. The keyrings are those of
the packages debian-archive-keyring and ubuntu-keyring of Debian 13, which apt fetches and verifies.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pysequoia import Cert
from pysequoia.packet import Packet, PacketPile, Tag

from tests.conformance.aptconf import PrivateFolder, clean_environment
from tests.conformance.archive import TRIXIE, lists_folder
from tests.conformance.folders import cache_folder

FOLDER = Path(__file__).resolve().parent / "keyrings"
PACKAGES = {
    "debian-archive-keyring": ("debian-archive-keyring.gpg", "debian-archive-removed-keys.gpg"),
    "ubuntu-keyring": ("ubuntu-archive-keyring.gpg",),
}
"""Each package with the keyrings of it that are taken."""


def main() -> int:
    """Fetch the packages and write the keyrings."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _download(Path(folder))
        for package, names in PACKAGES.items():
            [path] = Path(folder).glob(f"{package}_*.deb")
            print(path.name)
            members = _members(path)
            for name in names:
                certs = [_own_part(cert) for cert in Cert.split_bytes(_keyring(members, name)) if _is_usable(cert)]
                (FOLDER / name).write_bytes(b"".join(bytes(cert) for cert in certs))
                for cert in certs:
                    print(f"  {name}: {cert.fingerprint.upper()} {cert.user_ids[0]}, until {cert.expiration}")
    return 0


def _download(folder: Path) -> None:
    lists_folder()
    private = PrivateFolder(folder / "private")
    private.make(cache_folder() / "archive", ("amd64",), real_methods=True)
    words = ["apt-get", "download", *(f"{package}/{TRIXIE.suite}" for package in PACKAGES)]
    subprocess.run(words, cwd=folder, env=clean_environment(private.configuration), check=True)


def _members(path: Path) -> dict[str, bytes]:
    """Give the files of a package by their last name."""
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", path], capture_output=True, check=True).stdout
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                found[member.name.rpartition("/")[2]] = file.read()
    return found


def _keyring(members: dict[str, bytes], name: str) -> bytes:
    """Give a keyring; newer packages have it under another ending, or with an armour."""
    for known in (name, name.replace(".gpg", ".pgp"), name.replace(".gpg", ".asc")):
        if known in members:
            return members[known]
    raise SystemExit(f"the package has no {name}; it has {', '.join(sorted(members))}")


def _is_usable(cert: Cert) -> bool:
    """Tell whether a key can verify anything today: the oldest ones vouch for themselves with SHA-1 only."""
    try:
        return bool(cert.user_ids)
    except RuntimeError:
        return False


def _own_part(cert: Cert) -> Cert:
    return Cert.from_packets(list(_iter_own_packets(PacketPile.from_bytes(bytes(cert)))))


def _iter_own_packets(packets: PacketPile) -> Iterator[Packet]:
    """Go over the packets of a key without the signatures that other keys made."""
    primary = ""
    for packet in packets:
        if packet.tag == Tag.PublicKey:
            primary = packet.key_id or ""
        if packet.tag != Tag.Signature or packet.issuer_key_id == primary:
            yield packet


if __name__ == "__main__":
    sys.exit(main())
