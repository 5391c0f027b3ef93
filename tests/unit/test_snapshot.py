"""Snapshots: what is saved, what is never saved, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from aptsim.cli.main import main
from aptsim.errors import InputError
from aptsim.snapshot.container import read_container
from aptsim.snapshot.secrets import settings_without_secrets, source_without_secrets
from aptsim.snapshot.snapshot import open_snapshot
from aptsim.system.bundled import bundled_root
from tests.unit.image_files import files_of, folders_of, layer, layout_files, member, write_folder
from tests.unit.real_apt import make_root

STATUS = b"Package: base\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n"
SECRET = "sesame-open"
DATA = Path(__file__).resolve().parents[2] / "data"


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command; give its exit code and both streams."""
    code = main(arguments)
    return code, *capsys.readouterr()


def plain_of(path: Path) -> bytes:
    """Unpack a snapshot."""
    return zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=2**28)


def test_root_image_and_snapshot_give_the_same_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Apt's output is the same to the byte, warm or not, and both snapshots have the same bytes."""
    root, image = bundled_root(), tmp_path / "image"
    files = [member(path[1:], data) for path, data in files_of(root).items()]
    write_folder(image, layout_files([layer(*folders_of(root), *files)], "gzip"))
    of_root, of_image = tmp_path / "root.snapshot", tmp_path / "image.snapshot"
    assert answer(capsys, "snapshot", "save", str(of_root), "--root", str(root))[0] == 0
    code, out, _ = answer(capsys, "--image", str(image), "snapshot", "save", str(of_image))
    assert (code, out) == (
        0,
        f"{of_image}: {of_image.stat().st_size:,} bytes, 96 packages installed, 3 package lists\n",
    )
    assert of_root.read_bytes() == of_image.read_bytes()
    arguments = ("install", "nginx", "openssh-client", "--format", "apt")
    expected = answer(capsys, *arguments, "--root", str(root))
    assert answer(capsys, *arguments, "--image", str(image)) == expected
    assert answer(capsys, *arguments, "--image", str(image)) == expected
    assert answer(capsys, *arguments, "--snapshot", str(of_root)) == expected


def test_bare_files_become_a_snapshot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The case of the jessie image, from a status and an index, is 40 packages from its snapshot too."""
    saved = tmp_path / "jessie.snapshot"
    files = ("--packages", str(DATA / "jessie/Packages"), "--arch", "amd64")
    assert answer(capsys, "snapshot", "save", str(saved), *files)[0] == 0
    arguments = ("install", "openssh-client", "--no-install-recommends", "--format", "apt")
    expected = answer(capsys, *arguments, *files)
    assert answer(capsys, *arguments, "--snapshot", str(saved)) == expected
    assert "40 newly installed" in expected[1]
    assert str(DATA).encode() not in plain_of(saved)


def test_the_same_system_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither the time nor the place of a root reaches its snapshot, also when the place is written otherwise."""
    files: dict[str, str | bytes] = {"var/lib/dpkg/status": STATUS, "etc/apt/sources.list": "deb http://h/d s main\n"}
    first = make_root(tmp_path / "one", files)
    shutil.copytree(first, tmp_path / "two" / "deeper")
    second = tmp_path / "two" / "deeper"
    os.utime(second / "var/lib/dpkg/status", (1, 1))
    (tmp_path / "three").symlink_to(second)
    saved = []
    for root in (str(first), str(second), os.path.relpath(second), str(tmp_path / "three")):
        path = tmp_path / "x.snapshot"
        assert main(["snapshot", "save", str(path), "--root", root]) == 0
        saved.append(path.read_bytes())
    assert len(set(saved)) == 1


