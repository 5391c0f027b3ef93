"""Small universes with a name, each about one thing that trips a simulator, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A universe's text and the command lines to try on it."""

    text: str
    commands: tuple[str, ...]


NAMED: dict[str, Named] = {
    "or-groups": Named(
        """
        archive stable
        a 1; Depends: b | c
        b 1; Depends: nowhere
        c 1
        d 1; Depends: nowhere | missing
        e 1; Depends: c | b
        f 1; Depends: x (>= 2) | c (<< 1) | b | e
        g 1; Recommends: b | c, x; Suggests: y | z, a
        h 1; Recommends: nowhere | e, d
        x 1
        y 1
        z 1
        """,
        (
            "install a",
            "install d",
            "install e",
            "install f",
            "install a b-",
            "install a c-",
            "install a x b",
            "install g",
            "install g --install-suggests",
            "install --no-install-recommends g",
            "install h",
            "install -m d a",
        ),
    ),
    "providers": Named(
        """
        archive stable
        reader 1; Depends: mail-agent
        reader2 1; Depends: exim | mail-agent
        exim 1; Provides: mail-agent; Conflicts: mail-agent; Replaces: mail-agent; Priority: standard
        postfix 1; Provides: mail-agent; Conflicts: mail-agent; Replaces: mail-agent
        nullmailer 1; Provides: mail-agent; Conflicts: mail-agent; Depends: nowhere
        agent 1; Provides: only-one
        user 1; Depends: only-one
        old 1; Provides: lib (= 1)
        new 1; Provides: lib (= 3)
        plain 1; Provides: lib
        wants2 1; Depends: lib (>= 2)
        wants9 1; Depends: lib (>= 9)
        wants 1; Depends: lib
        status
        postfix 1; Provides: mail-agent; Conflicts: mail-agent; Replaces: mail-agent
        """,
        (
            "install reader",
            "install reader2",
            "install exim",
            "install nullmailer",
            "install mail-agent",
            "install only-one",
            "install user",
            "install lib",
            "install wants2",
            "install wants9",
            "install wants",
            "install reader postfix-",
            "install exim postfix",
            "install mail-agent- reader",
            "install only-one/stable",
            "install only-one=1",
        ),
    ),
    "conflicts": Named(
        """
        archive stable
        a 1; Conflicts: b
        b 2; Breaks: c (<< 2)
        c 2
        d 1; Depends: b (>= 2), c
        e 1; Breaks: f; Replaces: f; Provides: f
        f 1
        g 1; Depends: f
        h 1; Conflicts: i
        i 1; Conflicts: h
        j 1; Depends: h, i
        status
        a 1; Conflicts: b
        c 1 auto
        f 1
        g 1; Depends: f
        """,
        (
            "install b",
            "install d",
            "install e",
            "install e g-",
            "install h i",
            "install j",
            "install b --no-remove",
            "install b a+",
            "install b --purge -V",
            "install b --auto-remove",
            "install c",
            "install a b",
            "install -y b --assume-no",
            "install d --assume-no",
            "install d --trivial-only",
        ),
    ),
    "pre-depends": Named(
        """
        archive stable
        libc 2; Pre-Depends: base; Breaks: tool (<< 2)
        base 2; Depends: libc (>= 2)
        tool 2; Pre-Depends: libc (>= 2)
        loop-a 1; Pre-Depends: loop-b
        loop-b 1; Pre-Depends: loop-a
        ring-a 1; Depends: ring-b
        ring-b 1; Pre-Depends: ring-c
        ring-c 1; Depends: ring-a
        top 1; Pre-Depends: tool (>= 2), ring-c; Depends: ring-a
        core 2; Essential: yes; Pre-Depends: libc (>= 2)
        status
        libc 1; Breaks: tool (>= 2)
        base 1; Depends: libc
        tool 1; Pre-Depends: libc
        core 1; Essential: yes
        """,
        (
            "install libc",
            "install tool",
            "install loop-a",
            "install loop-b ring-a",
            "install ring-a",
            "install ring-b",
            "install top",
            "install core",
            "install -o APT::Immediate-Configure=false core top",
            "install base libc tool core top",
        ),
    ),
    "multi-arch": Named(
        """
        architectures amd64 i386
        archive stable
        lib 2; Multi-Arch: same
        lib 2 i386; Multi-Arch: same
        skew 2; Multi-Arch: same
        skew 1 i386; Multi-Arch: same
        tool 1; Multi-Arch: foreign
        tool 1 i386; Multi-Arch: foreign
        python 1; Multi-Arch: allowed
        python 1 i386; Multi-Arch: allowed
        plain 1; Depends: lib
        plain 1 i386; Depends: lib, tool
        script 1 all; Depends: python:any, lib
        strict 1; Depends: python
        strict 1 i386; Depends: python
        cross 1; Depends: lib:i386, plain:i386
        only 1 i386; Depends: tool, python:any
        both 1 i386; Depends: script
        native 1; Depends: tool:native
        foe 1; Conflicts: plain
        data 1 all; Multi-Arch: foreign; Provides: stuff (= 1)
        user 1 i386; Depends: data, stuff (>= 1)
        status
        lib 1; Multi-Arch: same
        skew 1; Multi-Arch: same
        skew 1 i386 auto; Multi-Arch: same
        """,
        (
            "install lib",
            "install lib:i386",
            "install skew",
            "install skew:i386=1",
            "install plain plain:i386",
            "install plain:i386",
            "install script",
            "install strict:i386",
            "install cross",
            "install only",
            "install only:any",
            "install both:i386",
            "install native",
            "install foe plain:i386",
            "install user:i386",
            "install 'pl*:i386'",
            "install '^lib$'",
            "install data:i386",
            "install tool:amd64 tool:i386",
            "install python:native",
            "install lib:armhf",
        ),
    ),
    "essential": Named(
        """
        archive stable
        base 1; Essential: yes
        boot 1; Protected: yes; Depends: base
        other 1; Conflicts: boot, base
        a 1; Conflicts: boot
        new-base 1; Essential: yes; Priority: required
        boot 2; Protected: yes; Depends: base
        helper 1
        status
        base 1; Essential: yes; Depends: helper
        boot 1; Protected: yes; Depends: base
        helper 1 auto
        """,
        (
            "install a",
            "install other",
            "install base-",
            "install boot-",
            "install helper-",
            "install --allow-remove-essential base-",
            "install -y base-",
            "install -y --allow-remove-essential a",
            "install base- --assume-no",
            "install --allow-remove-essential base- --assume-no",
            "install boot",
            "install new-base",
        ),
    ),
    "holds": Named(
        """
        archive stable
        a 2; Depends: b (>= 2)
        b 2
        c 2; Conflicts: b (<< 2)
        d 2
        e 1; Depends: d (>= 2)
        status
        a 1 <hold ok installed>; Depends: b
        b 1 <hold ok installed>
        d 1
        """,
        (
            "install a",
            "install b",
            "install a b",
            "install c",
            "install d",
            "install e",
            "install e d-",
            "install b-",
            "install --allow-change-held-packages b",
            "install --ignore-hold a",
            "install -y c",
            "install -y --allow-change-held-packages c",
            "install c --assume-no",
            "install --only-upgrade a d",
            "install --reinstall a",
        ),
    ),
    "half-done": Named(
        """
        archive stable
        a 1; Depends: b
        b 2
        c 1; Depends: a
        d 1
        e 1
        f 1
        status
        a 1 <install ok unpacked>; Depends: b
        b 1 <install ok half-configured>; Config-Version: 1
        d 1 <install reinstreq half-installed>
        e 1 <deinstall ok config-files>; Config-Version: 1
        f 1 <install ok triggers-awaited>; Triggers-Awaited: b
        """,
        (
            "install",
            "install -f",
            "install a",
            "install b",
            "install c",
            "install d",
            "install e",
            "install -f e d-",
            "install e- a-",
            "install --purge e-",
            "install --reinstall d",
            "install c --assume-no",
        ),
    ),
    "broken": Named(
        """
        archive stable
        a 1; Depends: b (>= 2)
        b 2; Depends: c
        c 1
        d 1; Conflicts: e
        e 1
        f 1; Depends: nowhere
        g 1
        status
        a 1; Depends: b (>= 2)
        b 1
        d 1; Conflicts: e
        e 1
        f 1; Depends: nowhere
        """,
        (
            "install",
            "install g",
            "install -f",
            "install -f g",
            "install b",
            "install a- f- e-",
            "install -f -y g",
            "install g f-",
            "install -f b --assume-no",
            "install -f --no-remove",
        ),
    ),
    "versions": Named(
        """
        archive stable
        a 2
        b 1; Depends: a (= 2)
        c 1; Depends: a (= 3)
        same 1; Depends: extra; Installed-Size: 10
        extra 1
        archive testing
        a 3
        b 2; Depends: a (= 3)
        same 1; Installed-Size: 20
        archive backports NotAutomatic ButAutomaticUpgrades
        a 4
        b 9
        new 1
        archive experimental NotAutomatic
        a 5
        newer 1
        status
        a 1
        same 1; Installed-Size: 30
        gone 1
        """,
        (
            "install a",
            "install a=2",
            "install a=9",
            "install a=3*",
            "install a/stable",
            "install a/testing-code",
            "install a/nosuch",
            "install -t backports a",
            "install -t experimental b",
            "install -t nosuch a",
            "install b/stable",
            "install b=1",
            "install b=1 -t stable",
            "install c",
            "install same",
            "install same/testing",
            "install same=1",
            "install --reinstall same",
            "install gone",
            "install --reinstall gone",
            "install new",
            "install newer",
            "install a=1",
            "install -V a b same",
            "install -V -q=0 a=4 new",
        ),
    ),
    "downgrades": Named(
        """
        archive stable
        a 1; Depends: b (= 1)
        b 1
        c 1
        pin Package: c; Pin: release a=stable; Pin-Priority: 1001
        status
        a 2; Depends: b (= 2)
        b 2
        c 2
        """,
        (
            "install a=1",
            "install a=1 b=1",
            "install a/stable",
            "install c",
            "install -y c",
            "install -y --allow-downgrades c",
            "install c --assume-no",
            "install c --trivial-only",
            "install --only-upgrade c",
            "install --no-upgrade c a=1 b=1",
        ),
    ),
    "automatic": Named(
        """
        archive stable
        meta 1; Section: metapackages; Depends: app; Recommends: game
        app 1; Depends: lib1; Suggests: plugin
        game 1
        lib1 1
        lib2 1
        app2 2; Depends: lib2; Section: oldlibs
        linux-image-6.1.0-1-amd64 1; Section: kernel
        linux-image-6.1.0-2-amd64 1; Section: kernel
        conf APT::Never-MarkAuto-Sections { "metapackages"; };
        conf APT::Move-Autobit-Sections { "oldlibs"; };
        status
        app2 1; Depends: lib1; Section: oldlibs
        lib1 1 auto
        unused 1 auto
        plugin 1 auto
        linux-image-6.1.0-1-amd64 1 auto; Section: kernel
        """,
        (
            "install",
            "install meta",
            "install app2",
            "install lib1",
            "install unused",
            "install --auto-remove",
            "install app2 --auto-remove -V",
            "install --auto-remove --purge game",
            "install app -o APT::AutoRemove::SuggestsImportant=false",
            "install -o APT::Get::HideAutoRemove=small game",
            "install -o APT::Get::HideAutoRemove=yes game",
            "install linux-image-6.1.0-2-amd64",
            "install lib1- app2",
            "install --mark-auto game",
        ),
    ),
    "tasks": Named(
        """
        archive stable
        desk 1; Task: desktop, all-of-it; Depends: x
        panel 1; Task: desktop; Recommends: y
        hostile 1; Task: all-of-it; Conflicts: desk
        x 1
        y 1
        libfoo1 1
        libfoo2 1
        libfoo-dev 1; Depends: libfoo2
        foo.bar 1
        c++ 1
        """,
        (
            "install desktop^",
            "install all-of-it^",
            "install nosuch^",
            "install desktop^-",
            "install desktop^ desk-",
            "install 'libfoo?'",
            "install 'libfoo*' -q=0",
            "install '^libfoo[0-9]$'",
            "install 'libfoo.+'",
            "install foo.bar",
            "install c++",
            "install c++- x",
            "install 'foo.b'",
            "install x+ y-",
            "install x-",
            "install nosuch",
            "install x nosuch y",
            "install ''",
            "install -qq x",
            "install x y -q=2",
            "-V install x",
        ),
    ),
    "upgrades": Named(
        """
        archive stable
        app 2; Depends: lib (= 2); Source: thing
        lib 2; Source: thing
        doc 2 all; Source: thing
        plug 2; Depends: app (= 2), more
        more 1
        old-style 2; Recommends: fresh; Suggests: hint
        fresh 1
        hint 1
        status
        app 1; Depends: lib (= 1); Source: thing
        lib 1 auto; Source: thing
        doc 1 all; Source: thing
        plug 1; Depends: app (= 1)
        old-style 1; Recommends: absent; Suggests: hint
        """,
        (
            "install app",
            "install doc",
            "install lib",
            "install plug-",
            "install --only-upgrade app more",
            "install --no-upgrade app more",
            "install old-style",
            "install --no-install-recommends old-style plug",
            "install --reinstall more",
            "install more --assume-no",
            "install app --assume-no -V",
            "install -o APT::Get::Upgrade=false plug",
        ),
    ),
    "whole-upgrades": Named(
        """
        archive stable
        a 2; Depends: b (>= 2)
        b 2; Conflicts: c
        c 1
        d 2; Depends: new
        new 1
        e 2
        f 2
        core 1; Essential: yes
        p20 2; Phased-Update-Percentage: 20
        p80 2; Phased-Update-Percentage: 80
        status
        a 1
        b 1
        c 1
        d 1
        e 1 <hold ok installed>
        f 1
        p20 1
        p80 1
        unused 1 auto
        """,
        (
            "upgrade",
            "upgrade --with-new-pkgs -V",
            "upgrade --assume-no",
            "upgrade -y --trivial-only",
            "upgrade c- new",
            "upgrade -q=0 nosuch",
            "dist-upgrade",
            "dist-upgrade -q=0 --ignore-hold",
            "full-upgrade --auto-remove",
            "upgrade -o APT::Machine-ID=0123456789abcdef0123456789abcdef",
            "dist-upgrade -o APT::Machine-ID=0123456789abcdef0123456789abcdef",
            "upgrade -o APT::Machine-ID=0123456789abcdef0123456789abcdef -o APT::Get::Phase-Policy=true",
            "install p80 p20 -o APT::Machine-ID=0123456789abcdef0123456789abcdef -o APT::Get::Phase-Policy=true",
            "install -o APT::Get::Never-Include-Phased-Updates=true -o APT::Get::Phase-Policy=true p80 f",
            "dist-upgrade -o APT::Get::Never-Include-Phased-Updates=true -o APT::Get::Phase-Policy=true -t stable",
            "dist-upgrade -o APT::Get::CallResolver=false",
            "upgrade --no-remove ./file.deb",
            "check",
            "check nosuch",
            "-o APT::Color=1 upgrade -Z",
        ),
    ),
    "unused-metapackages": Named(
        """
        archive stable
        meta 1; Section: metapackages; Depends: lib, zlib
        lib 1; Depends: deep
        zlib 2
        deep 1
        status
        meta 1 auto; Section: metapackages; Depends: lib, zlib
        lib 1 auto; Depends: deep
        zlib 1 auto
        deep 1 auto
        """,
        tuple(
            f"{verb} --auto-remove -o APT::Never-MarkAuto-Sections::=metapackages"
            for verb in ("dist-upgrade", "upgrade", "autoremove", "install")
        ),
    ),
    "broken-and-upgraded": Named(
        """
        archive stable
        a 2
        b 1
        status
        a 1; Depends: b
        """,
        ("upgrade", "dist-upgrade", "dist-upgrade -f", "upgrade -f", "check", "check -f", "remove a", "purge nosuch"),
    ),
    "provided-by-the-old-candidate": Named(
        """
        archive stable
        p 1; Provides: v
        q 1; Provides: w
        x 1; Depends: v
        y 1; Depends: v | w
        z 1; Depends: v | r
        r 1
        u 1; Recommends: x
        archive testing
        p 2
        q 2
        """,
        (
            "install p/testing x",
            "install x p/testing",
            "install p/testing y",
            "install p/testing z",
            "install u p/testing",
            "install p=2 y q=2",
            "install -t testing p x",
            "install -t testing u y",
            "install p/testing q/testing y z u",
        ),
    ),
    "configuration": Named(
        """
        archive stable
        app 2; Section: sound; Depends: lib (>= 2), tool | other; Recommends: extra; Suggests: hint
        lib 2; Source: both
        doc 2 all; Source: both
        tool 1
        other 1
        extra 1
        hint 1
        base 2; Essential: yes
        core 2; Important: yes
        old 2; Section: oldlibs; Depends: new-name
        new-name 2
        meta 2; Section: metapackages; Depends: part
        part 2
        held 2
        libunused 1
        linux-image-6.1.0-1-amd64 6.1.1
        linux-image-6.1.0-2-amd64 6.1.2
        linux-image-6.1.0-3-amd64 6.1.3
        foreign 1 i386
        chooser 1; Depends: pick-a | pick-b
        pick-a 1; Conflicts: app, tool, lib
        pick-b 1
        enemy 1; Conflicts: base
        wants-broken 1; Depends: nowhere
        down 1
        phased 2; Phased-Update-Percentage: 10
        archive other unsigned
        unsigned 1
        archive testing NotAutomatic
        app 3; Depends: lib (>= 2)
        tool 3
        status
        lib 1; Source: both
        doc 1 all; Source: both
        base 1; Essential: yes
        core 1; Important: yes
        old 1; Section: libs
        meta 1 auto; Section: metapackages; Depends: part
        part 1 auto
        held 1 <hold ok installed>
        libunused 1 auto
        linux-image-6.1.0-1-amd64 6.1.1 auto
        linux-image-6.1.0-2-amd64 6.1.2 auto
        linux-image-6.1.0-3-amd64 6.1.3 auto
        hinting 1; Suggests: suggested; Recommends: recommended
        suggested 1 auto
        recommended 1 auto
        phased 1
        down 2
        lonely 1; Recommends: extra
        architectures amd64 i386
        """,
        ("install", "dist-upgrade", "install app -V", "autoremove"),
    ),
    "configuration-broken": Named(
        """
        archive stable
        a 1; Depends: b
        b 1
        c 1
        status
        a 1; Depends: b
        """,
        ("install", "install -f", "dist-upgrade"),
    ),
    "configuration-loop": Named(
        """
        archive stable
        base 2; Essential: yes; Pre-Depends: loop (>= 2)
        loop 2; Conflicts: base (<< 2)
        x 2; Pre-Depends: y
        y 2; Depends: z
        z 2
        status
        base 1; Essential: yes
        loop 1
        x 1
        y 1
        z 1
        """,
        ("dist-upgrade", "install x y"),
    ),
    "satisfy": Named(
        """
        archive stable
        a 1; Depends: b | c
        a 2; Depends: c
        b 1
        c 1; Provides: virtual (= 3)
        d 1; Conflicts: e; Provides: virtual
        e 1; Recommends: b
        old 2
        unused 1
        status
        old 1
        unused 1 auto
        """,
        (
            "satisfy",
            "satisfy a",
            "satisfy 'a (= 1), e'",
            "satisfy 'a (<< 2) | b'",
            "satisfy 'virtual (>= 2)' 'Conflicts: old'",
            "satisfy 'Conflicts: old (<< 2)'",
            "satisfy 'd, e'",
            "satisfy 'nowhere | missing'",
            "satisfy 'b [amd64], c [!amd64], d <!nocheck>'",
            "satisfy -P nocheck 'b <nocheck> <x>, c <!nocheck> | d'",
            "satisfy 'b [i386] | c [any-amd64] | d <x>'",
            "satisfy 'a (> 1)'",
            "satisfy 'a (>> 1'",
            "satisfy 'Depends: a'",
            "satisfy ''",
            "satisfy 'a,, b'",
            "satisfy /nowhere/at all",
            "satisfy / a",
            "satisfy ./nowhere.dsc/stable",
            "satisfy unused",
            "satisfy -o APT::Get::Satisfy-Automatic=1 unused",
            "satisfy --assume-no e",
            "satisfy --no-install-recommends -V e",
            "satisfy -a i386 'b:native, c'",
            "satisfy -q=2 a",
        ),
    ),
    "build-dep": Named(
        """
        architectures amd64 i386
        archive stable
        build-essential 1; Depends: cc
        cc 1; Recommends: extra
        extra 1
        tool 1 all; Multi-Arch: foreign
        lib 1; Multi-Arch: same; Source: libs (5)
        lib 1 i386; Multi-Arch: same; Source: libs (5)
        lib 2; Multi-Arch: same; Source: libs
        lib-doc 1 all; Source: libs
        a 1; Source: other
        b 1
        check 1
        doc 1
        enemy 1
        source libs 5; Binary: lib, lib-doc; Build-Depends: tool, cc:native, lib, check <!nocheck>
        source libs 6; Binary: lib, lib-doc; Build-Depends: tool, b [i386], b [!amd64] | a; Build-Depends-Indep: doc
        source a 1; Build-Depends: b (>= 2) | a, check <nocheck>; Build-Conflicts: enemy
        source other 1; Binary: a; Build-Depends-Arch: b; Build-Depends-Indep: doc; Build-Conflicts-Indep: enemy
        source nothing 1
        source wrong 1; Build-Depends: a (>= 1
        source impossible 1; Build-Depends: nowhere, tool (>= 2)
        archive testing
        cc 2; Recommends: extra
        tool 2 all; Multi-Arch: foreign
        b 2
        source libs 7; Binary: lib; Build-Depends: tool (>= 2), b (>= 2), cc
        source b 2; Build-Depends: tool (>= 2)
        pin Package: *; Pin: release a=testing; Pin-Priority: 100
        status
        enemy 1
        old 1 auto
        """,
        (
            "build-dep libs",
            "build-dep lib",
            "build-dep lib-doc",
            "build-dep libs=5",
            "build-dep libs=6 a",
            "build-dep lib=1",
            "build-dep lib:i386",
            "build-dep lib:i386=1",
            "build-dep lib:armhf",
            "build-dep lib:i386/testing",
            "build-dep libs/testing",
            "build-dep libs/stable-code",
            "build-dep b/testing b",
            "build-dep -t testing libs",
            "build-dep -t nosuch libs",
            "build-dep a",
            "build-dep --only-source a",
            "build-dep --only-source lib",
            "build-dep other --arch-only",
            "build-dep other --indep-only",
            "build-dep nothing",
            "build-dep wrong",
            "build-dep impossible",
            "build-dep -P nocheck libs=5 a",
            "build-dep -a i386 libs",
            "build-dep -a i386 libs=5",
            "build-dep -a arm64 libs=5",
            "build-dep nosuch",
            "build-dep libs=99",
            "build-dep libs/nosuch",
            "build-dep",
            "build-dep ''",
            "build-dep --assume-no libs",
            "build-dep libs -y --no-remove",
            "build-dep other -V",
            "build-dep -q=2 libs",
            "build-dep --with-source /nowhere libs",
        ),
    ),
}
