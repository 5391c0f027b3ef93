"""Lists from a mirror: a web server on the loopback address plays the mirror."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aptsim.archive.http import MirrorError, NotOnMirrorError
from aptsim.archive.mirror import download_root
from aptsim.archive.mirror_suite import MirrorSuite
from aptsim.simulator import Simulator

PACKAGES = b"".join(f"Package: p{number}\nVersion: {number}\nArchitecture: amd64\n\n".encode() for number in range(50))
LIST = "main/binary-amd64/Packages"


class Mirror:
    """A mirror with one suite, ``test``, whose files are bytes by name; it remembers what was asked of it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, int]] = []
        self.failures = 0
        self.cut_at: int | None = None
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                mirror.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/debian"

    @property
    def suite(self) -> MirrorSuite:
        return MirrorSuite(self.address, "test")

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        name = request.path.removeprefix("/debian/dists/test/")
        data = self.files.get(name)
        etag = "" if data is None else f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if self.failures:
            self.failures -= 1
            code, data = 503, None
        elif data is None:
            code = 404
        elif request.headers.get("If-None-Match") == etag:
            code, data = 304, None
        else:
            code = 200
        self.asked.append((name, code))
        request.send_response(code)
        request.send_header("Content-Length", str(len(data or b"")))
        request.send_header("ETag", etag)
        request.end_headers()
        if data is not None and self.cut_at is not None and name != "InRelease":
            request.wfile.write(data[: self.cut_at])
            request.close_connection = True
        elif data is not None:
            request.wfile.write(data)

    def offer(self, packages: bytes = PACKAGES, *, extra: str = "", release: str = "InRelease") -> None:
        """Put a list in three forms on the mirror, the plain one only promised, and a Release file for them."""
        forms = {LIST: packages, f"{LIST}.gz": gzip.compress(packages), f"{LIST}.xz": lzma.compress(packages)}
        lines = "".join(f" {hashlib.sha256(data).hexdigest()} {len(data)} {name}\n" for name, data in forms.items())
        text = (
            f"Origin: Test\nLabel: Test\nSuite: test\nArchitectures: amd64\nComponents: main\n{extra}SHA256:\n{lines}"
        )
        self.files = {release: text.encode(), f"{LIST}.gz": forms[f"{LIST}.gz"], f"{LIST}.xz": forms[f"{LIST}.xz"]}

    def names_asked(self) -> list[str]:
        return [name for name, _ in self.asked]


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    """A mirror that has nothing yet."""
    running = Mirror()
    yield running
    running.close()


def lists_of(root: Path) -> Path:
    """The folder of lists that a root's apt.conf names."""
    return Path((root / "etc/apt/apt.conf").read_text().split('"')[1])


def kept_list(root: Path) -> Path:
    """The one list in a root."""
    [path] = lists_of(root).glob("[!.]*_Packages")
    return path


def unfinished(cache: Path) -> list[Path]:
    """What an interrupted run would leave behind."""
    return [path for path in cache.rglob("*") if path.name.startswith((".unfinished", ".unpack"))]


def test_a_root_is_made_of_what_the_mirror_has(mirror: Mirror, tmp_path: Path) -> None:
    """The smallest form is fetched, and the root holds the unpacked list, InRelease and a source list for them."""
    mirror.offer()
    root = download_root([mirror.suite], tmp_path)
    host = mirror.address.removeprefix("http://").replace("/", "_")
    assert mirror.names_asked() == ["InRelease", f"{LIST}.xz"]
    assert kept_list(root).name == f"{host}_dists_test_main_binary-amd64_Packages"
    assert kept_list(root).read_bytes() == PACKAGES
    assert (lists_of(root) / f"{host}_dists_test_InRelease").is_file()
    assert (root / "etc/apt/sources.list").read_text() == f"deb [arch=amd64] {mirror.address} test main\n"
    assert (root / "var/lib/dpkg/arch").read_text() == "amd64\n"


