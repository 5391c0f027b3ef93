"""What apt prints on its standard output, made from the events of a run.

Source: apt-private/private-output.cc; apt-pkg/contrib/progress.cc, OpTextProgress.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.display.package_list import format_list
from aptsim.display.sizes import format_size
from aptsim.display.unmet_dependencies import format_unmet
from aptsim.model.apt_release import DEFAULT_RELEASE, AptRelease
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages, Severity
from aptsim.resolver.events import (
    DiskSize,
    DownloadSize,
    Event,
    Level,
    Note,
    PackageList,
    Question,
    Stage,
    StageDone,
    Statistics,
    UnmetDependencies,
)


class AptText:
    """Writes events as apt does into a pipe.

    Args:
        quiet: apt's quiet level; into a pipe it is 1 unless an option says otherwise.
        shows_versions: whether lists show versions (``-V``).
        release: whose words are used.
    """

    __slots__ = ("_quiet", "_release", "_shows_versions", "_spinner")

    def __init__(self, quiet: int = 1, shows_versions: bool = False, release: AptRelease = DEFAULT_RELEASE) -> None:
        self._quiet = quiet
        self._release = release
        self._shows_versions = shows_versions
        self._spinner = _Spinner()

    @classmethod
    def of(cls, configuration: Configuration, release: AptRelease = DEFAULT_RELEASE) -> AptText:
        """Makes the writer that a configuration asks for."""
        return cls(quiet_level(configuration), configuration.find_b("APT::Get::Show-Versions", False), release)

    def format_all(self, events: Iterable[Event]) -> str:
        """Gives the text of all these events."""
        return "".join(map(self.format, events))

    def format(self, event: Event) -> str:
        """Gives the text of one event; '' where the quiet level hides it."""
        match event:
            case StageDone():
                return self._format_stage(event)
            case Question():
                return self._format_question(event)
            case Note() | PackageList() | UnmetDependencies() if event.level < self._quiet:
                return ""
            case Note():
                return f"{event.text}\n"
            case PackageList():
                return format_list(event, self._shows_versions, release=self._release)
            case UnmetDependencies():
                return format_unmet(event)
            case _ if self._quiet > Level.NORMAL:
                return ""
            case Statistics():
                return _format_statistics(event)
            case DownloadSize():
                return _format_download(event)
            case DiskSize():
                return _format_disk(event)

    def _format_stage(self, event: StageDone) -> str:
        if self._quiet == 0:
            return self._spinner.format(event)
        return f"{event.stage.value}...\n" if self._quiet == 1 else ""

    def _format_question(self, event: Question) -> str:
        text = f"{event.text} {'[Y/n]' if event.default else '[y/N]'} "
        if event.answer is None or self._quiet > Level.NORMAL:
            return text
        return f"{text}{'Y' if event.answer else 'N'}\n"


def quiet_level(configuration: Configuration) -> int:
    """Gives the quiet level of a run into a pipe (InitOutput)."""
    level = configuration.find_i("quiet", -1)
    return 1 if level == -1 else max(level, 0)


def format_messages(messages: Messages, quiet: int) -> str:
    """Gives the lines that apt writes to its standard error at the end; notices only at quiet level 0.

    Source: apt-private/private-cmndline.cc, DispatchCommandLine.
    """
    return messages.render(Severity.WARNING if quiet > 0 else Severity.DEBUG)


_PERCENTAGES = {
    Stage.LISTS: (0, 100),
    Stage.TREE: (0, 0, 50, 50),
    Stage.STATES: (0,),
    Stage.UPGRADE: (0,),
    Stage.SOLVE: (0,),
}


class _Spinner:
    """The line that apt rewrites while it opens its cache, and another one for the upgrade, at quiet level 0.

    The percentages between depend on the time it takes; these are those of a run on stored caches that is fast enough.
    """

    __slots__ = ("_length",)

    def __init__(self) -> None:
        self._length = 0

    def format(self, event: StageDone) -> str:
        percentages = list(_PERCENTAGES[event.stage])
        if event.stage in (Stage.STATES, Stage.UPGRADE, Stage.SOLVE):
            percentages.append(event.progress)
        if event.stage in (Stage.UPGRADE, Stage.SOLVE):
            self._length = 0
        steps = [f"{percentage}%" for percentage in percentages]
        steps.append("Error!" if event.failed else "Done")
        return "".join(self._write(f"\r{event.stage.value}... {step}") for step in steps) + "\n"

    def _write(self, text: str) -> str:
        padding = " " * (self._length - len(text))
        self._length = len(text)
        return f"{text}{padding}\r"


def _format_statistics(event: Statistics) -> str:
    reinstalled = f"{event.reinstalled} reinstalled, " if event.reinstalled else ""
    downgraded = f"{event.downgraded} downgraded, " if event.downgraded else ""
    text = (
        f"{event.upgraded} upgraded, {event.installed} newly installed, {reinstalled}{downgraded}"
        f"{event.removed} to remove and {event.kept_back} not upgraded.\n"
    )
    if event.not_fully_installed:
        text += f"{event.not_fully_installed} not fully installed or removed.\n"
    return text


def _format_download(event: DownloadSize) -> str:
    if event.total != event.needed:
        return f"Need to get {format_size(event.needed)}B/{format_size(event.total)}B of archives.\n"
    return f"Need to get {format_size(event.total)}B of archives.\n" if event.total else ""


def _format_disk(event: DiskSize) -> str:
    size = format_size(event.change)
    if event.change >= 0:
        return f"After this operation, {size}B of additional disk space will be used.\n"
    return f"After this operation, {size}B disk space will be freed.\n"
