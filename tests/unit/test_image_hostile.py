"""Images from strangers: bounded memory and time, one clear line, nothing outside of the image."""

from __future__ import annotations

import io
import json
import random
import tarfile
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aptsim.cli.main import main
from aptsim.errors import AptsimError, InputError
from aptsim.image.documents import Platform
from aptsim.image.image import Image, ImageFile, open_image_file
from aptsim.image.limits import LIMITS, Limits
from tests.unit.image_files import (
    MANIFEST_TYPE,
    PACKERS,
    config_of,
    descriptor,
    digest_of,
    index_of,
    layer,
    layer_of_files,
    layout_files,
    manifest_of,
    member,
    saved_files,
    write_folder,
    write_tar,
)

AMD64 = Platform("linux", "amd64")
STATUS = b"Package: base\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"


def opened(folder: Path, *layers: bytes, pack: str = "plain", limits: Limits = LIMITS) -> Image:
    """Open an OCI layout of these layers."""
    write_folder(folder, layout_files(layers, pack))
    return open_image_file(ImageFile(str(folder)), AMD64, False, limits=limits)


def refusal(folder: Path, *layers: bytes, pack: str = "plain", limits: Limits = LIMITS) -> str:
    """Give the error of reading an image."""
    with pytest.raises(InputError) as caught:
        opened(folder, *layers, pack=pack, limits=limits).tree.read("/var/lib/dpkg/status")
    text = str(caught.value)
    assert str(folder) in text
    assert "\n" not in text
    return text


def headed(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Give a header that promises more than there is."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize("name", ["../etc/apt/apt.conf", "etc/../../x", "..", "a/../../../b", "./../x"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    """A member above the top of the image is an error that names it."""
    assert f"the path {name!r} in it leads out of the image" in refusal(tmp_path, layer(member(name, b"x")))


def test_links_out_of_the_image_stay_inside(tmp_path: Path) -> None:
    """Absolute members count from the top, and links to this machine's files lead to the image's own or nowhere."""
    base = layer(
        member("/var/lib/dpkg/arch", b"amd64\n"),
        member("var/lib/dpkg/status", kind=tarfile.SYMTYPE, target="../../../../../../../etc/passwd"),
        member("etc/apt/apt.conf", kind=tarfile.SYMTYPE, target="/etc/hostname"),
        member("etc/hostname", b"inside"),
    )
    tree = opened(tmp_path, base).tree
    assert tree.read("/var/lib/dpkg/arch") == b"amd64\n"
    assert tree.read("/etc/apt/apt.conf") == b"inside"
    with pytest.raises(FileNotFoundError):
        tree.read("/var/lib/dpkg/status")
    target = "../" * 8 + "etc/passwd"
    text = refusal(tmp_path / "hard", layer(member("var/lib/dpkg/status", kind=tarfile.LNKTYPE, target=target)))
    assert "leads out of the image" in text


def test_links_that_go_round_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A loop is the error that it is on disk, and apt's own words say so."""
    base = layer(
        member("var/lib/dpkg/status", kind=tarfile.SYMTYPE, target="loop"),
        member("var/lib/dpkg/loop", kind=tarfile.SYMTYPE, target="status"),
    )
    write_folder(tmp_path, layout_files([base]))
    assert main(["install", "base", "--image", str(tmp_path), "--format", "apt"]) == 100
    assert "(40: Too many levels of symbolic links)" in capsys.readouterr().err


def test_links_that_lead_on_and_on_end(tmp_path: Path) -> None:
    """The layers are not read again for ever when each link leads to a new place."""
    links = [member(f"p{number}", kind=tarfile.SYMTYPE, target=f"/p{number + 1}") for number in range(35)]
    first = member("var/lib/dpkg/status", kind=tarfile.SYMTYPE, target="/p0")
    assert "its links lead to too many places" in refusal(tmp_path, layer(first, *links))


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("var/lib/dpkg/nowhere", "'var/lib/dpkg/nowhere', which is no file of it"),
        ("var/lib/dpkg", "'var/lib/dpkg', which is no file of it"),
        ("var/lib/dpkg/status", "which is no file of it"),
    ],
)
def test_hard_links_to_nothing_are_refused(tmp_path: Path, target: str, text: str) -> None:
    """A hard link to a missing file, to a folder or to itself is an error."""
    base = layer("var/lib/dpkg/", member("var/lib/dpkg/status", kind=tarfile.LNKTYPE, target=target))
    assert text in refusal(tmp_path, base)


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_devices_are_never_opened(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: bytes) -> None:
    """A device or pipe in the place of the status cannot be read, and nothing waits for it."""
    write_folder(tmp_path, layout_files([layer(member("var/lib/dpkg/status", kind=kind))]))
    assert main(["install", "base", "--image", str(tmp_path), "--format", "apt"]) == 100
    assert "Could not open file /var/lib/dpkg/status" in capsys.readouterr().err


