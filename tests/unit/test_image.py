"""Container images: saved archives and OCI layouts, made here in pure Python."""

from __future__ import annotations

import tarfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

import pytest

from aptsim.cli.main import main
from aptsim.errors import InputError, MissingInputError
from aptsim.image import blobs
from aptsim.image.documents import Platform
from aptsim.image.image import Image, ImageFile, image_file_of, open_image_file
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


def image_of(folder: Path, *layers: bytes, pack: str = "plain", cache: Path | None = None) -> Image:
    """Open an OCI layout of these layers, the lowest first."""
    write_folder(folder, layout_files(layers, pack))
    return open_image_file(ImageFile(str(folder)), AMD64, False, cache)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command; give its exit code and both streams."""
    code = main(arguments)
    return code, *capsys.readouterr()


def write_image(folder: Path, form: str, pack: str, layers: list[bytes]) -> Path:
    """Write an image in one of its forms."""
    match form:
        case "saved":
            return write_tar(folder / "image.tar", saved_files([PACKERS[pack](one) for one in layers], layers))
        case "saved, packed":
            return write_tar(folder / "image.tar.x", saved_files(layers, layers), pack)
        case "layout":
            return write_folder(folder / "image", layout_files(layers, pack))
        case _:
            return write_tar(folder / "image.tar", layout_files(layers, pack))


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("form", ["saved", "saved, packed", "layout", "layout in a tar"])
def test_every_form_and_compression_is_read(tmp_path: Path, form: str, pack: str) -> None:
    """Archives and layouts, plain and packed, hold the same files."""
    layers = [layer_of_files({"/var/lib/dpkg/status": STATUS, "/etc/machine-id": b"1"}), layer("etc/.wh.machine-id")]
    image = open_image_file(ImageFile(str(write_image(tmp_path, form, pack, layers))), AMD64, True)
    assert image.layers == 2
    assert image.tree.read("/var/lib/dpkg/status") == STATUS
    assert image.tree.names("/var/lib/dpkg") == ["status"]
    with pytest.raises(FileNotFoundError):
        image.tree.stat("/etc/machine-id")


def test_layers_of_a_packed_archive_are_one_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The archive is opened to list it, for the documents at its end, and once more from its start for all layers."""
    layers = [layer_of_files({f"/etc/apt/apt.conf.d/{number}": b"x" * 5000}) for number in range(6)]
    path = write_tar(tmp_path / "x.tar.gz", saved_files(layers), "gzip")
    opened: list[str] = []
    really = blobs.open_for_reading

    def counted(path: str) -> AbstractContextManager[IO[bytes]]:
        opened.append(path)
        return really(path)

    monkeypatch.setattr(blobs, "open_for_reading", counted)
    tree = open_image_file(ImageFile(str(path)), AMD64, False).tree
    assert sorted(tree.names("/etc/apt/apt.conf.d")) == list("012345")
    assert opened == [str(path)] * 3


def test_upper_layers_hide_lower_ones(tmp_path: Path) -> None:
    """Files replace files, whiteouts remove, an opaque folder hides all below it and keeps its own."""
    lower = layer_of_files(
        {
            "/var/lib/dpkg/status": b"old",
            "/var/lib/dpkg/arch": b"amd64\n",
            "/etc/apt/sources.list": b"gone",
            "/etc/apt/apt.conf.d/lower": b"hidden",
            "/etc/apt/preferences.d/kept": b"kept",
            "/var/lib/apt/lists/one": b"1",
        }
    )
    upper = layer(
        member("var/lib/dpkg/status", b"new"),
        "etc/apt/.wh.sources.list",
        member("etc/apt/apt.conf.d/upper", b"seen"),
        "etc/apt/apt.conf.d/.wh..wh..opq",
        "var/lib/apt/.wh.lists",
        "var/lib/.wh..wh.plnk",
    )
    tree = image_of(tmp_path, lower, upper).tree
    assert tree.read("/var/lib/dpkg/status") == b"new"
    assert tree.read("/var/lib/dpkg/arch") == b"amd64\n"
    assert tree.names("/etc/apt/apt.conf.d") == ["upper"]
    assert tree.names("/etc/apt/preferences.d") == ["kept"]
    assert sorted(tree.names("/etc/apt")) == ["apt.conf.d", "preferences.d"]
    assert tree.names("/var/lib/apt") == []


