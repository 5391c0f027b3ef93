"""Lists from a mirror: a web server on the loopback address plays the mirror, with real signatures."""

from __future__ import annotations

import hashlib
import lzma
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from aptsim.archive.list_store import KEPT_FOR, ListStore
from aptsim.archive.mirror_errors import MirrorError, NotKeptError, NotOnMirrorError, UntrustedError
from aptsim.archive.patience import Patience
from aptsim.archive.update import UpdateOptions
from aptsim.errors import InputError
from aptsim.mirrors.root import root_of_files, root_of_suites
from aptsim.mirrors.suite import MirrorSuite
from aptsim.simulator import Simulator
from tests.unit.archive_server import LIST, NOW, PACKAGES, SUITE, ArchiveServer, forms_of, release_date, release_text
from tests.unit.signing import clear_signed, key_places, make_key, write_keyring
from tests.unit.web_server import busy, cut, page, redirect

HELLO = b"Package: hello\nVersion: 2.10\nArchitecture: amd64\nFilename: h.deb\nSize: 10\n\n"
QUICK = Patience(retries=1, backoff=0.01, silence=0.5, redirects=3)


class Said:
    """Remembers what was said."""

    def __init__(self) -> None:
        self.bytes: dict[str, tuple[int, int]] = {}
        self.files: list[tuple[str, int]] = []
        self.notes: list[str] = []

    def on_bytes(self, name: str, received: int, total: int) -> None:
        self.bytes[name] = (received, total)

    def on_file(self, name: str, size: int) -> None:
        self.files.append((name, size))

    def on_note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def mirror() -> Iterator[ArchiveServer]:
    """A mirror that has nothing yet."""
    running = ArchiveServer()
    yield running
    running.close()


@pytest.fixture
def said() -> Said:
    """What the watcher of a download was told."""
    return Said()


@pytest.fixture
def options(tmp_path: Path, said: Said) -> UpdateOptions:
    """A cache of its own, and trust in the key that signs."""
    return UpdateOptions(key_places(), tmp_path, said, patience=QUICK)


def lists_of(root: Path) -> Path:
    """The folder of lists that a root's apt.conf names."""
    return Path((root / "etc/apt/apt.conf").read_text().split('"')[1])


def kept_list(root: Path) -> Path:
    """The one list of packages in a root."""
    [path] = lists_of(root).glob("*_Packages")
    return path


def kept_files(cache: Path) -> dict[str, bytes]:
    """Everything in a cache but locks, by path."""
    paths = [path for path in sorted(cache.rglob("*")) if path.is_file() and path.suffix != ".lock"]
    return {str(path.relative_to(cache)): path.read_bytes() for path in paths}


# ---------------------------------------------------------------------- what goes well