def test_what_has_not_changed_is_not_sent_again(mirror: Mirror, tmp_path: Path) -> None:
    """A second call asks for InRelease only, with the condition that it has changed."""
    mirror.offer()
    first = download_root([mirror.suite], tmp_path)
    mirror.asked.clear()
    assert download_root([mirror.suite], tmp_path) == first
    assert mirror.asked == [("InRelease", 304)]


def test_a_changed_list_replaces_the_kept_one(mirror: Mirror, tmp_path: Path) -> None:
    """When the mirror has new lists, they take the place of the old ones in the same root."""
    mirror.offer()
    download_root([mirror.suite], tmp_path)
    mirror.offer(PACKAGES + PACKAGES)
    assert kept_list(download_root([mirror.suite], tmp_path)).read_bytes() == PACKAGES + PACKAGES


def test_a_damaged_kept_list_is_fetched_again(mirror: Mirror, tmp_path: Path) -> None:
    """A list that somebody has changed in the cache is not trusted."""
    mirror.offer()
    kept_list(download_root([mirror.suite], tmp_path)).write_bytes(b"Package: evil\n")
    assert kept_list(download_root([mirror.suite], tmp_path)).read_bytes() == PACKAGES


def test_the_next_form_is_taken_when_one_is_missing(mirror: Mirror, tmp_path: Path) -> None:
    """A form that Release offers and the mirror lacks is passed over."""
    mirror.offer()
    del mirror.files[f"{LIST}.xz"]
    assert kept_list(download_root([mirror.suite], tmp_path)).read_bytes() == PACKAGES
    assert mirror.names_asked()[1:] == [f"{LIST}.xz", f"{LIST}.gz"]


def test_a_list_is_asked_for_by_its_hash(mirror: Mirror, tmp_path: Path) -> None:
    """Where Release says Acquire-By-Hash, the address under by-hash comes first, the plain one second."""
    mirror.offer(extra="Acquire-By-Hash: yes\n")
    data = mirror.files[f"{LIST}.xz"]
    by_hash = f"main/binary-amd64/by-hash/SHA256/{hashlib.sha256(data).hexdigest()}"
    download_root([mirror.suite], tmp_path / "a")
    assert mirror.names_asked() == ["InRelease", by_hash, f"{LIST}.xz"]
    mirror.files[by_hash] = data
    mirror.asked.clear()
    download_root([mirror.suite], tmp_path / "b")
    assert mirror.names_asked() == ["InRelease", by_hash]


def test_release_stands_in_for_inrelease(mirror: Mirror, tmp_path: Path) -> None:
    """A mirror without InRelease is used by its Release file, and its signature is kept beside it."""
    mirror.offer(release="Release")
    mirror.files["Release.gpg"] = b"signature"
    root = download_root([mirror.suite], tmp_path)
    kept = sorted(path.name.rpartition("_")[2] for path in lists_of(root).glob("[!.]*"))
    assert kept == ["Packages", "Release", "Release.gpg"]


def test_a_list_that_is_not_what_release_promises_is_refused(mirror: Mirror, tmp_path: Path) -> None:
    """A wrong hash is an error that names the file and both sums; what was kept before stays."""
    mirror.offer()
    root = download_root([mirror.suite], tmp_path)
    mirror.offer(PACKAGES + PACKAGES)
    data = bytearray(mirror.files[f"{LIST}.xz"])
    data[-1] ^= 1
    mirror.files[f"{LIST}.xz"] = bytes(data)
    with pytest.raises(MirrorError, match=r"Packages\.xz: it is not the file that Release promises: its SHA256 is "):
        download_root([mirror.suite], tmp_path)
    assert kept_list(root).read_bytes() == PACKAGES
    assert not unfinished(tmp_path)


def test_a_list_of_the_wrong_length_is_refused(mirror: Mirror, tmp_path: Path) -> None:
    """A list that is too long is not read to its end."""
    mirror.offer()
    mirror.files[f"{LIST}.xz"] += b"x" * 1000
    with pytest.raises(MirrorError, match="it is longer than the"):
        download_root([mirror.suite], tmp_path)


