"""Images made and served by other people's programs: umoci, skopeo and docker-registry, as Debian has them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from aptsim.cli.main import main
from aptsim.system.bundled import bundled_root

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("umoci", "skopeo", "docker-registry"))),
    reason="umoci, skopeo and docker-registry are not all installed",
)
ARGUMENTS = ("install", "curl", "--format", "apt")


def run(*words: str | Path) -> None:
    """Run a program that must succeed."""
    subprocess.run(
        [str(word) for word in words], check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=120
    )


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An OCI layout that umoci made of the bundled root, with something wrong that other layers take away."""
    folder = tmp_path_factory.mktemp("real")
    layout, image = folder / "layout", f"{folder / 'layout'}:made"
    wrong = folder / "wrong"
    wrong.write_text("deb http://nowhere.invalid/ nothing main\n")
    run("umoci", "init", "--layout", layout)
    run("umoci", "new", "--image", image)
    run("umoci", "insert", "--image", image, wrong, "/etc/apt/sources.list.d/wrong.list")
    run("umoci", "insert", "--image", image, wrong, "/var/lib/apt/lists/old/wrong")
    run("umoci", "insert", "--image", image, bundled_root() / "etc", "/etc")
    run("umoci", "insert", "--image", image, "--whiteout", "/etc/apt/sources.list.d/wrong.list")
    run("umoci", "insert", "--image", image, "--opaque", bundled_root() / "var", "/var")
    return layout


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real registry on the loopback address."""
    folder = tmp_path_factory.mktemp("registry")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    config = folder / "config.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {folder}/blobs}}}}\n"
        f"http: {{addr: {address}}}\n"
    )
    server = subprocess.Popen(
        ["docker-registry", "serve", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://{address}/v2/", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def expected() -> tuple[int, str]:
    """What apt would say on the root itself."""
    return plan("--root", str(bundled_root()))


def plan(*system: str) -> tuple[int, str]:
    """Give exit code and output on a system."""
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([*ARGUMENTS, *system])
    return code, out.getvalue()


def test_layouts_and_archives_of_skopeo_are_read(layout: Path, tmp_path: Path, expected: tuple[int, str]) -> None:
    """An OCI folder, an OCI archive and a docker archive of it give the plan of the root that is in them."""
    assert plan("--image", f"{layout}:made") == expected
    for kind, name in (("oci-archive", "oci.tar"), ("docker-archive", "docker.tar")):
        target = tmp_path / name
        run("skopeo", "--insecure-policy", "copy", f"oci:{layout}:made", f"{kind}:{target}:test:1")
        assert plan("--image", str(target)) == expected


def test_an_image_comes_from_a_real_registry(layout: Path, registry: str, expected: tuple[int, str]) -> None:
    """The plan on an image from docker-registry is that on the root; a missing one is one line."""
    target = f"docker://{registry}/team/made:1"
    run("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", f"oci:{layout}:made", target)
    assert plan("--image", f"{registry}/team/made:1") == expected
    assert plan("--image", f"{registry}/team/other:1")[0] == 100