@pytest.mark.parametrize("pack", ["gzip", "zstd"])
def test_a_layer_of_zeros_is_not_unpacked_to_its_end(tmp_path: Path, pack: str) -> None:
    """Beyond a free part, a layer may not be many times longer than its packed form."""
    limits = replace(LIMITS, free_unpacked=2**20)
    text = refusal(tmp_path, layer(member("zeros", bytes(2**25))), pack=pack, limits=limits)
    assert text.endswith("unpacked it is more than 200 times as long; that is no image")


def test_nothing_is_unpacked_beyond_the_limit(tmp_path: Path) -> None:
    """A layer, and a single member by what its header says, has a greatest length."""
    limits = replace(LIMITS, unpacked=2**20)
    files = layer(*(member(name, bytes(2**19)) for name in "abc"))
    assert "unpacked it is longer than 1048576 bytes" in refusal(tmp_path, files, limits=limits)
    huge = headed("opt/huge", 2**40) + bytes(1024)
    assert "a file in it has 1099511627776 bytes, which no image needs" in refusal(tmp_path / "b", huge)


def test_members_are_counted(tmp_path: Path) -> None:
    """An archive with too many members, and a system with too many files, are refused."""
    many = layer(*(f"usr/share/doc/{number}" for number in range(200)))
    assert "more than 100 members" in refusal(tmp_path, many, limits=replace(LIMITS, members=100))
    wanted = layer(*(f"var/lib/dpkg/info/{number}.list" for number in range(200)))
    assert "more than 100 entries" in refusal(tmp_path, wanted, limits=replace(LIMITS, kept_members=100))
    halves = [layer(*(f"etc/apt/{half}{number}" for number in range(60))) for half in "ab"]
    assert "more than 100 files" in refusal(tmp_path, *halves, limits=replace(LIMITS, kept_members=100))


