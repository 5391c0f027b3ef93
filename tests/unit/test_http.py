"""Files from web servers with all the faults that web servers have."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import urllib3

from aptsim.archive.http import Fetcher
from aptsim.archive.mirror_errors import MirrorError, NotOnMirrorError
from aptsim.archive.patience import Patience
from aptsim.archive.update import proxies_of
from aptsim.model.configuration import Configuration
from tests.unit.web_server import WebServer, busy, chunked, cut, drip, endless, page, redirect, wrong_length

DATA = bytes(range(256)) * 400
QUICK = Patience(retries=2, backoff=0.01, connect=2, silence=0.3, window=0.2, least=100, redirects=3)


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server that has one file."""
    server = WebServer()
    server.files["list"] = DATA
    yield server
    server.close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """A session with little patience."""
    with Fetcher(patience=QUICK) as session:
        yield session


def test_a_file_arrives(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """A file is written as it is, and a small one comes with what tells whether it has changed."""
    fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == DATA
    fetched = fetcher.fetch(f"{web.address}/list", "list")
    assert fetched.data == DATA and fetched.etag and fetched.last_modified == "Fri, 14 Jul 2017 02:40:00 GMT"


def test_what_has_not_changed_is_not_sent(web: WebServer, fetcher: Fetcher) -> None:
    """The server's own words from the last time make the request conditional."""
    known = fetcher.fetch(f"{web.address}/list", "list")
    assert fetcher.fetch(f"{web.address}/list", "list", known) is known
    assert web.asked[-1] == ("list", 304)


def test_a_chunked_answer_is_whole(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """An answer whose length is not announced is read to its end."""
    web.faults["list"] = [chunked(), chunked()]
    fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == fetcher.fetch(f"{web.address}/list", "list").data == DATA


def test_a_cut_download_is_gone_on_with(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """After a cut connection only the rest is asked for."""
    web.faults["list"] = [cut(1000)]
    fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == DATA
    assert web.ranges == ["bytes=1000-"]


def test_a_later_run_goes_on_too(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """What an earlier run has left is the beginning of the file."""
    (tmp_path / "list").write_bytes(DATA[:5000])
    fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == DATA
    assert web.ranges == ["bytes=5000-"]


def test_a_server_without_ranges_sends_all_again(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """A server that ignores the range is no danger: the file is begun anew."""
    web.has_ranges = False
    (tmp_path / "list").write_bytes(b"x" * 5000)
    fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == DATA


def test_a_busy_server_is_asked_again(web: WebServer, fetcher: Fetcher) -> None:
    """503 twice and then success is success."""
    web.faults["list"] = [busy(), busy()]
    assert fetcher.fetch(f"{web.address}/list", "list").data == DATA
    assert [code for _, code in web.asked] == [503, 503, 200]


def test_a_server_that_stays_busy_is_given_up(web: WebServer, fetcher: Fetcher) -> None:
    """Patience ends after the retries, with the server's own words."""
    web.faults["list"] = [busy()] * 9
    with pytest.raises(MirrorError, match=r"/list: the mirror answers 503 Service Unavailable"):
        fetcher.fetch(f"{web.address}/list", "list")
    assert len(web.asked) == 3


@pytest.mark.parametrize("code", [401, 403, 418])
def test_a_refusal_is_not_asked_again(web: WebServer, fetcher: Fetcher, code: int) -> None:
    """A server that refuses is not asked a second time."""
    web.faults["list"] = [busy(code)]
    with pytest.raises(MirrorError, match=f"the mirror answers {code}"):
        fetcher.fetch(f"{web.address}/list", "list")
    assert len(web.asked) == 1


def test_a_missing_file_is_its_own_error(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """404 says that there is no such file, and leaves none behind."""
    with pytest.raises(NotOnMirrorError, match=r"/other: the mirror has no such file \(404\)"):
        fetcher.fetch_file(f"{web.address}/other", "other", 10, tmp_path / "other")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", [0, len(DATA)])
def test_an_announced_length_that_is_too_long_is_noticed(
    web: WebServer, fetcher: Fetcher, tmp_path: Path, size: int
) -> None:
    """A body shorter than announced is not taken for whole, whether or not Release says its size."""
    web.faults["list"] = [wrong_length(50)] * 9
    with pytest.raises(MirrorError, match=r"ended before the file was complete|it has 102450 bytes, and Release says"):
        fetcher.fetch_file(f"{web.address}/list", "list", size, tmp_path / "list")


def test_a_length_other_than_promised_is_not_even_read(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """Where Release says another size than the server, the file is refused before it is read."""
    with pytest.raises(MirrorError, match=r"it has 102400 bytes, and Release says 7; is the mirror being updated\?"):
        fetcher.fetch_file(f"{web.address}/list", "list", 7, tmp_path / "list")
    assert not list(tmp_path.iterdir())


def test_an_endless_release_file_is_cut_off(web: WebServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that goes into memory has a limit."""
    monkeypatch.setattr("aptsim.archive.http.LARGEST_RELEASE", 100_000)
    web.faults["InRelease"] = [endless(b"x" * 50_000, 100)]
    with pytest.raises(MirrorError, match="it is longer than the 100000 bytes that it may have"):
        fetcher.fetch(f"{web.address}/InRelease", "InRelease")


def test_an_endless_list_is_cut_off(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """A list is read up to the size that Release says, and no further."""
    web.faults["list"] = [endless(DATA, 50)]
    with pytest.raises(MirrorError, match="it is longer than the 102400 bytes"):
        fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")


@pytest.mark.parametrize("size", [0, len(DATA)])
def test_a_captive_portal_is_recognised(web: WebServer, fetcher: Fetcher, tmp_path: Path, size: int) -> None:
    """A web page in the place of a file says so, and nothing of it is kept."""
    web.faults["list"] = [page(), page()]
    for attempt in (
        lambda: fetcher.fetch(f"{web.address}/list", "list"),
        lambda: fetcher.fetch_file(f"{web.address}/list", "list", size, tmp_path / "list"),
    ):
        with pytest.raises(MirrorError, match="the answer is a web page, not the file; does the network want a login"):
            attempt()
    assert not [path for path in tmp_path.iterdir() if path.stat().st_size]


def test_a_redirect_is_followed(web: WebServer, fetcher: Fetcher) -> None:
    """A mirror may lead to another place."""
    web.faults["list"] = [redirect("/elsewhere")]
    web.files["elsewhere"] = b"there"
    assert fetcher.fetch(f"{web.address}/list", "list").data == b"there"


def test_a_redirect_loop_ends(web: WebServer, fetcher: Fetcher) -> None:
    """A mirror that leads in a circle is left, once and for all."""
    web.faults["list"] = [redirect("/list")] * 9
    with pytest.raises(MirrorError, match="leads from address to address without end"):
        fetcher.fetch(f"{web.address}/list", "list")
    assert len(web.asked) == QUICK.redirects + 1


def test_a_redirect_to_something_else_is_refused(web: WebServer, fetcher: Fetcher) -> None:
    """An answer that leads out of the web is an error."""
    web.faults["list"] = [redirect("file:///etc/passwd")]
    with pytest.raises(MirrorError, match="the address cannot be used"):
        fetcher.fetch(f"{web.address}/list", "list")


def test_slow_bytes_are_not_waited_for(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """Bytes that drip are given up, though each comes before the patience between two bytes ends."""
    web.faults["list"] = [drip(0.02, 40)] * 3
    with pytest.raises(MirrorError, match=r"the mirror is too slow: [0-9]+ bytes in 0 seconds"):
        fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")


def test_silence_is_not_waited_for(web: WebServer, tmp_path: Path) -> None:
    """A server that says nothing any more is given up, and tried again as often as may be."""
    web.faults["list"] = [drip(1.0, 1)] * 2
    patience = Patience(retries=1, backoff=0.01, silence=0.1)
    with Fetcher(patience=patience) as fetcher, pytest.raises(MirrorError, match="the mirror does not answer in time"):
        fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "list")
    assert len(web.asked) == 2


def test_nobody_at_the_address_is_a_clear_error(web: WebServer, fetcher: Fetcher) -> None:
    """Where nobody listens, the error asks for the network."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/list"
        with pytest.raises(MirrorError, match="the mirror cannot be reached; is there a network"):
            fetcher.fetch(address, "list")


def test_an_unknown_host_is_a_clear_error(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that nobody knows is told apart from a host that does not answer."""

    def nobody(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", nobody)
    with pytest.raises(MirrorError, match=r"mirror\.invalid/list: the host's name is unknown"):
        fetcher.fetch("http://mirror.invalid/list", "list")


@pytest.mark.parametrize("uri", ["ftp://127.0.0.1/list", "list", "gopher://x"])
def test_an_address_of_another_kind_is_refused(fetcher: Fetcher, uri: str) -> None:
    """Only web addresses are asked."""
    with pytest.raises(MirrorError, match="begins with http"):
        fetcher.fetch(uri, "list")


def test_a_disk_fault_is_not_taken_for_the_network(web: WebServer, fetcher: Fetcher, tmp_path: Path) -> None:
    """What goes wrong with the file on disk is told as what it is."""
    with pytest.raises(OSError, match=r"No such file or directory|cannot find the path"):
        fetcher.fetch_file(f"{web.address}/list", "list", len(DATA), tmp_path / "nowhere" / "list")


def test_a_proxy_is_asked_in_the_place_of_the_host(web: WebServer) -> None:
    """The address that a proxy of apt.conf gets is that of the mirror; DIRECT leaves a host out."""
    configuration = Configuration()
    configuration.set("Acquire::http::Proxy", f"{web.address}/")
    configuration.set("Acquire::http::Proxy::direct.invalid", "DIRECT")
    proxies = proxies_of(configuration)
    assert proxies == {
        "http": f"{web.address}/",
        "https": f"{web.address}/",
        "http://direct.invalid": None,
    }
    web.files["http://mirror.invalid/list"] = b"through the proxy"
    with Fetcher(patience=QUICK, proxies={"http": proxies["http"]}) as fetcher:
        assert fetcher.fetch("http://mirror.invalid/list", "list").data == b"through the proxy"


def test_a_secure_mirror_may_not_lead_to_an_open_one(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that came by way of https and then http is refused."""
    first, last = requests.Response(), requests.Response()
    first.url, last.url = "https://mirror.example/list", "http://mirror.example/list"
    last.status_code, last.history, last.raw = 200, [first], urllib3.HTTPResponse(b"")
    monkeypatch.setattr(requests.Session, "get", lambda *_, **__: last)
    with pytest.raises(MirrorError, match="leads from https to http://mirror"):
        fetcher.fetch("https://mirror.example/list", "list")