def test_a_whiteout_is_only_for_the_layers_below(tmp_path: Path) -> None:
    """What a layer removes and puts in place again is there, whichever stands first in the archive."""
    lower = layer_of_files({"/etc/apt/sources.list.d/old.list": b"old", "/etc/apt/apt.conf": b"old"})
    upper = layer(
        member("etc/apt/apt.conf", b"new"),
        "etc/apt/.wh.apt.conf",
        "etc/.wh.apt",
        member("etc/apt/sources.list.d/new.list", b"new"),
    )
    tree = image_of(tmp_path, lower, upper).tree
    assert tree.read("/etc/apt/apt.conf") == b"new"
    assert tree.names("/etc/apt/sources.list.d") == ["new.list"]


def test_a_file_takes_the_place_of_a_folder_and_back(tmp_path: Path) -> None:
    """Of a folder that became a file nothing is left, also when it becomes a folder again."""
    tree = image_of(
        tmp_path,
        layer_of_files({"/etc/apt/preferences.d/one": b"1"}),
        layer_of_files({"/etc/apt/preferences.d": b"file"}),
        layer_of_files({"/etc/apt/preferences.d/two": b"2"}),
    ).tree
    assert tree.names("/etc/apt/preferences.d") == ["two"]


def test_links_are_followed_inside_the_image(tmp_path: Path) -> None:
    """Folders and files may be links to places that no system usually has, absolute or relative, over layers."""
    lower = layer(
        member("var/lib", kind=tarfile.SYMTYPE, target="/srv/state"),
        member("etc/os-release", kind=tarfile.SYMTYPE, target="../usr/lib/os-release"),
        member("usr/lib/os-release", b"ID=debian\n"),
        member("srv/real/dpkg/status", b"through two links"),
    )
    upper = layer(member("srv/state", kind=tarfile.SYMTYPE, target="../../../srv/real"))
    tree = image_of(tmp_path, lower, upper).tree
    assert tree.read("/var/lib/dpkg/status") == b"through two links"
    assert tree.read("/etc/os-release") == b"ID=debian\n"
    assert tree.real_path("/var/lib/dpkg/status") == "/srv/real/dpkg/status"


def test_hard_links_share_a_file_of_any_layer(tmp_path: Path) -> None:
    """A hard link is the file that it leads to, in its own layer or below, wanted there or not."""
    lower = layer(member("opt/store/status", STATUS), member("var/lib/dpkg/arch", b"amd64\n"))
    upper = layer(
        member("var/lib/dpkg/status", kind=tarfile.LNKTYPE, target="opt/store/status"),
        member("etc/apt/a", kind=tarfile.LNKTYPE, target="./etc/apt/b"),
        member("etc/apt/b", b"same"),
    )
    tree = image_of(tmp_path, lower, upper).tree
    assert tree.read("/var/lib/dpkg/status") == STATUS
    assert tree.read("/etc/apt/a") == b"same"


def test_of_packages_in_the_cache_only_the_size_is_kept(tmp_path: Path) -> None:
    """A package file has its size without being read, and its content when somebody asks."""
    tree = image_of(tmp_path, layer_of_files({"/var/cache/apt/archives/a_1_all.deb": b"x" * 1000})).tree
    assert tree.stat("/var/cache/apt/archives/a_1_all.deb").size == 1000
    assert tree.read("/var/cache/apt/archives/a_1_all.deb") == b"x" * 1000