def test_what_is_asked_of_a_root_is_in_its_snapshot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Configuration with its includes, both formats of sources, preferences, states, architectures, os-release."""
    outside = tmp_path / "more.conf"
    outside.write_text('APT::Install-Recommends "false";\n')
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/apt.conf": f'#include "{outside}";\n',
            "etc/apt/apt.conf.d/20x.bak": "not read",
            "etc/apt/sources.list.d/x.sources": "Types: deb deb-src\nURIs: http://h/d\nSuites: s\nComponents: main\n",
            "etc/apt/preferences.d/pin": "Package: *\nPin: release a=s\nPin-Priority: 100\n",
            "etc/os-release": 'PRETTY_NAME="Some Debian"\n',
            "etc/machine-id": "0123456789abcdef\n",
            "var/lib/apt/extended_states": "Package: base\nArchitecture: amd64\nAuto-Installed: 1\n",
            "var/lib/apt/lists/h_d_dists_s_main_binary-amd64_Packages": "Package: new\nArchitecture: all\nVersion: 1\n",
            "var/lib/apt/lists/h_d_dists_s_main_source_Sources": "Package: new\nVersion: 1\nFormat: 1.0\n",
            "var/lib/apt/lists/h_d_dists_s_main_i18n_Translation-de": "text that no simulation reads",
            "var/lib/apt/lists/other_dists_s_main_binary-amd64_Packages": "Package: of-no-source\n",
            "var/lib/dpkg/arch": "amd64\ni386\n",
            "var/lib/dpkg/status": STATUS.decode() + "\nPackage: apt\nStatus: install ok installed\nVersion: 2.6.1\n",
            "var/lib/dpkg/info/base.list": "/x\n",
            "var/cache/apt/archives/new_1_all.deb": "deb",
        },
    )
    path = tmp_path / "x.snapshot"
    assert answer(capsys, "snapshot", "save", str(path), "--root", str(root), "--kernel", "6.1.0-1")[0] == 0
    manifest = open_snapshot(str(path)).manifest
    kept = {file.path for file in manifest.files if file.sha256}
    assert kept == {
        "/etc/apt/apt.conf",
        "/etc/apt/sources.list",
        str(outside),
        "/etc/apt/sources.list.d/x.sources",
        "/etc/apt/preferences.d/pin",
        "/etc/os-release",
        "/var/lib/apt/extended_states",
        "/var/lib/apt/lists/h_d_dists_s_main_binary-amd64_Packages",
        "/var/lib/apt/lists/h_d_dists_s_main_source_Sources",
        "/var/lib/dpkg/arch",
        "/var/lib/dpkg/status",
    }
    assert {file.path for file in manifest.files if not file.sha256} == {
        "/etc/apt/apt.conf.d/20x.bak",
        "/var/cache/apt/archives/new_1_all.deb",
        "/var/lib/apt/lists/h_d_dists_s_main_i18n_Translation-de",
        "/var/lib/dpkg/info/base.list",
    }
    assert (manifest.apt, manifest.kernel, manifest.architectures) == ("2.6.1", "6.1.0-1", ("amd64", "i386"))
    assert (manifest.os_release["PRETTY_NAME"], manifest.installed) == ("Some Debian", 2)
    code, out, _ = answer(capsys, "snapshot", "show", str(path))
    assert code == 0
    assert "System:        Some Debian\n" in out
    assert "apt:           2.6.1\n" in out
    document = json.loads(answer(capsys, "snapshot", "show", str(path), "--format", "json")[1])
    assert document["installed"] == 2


def test_a_machine_id_is_kept_only_where_it_decides(tmp_path: Path) -> None:
    """It is confidential (machine-id(5)), so it is there only when a list has phased updates."""
    for phased in ("", "Phased-Update-Percentage: 10\n"):
        files: dict[str, str | bytes] = {
            "etc/machine-id": "0123456789abcdef\n",
            "etc/apt/sources.list": "deb http://h/d s main\n",
            "var/lib/apt/lists/h_d_dists_s_main_binary-amd64_Packages": f"Package: a\nVersion: 1\n{phased}",
            "var/lib/dpkg/arch": "amd64\n",
            "var/lib/dpkg/status": STATUS,
        }
        root = make_root(tmp_path / f"root{len(phased)}", files)
        path = tmp_path / "x.snapshot"
        assert main(["snapshot", "save", str(path), "--root", str(root)]) == 0
        assert (b"0123456789abcdef" in plain_of(path)) is bool(phased)


def test_no_secret_gets_into_a_snapshot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Passwords in auth.conf, sources, proxies and settings stay out; the plan and its messages stay the same."""
    root = make_root(
        tmp_path / "root",
        {
            "etc/apt/auth.conf": f"machine h login me password {SECRET}\n",
            "etc/apt/auth.conf.d/x.conf": f"machine h login me password {SECRET}\n",
            "etc/apt/apt.conf": (
                f'Acquire::http::Proxy "http://me:{SECRET}@proxy:3128/";\n'
                f'Acquire {{ https {{ Proxy "me:{SECRET}@proxy:1"; Proxy::h "http://{SECRET}@p/"; }}; }};\n'
                f'// old: "http://me:{SECRET}/x@proxy/"\n'
                f'Acquire::ftp {{ ProxyLogin {{ "USER me"; "PASS {SECRET}"; }}; }};\n'
                f"Acquire::Some::Password {SECRET};\n"
                'APT::NeverAutoRemove { "^libsecret-1-0$"; "^token$"; };\n'
            ),
            "etc/apt/sources.list": f"deb https://me:{SECRET}@h/d s main\n# deb https://{SECRET}@h/d t main\n",
            "etc/apt/sources.list.d/x.sources": f"Types: deb\nURIs: https://{SECRET}:@h/e\nSuites: /\n",
            "etc/apt/sources.list.d/old.list.save": f"deb https://me:{SECRET}@h/d s main\n",
            "etc/apt/preferences": f"Explanation: https://me:{SECRET}@h/\nPackage: *\nPin: origin h\nPin-Priority: 5\n",
            "var/lib/apt/lists/h_d_dists_s_main_binary-amd64_Packages": "Package: new\nArchitecture: all\nVersion: 1\n",
            "var/lib/dpkg/arch": "amd64\n",
            "var/lib/dpkg/status": STATUS,
        },
    )
    path = tmp_path / "x.snapshot"
    code, _, err = answer(capsys, "snapshot", "save", str(path), "--root", str(root))
    assert code == 0
    assert SECRET.encode() not in plain_of(path)
    assert "simulate: 11 places that could hold a secret were left empty" in err
    assert b"^libsecret-1-0$" in plain_of(path)
    for arguments in (("policy", "new"), ("install", "new", "--format", "apt")):
        code, out, err = answer(capsys, *arguments, "--root", str(root))
        expected = (code, out.replace(str(root), ""), err.replace(str(root), ""))
        assert answer(capsys, *arguments, "--snapshot", str(path)) == expected


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("deb http://host:8080/debian@x/ sid main", "deb http://host:8080/debian@x/ sid main"),
        ("deb http://u:p/w@host/debian sid main", "deb http://host/debian sid main"),
        ("deb http://u@v:p@host/debian sid main", "deb http://host/debian sid main"),
        ("deb cdrom:[Debian 12 _Bookworm_]/ bookworm main", "deb cdrom:[Debian 12 _Bookworm_]/ bookworm main"),
    ],
)
def test_addresses_keep_all_but_users_and_passwords(text: str, left: str) -> None:
    """A port and an at sign in a path are no password."""
    assert source_without_secrets(text.encode())[0] == left.encode()


