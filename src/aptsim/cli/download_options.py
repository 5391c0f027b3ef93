"""The options about lists that are downloaded: from which mirrors, by whose keys, of which time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aptsim.cli.own_option import OwnOption
from aptsim.cli.refusals import WrongUsageError
from aptsim.model.value import Value

if TYPE_CHECKING:
    from datetime import datetime

    from aptsim.mirrors.suite import MirrorSuite

_COMPONENTS = ("main",)
_BINDING = {"--mirror": "mirror", "--suite": "suite", "--component": "component"}
_HOW = ("--keyring", "--allow-unsigned", "--offline")


class DownloadOptions(Value):
    """What the options about downloads say.

    Args:
        suites: of mirrors named one by one, in order.
        sources: source lists.
        update: the lists of the system's own sources are downloaded.
        keyrings: instead of those that are trusted anyway.
        allow_unsigned: nothing need be signed.
        offline: only what is in the cache is used.
        at: a time in the past.
    """

    suites: tuple[MirrorSuite, ...] = ()
    sources: tuple[str, ...] = ()
    update: bool = False
    keyrings: tuple[str, ...] = ()
    allow_unsigned: bool = False
    offline: bool = False
    at: datetime | None = None

    @property
    def makes_root(self) -> bool:
        """Tell whether the system is made of a download."""
        return bool(self.suites or self.sources)

    @property
    def name(self) -> str:
        """Give what a person would call the system that is made of a download; empty when none is."""
        return ", ".join((*dict.fromkeys(suite.mirror for suite in self.suites), *self.sources))

    @property
    def chosen(self) -> str:
        """Give the option that makes the system; empty when none does."""
        return "--mirror" if self.suites else "--sources" if self.sources else ""


DOWNLOAD_OPTIONS = (
    OwnOption("--mirror", "mirrors", "Download lists; can be repeated.", "URL", is_repeated=True),
    OwnOption("--suite", "suites", "A suite of the mirror named before it.", "NAME", is_repeated=True),
    OwnOption("--component", "components", "Of that mirror; default: main.", "NAME", is_repeated=True),
    OwnOption("--sources", "sources", "Download the lists of a source list.", "FILE", is_repeated=True),
    OwnOption("--update", "update", "Download the lists of the system's own sources, into the cache."),
    OwnOption("--at", "at", "Debian as it was, from snapshot.debian.org, like 2017-12-12.", "TIME"),
    OwnOption("--keyring", "keyrings", "Keys to trust instead of Debian's.", "FILE", is_repeated=True),
    OwnOption("--allow-unsigned", "allow_unsigned", "Take lists without a valid signature."),
    OwnOption("--offline", "offline", "Download nothing; use what is in the cache."),
)


def read_download(values: Mapping[str, Any], words: Sequence[str]) -> DownloadOptions:
    """Give the values of these options on a command line.

    Args:
        values: by parameter, as click has them.
        words: the command line in its order.

    Raises:
        WrongUsageError: when they contradict each other.
    """
    at = _time_of(values["at"])
    options = DownloadOptions(
        suites=_suites(values, words, at),
        sources=values["sources"],
        update=values["update"],
        keyrings=values["keyrings"],
        allow_unsigned=values["allow_unsigned"],
        offline=values["offline"],
        at=at,
    )
    _check(options, values)
    return options


def _suites(values: Mapping[str, Any], words: Sequence[str], at: datetime | None) -> tuple[MirrorSuite, ...]:
    if not values["mirrors"] and at is None:
        return ()
    from aptsim.system.architectures import host_architecture

    architectures = tuple(filter(None, (values["arch"] or "").split(","))) or (host_architecture(),)
    suites = bind_suites(words, architectures, values)
    return suites if at is None else _in_the_past(suites, architectures, values, at)


def bind_suites(
    words: Sequence[str], architectures: tuple[str, ...], values: Mapping[str, Any]
) -> tuple[MirrorSuite, ...]:
    """Give each mirror the suites and components that stand behind it; those before the first are for all mirrors.

    Args:
        words: the command line in its order.
        architectures: the native one first.
        values: the options as click has them, without the order between different ones.

    Raises:
        WrongUsageError: when a mirror has no suite.
    """
    from aptsim.mirrors.suite import MirrorSuite

    groups: list[dict[str, list[str]]] = [{"mirror": [], "suite": [], "component": []}]
    for name, value in _iter_bound(words):
        if name == "mirror":
            groups.append({"mirror": [value], "suite": [], "component": []})
        else:
            groups[-1][name].append(value)
    if [group["mirror"][0] for group in groups[1:]] != list(values["mirrors"]):
        raise WrongUsageError("The order of --mirror, --suite and --component cannot be read.")
    common, *mirrors = groups
    suites: list[MirrorSuite] = []
    for group in mirrors:
        named = group["suite"] or common["suite"]
        if not named:
            raise WrongUsageError(f"--mirror {group['mirror'][0]} needs --suite NAME behind it.")
        components = tuple(group["component"] or common["component"]) or _COMPONENTS
        suites += [MirrorSuite(group["mirror"][0], suite, components, architectures) for suite in named]
    return tuple(suites)


def _iter_bound(words: Sequence[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in _BINDING:
            found.append((_BINDING[name], value if equals else next(rest, "")))
    return found


def _in_the_past(
    suites: tuple[MirrorSuite, ...], architectures: tuple[str, ...], values: Mapping[str, Any], at: datetime
) -> tuple[MirrorSuite, ...]:
    """Turn mirrors of Debian into their snapshots; without any mirror, take those of the suites."""
    from aptsim.mirrors import snapshots
    from aptsim.mirrors.suite import MirrorSuite

    base = snapshots.SNAPSHOT_BASE
    if not suites and not (values["sources"] or values["update"] or values["root"] or values["packages"]):
        names, components = values["suites"] or ("stable",), tuple(values["components"]) or _COMPONENTS
        return tuple(
            MirrorSuite(
                snapshots.snapshot_address(snapshots.archive_of_suite(name), at, base), name, components, architectures
            )
            for name in names
        )
    turned = []
    for suite in suites:
        address = snapshots.past_address(suite.mirror, at, base)
        if address is None:
            raise WrongUsageError(f"--at knows the past of Debian's own mirrors only, not of {suite.mirror}.")
        turned.append(suite.changed(mirror=address))
    return tuple(turned)


def _time_of(text: str | None) -> datetime | None:
    if text is None:
        return None
    from aptsim.mirrors.snapshots import parse_time

    time = parse_time(text)
    if time is None:
        raise WrongUsageError(f"--at '{text}' is no time; write it like 2017-12-12 or 2017-12-12T10:30:00Z.")
    return time


def _check(options: DownloadOptions, values: Mapping[str, Any]) -> None:
    for suite in options.suites:
        fault = suite.fault()
        if fault:
            raise WrongUsageError(f"{fault}.")
    if options.suites and options.sources:
        raise WrongUsageError("--mirror and --sources name two different systems; give one of them.")
    if options.makes_root and options.update:
        raise WrongUsageError(f"{options.chosen} is downloaded anyway; --update is for a system's own sources.")
    if not options.suites and (values["suites"] or values["components"]):
        raise WrongUsageError("--suite and --component belong to --mirror URL.")
    if options.at is not None and not (options.makes_root or options.update):
        raise WrongUsageError("--at with --root needs --update, for lists of that time.")
    if not (options.makes_root or options.update):
        given = [name for name in _HOW if values[name.lstrip("-").replace("-", "_").replace("keyring", "keyrings")]]
        if given:
            raise WrongUsageError(f"{given[0]} is for lists that are downloaded, by --mirror, --sources or --update.")
