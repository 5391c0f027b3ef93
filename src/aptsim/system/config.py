"""Builds the configuration that apt-get would have on a root folder, with nothing of the host in it.

The order is apt's: built-in defaults, then ``Dir`` as an ``APT_CONFIG`` file would set it, then the fragments in
``etc/apt/apt.conf.d``, then ``etc/apt/apt.conf``, then the command line, then what only fills gaps.

Source: apt-pkg/init.cc, pkgInitConfig; apt-pkg/deb/debsystem.cc, Initialize and getDpkgStatusLocation;
apt-pkg/aptconfiguration.cc; apt-private/private-cmndline.cc, ParseCommandLine.
"""

from __future__ import annotations

from collections.abc import Iterable

from aptsim.errors import PendingErrors
from aptsim.files.folder import folder_exists, join_path, real_file_exists, warn_unreadable
from aptsim.files.tree import DISK, FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.system.config_parser import read_config_dir, read_config_file

_DEFAULTS: tuple[tuple[str, str], ...] = (
    ("APT::Build-Essential::", "build-essential"),
    ("APT::Install-Recommends", "1"),
    ("APT::Install-Suggests", "0"),
    ("Dir", "/"),
    ("Dir::State", "var/lib/apt"),
    ("Dir::State::lists", "lists/"),
    ("Dir::State::cdroms", "cdroms.list"),
    ("Dir::Cache", "var/cache/apt"),
    ("Dir::Cache::archives", "archives/"),
    ("Dir::Cache::srcpkgcache", "srcpkgcache.bin"),
    ("Dir::Cache::pkgcache", "pkgcache.bin"),
    ("Dir::Etc", "etc/apt"),
    ("Dir::Etc::sourcelist", "sources.list"),
    ("Dir::Etc::sourceparts", "sources.list.d"),
    ("Dir::Etc::main", "apt.conf"),
    ("Dir::Etc::netrc", "auth.conf"),
    ("Dir::Etc::netrcparts", "auth.conf.d"),
    ("Dir::Etc::parts", "apt.conf.d"),
    ("Dir::Etc::preferences", "preferences"),
    ("Dir::Etc::preferencesparts", "preferences.d"),
    ("Dir::Etc::trusted", "trusted.gpg"),
    ("Dir::Etc::trustedparts", "trusted.gpg.d"),
    ("Dir::Bin::methods", "/usr/lib/apt/methods"),
    ("Dir::Bin::solvers::", "/usr/lib/apt/solvers"),
    ("Dir::Bin::planners::", "/usr/lib/apt/planners"),
    ("Dir::Media::MountPath", "/media/apt"),
    ("Dir::Log", "var/log/apt"),
    ("Dir::Log::Terminal", "term.log"),
    ("Dir::Log::History", "history.log"),
    ("Dir::Log::Planner", "eipp.log.xz"),
    ("Dir::Ignore-Files-Silently::", "~$"),
    ("Dir::Ignore-Files-Silently::", r"\.disabled$"),
    ("Dir::Ignore-Files-Silently::", r"\.bak$"),
    ("Dir::Ignore-Files-Silently::", r"\.dpkg-[a-z]+$"),
    ("Dir::Ignore-Files-Silently::", r"\.ucf-[a-z]+$"),
    ("Dir::Ignore-Files-Silently::", r"\.save$"),
    ("Dir::Ignore-Files-Silently::", r"\.orig$"),
    ("Dir::Ignore-Files-Silently::", r"\.distUpgrade$"),
    ("Acquire::AllowInsecureRepositories", "0"),
    ("Acquire::AllowWeakRepositories", "0"),
    ("Acquire::AllowDowngradeToInsecureRepositories", "0"),
    ("Acquire::cdrom::mount", "/media/cdrom/"),
    ("APT::Sandbox::User", "_apt"),
    ("Acquire::IndexTargets::deb::Packages::MetaKey", "$(COMPONENT)/binary-$(ARCHITECTURE)/Packages"),
    ("Acquire::IndexTargets::deb::Packages::flatMetaKey", "Packages"),
    ("Acquire::IndexTargets::deb::Packages::ShortDescription", "Packages"),
    ("Acquire::IndexTargets::deb::Packages::Description", "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Packages"),
    ("Acquire::IndexTargets::deb::Packages::flatDescription", "$(RELEASE) Packages"),
    ("Acquire::IndexTargets::deb::Packages::Optional", "0"),
    ("Acquire::IndexTargets::deb::Translations::MetaKey", "$(COMPONENT)/i18n/Translation-$(LANGUAGE)"),
    ("Acquire::IndexTargets::deb::Translations::flatMetaKey", "$(LANGUAGE)"),
    ("Acquire::IndexTargets::deb::Translations::ShortDescription", "Translation-$(LANGUAGE)"),
    ("Acquire::IndexTargets::deb::Translations::Description", "$(RELEASE)/$(COMPONENT) Translation-$(LANGUAGE)"),
    ("Acquire::IndexTargets::deb::Translations::flatDescription", "$(RELEASE) Translation-$(LANGUAGE)"),
    ("Acquire::IndexTargets::deb-src::Sources::MetaKey", "$(COMPONENT)/source/Sources"),
    ("Acquire::IndexTargets::deb-src::Sources::flatMetaKey", "Sources"),
    ("Acquire::IndexTargets::deb-src::Sources::ShortDescription", "Sources"),
    ("Acquire::IndexTargets::deb-src::Sources::Description", "$(RELEASE)/$(COMPONENT) Sources"),
    ("Acquire::IndexTargets::deb-src::Sources::flatDescription", "$(RELEASE) Sources"),
    ("Acquire::IndexTargets::deb-src::Sources::Optional", "0"),
    ("DPkg::Path", "/usr/sbin:/usr/bin:/sbin:/bin"),
)

