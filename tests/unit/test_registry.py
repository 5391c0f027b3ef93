"""Images straight from a registry: against one on the loopback address, with the faults that registries have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aptsim.archive.image_reference import parse_image_reference
from aptsim.archive.mirror_errors import MirrorError
from aptsim.archive.patience import Patience
from aptsim.archive.registry import RegistryStore
from aptsim.cli.main import main
from aptsim.errors import InputError
from aptsim.image.documents import Platform
from aptsim.image.image import Image, open_stored_image
from tests.unit.image_files import (
    INDEX_TYPE,
    MANIFEST_TYPE,
    PACKERS,
    config_of,
    descriptor,
    digest_of,
    index_of,
    layer,
    layer_of_files,
    manifest_of,
    member,
)
from tests.unit.web_server import Request, WebServer, busy, cut

AMD64 = Platform("linux", "amd64")
STATUS = b"Package: base\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"
TOKEN = "anonymous-token"
QUICK = Patience(retries=2, backoff=0.0, connect=5.0, silence=2.0)


class Registry(WebServer):
    """A registry as the distribution specification has it; with `wants_token` it asks for an anonymous token first."""

    def __init__(self) -> None:
        super().__init__()
        self.wants_token = False
        self.realm = f"{self.address}/token?x=1"
        self.challenge = ""
        self.token = json.dumps({"token": TOKEN}).encode()
        self.token_requests: list[str] = []
        self.authorizations: list[str | None] = []

    def answer(self, request: Request) -> None:
        """Ask for a token, or answer."""
        if request.path.startswith("/token"):
            self.token_requests.append(request.path)
            request.begin(200, len(self.token))
            request.write(self.token)
            return
        given = request.headers.get("Authorization")
        self.authorizations.append(given)
        if self.wants_token and given != f"Bearer {TOKEN}":
            challenge = f'Bearer realm="{self.realm}",service="here",scope="repository:team/app:pull"'
            request.begin(401, 0, {"WWW-Authenticate": self.challenge or challenge})
            return
        super().answer(request)

    def push(self, name: str, layers: list[bytes], pack: str = "gzip", architecture: str = "amd64") -> str:
        """Put an image under a tag, and give the digest of its manifest."""
        repository, _, tag = name.partition(":")
        packed = [PACKERS[pack](one) for one in layers]
        config = config_of(layers, architecture)
        manifest = manifest_of(config, packed)
        for blob in (config, *packed):
            self.files[f"v2/{repository}/blobs/{digest_of(blob)}"] = blob
        for reference in (tag, digest_of(manifest)):
            self.files[f"v2/{repository}/manifests/{reference}"] = manifest
        return digest_of(manifest)


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry with nothing in it."""
    server = Registry()
    yield server
    server.close()


def pulled(registry: Registry, cache: Path, name: str = "team/app:1", offline: bool = False) -> Image:
    """Open an image and read its layers."""
    reference = parse_image_reference(f"{registry.address.removeprefix('http://')}/{name}")
    assert reference is not None
    with RegistryStore(reference, cache, offline=offline, patience=QUICK) as store:
        image = open_stored_image(store, str(reference), AMD64, False, cache)
        image.tree.stat("/")
    return image


@pytest.mark.parametrize(
    ("text", "address", "version"),
    [
        ("node:22-bookworm", "https://registry-1.docker.io/v2/library/node", "22-bookworm"),
        ("debian", "https://registry-1.docker.io/v2/library/debian", "latest"),
        ("docker.io/library/debian:12", "https://registry-1.docker.io/v2/library/debian", "12"),
        ("someone/app", "https://registry-1.docker.io/v2/someone/app", "latest"),
        ("registry.example:5000/name:tag", "https://registry.example:5000/v2/name", "tag"),
        ("registry.example/a/b/c", "https://registry.example/v2/a/b/c", "latest"),
        ("localhost:5000/x", "http://localhost:5000/v2/x", "latest"),
        ("127.0.0.1:5000/x:1", "http://127.0.0.1:5000/v2/x", "1"),
        ("http://registry.example/x", "http://registry.example/v2/x", "latest"),
        (f"debian@sha256:{'a' * 64}", "https://registry-1.docker.io/v2/library/debian", f"sha256:{'a' * 64}"),
        (f"debian:12@sha256:{'a' * 64}", "https://registry-1.docker.io/v2/library/debian", f"sha256:{'a' * 64}"),
    ],
)
def test_references_are_read_as_docker_reads_them(text: str, address: str, version: str) -> None:
    """Host, repository and tag have their usual defaults; a digest counts more than a tag."""
    reference = parse_image_reference(text)
    assert reference is not None
    assert (f"{reference.server}{reference.path}", reference.version) == (address, version)


@pytest.mark.parametrize(
    "text", ["", "Upper", "a b", "x:", "x:-a", "x@sha256:1", "host.x/../etc", "x//y", "a.b/", "x:" + "t" * 200, "x/@y"]
)
def test_what_is_no_reference_is_none(text: str) -> None:
    """A text that the grammar does not allow never becomes an address."""
    assert parse_image_reference(text) is None


