"""From nothing to a plan: the lists of bookworm, updates and security downloaded, verified, unpacked, indexed, solved.

First they come from the mirror that this machine's apt is set up for, and the time is split by phases. Then a server
on the loopback address plays that mirror with the same files, and whole processes are compared in turn, both with
nothing kept: ``simulate install ... --mirror`` against ``apt-get update`` and ``apt-get -s install``.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aptsim.archive.patience import Patience
from aptsim.archive.phases import Phase, Phases
from aptsim.archive.sources import read_sources
from aptsim.archive.trust import key_places_of_machine
from aptsim.archive.update import UpdateOptions
from aptsim.files.tree import DISK
from aptsim.mirrors.root import root_of_suites
from aptsim.mirrors.suite import MirrorSuite
from aptsim.model.message import Messages
from aptsim.simulator import Simulator
from aptsim.system.root import open_root
from benchmarks.measure import Command, CommandError, Figures, median, run_once
from tests.conformance.aptconf import PrivateFolder, apt_get_version, clean_environment

REQUEST = ("install", "openssh-client")
SUITES = ("bookworm", "bookworm-updates", "bookworm-security")
ARCH = "amd64"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def main(times: int) -> None:
    """Measure and print.

    Raises:
        CommandError: when something that it needs is not there, or a measured command fails.
    """
    with tempfile.TemporaryDirectory(prefix="aptsim-cold-") as folder:
        suites = machine_suites()
        print(f"{' '.join(REQUEST)} on {', '.join(SUITES)}, main, {ARCH}, with nothing kept")
        print_split("from " + ", ".join(dict.fromkeys(suite.mirror for suite in suites)), suites, Path(folder, "split"))
        copy = Path(folder, "copy")
        local = [copy_suite(suite, copy) for suite in suites]
        with serving(copy) as address:
            there = [MirrorSuite(address + suite.mirror, suite.suite, ("main",), (ARCH,)) for suite in local]
            print_split("from the same files on the loopback address", there, Path(folder, "again"))
            compare(there, Path(folder), times)


def machine_suites() -> list[MirrorSuite]:
    """Give the suites with the mirrors that this machine's apt has for them."""
    system = open_root("/", Messages())
    archives = read_sources(system.configuration, list(system.architectures), DISK, Messages())
    found = {archive.dist: archive.uri.rstrip("/") for archive in archives if archive.deb_entries}
    missing = [suite for suite in SUITES if suite not in found]
    if missing:
        raise CommandError(f"this machine's apt has no source for {', '.join(missing)}")
    return [MirrorSuite(found[suite], suite, ("main",), (ARCH,)) for suite in SUITES]


def print_split(title: str, suites: list[MirrorSuite], cache: Path) -> None:
    """Do it once in this process and print how long the parts took."""
    phases = Phases()
    options = UpdateOptions(key_places_of_machine(), cache, phases=phases)
    began = time.perf_counter()
    root = root_of_suites(suites, options)
    listed = time.perf_counter()
    simulator = Simulator(open_root(str(root), Messages(), [("APT::Get::Simulate", "1")]), cache / "universes")
    simulator.open_universe(Messages())
    opened = time.perf_counter()
    run = simulator.install(*REQUEST[1:])
    solved = time.perf_counter()
    if run.exit_code:
        raise CommandError("there is no plan")
    seconds = {phase.value: phases.seconds[phase] for phase in Phase}
    seconds["rest of the update"] = listed - began - sum(phases.seconds.values())
    seconds |= {"index": opened - listed, "solve": solved - opened}
    print(f"\n{title}: {solved - began:.2f} s")
    for name, value in seconds.items():
        print(f"  {name:20}{value:8.3f} s")
    print(f"  {'after the download':20}{solved - began - phases.seconds[Phase.DOWNLOAD]:8.3f} s")