def test_settings_keep_their_lines() -> None:
    """What is emptied leaves every line where it was, so that apt's messages name the same ones."""
    text = b'A::Password\n{\n"one"; "two"\n};\nB "2";\n'
    assert settings_without_secrets(text) == (b'A::Password\n{\n""; ""\n};\nB "2";\n', 2)


def test_a_status_from_elsewhere_takes_the_place_of_the_own(tmp_path: Path) -> None:
    """A status that is a link is saved as one: apt names it by its real path."""
    root = make_root(tmp_path / "root", {"srv/status": STATUS, "var/lib/dpkg/arch": "amd64\n"})
    (root / "var/lib/dpkg/status").unlink(missing_ok=True)
    (root / "var/lib/dpkg/status").symlink_to("../../../srv/status")
    path = tmp_path / "x.snapshot"
    assert main(["snapshot", "save", str(path), "--root", str(root)]) == 0
    snapshot = open_snapshot(str(path))
    assert snapshot.tree.real_path("/var/lib/dpkg/status") == "/srv/status"
    assert snapshot.tree.read("/var/lib/dpkg/status") == STATUS
    assert snapshot.manifest.installed == 1


# ---------------------------------------------------------------------- damaged and hostile files


def good(tmp_path: Path) -> Path:
    """Make a small snapshot."""
    root = make_root(tmp_path / "root", {"var/lib/dpkg/status": STATUS, "var/lib/dpkg/arch": "amd64\n"})
    path = tmp_path / "good.snapshot"
    assert main(["snapshot", "save", str(path), "--root", str(root)]) == 0
    return path