def test_an_image_is_pulled_and_kept(registry: Registry, tmp_path: Path) -> None:
    """The second time only the tag is asked about, and the registry says that nothing has changed."""
    registry.push("team/app:1", [layer_of_files({"/var/lib/dpkg/status": b"old"}), layer("opt/")])
    top = layer_of_files({"/var/lib/dpkg/status": STATUS})
    digest = registry.push("team/app:1", [layer_of_files({"/var/lib/dpkg/status": b"old"}), top])
    image = pulled(registry, tmp_path)
    assert (image.tree.read("/var/lib/dpkg/status"), image.layers) == (STATUS, 2)
    registry.asked.clear()
    assert pulled(registry, tmp_path).tree.read("/var/lib/dpkg/status") == STATUS
    assert registry.asked == [("v2/team/app/manifests/1", 304)]
    registry.asked.clear()
    assert pulled(registry, tmp_path, f"team/app@{digest}").tree.read("/var/lib/dpkg/status") == STATUS
    assert pulled(registry, tmp_path, offline=True).tree.read("/var/lib/dpkg/status") == STATUS
    assert registry.asked == []
    with pytest.raises(MirrorError, match="not in the cache, and --offline forbids"):
        pulled(registry, tmp_path, "team/app:2", offline=True)


def test_images_share_what_was_read_of_their_base(registry: Registry, tmp_path: Path) -> None:
    """A layer that another image had already is not fetched again, however it is packed there."""
    base = layer_of_files({"/var/lib/dpkg/status": STATUS})
    registry.push("team/app:1", [base], "gzip")
    pulled(registry, tmp_path)
    registry.asked.clear()
    registry.push("team/app:2", [base, layer_of_files({"/etc/machine-id": b"2"})], "zstd")
    image = pulled(registry, tmp_path, "team/app:2")
    assert image.tree.read("/var/lib/dpkg/status") == STATUS
    assert sum("/blobs/" in name for name in registry.names_asked()) == 2  # the configuration and the upper layer


def test_layers_that_cannot_matter_are_not_fetched(registry: Registry, tmp_path: Path) -> None:
    """What an upper layer hides as a whole, and the empty layer, are never asked for."""
    empty = bytes(1024)
    top = layer(".wh..wh..opq", member("var/lib/dpkg/status", STATUS))
    registry.push("team/app:1", [layer("a/"), top, empty])
    assert pulled(registry, tmp_path).tree.read("/var/lib/dpkg/status") == STATUS
    asked = registry.names_asked()
    assert f"v2/team/app/blobs/{digest_of(PACKERS['gzip'](top))}" in asked
    assert not any(digest_of(PACKERS["gzip"](one)) in name for name in asked for one in (layer("a/"), empty))


def test_an_anonymous_token_is_asked_for(registry: Registry, tmp_path: Path) -> None:
    """The registry says where; all requests show the token then, and the token is for pulling alone."""
    registry.wants_token = True
    registry.push("team/app:1", [layer_of_files({"/var/lib/dpkg/status": STATUS})])
    assert pulled(registry, tmp_path).tree.read("/var/lib/dpkg/status") == STATUS
    assert registry.token_requests == ["/token?x=1&scope=repository%3Ateam%2Fapp%3Apull&service=here"]
    assert registry.authorizations[0] is None
    assert set(registry.authorizations[1:]) == {f"Bearer {TOKEN}"}


def test_a_token_is_not_shown_to_another_host(registry: Registry, tmp_path: Path) -> None:
    """Where a layer lies on another server, that one does not see the token."""
    other = Registry()
    try:
        registry.wants_token = True
        base = layer_of_files({"/var/lib/dpkg/status": STATUS})
        registry.push("team/app:1", [base])
        name = f"v2/team/app/blobs/{digest_of(PACKERS['gzip'](base))}"
        other.files["elsewhere"] = registry.files[name]
        elsewhere = f"{other.address.replace('127.0.0.1', 'localhost')}/elsewhere"
        registry.faults[name] = [lambda request, _: request.begin(307, 0, {"Location": elsewhere})]
        assert pulled(registry, tmp_path).tree.read("/var/lib/dpkg/status") == STATUS
        assert other.authorizations == [None]
    finally:
        other.close()


@pytest.mark.parametrize(
    ("challenge", "token", "text"),
    [
        ("Basic realm=x", b"", "wants a login, and only what is for everybody can be had"),
        ("", b"", "wants a login"),
        ('Bearer realm="file:///etc/passwd"', b"", "wants a login"),
        (None, b'{"token": 7}', "what should be a token is none"),
        (None, b'{"token": "a\\nb"}', "what should be a token is none"),
        (None, b"[" * 100_000, "what should be a token is none"),
        (None, b'{"token": "another"}', "there is no such image, or it is not for everybody"),
    ],
)
def test_no_token_is_a_clear_error(
    registry: Registry, tmp_path: Path, challenge: str | None, token: bytes, text: str
) -> None:
    """Registries that want a real login, or say something odd, are told so."""
    registry.wants_token = True
    registry.push("team/app:1", [layer("etc/")])
    registry.token = token
    if challenge is not None:
        registry.challenge = challenge or " "
    with pytest.raises(MirrorError, match=text):
        pulled(registry, tmp_path)