def test_layers_below_a_decision_are_not_read(tmp_path: Path) -> None:
    """When upper layers hide every place that matters, a lower one is not even opened."""
    top = layer("./", ".wh..wh..opq", member("var/lib/dpkg/status", STATUS))
    layers = [layer("a/"), top]
    files = layout_files(layers)
    del files[f"blobs/{digest_of(layers[0]).replace(':', '/')}"]
    write_folder(tmp_path, files)
    image = open_image_file(ImageFile(str(tmp_path)), AMD64, False)
    assert image.tree.read("/var/lib/dpkg/status") == STATUS


def test_what_was_read_of_layers_is_kept(tmp_path: Path) -> None:
    """With a cache the second opening needs no layer at all; a damaged cache counts as none."""
    base = layer_of_files({"/var/lib/dpkg/status": STATUS})
    folder, cache = tmp_path / "image", tmp_path / "cache"
    assert image_of(folder, base, cache=cache).tree.read("/var/lib/dpkg/status") == STATUS
    blob = folder / "blobs" / digest_of(base).replace(":", "/")
    blob.write_bytes(b"")
    again = open_image_file(ImageFile(str(folder)), AMD64, False, cache)
    assert again.tree.read("/var/lib/dpkg/status") == STATUS
    for stored in (cache / "images" / "layers").iterdir():
        stored.write_bytes(stored.read_bytes()[:-3])
    with pytest.raises(InputError, match="bytes"):
        open_image_file(ImageFile(str(folder)), AMD64, False, cache).tree.read("/var/lib/dpkg/status")


def test_a_platform_is_chosen_from_an_index(tmp_path: Path) -> None:
    """The machine's own or the named platform is taken; notes about the build are no images."""
    files: dict[str, bytes] = {}
    entries = []
    for arch, variant in (("amd64", ""), ("arm", "v7"), ("arm64", "v8")):
        base = layer_of_files({"/etc/machine-id": arch.encode()})
        config = config_of([base], arch, variant)
        manifest = manifest_of(config, [base])
        files |= {f"blobs/{digest_of(blob).replace(':', '/')}": blob for blob in (base, config, manifest)}
        platform = {"os": "linux", "architecture": arch, **({"variant": variant} if variant else {})}
        entries.append(descriptor(manifest, MANIFEST_TYPE, platform=platform))
    note = manifest_of(b"{}", [])
    entries.insert(0, descriptor(note, MANIFEST_TYPE, platform={"os": "unknown", "architecture": "unknown"}))
    nested = index_of(entries)
    files[f"blobs/{digest_of(nested).replace(':', '/')}"] = nested
    files["index.json"] = index_of([descriptor(nested, MANIFEST_TYPE)])
    write_folder(tmp_path, files)
    for wanted, machine, arch in (
        (AMD64, b"amd64", "amd64"),
        (Platform("linux", "arm", "v7"), b"arm", "armhf"),
        (Platform("linux", "arm64"), b"arm64", "arm64"),
    ):
        image = open_image_file(ImageFile(str(tmp_path)), wanted, True)
        assert (image.tree.read("/etc/machine-id"), image.architecture) == (machine, arch)
    with pytest.raises(InputError, match="nothing for linux/s390x, only linux/amd64, linux/arm/v7, linux/arm64/v8"):
        open_image_file(ImageFile(str(tmp_path)), Platform("linux", "s390x"), False)


def test_an_image_for_another_platform_is_refused_when_one_was_named(tmp_path: Path) -> None:
    """A lone image is taken for whatever it is, unless the user said what it must be."""
    write_folder(tmp_path, layout_files([layer("etc/")], architecture="riscv64"))
    assert open_image_file(ImageFile(str(tmp_path)), AMD64, False).architecture == "riscv64"
    with pytest.raises(InputError, match="it is for linux/riscv64, and not for linux/amd64"):
        open_image_file(ImageFile(str(tmp_path)), AMD64, True)