def made(path: Path, manifest: Any, *files: tuple[str, bytes]) -> Path:
    """Write a file with this manifest and these members."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        data = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        for name, content in (("manifest.json", data), *files):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    path.write_bytes(zstandard.ZstdCompressor().compress(buffer.getvalue()))
    return path


def document(*files: tuple[str, bytes]) -> dict[str, Any]:
    """Give the manifest of these files."""
    return {
        "format": "aptsim-snapshot", "version": 1, "kind": "root", "architectures": ["amd64"], "kernel": "", "apt": "",
        "os_release": {}, "installed": 0, "status": "", "packages": [], "redacted": 0, "keys": [], "folders": [],
        "links": {},
        "files": [
            {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data in files
        ],
    }  # fmt: skip


@pytest.mark.parametrize("length", [0, 3, 4, 40, 200, -1, -8])
def test_a_file_cut_short_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], length: int) -> None:
    """Wherever it was cut, there is one line that names it."""
    path = good(tmp_path)
    path.write_bytes(path.read_bytes()[:length])
    capsys.readouterr()
    code, out, err = answer(capsys, "install", "base", "--snapshot", str(path))
    assert (code, out) == (100, "")
    assert err.startswith(f"E: {path}: ")
    assert err.count("\n") == 1


def test_every_byte_is_checked(tmp_path: Path) -> None:
    """A byte changed anywhere is found, or changes nothing: the container has bits that mean nothing."""
    path = good(tmp_path)
    data, expected = path.read_bytes(), read_container(str(path))
    found = 0
    for position in range(0, len(data), 7):
        path.write_bytes(data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :])
        try:
            assert read_container(str(path)) == expected
        except InputError:
            found += 1
    assert found >= len(range(0, len(data), 7)) - 2


@pytest.mark.parametrize(
    ("manifest", "files", "text"),
    [
        (b"[" * 100_000, (), "nested too deeply"),
        (b"{", (), "it is not JSON"),
        ([], (), "it is not a snapshot"),
        ({**document(), "version": 2}, (), "version 2; this program reads version 1"),
        ({**document(), "architectures": "amd64"}, (), "its manifest is damaged"),
        ({**document(), "kind": "other"}, (), "its manifest is damaged"),
        ({**document(), "installed": 10**30, "links": []}, (), "its manifest is damaged"),
        (document(("/../../etc/passwd", b"x")), (("files/../../etc/passwd", b"x"),), "leads out of the system"),
        (document(("etc/x", b"x")), (("filesetc/x", b"x"),), "leads out of the system"),
        (document(("/b", b"x"), ("/a", b"x")), (), "its manifest is damaged"),
        (document(("/a", b"x")), (), "/a is not in it as its manifest says"),
        (document(("/a", b"x")), (("files/b", b"x"),), "/a is not in it as its manifest says"),
        (document(("/a", b"x")), (("files/a", b"xx"),), "/a is not in it as its manifest says"),
        (document(("/a", b"x")), (("files/a", b"y"),), "/a in it is not what its manifest says"),
        (document(), (("files/a", b"y"),), "its end is not what its manifest says"),
        (document(), (), "its end is not what its manifest says"),
        (document(), (("manifest.sha256", b"0" * 64),), "its end is not what its manifest says"),
    ],
)
def test_a_hostile_manifest_is_refused(tmp_path: Path, manifest: Any, files: Any, text: str) -> None:
    """What the manifest says must be sound, and true."""
    path = made(tmp_path / "x.snapshot", manifest, *files)
    with pytest.raises(InputError, match=text):
        open_snapshot(str(path))


def test_a_bomb_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Gigabytes of zeros behind a small file are not unpacked into memory."""
    path = tmp_path / "bomb.snapshot"
    zeros = bytes(2**24)
    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as writer:
        info = tarfile.TarInfo("manifest.json")
        info.size = 2**34
        writer.write(info.tobuf())
        for _ in range(8):
            writer.write(zeros)
    code, _, err = answer(capsys, "install", "x", "--snapshot", str(path))
    assert code == 100
    assert err == f"E: {path}: its manifest has 17179869184 bytes; at most 8388608 are read\n"
