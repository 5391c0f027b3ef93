"""Events become the text of apt-get 2.6.1; the expected texts are its own."""

from __future__ import annotations

import pytest

from aptsim.display.apt_text import AptText, format_messages
from aptsim.model.cache_types import DependencyType
from aptsim.model.message import Messages
from aptsim.resolver.events import (
    DiskSize,
    DownloadSize,
    Event,
    Level,
    ListEntry,
    ListKind,
    Note,
    PackageList,
    Question,
    Stage,
    StageDone,
    Statistics,
    Unmet,
    UnmetAlternative,
    UnmetDependencies,
    UnmetGroup,
    UnmetPackage,
)

APT_WITHOUT_LIBRARIES = """\
The following packages have unmet dependencies:
 apt : Depends: adduser but it is not going to be installed
       Depends: gpgv but it is not going to be installed or
                gpgv2 but it is not going to be installed or
                gpgv1 but it is not going to be installed
       Depends: libsystemd0
 base-files : PreDepends: awk
 libc-bin : Depends: libc6 (< 2.37) but 2.38-1 is to be installed
"""
NOT_GOING = Unmet.NOT_GOING_TO_BE_INSTALLED


def _group(kind: DependencyType, *alternatives: UnmetAlternative) -> UnmetGroup:
    return UnmetGroup(kind, alternatives)


def test_unmet_dependencies_are_aligned_below_each_other() -> None:
    """Dependencies stand below the first one's, alternatives below the first alternative."""
    depends = DependencyType.DEPENDS
    gpgv = [UnmetAlternative(name, "", NOT_GOING) for name in ("gpgv", "gpgv2", "gpgv1")]
    unmet = UnmetDependencies(
        [
            UnmetPackage(
                "apt",
                [
                    _group(depends, UnmetAlternative("adduser", "", NOT_GOING)),
                    _group(depends, *gpgv),
                    _group(depends, UnmetAlternative("libsystemd0", "", Unmet.PROVIDED)),
                ],
            ),
            UnmetPackage(
                "base-files",
                [_group(DependencyType.PRE_DEPENDS, UnmetAlternative("awk", "", Unmet.PROVIDED))],
            ),
            UnmetPackage(
                "libc-bin",
                [_group(depends, UnmetAlternative("libc6", "< 2.37", Unmet.TO_BE_INSTALLED, "2.38-1"))],
            ),
        ]
    )
    assert AptText().format(unmet) == APT_WITHOUT_LIBRARIES


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Statistics(0, 20, 0, 0, 0, 9, 0), "0 upgraded, 20 newly installed, 0 to remove and 9 not upgraded.\n"),
        (
            Statistics(0, 0, 1, 2, 0, 9, 3),
            "0 upgraded, 0 newly installed, 1 reinstalled, 2 downgraded, 0 to remove and 9 not upgraded.\n"
            "3 not fully installed or removed.\n",
        ),
        (DownloadSize(53_076, 53_076), "Need to get 53.1 kB of archives.\n"),
        (DownloadSize(0, 53_076), "Need to get 0 B/53.1 kB of archives.\n"),
        (DownloadSize(0, 0), ""),
        (DiskSize(0), "After this operation, 0 B of additional disk space will be used.\n"),
        (DiskSize(-1_533_000), "After this operation, 1533 kB disk space will be freed.\n"),
        (Question("Do you want to continue?", True, False), "Do you want to continue? [Y/n] N\n"),
        (Question("Install these packages without verification?", False, None),
         "Install these packages without verification? [y/N] "),
        (StageDone(Stage.LISTS), "Reading package lists...\n"),
    ],
)  # fmt: skip
def test_an_event_is_one_piece_of_text(event: Event, text: str) -> None:
    """Into a pipe, at quiet level 1, every event has just this text."""
    assert AptText().format(event) == text


def test_the_quiet_level_hides_what_is_below_it() -> None:
    """Level 0 shows everything, 1 hides the selected versions, 2 hides all but what must be answered."""
    events: list[Event] = [Note(name, level) for name, level in (("a", Level.TALKATIVE), ("b", Level.NORMAL))]
    events += [Note("c", Level.ALWAYS), Statistics(0, 0, 0, 0, 0, 0, 0), DiskSize(0), StageDone(Stage.TREE)]
    assert AptText(quiet=2).format_all(events) == "c\n"
    assert AptText(quiet=1).format_all(events).startswith("b\nc\n0 upgraded")
    assert AptText(quiet=0).format_all(events).startswith("a\nb\nc\n0 upgraded")


def test_at_quiet_level_0_the_stages_count_up() -> None:
    """A pipe shows the carriage returns and the padding of the line that a terminal would rewrite."""
    events = [StageDone(Stage.LISTS), StageDone(Stage.TREE), StageDone(Stage.STATES)]
    assert AptText(quiet=0).format_all(events) == (
        "\rReading package lists... 0%\r\rReading package lists... 100%\r\rReading package lists... Done\r\n"
        "\rBuilding dependency tree... 0%\r\rBuilding dependency tree... 0%\r"
        "\rBuilding dependency tree... 50%\r\rBuilding dependency tree... 50%\r"
        "\rBuilding dependency tree... Done\r\n"
        "\rReading state information... 0% \r\rReading state information... 0%\r"
        "\rReading state information... Done\r\n"
    )


def test_a_list_has_its_own_level() -> None:
    """Packages that cannot be authenticated are named at any quiet level."""
    entries = [ListEntry("a")]
    shown = PackageList(ListKind.UNAUTHENTICATED, entries, Level.ALWAYS)
    assert AptText(quiet=2).format(shown) == "WARNING: The following packages cannot be authenticated!\n  a\n"
    assert AptText(quiet=2).format(PackageList(ListKind.NEW, entries)) == ""


def test_notices_show_only_at_quiet_level_0() -> None:
    """Into a pipe apt writes errors and warnings, but no notices."""
    messages = Messages()
    messages.notice("n")
    messages.warning("w")
    assert format_messages(messages, 1) == "W: w\n"
    assert format_messages(messages, 0) == "N: n\nW: w\n"
