"""Simulated runs are those of apt 2.6.1: the lines and errors below were printed by it on the same universes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from aptsim.model.message import Severity
from aptsim.ordering import simulate
from tests.unit.ordering_marks import marked_cache


@dataclass(frozen=True, slots=True)
class Recorded:
    """A universe, what the resolver marked in it, and what apt printed of the run.

    `lines` are without the indentation; a line that begins with `E:` is an error.
    """

    universe: str
    marks: str
    lines: str
    options: tuple[tuple[str, str], ...] = ()


RECORDED = {
    "an upgrade goes before the library that would break it": Recorded(
        """
        archive stable
        app 2; Depends: lib (>= 2)
        lib 2
        status
        app 1; Depends: lib (= 1)
        lib 1
        """,
        "app lib",
        """
        Inst app [1] (2 Tiny:stable [amd64]) []
        Inst lib [1] (2 Tiny:stable [amd64])
        Conf app (2 Tiny:stable [amd64])
        Conf lib (2 Tiny:stable [amd64])
        """,
    ),
    "dependencies go first, and higher priorities before all": Recorded(
        """
        archive stable
        app 1; Depends: lib, data
        lib 1; Depends: base
        base 1
        data 1 all; Priority: required
        """,
        "app lib base data",
        """
        Inst data (1 Tiny:stable [all])
        Inst base (1 Tiny:stable [amd64])
        Inst lib (1 Tiny:stable [amd64])
        Inst app (1 Tiny:stable [amd64])
        Conf data (1 Tiny:stable [all])
        Conf base (1 Tiny:stable [amd64])
        Conf lib (1 Tiny:stable [amd64])
        Conf app (1 Tiny:stable [amd64])
        """,
    ),
    "what is pre-depended on is configured at once": Recorded(
        """
        archive stable
        app 1; Pre-Depends: lib
        lib 1; Depends: base
        base 1
        """,
        "app lib base",
        """
        Inst base (1 Tiny:stable [amd64])
        Inst lib (1 Tiny:stable [amd64])
        Conf base (1 Tiny:stable [amd64])
        Conf lib (1 Tiny:stable [amd64])
        Inst app (1 Tiny:stable [amd64])
        Conf app (1 Tiny:stable [amd64])
        """,
    ),
    "essential packages and what they need are configured at once": Recorded(
        """
        archive stable
        sh 2; Essential: yes; Depends: a
        a 2; Depends: b
        b 2; Depends: a
        other 2
        status
        sh 1; Essential: yes
        a 1
        b 1
        """,
        "sh a b",
        """
        Inst b [1] (2 Tiny:stable [amd64])
        Conf b (2 Tiny:stable [amd64])
        Inst a [1] (2 Tiny:stable [amd64])
        Conf a (2 Tiny:stable [amd64])
        Inst sh [1] (2 Tiny:stable [amd64])
        Conf sh (2 Tiny:stable [amd64])
        """,
    ),
    "without immediate configuration all is configured in the end": Recorded(
        """
        archive stable
        sh 2; Essential: yes; Depends: a
        a 2; Depends: b
        b 2; Depends: a
        status
        sh 1; Essential: yes
        a 1
        b 1
        """,
        "sh a b",
        """
        Inst b [1] (2 Tiny:stable [amd64])
        Inst a [1] (2 Tiny:stable [amd64])
        Inst sh [1] (2 Tiny:stable [amd64])
        Conf b (2 Tiny:stable [amd64])
        Conf a (2 Tiny:stable [amd64])
        Conf sh (2 Tiny:stable [amd64])
        """,
        (("APT::Immediate-Configure", "false"),),
    ),
    "with immediate configuration of all each is configured behind its unpacking": Recorded(
        """
        archive stable
        a 1; Depends: b
        b 1
        """,
        "a b",
        """
        Inst b (1 Tiny:stable [amd64])
        Conf b (1 Tiny:stable [amd64])
        Inst a (1 Tiny:stable [amd64])
        Conf a (1 Tiny:stable [amd64])
        """,
        (("APT::Immediate-Configure-All", "true"),),
    ),
    "of two that conflict with each other's past one is removed for a while": Recorded(
        """
        archive stable
        a 2; Conflicts: b (<< 2)
        b 2; Conflicts: a (<< 2)
        status
        a 1
        b 1
        """,
        "a b",
        """
        Remv a [1]
        Inst b [1] (2 Tiny:stable [amd64])
        Inst a [1] (2 Tiny:stable [amd64])
        Conf b (2 Tiny:stable [amd64])
        Conf a (2 Tiny:stable [amd64])
        """,
    ),
    "an essential package is not removed for a while": Recorded(
        """
        archive stable
        a 2; Essential: yes; Conflicts: b (<< 2)
        b 2; Essential: yes; Conflicts: a (<< 2)
        status
        a 1; Essential: yes
        b 1; Essential: yes
        """,
        "a b",
        """
        E: This installation run will require temporarily removing the essential package a:amd64 \