def test_a_root_is_made_of_what_the_mirror_has(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """The smallest form is fetched, and the root holds the unpacked list, InRelease and a source list for them."""
    mirror.offer()
    root = root_of_suites([mirror.suite], options)
    host = mirror.mirror.removeprefix("http://").replace("/", "_")
    assert mirror.suite_names_asked() == ["InRelease", f"{LIST}.xz"]
    assert kept_list(root).name == f"{host}_dists_test_main_binary-amd64_Packages"
    assert kept_list(root).read_bytes() == PACKAGES
    assert (lists_of(root) / f"{host}_dists_test_InRelease").read_bytes() == mirror.files[f"{SUITE}InRelease"]
    assert (root / "etc/apt/sources.list.d/00.list").read_text() == f"deb [arch=amd64] {mirror.mirror} test main\n"
    assert (root / "var/lib/dpkg/arch").read_text() == "amd64\n"


def test_what_has_not_changed_is_not_sent_again(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A second call asks for InRelease only, with the condition that it has changed."""
    mirror.offer()
    first = root_of_suites([mirror.suite], options)
    mirror.asked.clear()
    assert root_of_suites([mirror.suite], options) == first
    assert mirror.asked == [(f"{SUITE}InRelease", 304)]


def test_a_changed_list_makes_another_root(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """When the mirror has new lists there is a new root; whoever reads the old one is not disturbed."""
    mirror.offer()
    before = root_of_suites([mirror.suite], options)
    mirror.offer(PACKAGES + PACKAGES)
    after = root_of_suites([mirror.suite], options)
    assert kept_list(after).read_bytes() == PACKAGES + PACKAGES
    assert kept_list(before).read_bytes() == PACKAGES


def test_a_damaged_kept_list_is_fetched_again(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A list that somebody has changed in the cache is not trusted."""
    mirror.offer()
    kept_list(root_of_suites([mirror.suite], options)).write_bytes(b"Package: evil\n")
    assert kept_list(root_of_suites([mirror.suite], options)).read_bytes() == PACKAGES


def test_the_next_form_is_taken_when_one_is_missing(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A form that Release offers and the mirror lacks is passed over."""
    mirror.offer()
    del mirror.files[f"{SUITE}{LIST}.xz"]
    assert kept_list(root_of_suites([mirror.suite], options)).read_bytes() == PACKAGES
    assert mirror.suite_names_asked()[1:] == [f"{LIST}.xz", f"{LIST}.gz"]


def test_a_list_is_asked_for_by_its_hash(mirror: ArchiveServer, options: UpdateOptions, tmp_path: Path) -> None:
    """Where Release says Acquire-By-Hash, the address under by-hash comes first, the plain one second."""
    mirror.offer(fields={"Acquire-By-Hash": "yes"})
    data = mirror.files[f"{SUITE}{LIST}.xz"]
    by_hash = f"main/binary-amd64/by-hash/SHA256/{hashlib.sha256(data).hexdigest()}"
    root_of_suites([mirror.suite], replace(options, cache=tmp_path / "a"))
    assert mirror.suite_names_asked() == ["InRelease", by_hash, f"{LIST}.xz"]
    mirror.files[SUITE + by_hash] = data
    mirror.asked.clear()
    root_of_suites([mirror.suite], replace(options, cache=tmp_path / "b"))
    assert mirror.suite_names_asked() == ["InRelease", by_hash]


def test_release_stands_in_for_inrelease(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A mirror without InRelease is used by its Release file, whose signature is verified and kept beside it."""
    mirror.offer(detached=True)
    root = root_of_suites([mirror.suite], options)
    kept = sorted(path.name.rpartition("_")[2] for path in lists_of(root).iterdir())
    assert kept == ["Packages", "Release", "Release.gpg"]


def test_the_strongest_sums_count(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """SHA512 is taken where Release gives it."""
    mirror.offer(sums="SHA512", fields={"Acquire-By-Hash": "yes"})
    assert kept_list(root_of_suites([mirror.suite], options)).read_bytes() == PACKAGES
    assert "by-hash/SHA512/" in mirror.names_asked()[1]


def test_a_list_for_all_architectures_is_fetched_too(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """Where an archive keeps packages of architecture all apart, their list belongs to it."""
    forms = {**forms_of(LIST, PACKAGES), **forms_of("main/binary-all/Packages", b"Package: a\nVersion: 1\n\n")}
    text = release_text(forms, {"Architectures": "all amd64"})
    mirror.files = {SUITE + name: data for name, data in {**forms, "InRelease": clear_signed(text)}.items()}
    names = sorted(
        path.name.rpartition("_")[0][-10:] for path in lists_of(root_of_suites([mirror.suite], options)).iterdir()
    )
    assert names[-2:] == ["binary-all", "nary-amd64"] or {"binary-all", "nary-amd64"} <= set(names)


def test_a_flat_archive_is_an_archive(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A suite that ends with a slash has its lists beside Release, as sources.list(5) says."""
    forms = forms_of("Packages", PACKAGES)
    files = {**forms, "InRelease": clear_signed(release_text(forms, {"Suite": "", "Components": ""}))}
    mirror.files = {f"flat/x/{name}": data for name, data in files.items()}
    root = root_of_suites([MirrorSuite(f"{mirror.address}/flat", "x/")], options)
    assert kept_list(root).read_bytes() == PACKAGES


def test_a_downloaded_root_is_simulated_on(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """The readers of a root folder read what was downloaded, with its Release file, as authenticated."""
    mirror.offer(HELLO)
    root = root_of_suites([mirror.suite], options)
    run = Simulator.open(root, [("APT::Get::Simulate", "1")]).install("hello")
    assert run.exit_code == 0
    assert run.simulation is not None
    assert run.simulation.text == "Inst hello (2.10 Test:test [amd64])\nConf hello (2.10 Test:test [amd64])\n"
    assert not list(run.messages)


def test_progress_is_told_to_the_end(mirror: ArchiveServer, options: UpdateOptions, said: Said) -> None:
    """A watcher hears of each file by name, and at last all of its bytes."""
    mirror.offer()
    root_of_suites([mirror.suite], options)
    size = len(mirror.files[f"{SUITE}{LIST}.xz"])
    assert said.bytes[f"test {LIST}.xz"] == (size, size)
    assert said.files[1:] == [(f"test {LIST}.xz", size)] and said.files[0][0] == "test InRelease"
    assert not said.notes


# ---------------------------------------------------------------------- source lists


def test_source_lists_of_both_formats_are_taken(mirror: ArchiveServer, options: UpdateOptions, tmp_path: Path) -> None:
    """One-line and deb822 lists say the same, and the format is known by the name or by the first field."""
    mirror.offer()
    deb822 = f"Types: deb\nURIs: {mirror.mirror}\nSuites: test\nComponents: main\n"
    for name, text in (("a.list", f"deb {mirror.mirror} test main\n"), ("b.sources", deb822), ("plain", deb822)):
        (tmp_path / name).write_text(text)
        root = root_of_files([str(tmp_path / name)], ["amd64"], options)
        assert kept_list(root).read_bytes() == PACKAGES


def test_a_wrong_source_list_is_named_with_its_line(options: UpdateOptions, tmp_path: Path) -> None:
    """What apt says of a source list names the file as the user did."""
    (tmp_path / "my.list").write_text("# mine\ndeb http://deb.debian.org/debian\n")
    with pytest.raises(InputError, match=rf"Malformed entry 2 in list file {tmp_path}/my.list \(Suite\)"):
        root_of_files([str(tmp_path / "my.list")], ["amd64"], options)


def test_signed_by_pins_the_keys_of_a_source(mirror: ArchiveServer, options: UpdateOptions, tmp_path: Path) -> None:
    """Signed-By is a path, a fingerprint or a key, and no other key counts."""
    mirror.offer(key=make_key("Vendor"))
    path = write_keyring(tmp_path / "vendor.gpg", make_key("Vendor"))
    cert = make_key("Vendor").extract_certificate()
    inline = "\n".join(f" {line or '.'}" for line in str(cert).splitlines())
    stanza = f"Types: deb\nURIs: {mirror.mirror}\nSuites: test\nComponents: main\nSigned-By:"
    both = replace(options, keys=key_places(make_key(), make_key("Vendor")))
    for value, with_options in ((f" {path}", options), (f"\n{inline}", options), (f" {cert.fingerprint}", both)):
        (tmp_path / "v.sources").write_text(f"{stanza}{value}\n")
        assert kept_list(root_of_files([str(tmp_path / "v.sources")], ["amd64"], with_options)).is_file()
    (tmp_path / "v.sources").write_text(f"{stanza} {make_key().extract_certificate().fingerprint}\n")
    with pytest.raises(UntrustedError, match="is not the one that Signed-By names"):
        root_of_files([str(tmp_path / "v.sources")], ["amd64"], both)
    (tmp_path / "v.sources").write_text(f"{stanza} {tmp_path}/none.gpg\n")
    with pytest.raises(UntrustedError, match=r"none\.gpg: the keyring cannot be read"):
        root_of_files([str(tmp_path / "v.sources")], ["amd64"], options)


def test_a_local_archive_needs_no_server(options: UpdateOptions, tmp_path: Path) -> None:
    """Addresses that begin with file: are read from disk, and verified like all others."""
    forms = forms_of(LIST, PACKAGES)
    files = {**forms, "InRelease": clear_signed(release_text(forms))}
    for name, data in files.items():
        path = tmp_path / "repo/dists/test" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    suite = MirrorSuite(f"file:{tmp_path}/repo", "test")
    assert kept_list(root_of_suites([suite], options)).read_bytes() == PACKAGES
    (tmp_path / "repo/dists/test/InRelease").write_bytes(release_text(forms))
    with pytest.raises(UntrustedError, match="there is no signature in it"):
        root_of_suites([suite], options)


# ---------------------------------------------------------------------- what is refused


def assert_refused(
    mirror: ArchiveServer, options: UpdateOptions, match: str, kind: type[Exception] = MirrorError
) -> None:
    """The next update fails, and the cache is as before: the older good copy is kept, and nothing is half done."""
    assert options.cache is not None
    before = kept_files(options.cache)
    with pytest.raises(kind, match=match):
        root_of_suites([mirror.suite], options)
    after = {name: data for name, data in kept_files(options.cache).items() if "partial/" not in name}
    assert after == before
    assert not list(options.cache.rglob(".unfinished*"))


@pytest.fixture
def updated(mirror: ArchiveServer, options: UpdateOptions) -> UpdateOptions:
    """A cache that holds a good copy; the mirror has a newer one, which tests spoil."""
    mirror.offer()
    root_of_suites([mirror.suite], options)
    mirror.offer(PACKAGES * 2)
    return options


def test_a_wrong_hash_is_refused(mirror: ArchiveServer, updated: UpdateOptions) -> None:
    """A list with the right size and another content is named with both sums."""
    data = bytearray(mirror.files[f"{SUITE}{LIST}.xz"])
    data[-1] ^= 1
    mirror.files[f"{SUITE}{LIST}.xz"] = bytes(data)
    assert_refused(mirror, updated, r"Packages\.xz: it is not the file that Release promises: its SHA256 is .* says")


def test_a_torn_mirror_is_refused(mirror: ArchiveServer, updated: UpdateOptions) -> None:
    """A Release file that is newer than its lists is not used, nor are the lists."""
    fresh = mirror.files[f"{SUITE}InRelease"]
    mirror.offer()
    mirror.files[f"{SUITE}InRelease"] = fresh
    assert_refused(mirror, updated, r"Packages\.xz: .* bytes, and Release says [0-9]+; is the mirror being updated\?")


def test_half_a_file_is_refused_and_gone_on_with(mirror: ArchiveServer, updated: UpdateOptions, said: Said) -> None:
    """A download that is cut off each time fails; the next run needs only the rest."""
    name = f"{SUITE}{LIST}.xz"
    mirror.faults[name] = [cut(40), cut(40)]
    mirror.has_ranges = False
    assert_refused(mirror, updated, "the connection ended before the file was complete")
    text = "older lists are in the cache; --offline uses them"
    assert said.notes == [f"{mirror.mirror}/dists/test/: {text}"]
    mirror.has_ranges = True
    assert kept_list(root_of_suites([mirror.suite], updated)).read_bytes() == PACKAGES * 2
    assert mirror.ranges[-1] == "bytes=40-"


def test_a_beginning_that_does_not_fit_is_thrown_away(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """When a resumed download has the wrong sum, it is fetched once more from its first byte."""
    mirror.offer()
    data = mirror.files[f"{SUITE}{LIST}.xz"]
    assert options.cache is not None
    partial = ListStore(options.cache / "mirrors").partial(f"SHA256-{hashlib.sha256(data).hexdigest()}")
    partial.write_bytes(b"x" * 10)
    assert kept_list(root_of_suites([mirror.suite], options)).read_bytes() == PACKAGES
    assert not list(partial.parent.iterdir())


def test_an_unknown_signature_is_refused(mirror: ArchiveServer, updated: UpdateOptions) -> None:
    """A Release file that somebody else has signed is not taken."""
    mirror.offer(PACKAGES * 2, key=make_key("Stranger"))
    text = r"InRelease: its signature is not accepted: key [0-9A-F]{40} is not among the trusted ones \(ring0.gpg\)"
    assert_refused(mirror, updated, text, UntrustedError)


def test_a_changed_release_file_is_refused(mirror: ArchiveServer, updated: UpdateOptions) -> None:
    """A Release file that was changed on the way is not taken."""
    name = f"{SUITE}InRelease"
    mirror.files[name] = mirror.files[name].replace(b"Label: Test", b"Label: Evil")
    assert_refused(mirror, updated, "is bad: the content is not what was signed", UntrustedError)


@pytest.mark.parametrize("extra", [b"\nLabel: Evil\n", b"\n-----BEGIN PGP SIGNED MESSAGE-----\n\nLabel: Evil\n"])
def test_unsigned_lines_are_refused(mirror: ArchiveServer, updated: UpdateOptions, extra: bytes) -> None:
    """Nothing may stand behind the signature."""
    mirror.files[f"{SUITE}InRelease"] += extra
    assert_refused(mirror, updated, "it is not a Release file")


def test_an_expired_key_is_refused(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A signature by a key that has expired since is not taken."""
    key = make_key("Short", 3600)
    mirror.offer(key=key, fields={"Valid-Until": ""})
    later = replace(options, keys=key_places(key), now=NOW + timedelta(days=1))
    assert_refused(mirror, later, r"its signature is not accepted: key [0-9A-F]{40} expired on", UntrustedError)


def test_an_unsigned_release_file_is_refused(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """Release without a signature is not taken."""
    mirror.offer(detached=True)
    del mirror.files[f"{SUITE}Release.gpg"]
    assert_refused(mirror, options, "Release: it is not signed", UntrustedError)


def test_unsigned_lists_can_be_allowed(mirror: ArchiveServer, options: UpdateOptions, said: Said) -> None:
    """Where the user allows it they are taken, with a note, and their packages are not authenticated."""
    mirror.offer(
        b"Package: hello\nVersion: 2.10\nArchitecture: amd64\nFilename: h.deb\nSize: 10\n\n", key=make_key("X")
    )
    root = root_of_suites([mirror.suite], replace(options, allow_unsigned=True))
    assert sorted(path.name.rpartition("_")[2] for path in lists_of(root).iterdir()) == ["Packages", "Release"]
    assert said.notes and said.notes[0].endswith("; it is used all the same")
    run = Simulator.open(root).install("hello")
    assert run.cache is not None
    assert [file.trusted for file in run.cache.universe.package_files][:1] == [False]
    with pytest.raises(UntrustedError):
        root_of_suites([mirror.suite], options)


@pytest.mark.parametrize("option", ["trusted=yes", "allow-insecure=yes"])
def test_a_source_can_be_trusted_without_any_release_file(
    mirror: ArchiveServer, options: UpdateOptions, tmp_path: Path, said: Said, option: str
) -> None:
    """With trusted=yes or allow-insecure=yes an archive needs no Release file at all."""
    mirror.files["flat/Packages.gz"] = forms_of("Packages", PACKAGES)["Packages.gz"]
    (tmp_path / "t.list").write_text(f"deb [{option}] {mirror.address}/flat ./\n")
    assert kept_list(root_of_files([str(tmp_path / "t.list")], ["amd64"], options)).read_bytes() == PACKAGES
    assert said.notes == [f"{mirror.address}/flat/./: it has no Release file, so nothing of it is verified"]


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        (
            {"Valid-Until": release_date(NOW - timedelta(minutes=5))},
            r"InRelease: it expired on .* UTC; the mirror",
        ),
        ({"Date": release_date(NOW + timedelta(days=2))}, r"InRelease: it is dated .* UTC, in the future"),
        ({"Valid-Until": "tomorrow"}, "its Valid-Until is no date: tomorrow"),
    ],
)
def test_a_release_file_must_be_of_today(
    mirror: ArchiveServer, updated: UpdateOptions, fields: dict[str, str], match: str
) -> None:
    """A Release file past its end, or from the future, is refused."""
    mirror.offer(PACKAGES * 2, fields=fields)
    assert_refused(mirror, updated, match)


@pytest.mark.parametrize(
    ("option", "fields"),
    [
        ("check-valid-until=no", {"Valid-Until": release_date(NOW - timedelta(days=9))}),
        ("valid-until-min=864000", {"Valid-Until": release_date(NOW - timedelta(minutes=5))}),
        ("check-date=no", {"Date": release_date(NOW + timedelta(days=2))}),
        ("date-max-future=864000", {"Date": release_date(NOW + timedelta(days=2))}),
    ],
)
def test_a_source_says_how_its_dates_are_checked(
    mirror: ArchiveServer, options: UpdateOptions, tmp_path: Path, option: str, fields: dict[str, str]
) -> None:
    """The options of sources.list(5) about dates mean what they mean to apt."""
    mirror.offer(fields=fields)
    (tmp_path / "d.list").write_text(f"deb [{option}] {mirror.mirror} test main\n")
    assert kept_list(root_of_files([str(tmp_path / "d.list")], ["amd64"], options)).is_file()


def test_valid_until_max_makes_a_release_file_end_earlier(
    mirror: ArchiveServer, options: UpdateOptions, tmp_path: Path
) -> None:
    """A source may trust its archive for a shorter time than the archive says."""
    mirror.offer()
    (tmp_path / "d.list").write_text(f"deb [valid-until-max=60] {mirror.mirror} test main\n")
    with pytest.raises(MirrorError, match="it expired on"):
        root_of_files([str(tmp_path / "d.list")], ["amd64"], options)


def test_a_release_file_older_than_the_kept_one_is_not_taken(
    mirror: ArchiveServer, options: UpdateOptions, said: Said
) -> None:
    """A mirror that falls back behind what was seen does not take the user along (VerifyVendor)."""
    mirror.offer(PACKAGES * 2)
    root_of_suites([mirror.suite], options)
    mirror.offer(fields={"Date": release_date(NOW - timedelta(days=1))})
    assert kept_list(root_of_suites([mirror.suite], options)).read_bytes() == PACKAGES * 2
    assert said.notes == [
        f"{mirror.mirror}/dists/test/: its Release file is older than the one in the cache, which is used"
    ]


def test_another_suite_than_asked_for_is_noted(mirror: ArchiveServer, options: UpdateOptions, said: Said) -> None:
    """A Release file of another suite is used, as apt does, and said."""
    mirror.offer(fields={"Suite": "other", "Codename": "elsewhere"})
    root_of_suites([mirror.suite], options)
    assert said.notes == [f"{mirror.mirror}/dists/test/InRelease: it is of elsewhere, not of test"]


def test_weak_sums_are_refused(mirror: ArchiveServer, updated: UpdateOptions) -> None:
    """A Release file with MD5 sums alone promises nothing."""
    mirror.offer(sums="MD5Sum")
    assert_refused(mirror, updated, r"it gives only sums that are too weak \(MD5 or SHA1\)")
    mirror.files[f"{SUITE}InRelease"] = clear_signed(b"Suite: test\n")
    assert_refused(mirror, updated, "it gives no sums of its lists")


def test_a_captive_portal_is_recognised(mirror: ArchiveServer, updated: UpdateOptions) -> None:
    """A web page in the place of InRelease or of a list is told as that."""
    mirror.faults["*"] = [page()]
    assert_refused(mirror, updated, "InRelease: the answer is a web page, not the file; does the network want a login")
    mirror.faults[f"{SUITE}{LIST}.xz"] = [page()]
    assert_refused(mirror, updated, "the answer is a web page, not the file")


def test_a_redirect_loop_is_left(mirror: ArchiveServer, updated: UpdateOptions) -> None:
    """A mirror that leads in a circle is an error."""
    mirror.faults["*"] = [redirect(f"/{SUITE}InRelease")] * 9
    assert_refused(mirror, updated, "leads from address to address without end")


def test_a_busy_mirror_is_asked_again(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A mirror that is busy at first is tried again."""
    mirror.offer()
    mirror.faults["*"] = [busy()]
    assert kept_list(root_of_suites([mirror.suite], options)).read_bytes() == PACKAGES


def test_a_suite_that_is_not_there_is_named(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A suite that the mirror does not have is an error that names its address."""
    assert_refused(mirror, options, "/debian/dists/test/: the mirror has no such suite", NotOnMirrorError)


def test_a_list_that_unpacks_to_more_than_promised_is_stopped(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A packed list that would fill the disk is left at the size that Release says."""
    forms = {LIST: PACKAGES, f"{LIST}.xz": lzma.compress(bytes(5_000_000))}
    mirror.files = {f"{SUITE}{LIST}.xz": forms[f"{LIST}.xz"], f"{SUITE}InRelease": clear_signed(release_text(forms))}
    assert_refused(mirror, options, f"unpacked, it is longer than the {len(PACKAGES)} bytes that it may have")


def test_a_list_that_unpacks_to_something_else_is_refused(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """The plain form is held against its own sum."""
    forms = {LIST: PACKAGES, f"{LIST}.xz": lzma.compress(PACKAGES[:-1] + b"x")}
    mirror.files = {f"{SUITE}{LIST}.xz": forms[f"{LIST}.xz"], f"{SUITE}InRelease": clear_signed(release_text(forms))}
    assert_refused(mirror, options, "unpacked, it is not the file that Release promises: its SHA256 is")


def test_a_damaged_packed_list_is_refused(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """A list that cannot be unpacked, though it is what Release promises, is an error."""
    forms = {LIST: PACKAGES, f"{LIST}.xz": lzma.compress(PACKAGES)[:-30]}
    mirror.files = {f"{SUITE}{LIST}.xz": forms[f"{LIST}.xz"], f"{SUITE}InRelease": clear_signed(release_text(forms))}
    assert_refused(mirror, options, r"Packages\.xz: it is damaged: it ends too early")


def test_what_an_archive_does_not_have_is_left_out(mirror: ArchiveServer, options: UpdateOptions, said: Said) -> None:
    """As for apt-get update, a component or architecture that is not there is said, and the rest is used."""
    mirror.offer()
    suite = MirrorSuite(mirror.mirror, "test", ("main", "mian"), ("amd64", "sparc", "i386"))
    root_of_suites([suite], options)
    assert said.notes == [
        "test main/binary-sparc/Packages: left out, for the archive has no architecture 'sparc'",
        "test mian/binary-amd64/Packages: left out, for the archive has no component 'mian'; is it misspelt?",
        "test mian/binary-sparc/Packages: left out, for the archive has no component 'mian'; is it misspelt?",
        "test mian/binary-i386/Packages: left out, for the archive has no component 'mian'; is it misspelt?",
    ]
    with pytest.raises(MirrorError, match="it offers none of the lists that the source asks for"):
        root_of_suites([MirrorSuite(mirror.mirror, "test", ("mian",))], options)


@pytest.mark.parametrize(
    ("suite", "fault"),
    [
        (MirrorSuite("deb.debian.org", "bookworm"), "'deb.debian.org' is not the address of a mirror"),
        (MirrorSuite("http://deb.debian.org/debian", "a b"), "'a b' is not the name of a suite"),
        (MirrorSuite("http://deb.debian.org/debian", "a", ("[x]",)), r"'\[x\]' is not the name"),
    ],
)
def test_a_misspelt_suite_is_told(options: UpdateOptions, suite: MirrorSuite, fault: str) -> None:
    """What cannot stand in a source list is told before anything is fetched."""
    with pytest.raises(InputError, match=fault):
        root_of_suites([suite], options)


def test_an_address_of_another_kind_is_refused(options: UpdateOptions, tmp_path: Path) -> None:
    """Sources that cannot be fetched are named."""
    (tmp_path / "c.list").write_text("deb cdrom:[Debian]/ bookworm main\n")
    with pytest.raises(MirrorError, match="'cdrom:' cannot be fetched"):
        root_of_files([str(tmp_path / "c.list")], ["amd64"], options)


# ---------------------------------------------------------------------- the cache


def test_offline_needs_no_mirror(mirror: ArchiveServer, options: UpdateOptions, said: Said) -> None:
    """What is kept is used without asking; signatures are verified again, and an end is only noted."""
    mirror.offer(fields={"Valid-Until": release_date(NOW + timedelta(hours=1))})
    root = root_of_suites([mirror.suite], options)
    mirror.asked.clear()
    offline = replace(options, offline=True, now=NOW + timedelta(hours=2))
    assert root_of_suites([mirror.suite], offline) == root
    assert not mirror.asked
    assert len(said.notes) == 1 and "it expired on" in said.notes[0]
    with pytest.raises(UntrustedError):
        root_of_suites([mirror.suite], replace(offline, keys=key_places(make_key("Stranger"))))


def test_offline_says_what_is_missing(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """What is not kept is named, with the way to have it."""
    offline = replace(options, offline=True)
    with pytest.raises(NotKeptError, match="dists/test/: nothing of it is in the cache; run once without --offline"):
        root_of_suites([mirror.suite], offline)
    mirror.offer()
    root = root_of_suites([mirror.suite], options)
    kept_list(root).write_bytes(b"changed")
    with pytest.raises(NotKeptError, match=r"binary-amd64/Packages: it is not in the cache"):
        root_of_suites([mirror.suite], offline)


def test_two_mirrors_of_the_same_lists_are_fetched_once(
    mirror: ArchiveServer, options: UpdateOptions, tmp_path: Path
) -> None:
    """A list is known by its sum, so the second mirror is asked for its Release file only."""
    mirror.offer()
    mirror.files |= {name.replace("debian/", "copy/", 1): data for name, data in mirror.files.items()}
    root_of_suites([mirror.suite], options)
    mirror.asked.clear()
    root = root_of_suites([MirrorSuite(f"{mirror.address}/copy", "test")], options)
    assert kept_list(root).read_bytes() == PACKAGES
    assert mirror.names_asked() == ["copy/dists/test/InRelease"]


def test_what_was_not_used_for_long_is_removed(mirror: ArchiveServer, options: UpdateOptions) -> None:
    """Roots and lists of long ago go, and what is used stays."""
    mirror.offer()
    old = root_of_suites([mirror.suite], options)
    old_lists, old_list = lists_of(old), kept_list(old).stat().st_ino
    mirror.offer(PACKAGES * 2)
    new = root_of_suites([mirror.suite], options)
    for folder in (old, old_lists):
        os.utime(folder, (1, 1))
    assert options.cache is not None
    ListStore(options.cache / "mirrors").sweep()
    assert not old.exists() and not old_lists.exists()
    assert kept_list(new).read_bytes() == PACKAGES * 2
    # Its own list was used a moment ago, so it stays for a while.
    assert any(path.stat().st_ino == old_list for path in (options.cache / "mirrors/objects").iterdir())
    assert KEPT_FOR > 7 * 24 * 3600


def test_two_processes_do_not_fetch_the_same_at_once(mirror: ArchiveServer, options: UpdateOptions, said: Said) -> None:
    """Who comes second waits, and then needs only ask whether something has changed."""
    mirror.offer()
    assert options.cache is not None
    started, waiting = threading.Event(), Said()

    class Waiting(Said):
        def on_note(self, text: str) -> None:
            waiting.notes.append(text)
            started.set()

    base = f"{mirror.mirror}/dists/test/"
    second = threading.Thread(target=root_of_suites, args=([mirror.suite], replace(options, watcher=Waiting())))
    with ListStore(options.cache / "mirrors").locked(base, said):
        second.start()
        assert started.wait(10)
        assert not mirror.asked
    second.join()
    assert waiting.notes == [f"{base}: another process is fetching it; waiting"]
    assert mirror.suite_names_asked() == ["InRelease", f"{LIST}.xz"]