def copy_suite(suite: MirrorSuite, folder: Path) -> MirrorSuite:
    """Copy what a mirror has of a suite, as far as it is needed, and give it with a path in the mirror's place."""
    from aptsim.archive.http import Fetcher

    path = "/" + suite.mirror.rstrip("/").rpartition("/")[2]
    place = folder / path.lstrip("/") / "dists" / suite.suite
    packed = place / "main" / f"binary-{ARCH}" / "Packages.xz"
    packed.parent.mkdir(parents=True, exist_ok=True)
    base = f"{suite.mirror}/dists/{suite.suite}/"
    with Fetcher(patience=Patience()) as fetcher:
        (place / "InRelease").write_bytes(fetcher.fetch(f"{base}InRelease", "InRelease").data)
        fetcher.fetch_file(f"{base}main/binary-{ARCH}/Packages.xz", "Packages.xz", 0, packed)
    by_hash = packed.parent / "by-hash/SHA256" / hashlib.sha256(packed.read_bytes()).hexdigest()
    by_hash.parent.mkdir(parents=True)
    os.link(packed, by_hash)
    return MirrorSuite(path, suite.suite, ("main",), (ARCH,))


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback address and give what its addresses begin with."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def compare(suites: list[MirrorSuite], folder: Path, times: int) -> None:
    """Compare whole processes in turn, each time with nothing kept."""
    ours = our_command(suites, folder / "ours")
    update, install = apt_commands(suites, folder / "apt")
    figures: dict[str, list[Figures]] = {"simulate": [], "apt-get update": [], "apt-get -s": []}
    for _ in range(times):
        shutil.rmtree(folder / "ours", ignore_errors=True)
        figures["simulate"].append(run_once(ours))
        lists = folder / "apt" / "root" / "var/lib/apt/lists"
        for path in (lists, folder / "apt/private/cache"):
            shutil.rmtree(path, ignore_errors=True)
        (lists / "partial").mkdir(parents=True)
        (folder / "apt/private/cache/archives/partial").mkdir(parents=True)
        figures["apt-get update"].append(run_once(update))
        figures["apt-get -s"].append(run_once(install))
    print(f"\nwhole processes, medians of {times} in turn, from the loopback address")
    print(f"  {'':20}{'wall':>10}{'cpu':>10}")
    medians = {name: median(all_of_it) for name, all_of_it in figures.items()}
    for name, one in medians.items():
        print(f"  {name:20}{one.wall:8.2f} s{one.cpu:8.2f} s")
    ours_alone, theirs = medians.pop("simulate"), medians.values()
    wall = ours_alone.wall / sum(one.wall for one in theirs)
    cpu = ours_alone.cpu / sum(one.cpu for one in theirs)
    print(f"  {'ratio':20}{wall:10.2f}{cpu:10.2f}   (simulate by both of apt-get {apt_get_version()})")
    print(f"  the answers are {'the same' if answer_of(ours) == answer_of(install) else 'DIFFERENT'}")


def our_command(suites: list[MirrorSuite], cache: Path) -> Command:
    """Give simulate's command."""
    words = [str(Path(sys.executable).with_name("simulate")), *REQUEST, "--arch", ARCH, "--format", "apt"]
    for suite in suites:
        words += ["--mirror", suite.mirror, "--suite", suite.suite]
    environment = {"PATH": os.defpath, "HOME": "/", "LC_ALL": "C.UTF-8", "APTSIM_CACHE_DIR": str(cache)}
    return Command("simulate", tuple(words), environment)


def apt_commands(suites: list[MirrorSuite], folder: Path) -> tuple[Command, Command]:
    """Give apt-get's two commands, on a root of their own."""
    apt_get = shutil.which("apt-get")
    if apt_get is None:
        raise CommandError("there is no apt-get to compare with")
    root = folder / "root"
    for name in ("etc/apt/apt.conf.d", "etc/apt/preferences.d", "var/lib/apt/lists/partial", "var/lib/dpkg"):
        (root / name).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    lines = (f"deb [arch={ARCH} signed-by={KEYRING}] {suite.mirror} {suite.suite} main\n" for suite in suites)
    (root / "etc/apt/sources.list").write_text("".join(lines))
    (root / "etc/apt/apt.conf").write_text('Acquire::Languages "none";\n')
    private = PrivateFolder(folder / "private")
    private.make(root, (ARCH,), real_methods=True)
    environment = clean_environment(private.configuration)
    return (
        Command("apt-get update", (apt_get, "update"), environment),
        Command("apt-get -s", (apt_get, "-s", *REQUEST), environment),
    )


def answer_of(command: Command) -> str:
    """Give what a command prints."""
    run = subprocess.run(command.words, env=dict(command.environment), capture_output=True, text=True, check=False)
    return run.stdout