def test_a_connection_that_ends_early_leaves_nothing(mirror: Mirror, tmp_path: Path) -> None:
    """A transfer cut short is an error, and nothing half-written stays."""
    mirror.offer()
    mirror.cut_at = 40
    with pytest.raises(MirrorError, match="the connection ended before the file was complete"):
        download_root([mirror.suite], tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_suite_that_is_not_there_is_named(mirror: Mirror, tmp_path: Path) -> None:
    """A suite that the mirror does not have is an error that names its address."""
    with pytest.raises(NotOnMirrorError, match=r"/debian/dists/test/: the mirror has no such suite"):
        download_root([mirror.suite], tmp_path)


def test_a_component_that_is_not_there_is_named(mirror: Mirror, tmp_path: Path) -> None:
    """A component or architecture that Release does not offer is an error that names the list."""
    mirror.offer()
    with pytest.raises(NotOnMirrorError, match=r"binary-sparc/Packages: Release of test does not offer it"):
        download_root([MirrorSuite(mirror.address, "test", architectures=("sparc",))], tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "it is not a Release file"),
        (b"<html>Not found</html>\n", "it is not a Release file|it gives no SHA256 sums"),
        (b"Suite: test\nMD5Sum:\n abc 12 main/binary-amd64/Packages\n", "it gives no SHA256 sums"),
    ],
)
def test_a_release_file_without_sums_is_refused(mirror: Mirror, tmp_path: Path, text: bytes, reason: str) -> None:
    """What is no Release file, or gives no SHA256 sums, is an error."""
    mirror.files["InRelease"] = text
    with pytest.raises(MirrorError, match=reason):
        download_root([mirror.suite], tmp_path)


def test_a_busy_mirror_is_asked_again(mirror: Mirror, tmp_path: Path) -> None:
    """A mirror that fails at first is tried again."""
    mirror.offer()
    mirror.failures = 2
    assert kept_list(download_root([mirror.suite], tmp_path)).read_bytes() == PACKAGES


def test_no_mirror_is_a_clear_error(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers, the error says that the mirror cannot be reached."""
    monkeypatch.setattr("aptsim.archive.http.RETRIES", 0)
    suite = mirror.suite
    mirror.server.server_close()
    with pytest.raises(MirrorError, match="the mirror cannot be reached; is there a network"):
        download_root([suite], tmp_path)


def test_an_address_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Only web addresses are mirrors."""
    with pytest.raises(MirrorError, match="begins with http"):
        download_root([MirrorSuite("ftp://127.0.0.1/debian", "test")], tmp_path)


def test_progress_is_told_to_the_end(mirror: Mirror, tmp_path: Path) -> None:
    """Progress hears of each file by name, and at last all of its bytes."""
    mirror.offer()
    told: dict[str, tuple[int, int]] = {}
    download_root([mirror.suite], tmp_path, lambda name, received, total: told.__setitem__(name, (received, total)))
    size = len(mirror.files[f"{LIST}.xz"])
    assert told[f"test {LIST}"] == (size, size)
    assert set(told) == {"test InRelease", f"test {LIST}"}


def test_roots_share_their_lists(mirror: Mirror, tmp_path: Path) -> None:
    """A suite that was fetched for one root is not fetched again for another."""
    mirror.offer()
    one = download_root([mirror.suite], tmp_path)
    mirror.asked.clear()
    two = download_root([mirror.suite, mirror.suite], tmp_path)
    assert one != two and lists_of(one) == lists_of(two)
    assert mirror.asked == [("InRelease", 304)] * 2


def test_a_downloaded_root_is_simulated_on(mirror: Mirror, tmp_path: Path) -> None:
    """The readers of a root folder read what was downloaded, with its Release file, as authenticated."""
    mirror.offer(b"Package: hello\nVersion: 2.10\nArchitecture: amd64\nFilename: h.deb\nSize: 10\n\n")
    root = download_root([mirror.suite], tmp_path)
    run = Simulator.open(root, [("APT::Get::Simulate", "1")]).install("hello")
    assert run.exit_code == 0
    assert run.simulation is not None
    assert run.simulation.text == "Inst hello (2.10 Test:test [amd64])\nConf hello (2.10 Test:test [amd64])\n"
