"""Where archives can be had: told as apt tells it, whether or not their stanzas need a look."""

from __future__ import annotations

from pathlib import Path

import pytest

from aptsim.cli.main import main
from tests.unit.real_apt import ask_apt, make_root, need_reference

_STANZA = """\
Package: tool
Version: 1.0
Installed-Size: 40
Maintainer: Nobody <nobody@example.org>
Architecture: amd64
Description: something
Section: misc
Priority: optional
"""
_SUM, _OTHER_SUM = "0" * 64, "1" * 64


def _stanza(path: str = "pool/tool_1.0_amd64.deb", checksum: str = f"SHA256: {_SUM}\n") -> str:
    return _STANZA + (f"Filename: {path}\n" if path else "") + f"Size: 1200\n{checksum}\n"


@pytest.mark.parametrize(
    "stanzas",
    [
        (_stanza(),),
        (_stanza(checksum=""),),
        (_stanza(checksum="SHA256: 0\n"),),
        (_stanza(path=""),),
        (_stanza(path="pool/tool.udeb"),),
        (_stanza(), _stanza()),
        (_stanza(), _stanza(checksum=f"SHA256: {_OTHER_SUM}\n")),
        (_stanza(), _stanza(checksum="")),
        (_stanza(path=""), _stanza()),
    ],
    ids=[
        "one source",
        "no checksum",
        "a checksum of 0",
        "no file name",
        "another ending",
        "two sources",
        "two that disagree",
        "one of two without a checksum",
        "one of two without a file name",
    ],
)
def test_what_is_said_of_archives_is_what_apt_says(
    tmp_path: Path, stanzas: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Output, errors and exit code equal those of apt on the same lists."""
    need_reference()
    suites = [f"suite-{number}" for number in range(len(stanzas))]
    host = "tiny.example/debian"
    files: dict[str, str | bytes] = {
        "etc/apt/sources.list": "".join(f"deb [trusted=yes] http://{host} {suite} main\n" for suite in suites)
    }
    for suite, stanza in zip(suites, stanzas, strict=True):
        lists = f"var/lib/apt/lists/{host.replace('/', '_')}_dists_{suite}"
        files[f"{lists}_Release"] = f"Origin: Tiny\nSuite: {suite}\n"
        files[f"{lists}_main_binary-amd64_Packages"] = stanza
    root = make_root(tmp_path / "root", files)
    expected = ask_apt(root, "apt-get", "-s", "-oAPT::Architecture=amd64", "install", "tool")
    code = main(["install", "--root", str(root), "--format", "apt", "-o", "APT::Architecture=amd64", "tool"])
    printed = capsys.readouterr()
    assert (printed.out, printed.err, code) == (expected.stdout, expected.stderr, expected.code)
