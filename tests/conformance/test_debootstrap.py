"""The bases against the real debootstrap, on an index that is served from loopback."""

from __future__ import annotations

import os
from contextlib import closing

import pytest

from aptsim.base.debootstrap import Suite, Variant, base_packages
from aptsim.base.index_text import IndexText
from tests.unit.web_server import WebServer

from .debootstrap import VARIANTS, has_debootstrap, mirror_files, print_debs

_HOSTILE = """\
Package: first
Priority: optional
Depends: of-older

Package: first
Priority: required
Depends: virtual, a1 | a2 , a3 (>= 9), a4:any, , nowhere
Pre-Depends: pre

Package: no-more
Priority: required

Package: no-more
Priority: important

Package: usr-is-merged
Version: 1

Package: a1
Depends: deep | usr-is-merged, usrmerge

Package: deep
Priority: standard
Recommends: a2

Package: apt
Priority: important
Provides: virtual

""" + "".join(f"Package: {name}\n\n" for name in ("a2", "a3", "a4", "pre", "of-older", "usrmerge"))


@pytest.mark.parametrize("codename", ["bookworm", "bullseye", "trixie"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_hostile_index_gives_the_base_that_debootstrap_makes_of_it(variant: str, codename: str) -> None:
    """Alternatives, virtual names, doubled stanzas and the rule about /usr are taken as debootstrap takes them."""
    if not has_debootstrap() or os.geteuid() != 0:
        pytest.skip("needs debootstrap, which needs root")
    with closing(WebServer()) as server:
        server.files.update(mirror_files(_HOSTILE.encode(), codename))
        expected = print_debs(variant, codename, server.address, "--no-check-gpg")
    given = base_packages(IndexText([_HOSTILE]), Variant(variant), Suite(codename, "Debian"))
    assert given.names == expected