_LATE_DEFAULTS: tuple[tuple[str, str], ...] = (
    ("Dir::State::extended_states", "extended_states"),
    ("Dir::Bin::dpkg", "/usr/bin/dpkg"),
    ("Acquire::CompressionTypes::xz", "xz"),
    ("Acquire::CompressionTypes::bz2", "bzip2"),
    ("Acquire::CompressionTypes::lzma", "lzma"),
    ("Acquire::CompressionTypes::gz", "gzip"),
    ("Acquire::CompressionTypes::lz4", "lz4"),
    ("Acquire::CompressionTypes::zst", "zstd"),
)


def default_configuration() -> Configuration:
    """Build the configuration that apt has before it reads any file; the architecture is left open."""
    configuration = Configuration()
    for name, value in _DEFAULTS:
        configuration.set(name, value)
    return configuration


def load_configuration(
    root: str,
    messages: Messages,
    options: Iterable[tuple[str, str]] = (),
    binary: str = "apt-get",
    tree: FileTree = DISK,
) -> Configuration:
    """Build the whole configuration for a root folder.

    Args:
        root: what ``Dir`` is set to; it appears in apt's messages as written here.
        messages: takes apt's own words for what is wrong.
        options: names and values from the command line (``-o NAME=VALUE`` and what other options stand for), in order.
        binary: the program whose ``Binary::NAME`` block applies.
        tree: where the root lies.

    Raises:
        PendingErrors: where apt would stop before it does anything.
    """
    configuration = read_root_configuration(root, tree, messages)
    apply_binary_block(configuration, binary)
    for name, value in options:
        configuration.set(name, value)
    complete_configuration(configuration)
    return configuration


def read_root_configuration(root: str, tree: FileTree, messages: Messages, first: str = "") -> Configuration:
    """Read the defaults and the configuration files below a root folder (pkgInitConfig).

    Args:
        root: what ``Dir`` is set to.
        tree: where the files lie.
        messages: takes apt's own words for what is wrong.
        first: a file to read before those of the root, as apt reads the one that APT_CONFIG names.

    Raises:
        PendingErrors: when a file has a syntax error; apt ends there with exit code 100.
    """
    configuration = default_configuration()
    configuration.set("Dir", root)
    messages.push()
    if first:
        read_config_file(configuration, first, tree, messages)
    parts = configuration.find_dir("Dir::Etc::parts", "/dev/null")
    if folder_exists(parts, tree):
        read_config_dir(configuration, parts, tree, messages)
    elif not parts.endswith("/dev/null"):
        warn_unreadable(parts, "DirectoryExists", messages)
    main = configuration.find_file("Dir::Etc::main", "/dev/null")
    if real_file_exists(main, tree):
        read_config_file(configuration, main, tree, messages)
    failed = messages.pending_error
    messages.merge()
    if failed:
        raise PendingErrors
    return configuration


def apply_binary_block(configuration: Configuration, binary: str = "apt-get") -> None:
    """Lift what files set below ``Binary::NAME`` to the top, before the command line is read."""
    configuration.set("Binary", binary)
    configuration.move_subtree(f"Binary::{binary}", None)


def complete_configuration(configuration: Configuration) -> None:
    """Fill the gaps that apt fills after it has read the command line (debSystem::Initialize and others)."""
    for name, value in _LATE_DEFAULTS:
        configuration.cnd_set(name, value)
    if not configuration.exists("Dir::State::status"):
        configuration.set("Dir::State::status", _dpkg_status_location(configuration))


def parse_option(argument: str) -> tuple[str, str] | None:
    """Split the argument of ``-o`` at its first ``=`` (CommandLine::HandleOpt).

    Returns:
        Name and value; None when there is no ``=``.
    """
    name, equals, value = argument.partition("=")
    return (name, value) if equals else None


def _dpkg_status_location(configuration: Configuration) -> str:
    state = configuration.find("Dir::State", "var/lib/apt")
    parent = state[:-5] if state.endswith("/apt/") else state[:-4] if state.endswith("/apt") else ""
    paths = Configuration()
    paths.set("Dir", configuration.find("Dir", "/"))
    paths.set("Dir::State", join_path(parent, "dpkg") if parent else "var/lib/dpkg")
    paths.set("Dir::State::status", "status")
    return paths.find_file("Dir::State::status")