def test_one_of_several_images_is_named_behind_a_colon(tmp_path: Path) -> None:
    """An archive with several images wants a name, and lists what it has."""
    import json

    first, second = saved_files([layer("a/")], tag="app:1"), saved_files([layer("b/"), layer("c/")], tag="app:2")
    both = json.dumps([*json.loads(first["manifest.json"]), *json.loads(second["manifest.json"])]).encode()
    path = write_tar(tmp_path / "both.tar", {**first, **second, "manifest.json": both})
    with pytest.raises(InputError, match="2 images; name one behind a colon: app:1, app:2"):
        open_image_file(ImageFile(str(path)), AMD64, False)
    file = image_file_of(f"{path}:app:2")
    assert file == ImageFile(str(path), "app:2")
    assert open_image_file(file, AMD64, False).layers == 2
    with pytest.raises(InputError, match="no image 'app:3'; it has app:1, app:2"):
        open_image_file(ImageFile(str(path), "app:3"), AMD64, False)


def test_a_path_that_is_not_there_is_no_registry_reference() -> None:
    """What can only be a path is told to be missing; anything else is left to a registry."""
    with pytest.raises(MissingInputError, match="no such file or folder"):
        image_file_of("./nowhere.tar")
    assert image_file_of("debian:bookworm") is None


def test_packages_without_dpkg_come_from_status_d(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A distroless image has one file for each package and their sums beside them; they count as installed."""
    record = "Package: {0}\nVersion: 12\nArchitecture: amd64\nMaintainer: x\nDescription: x\n"
    base = layer_of_files(
        {
            "/var/lib/dpkg/status.d/base": record.format("base-files").encode(),
            "/var/lib/dpkg/status.d/base.md5sums": b"0 usr/x\n",
            "/var/lib/dpkg/status.d/tzdata": record.format("tzdata")
            .replace("\nVer", "\nStatus: install ok installed\nVer")
            .encode(),
            "/usr/lib/os-release": b'PRETTY_NAME="Distroless"\nID="debian"\n',
        }
    )
    write_folder(tmp_path, layout_files([base]))
    code, out, err = answer(capsys, "policy", "tzdata", "base-files", "--image", str(tmp_path))
    assert code == 0
    assert out.count("Installed: 12") == 2
    assert "simulate: the image is Distroless for linux/amd64, 1 layers, sha256:" in err
    assert "simulate: the installed packages are read from /var/lib/dpkg/status.d" in err
    code, out, _ = answer(capsys, "remove", "tzdata", "--format", "apt", "--image", str(tmp_path))
    assert code == 0
    assert "Remv tzdata [12]" in out


def test_the_platform_is_the_last_word_on_the_architecture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing in the image tells the architecture, its configuration does."""
    write_folder(tmp_path, layout_files([layer_of_files({"/var/lib/dpkg/status": b""})], architecture="s390x"))
    saved = tmp_path / "x.snapshot"
    assert answer(capsys, "snapshot", "save", str(saved), "--image", str(tmp_path))[0] == 0
    assert "Architectures: s390x\n" in answer(capsys, "snapshot", "show", str(saved))[1]


def test_absolute_paths_in_apt_conf_lead_into_the_image(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What an image's apt.conf names is looked for in the image, and never on this machine."""
    outside = tmp_path / "host-status"
    outside.write_bytes(STATUS)
    base = layer_of_files(
        {
            "/etc/apt/apt.conf": f'Dir::State::status "{outside}";\n#include "{outside}";\n'.encode(),
            "/var/lib/dpkg/status": b"",
        }
    )
    write_folder(tmp_path / "image", layout_files([base]))
    code, _, err = answer(capsys, "policy", "base", "--image", str(tmp_path / "image"))
    assert code == 100
    assert f"Unable to read {outside} - open (2: No such file or directory)" in err


def test_a_platform_or_two_systems_can_be_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Options that contradict each other are told so."""
    assert answer(capsys, "install", "x", "--image", "a", "--root", "b")[0] == 2
    assert answer(capsys, "install", "x", "--platform", "linux/amd64")[0] == 2
    code, _, err = answer(capsys, "install", "x", "--image", "a", "--platform", "amd64")
    assert code == 2
    assert "write it like linux/arm64" in err