def test_cut_and_busy_connections_are_tried_again(registry: Registry, tmp_path: Path) -> None:
    """A layer goes on where it was cut, and a busy registry is asked again."""
    base = layer(member("var/lib/dpkg/status", STATUS), member("x", bytes(range(256)) * 4000))
    registry.push("team/app:1", [base], "plain")
    name = f"v2/team/app/blobs/{digest_of(base)}"
    registry.faults = {"v2/team/app/manifests/1": [busy()], name: [cut(300_000)]}
    assert pulled(registry, tmp_path).tree.read("/var/lib/dpkg/status") == STATUS
    assert registry.ranges == ["bytes=300000-"]


def test_nothing_but_what_was_promised_is_kept(registry: Registry, tmp_path: Path) -> None:
    """Another layer, configuration or manifest than the digest says is an error, and leaves nothing behind."""
    base = layer_of_files({"/var/lib/dpkg/status": STATUS})
    digest = registry.push("team/app:1", [base], "plain")
    good = dict(registry.files)
    blob, config = f"v2/team/app/blobs/{digest_of(base)}", f"v2/team/app/blobs/{digest_of(config_of([base]))}"
    for cache, name, changed, what in (
        ("a", blob, base.replace(b"base", b"evil"), "team/app:1"),
        ("b", config, good[config] + b" ", "team/app:1"),
        ("c", f"v2/team/app/manifests/{digest}", b"{}", f"team/app@{digest}"),
    ):
        registry.files = {**good, name: changed}
        with pytest.raises(MirrorError, match="the registry gives something else: its digest is sha256:"):
            pulled(registry, tmp_path / cache, what)
        registry.files = good
        assert pulled(registry, tmp_path / cache, what).tree.read("/var/lib/dpkg/status") == STATUS
    registry.files = {**good, blob: base + b"more"}
    with pytest.raises(MirrorError, match="bytes"):
        pulled(registry, tmp_path)
    registry.files = good
    assert pulled(registry, tmp_path).tree.read("/var/lib/dpkg/status") == STATUS


def test_an_index_of_platforms_is_followed(registry: Registry, tmp_path: Path) -> None:
    """Of an image for several platforms only the chosen one is fetched."""
    entries = []
    for arch in ("amd64", "arm64"):
        digest = registry.push("team/app:x", [layer_of_files({"/etc/machine-id": arch.encode()})], architecture=arch)
        manifest = registry.files[f"v2/team/app/manifests/{digest}"]
        entries.append(descriptor(manifest, MANIFEST_TYPE, platform={"os": "linux", "architecture": arch}))
    registry.files["v2/team/app/manifests/1"] = index_of(entries)
    assert INDEX_TYPE.encode() in registry.files["v2/team/app/manifests/1"]
    assert pulled(registry, tmp_path).tree.read("/etc/machine-id") == b"amd64"
    assert len(registry.asked) == 4


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (None, "the registry has no such image or layer"),
        (b"<html>login</html>", "the answer is a web page"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"manifests": {}}', "is not the manifest of an image"),
    ],
)
def test_odd_answers_are_one_line(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: bytes | None, text: str
) -> None:
    """From the command line too, whatever comes is one line that names the image."""
    if answer is not None:
        registry.files["v2/team/app/manifests/1"] = answer
    what = f"{registry.address.removeprefix('http://')}/team/app:1"
    assert main(["install", "x", "--image", what, "--format", "apt"]) == 100
    _, err = capsys.readouterr()
    lines = [line for line in err.splitlines() if line.startswith("E: ")]
    assert len(lines) == 1
    assert text in lines[0]
    assert "team/app" in lines[0]


def test_the_command_line_takes_an_image_from_a_registry(
    registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command from a reference to an answer."""
    registry.push("team/app:1", [layer_of_files({"/var/lib/dpkg/status": STATUS, "/etc/apt/apt.conf": b""})])
    what = f"{registry.address.removeprefix('http://')}/team/app:1"
    assert main(["policy", "base", "--image", what]) == 0
    out, err = capsys.readouterr()
    assert "Installed: 1" in out
    assert "simulate: the image has no package lists; --update fetches those of its sources, --mirror URL others" in err
    assert main(["policy", "base", "--image", "No/Such Thing"]) == 100
    assert "it is neither a file or folder, nor written like an image of a registry" in capsys.readouterr().err


def test_layers_without_end_are_not_fetched(registry: Registry, tmp_path: Path) -> None:
    """A manifest that promises a layer of terabytes is refused before a byte of it is asked for."""
    base = layer("etc/")
    registry.push("team/app:1", [base], "plain")
    manifest = json.loads(registry.files["v2/team/app/manifests/1"])
    manifest["layers"][0]["size"] = 2**44
    registry.files["v2/team/app/manifests/1"] = json.dumps(manifest).encode()
    with pytest.raises((MirrorError, InputError), match="a layer of 17592186044416 bytes is not fetched"):
        pulled(registry, tmp_path)