def test_a_file_with_a_line_of_gigabytes_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is too long is there with its size, and reading it is an error that names it."""
    base = layer(member("var/lib/dpkg/status", b"x" * 3000), member("var/lib/dpkg/arch", b"amd64\n"))
    image = opened(tmp_path, base, limits=replace(LIMITS, file=2000))
    assert image.tree.stat("/var/lib/dpkg/status").size == 3000
    with pytest.raises(InputError, match="/var/lib/dpkg/status: it has 3000 bytes; at most 2000 are read"):
        image.tree.read("/var/lib/dpkg/status")
    lists = {f"/var/lib/apt/lists/{number}": bytes(1000) for number in range(10)}
    text = refusal(tmp_path / "many", layer_of_files(lists), limits=replace(LIMITS, kept_bytes=5000))
    assert "more than 5000 bytes" in text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (headed("x", 2**32, b"x") + bytes(512), "an extended header of it has 4294967296 bytes"),
        (headed("x", 2**32, b"L") + bytes(512), "an extended header of it has 4294967296 bytes"),
        (headed("x", 3, b"x") + b"9 a".ljust(512, b"\0"), "an extended header of it is damaged"),
        (headed("x", 20, b"x") + b"99999 path=x".ljust(512, b"\0"), "an extended header of it is damaged"),
        (
            headed("x", 12, b"x") + b"12 size=-10\n".ljust(512, b"\0") + headed("x", 0),
            "an extended header of it is damaged",
        ),
        (headed("x", 512), "it is cut short"),
        (headed("x", 512)[:300], "it is cut short"),
        (headed("x", 5, b"L") + b"name\0".ljust(512, b"\0"), "it is cut short"),
        (b"\1" * 512, "it is no tar archive, or damaged at byte 0"),
        (b"not a tar archive at all".ljust(512), "it is no tar archive, or damaged at byte 0"),
    ],
)
def test_damaged_archives_are_refused(tmp_path: Path, data: bytes, text: str) -> None:
    """What a header says is held against the archive before anything is read by it."""
    assert refusal(tmp_path, data).endswith(text)


def test_an_end_that_is_left_out_is_forgiven(tmp_path: Path) -> None:
    """Without the blocks of zeros, and without padding behind the last file, an archive is whole: umoci writes such."""
    whole = layer(member("var/lib/dpkg/status", STATUS))
    for length in (1024, 512 + len(STATUS)):
        assert opened(tmp_path / str(length), whole[:length]).tree.read("/var/lib/dpkg/status") == STATUS


@pytest.mark.parametrize("pack", ["gzip", "zstd"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_layers_cut_short_are_refused(tmp_path: Path, pack: str, part: float) -> None:
    """A layer that ends early is one line, wherever it ends."""
    base = layer(member("var/lib/dpkg/status", random.Random(1).randbytes(100_000)))
    files = layout_files([base], pack)
    name = f"blobs/{digest_of(PACKERS[pack](base)).replace(':', '/')}"
    files[name] = files[name][: int(len(files[name]) * part)]
    write_folder(tmp_path, files)
    with pytest.raises(InputError, match=r"cut short|cannot be unpacked|bytes, and not"):
        open_image_file(ImageFile(str(tmp_path)), AMD64, False).tree.read("/var/lib/dpkg/status")


def test_digests_are_checked(tmp_path: Path) -> None:
    """A layer, a configuration and a manifest that are not what was promised are refused."""
    base = layer_of_files({"/var/lib/dpkg/status": STATUS})
    other = layer_of_files({"/var/lib/dpkg/status": STATUS.replace(b"base", b"evil")})
    files = layout_files([base])
    manifest = next(name for name in files if b'"layers"' in files[name])
    config = next(name for name in files if b'"rootfs"' in files[name])
    for name, changed in (
        (f"blobs/{digest_of(base).replace(':', '/')}", other),
        (manifest, files[manifest] + b" "),
        (config, files[config].replace(b"amd64", b"arm64")),
    ):
        folder = tmp_path / name.rpartition("/")[2]
        write_folder(folder, {**files, name: changed})
        with pytest.raises(InputError, match="digest is sha256:"):
            open_image_file(ImageFile(str(folder)), AMD64, False).tree.read("/var/lib/dpkg/status")
    saved = saved_files([other], [base])
    with pytest.raises(InputError, match="unpacked, its digest is sha256:"):
        path = write_tar(tmp_path / "saved.tar", saved)
        open_image_file(ImageFile(str(path)), AMD64, False).tree.read("/var/lib/dpkg/status")


BASE = layer_of_files({"/var/lib/dpkg/status": STATUS})


def with_index(index: bytes) -> dict[str, bytes]:
    """Give a layout with another index."""
    return {**layout_files([BASE]), "index.json": index}


def with_manifest(manifest: bytes) -> dict[str, bytes]:
    """Give a layout with another manifest."""
    blob = {f"blobs/{digest_of(manifest).replace(':', '/')}": manifest}
    return {**with_index(index_of([descriptor(manifest, MANIFEST_TYPE)])), **blob}


def with_config(config: bytes) -> dict[str, bytes]:
    """Give a layout with another configuration."""
    blob = {f"blobs/{digest_of(config).replace(':', '/')}": config}
    return {**with_manifest(manifest_of(config, [BASE])), **blob}


def nested_index() -> dict[str, bytes]:
    """Give a layout whose indexes lead to each other many times."""
    files = layout_files([BASE])
    index = files["index.json"]
    for _ in range(8):
        files[f"blobs/{digest_of(index).replace(':', '/')}"] = index
        index = index_of([descriptor(index, MANIFEST_TYPE)])
    return {**files, "index.json": index}


MANIFEST = json.loads(manifest_of(config_of([BASE]), [BASE]))
ENTRY: dict[str, Any] = {"digest": digest_of(BASE), "size": len(BASE)}


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: with_index(b"[" * 1_000_000), "nested too deeply"),
        (lambda: with_index(b'{"a":' * 100_000), "nested too deeply"),
        (lambda: with_index(b'{"manifests": [' + b" " * 9_000_000 + b"]}"), "bytes"),
        (lambda: with_index(b"\xff\xfe"), "it is not JSON"),
        (lambda: with_index(b"9" * 100_000), "it is not"),
        (lambda: with_index(b"[]"), "it is not the manifest of an image"),
        (lambda: with_index(index_of([])), "only no image at all"),
        (lambda: with_index(index_of([{"digest": "sha256:x", "size": 1}])), "is not a SHA256 digest"),
        (lambda: with_index(index_of([{"digest": "sha256:../../../../etc/passwd", "size": 1}])), "is not a SHA256"),
        (lambda: with_index(index_of([{"digest": "md5:00", "size": 1}])), "'md5:00' is not a SHA256 digest"),
        (lambda: with_index(index_of([{**ENTRY, "size": -1}])), "a part of it has no size"),
        (lambda: with_index(index_of([{**ENTRY, "size": 2**40}])), "1099511627776 bytes; at most"),
        (nested_index, "nested too deeply"),
        (lambda: with_manifest(b'{"schemaVersion": 1}'), "schema 1, which is not supported"),
        (lambda: with_manifest(json.dumps({**MANIFEST, "layers": [ENTRY] * 1001}).encode()), "1001 layers"),
        (lambda: with_manifest(json.dumps({**MANIFEST, "layers": [ENTRY] * 2}).encode()), "2 layers, but names 1"),
        (lambda: with_manifest(json.dumps({**MANIFEST, "layers": [{**ENTRY, "urls": ["x"]}]}).encode()), "elsewhere"),
        (lambda: with_manifest(json.dumps({**MANIFEST, "config": 7}).encode()), "has no size"),
        (lambda: with_config(b"{}"), "does not list the layers"),
        (lambda: with_config(b'{"rootfs": {"diff_ids": ["sha256:1"]}}'), "is not a SHA256 digest"),
        (lambda: {"other": b""}, "is no image: it has neither index.json nor manifest.json"),
        (lambda: {"manifest.json": b"{}"}, "names no image"),
        (lambda: {"manifest.json": b'[{"Config": "/etc/passwd", "Layers": []}]'}, "'/etc/passwd', which is no file in"),
        (lambda: {"manifest.json": b'[{"Config": "a/../../x", "Layers": []}]'}, "'a/../../x', which is no file in it"),
        (lambda: {"manifest.json": b'[{"Config": 1, "Layers": []}]'}, "which is no file in it"),
        (lambda: {"manifest.json": b'[{"Config": "gone", "Layers": []}]'}, "gone"),
    ],
)
@pytest.mark.parametrize("form", ["folder", "tar"])
def test_hostile_documents_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[], dict[str, bytes]], text: str, form: str
) -> None:
    """Whatever the JSON of an image says, there is one line of error and no traceback."""
    what = write_folder(tmp_path / "x", make()) if form == "folder" else write_tar(tmp_path / "x.tar", make())
    assert main(["install", "base", "--image", str(what)]) == 100
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"E: {what}")
    assert text in err


def test_links_of_a_layout_on_disk_do_not_lead_out_of_it(tmp_path: Path) -> None:
    """A blob that is a link to a file of this machine is not read."""
    outside = tmp_path / "outside"
    outside.write_bytes(BASE)
    write_folder(tmp_path / "layout", layout_files([BASE]))
    blob = tmp_path / "layout/blobs" / digest_of(BASE).replace(":", "/")
    blob.unlink()
    blob.symlink_to(outside)
    with pytest.raises(InputError, match="leads out of it"):
        open_image_file(ImageFile(str(tmp_path / "layout")), AMD64, False).tree.read("/var/lib/dpkg/status")


def test_damage_anywhere_is_an_error_or_nothing(tmp_path: Path) -> None:
    """Of many archives with some bytes changed none does anything but open or be refused."""
    chance = random.Random(7)
    good = bytearray(layer_of_files(saved_files([BASE, layer("etc/apt/", "var/.wh.lib", "etc/x")])))
    path = tmp_path / "x.tar"
    for _ in range(150):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.choice((0, 0x2F, 0x37, 0x80, 0xFF, chance.randrange(256)))
        path.write_bytes(data[: chance.randint(len(data) // 2, len(data))])
        try:
            tree = open_image_file(ImageFile(str(path)), AMD64, False).tree
            tree.names("/var/lib/dpkg")
        except (AptsimError, OSError):
            continue


def test_memory_holds_what_matters_alone(tmp_path: Path) -> None:
    """A large file that nobody looks at passes by in pieces."""
    big = layer(member("opt/big", bytes(100 * 2**20)), member("var/lib/dpkg/status", STATUS))
    write_folder(tmp_path, layout_files([big], "zstd"))
    del big
    tracemalloc.start()
    try:
        image = open_image_file(ImageFile(str(tmp_path)), AMD64, False)
        assert image.tree.read("/var/lib/dpkg/status") == STATUS
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


def test_pipes_are_no_images(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty file and plain text are told to be no image."""
    for data in (b"", b"hello", io.BytesIO(b"x" * 2000).getvalue()):
        (tmp_path / "x").write_bytes(data)
        assert main(["install", "base", "--image", str(tmp_path / "x")]) == 100
        assert capsys.readouterr().err.startswith(f"E: {tmp_path / 'x'}: ")
