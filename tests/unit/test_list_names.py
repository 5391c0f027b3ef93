"""URIs and the names of lists are apt's."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.archive.list_names import compression_types, existing_list, uri_to_file_name
from aptsim.archive.uri import Uri, parse_uri
from aptsim.files.tree import DISK
from aptsim.model.configuration import Configuration
from aptsim.system.config import complete_configuration


def configured(*settings: tuple[str, str]) -> Configuration:
    """Make a complete configuration with some settings of its own, made first."""
    configuration = Configuration()
    for name, value in settings:
        configuration.set(name, value)
    complete_configuration(configuration)
    return configuration


URIS = [
    ("http://deb.debian.org/debian/", Uri("http", host="deb.debian.org", path="/debian/")),
    ("http://host", Uri("http", host="host", path="/")),
    ("file:/srv/repo/", Uri("file", path="/srv/repo/")),
    ("file:///srv/repo/", Uri("file", path="/srv/repo/")),
    ("http://u:p%40@h:80/x", Uri("http", "u", "p@", "h", 80, "/x")),
    ("http://[::1]:8080/x", Uri("http", host="::1", port=8080, path="/x")),
    ("cdrom:[Debian 12 _B_]/", Uri("cdrom", host="Debian 12 _B_", path="/")),
]


@pytest.mark.parametrize(("text", "uri"), URIS)
def test_uris_are_taken_apart(text: str, uri: Uri) -> None:
    """Access, user, host, port and path are found where apt finds them."""
    assert parse_uri(text) == uri


NAMES = [
    ("http://deb.debian.org/debian/dists/bookworm/InRelease", "deb.debian.org_debian_dists_bookworm_InRelease"),
    ("http://u:p@h:80/x~y+z/amd64/Packages", "h:80_x%7ey+z_amd64_Packages"),
    ("file:/tmp/a_b/./Packages", "_tmp_a%5fb_._Packages"),
    ("https://h/x/main/i18n/Translation-de_AT", "h_x_main_i18n_Translation-de%5fAT"),
]


@pytest.mark.parametrize(("uri", "name"), NAMES)
def test_lists_are_named_after_their_uris(uri: str, name: str) -> None:
    """Scheme, user and password go, slashes become underscores, and underscores are quoted."""
    assert uri_to_file_name(uri) == name


def test_default_order_of_compressions() -> None:
    """Without a word in the configuration xz comes first and uncompressed last."""
    assert compression_types(configured(), DISK) == ["xz", "bz2", "lzma", "gz", "lz4", "zst", "uncompressed"]


def test_configured_order_of_compressions() -> None:
    """Types named by Order come first, then those the configuration names, and unknown programs do not count."""
    configuration = configured(
        ("Acquire::CompressionTypes::Order::", "gz"),
        ("Acquire::CompressionTypes::lz4", "lz4"),
        ("Acquire::CompressionTypes::rar", "unrar"),
    )
    assert compression_types(configuration, DISK) == ["gz", "lz4", "xz", "bz2", "lzma", "zst", "uncompressed"]


def test_an_uncompressed_list_is_taken_first(tmp_path: Path) -> None:
    """Among the forms on disk the plain one wins, then the order of preference."""
    plain = tmp_path / "x_Packages"
    types = ["xz", "gz", "uncompressed"]
    assert existing_list(str(plain), types, DISK) == str(plain)
    (tmp_path / "x_Packages.gz").touch()
    assert existing_list(str(plain), types, DISK) == f"{plain}.gz"
    (tmp_path / "x_Packages.xz").touch()
    assert existing_list(str(plain), types, DISK) == f"{plain}.xz"
    plain.touch()
    assert existing_list(str(plain), types, DISK) == str(plain)