due to a Conflicts/Pre-Depends loop. This is often bad, but if you really want to do it, activate the \
APT::Force-LoopBreak option.
        E: Internal Error, Could not early remove a:amd64 (2)
        """,
    ),
    "what an essential package needs is not removed for a while either": Recorded(
        """
        archive stable
        a 2; Conflicts: b (<< 2)
        b 2; Conflicts: a (<< 2)
        status
        sh 1; Essential: yes; Depends: a, b
        a 1
        b 1
        """,
        "a b",
        """
        E: This installation run will require temporarily removing the essential package a:amd64 \
due to a Conflicts/Pre-Depends loop. This is often bad, but if you really want to do it, activate the \
APT::Force-LoopBreak option.
        E: Internal Error, Could not early remove a:amd64 (2)
        """,
    ),
    "Force-LoopBreak removes an essential package for a while": Recorded(
        """
        archive stable
        a 2; Essential: yes; Conflicts: b (<< 2)
        b 2; Essential: yes; Conflicts: a (<< 2)
        status
        a 1; Essential: yes
        b 1; Essential: yes
        """,
        "a b",
        """
        Remv a [1]
        Inst b [1] (2 Tiny:stable [amd64])
        Conf b (2 Tiny:stable [amd64])
        Inst a [1] (2 Tiny:stable [amd64])
        Conf a (2 Tiny:stable [amd64])
        """,
        (("APT::Force-LoopBreak", "true"),),
    ),
    "two that pre-depend on each other have no order": Recorded(
        """
        archive stable
        a 1; Pre-Depends: b
        b 1; Pre-Depends: a
        """,
        "a b",
        "E: Couldn't configure a:amd64, probably a dependency cycle.",
    ),
    "critical ordering refuses pre-dependencies that loop": Recorded(
        """
        archive stable
        a 1; Pre-Depends: b
        b 1; Pre-Depends: a
        """,
        "a b",
        """
        E: Fatal, predepends looping detected
        E: Internal ordering error
        """,
        (("PackageManager::UnpackAll", "false"),),
    ),
    "architectures of one package are unpacked in lockstep": Recorded(
        """
        architectures amd64 i386
        archive stable
        lib 2; Multi-Arch: same
        lib 2 i386; Multi-Arch: same
        sh 2; Essential: yes; Depends: lib (>= 2)
        status
        sh 1; Essential: yes; Depends: lib
        lib 1; Multi-Arch: same
        lib 1 i386; Multi-Arch: same
        """,
        "sh lib lib:i386",
        """
        Inst lib [1] (2 Tiny:stable [amd64]) [lib:amd64 on lib:i386] [lib:i386 on lib:amd64] [lib:i386 ]
        Inst lib:i386 [1] (2 Tiny:stable [i386])
        Inst sh [1] (2 Tiny:stable [amd64])
        Conf lib (2 Tiny:stable [amd64])
        Conf sh (2 Tiny:stable [amd64])
        Conf lib:i386 (2 Tiny:stable [i386])
        """,
    ),
    "what depends on a package is removed before it": Recorded(
        """
        archive stable
        new 1; Conflicts: old
        status
        old 1
        user 1; Depends: old
        user2 1; Depends: user
        """,
        "new old- user- user2-",
        """
        Remv user2 [1]
        Remv user [1]
        Remv old [1]
        Inst new (1 Tiny:stable [amd64])
        Conf new (1 Tiny:stable [amd64])
        """,
    ),
    "a provider that essential packages need is replaced": Recorded(
        """
        archive stable
        mawk 1; Provides: awk
        gawk 1; Provides: awk; Conflicts: mawk
        base 1; Essential: yes; Depends: awk
        status
        mawk 1; Provides: awk
        base 1; Essential: yes; Depends: awk
        """,
        "gawk mawk-",
        """
        Remv mawk [1] [base:amd64 ]
        Inst gawk (1 Tiny:stable [amd64])
        Conf gawk (1 Tiny:stable [amd64])
        """,
    ),
    "half-configured packages are configured behind all": Recorded(
        """
        archive stable
        c 1
        status
        a 1 <install ok half-configured>
        b 1 <install ok unpacked>; Depends: a
        d 1 <deinstall ok config-files>
        """,
        "c",
        """
        Inst c (1 Tiny:stable [amd64])
        Conf c (1 Tiny:stable [amd64])
        Conf a (1  [amd64])
        Conf b (1  [amd64])
        """,
    ),
    "configuration files alone can be purged": Recorded(
        """
        archive stable
        c 1
        status
        d 1 <deinstall ok config-files>
        e 1
        """,
        "d_ e_",
        """
        Purg d
        Purg e [1]
        """,
    ),
    "a reinstallation is an unpacking": Recorded(
        """
        archive stable
        c 1; Depends: d
        d 1
        status
        c 1; Depends: d
        d 1
        """,
        "c! d!",
        """
        Inst c [1] (1 Tiny:stable [amd64])
        Inst d [1] (1 Tiny:stable [amd64])
        Conf c (1 Tiny:stable [amd64])
        Conf d (1 Tiny:stable [amd64])
        """,
    ),
    "what was broken before the run is told until the run mends it": Recorded(
        """
        archive stable
        c 1
        d 1
        status
        e 1; Pre-Depends: d
        f 1; Conflicts: g
        g 1
        """,
        "c d g-",
        """
        Remv g [1] [e:amd64 ]
        Inst c (1 Tiny:stable [amd64]) [e:amd64 on d:amd64] [e:amd64 ]
        Inst d (1 Tiny:stable [amd64])
        Conf c (1 Tiny:stable [amd64])
        Conf d (1 Tiny:stable [amd64])
        """,
    ),
    "a package configured beside what it breaks is told in three lines": Recorded(
        """
        archive stable
        a 2; Essential: yes; Breaks: f (<< 2)
        f 2; Pre-Depends: a
        status
        f 1
        """,
        "a f",
        """
        Inst a (2 Tiny:stable [amd64]) [a:amd64 on f:amd64] []
        Conf a:amd64 broken
         Breaks:f:amd64
         []
        Inst f [1] (2 Tiny:stable [amd64])
        Conf f (2 Tiny:stable [amd64])
        E: Conf Broken a:amd64
        """,
    ),
    "a violated conflict is an error, but the run goes on": Recorded(
        """
        archive stable
        pa 2 amd64; Essential: yes; Priority: standard; Breaks: pc (<< 2)
        pb 2 amd64; Depends: pa (>= 1); Conflicts: pf (<< 2)
        pc 2 amd64; Breaks: pe (<< 2), pd (<< 2)
        pd 2 amd64; Conflicts: pa (<< 2); Breaks: pc (<< 2)
        pe 2 amd64; Priority: required; Conflicts: pc (<< 2), pf (<< 2); Breaks: pf (<< 2)
        pf 2 amd64; Essential: yes; Priority: important; Conflicts: pe (<< 2)
        pg 2 amd64; Priority: standard; Conflicts: pe (<< 2), pc (<< 2)
        status
        pa 1 amd64; Essential: yes; Priority: required; Conflicts: pf (>> 1); Breaks: pd (>> 1), pc (>= 2)
        pb 1 amd64
        pc 1 amd64
        pd 1 amd64; Priority: required
        pe 1 amd64; Priority: required
        pf 1 amd64; Essential: yes
        pg 1 amd64
        """,
        "pa pb pc pd pe pf pg",
        """
        Remv pc [1]
        Remv pe [1]
        Inst pd [1] (2 Tiny:stable [amd64]) [pa:amd64 on pd:amd64] [pd:amd64 on pa:amd64] [pa:amd64 ]
        Inst pa [1] (2 Tiny:stable [amd64])
        Conf pa (2 Tiny:stable [amd64])
        Inst pc [1] (2 Tiny:stable [amd64])
        Inst pf [1] (2 Tiny:stable [amd64])
        Inst pe [1] (2 Tiny:stable [amd64])
        Inst pg [1] (2 Tiny:stable [amd64])
        Inst pb [1] (2 Tiny:stable [amd64])
        Conf pd (2 Tiny:stable [amd64])
        Conf pc (2 Tiny:stable [amd64])
        Conf pf (2 Tiny:stable [amd64])
        Conf pe (2 Tiny:stable [amd64])
        Conf pg (2 Tiny:stable [amd64])
        Conf pb (2 Tiny:stable [amd64])
        E: Fatal, conflicts violated pd:amd64
        """,
    ),
}


def _lines(text: str) -> list[str]:
    lines = [line[8:] if line.startswith(" " * 8) else line for line in text.split("\n")]
    return [line for line in lines if line.strip()]


@pytest.mark.parametrize("recorded", RECORDED.values(), ids=RECORDED.keys())
def test_a_run_is_told_as_apt_told_it(recorded: Recorded, tmp_path: Path) -> None:
    """Lines and errors equal the recorded ones, in order."""
    cache = marked_cache(tmp_path, recorded.universe, recorded.marks, recorded.options)
    run = simulate(cache)
    errors = [message.render() for message in cache.messages if message.severity >= Severity.ERROR]
    expected = _lines(recorded.lines)
    assert run.text.splitlines() + errors == expected
    assert run.success is (expected[0][:2] != "E:")
