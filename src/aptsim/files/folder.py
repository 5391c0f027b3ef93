"""Files and folders as apt looks at them.

Source: apt-pkg/contrib/fileutl.cc, FileExists, RealFileExists, DirectoryExists, GetListOfFilesInDir,
OpenConfigurationFileFd and FileFd::ReadLine; apt-pkg/contrib/configuration.cc, MatchAgainstConfig.
"""

from __future__ import annotations

import errno
import os
import re
import stat

from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration
from aptsim.model.message import Messages
from aptsim.model.words import decode

_ACCEPTED_NAME = re.compile(r"[A-Za-z0-9_:.-]+")
_POSIX_CLASSES = {
    "[:alpha:]": "A-Za-z",
    "[:digit:]": "0-9",
    "[:alnum:]": "A-Za-z0-9",
    "[:upper:]": "A-Z",
    "[:lower:]": "a-z",
    "[:space:]": r"\s",
    "[:punct:]": r"!-/:-@\[-`{-~",
    "[:xdigit:]": "0-9A-Fa-f",
}


def file_exists(path: str, tree: FileTree) -> bool:
    """Tell whether a path leads to anything, a folder as well (FileExists)."""
    return _mode_of(path, tree) is not None


def real_file_exists(path: str, tree: FileTree) -> bool:
    """Tell whether a path leads to a file (RealFileExists)."""
    mode = _mode_of(path, tree)
    return mode is not None and bool(mode & stat.S_IFREG)


def folder_exists(path: str, tree: FileTree) -> bool:
    """Tell whether a path leads to a folder (DirectoryExists)."""
    mode = _mode_of(path, tree)
    return mode is not None and bool(mode & stat.S_IFDIR)


def extension_of(path: str) -> str:
    """Give what stands behind the last dot, or the whole path when there is none (flExtension)."""
    return path.rsplit(".", 1)[-1]


def join_path(folder: str, name: str) -> str:
    """Put a name behind a folder unless it is absolute or begins with ``./`` (flCombine)."""
    if not name:
        return ""
    if name.startswith(("/", "./")) or not folder:
        return name
    return folder + name if folder.endswith("/") else f"{folder}/{name}"


def folder_of(path: str) -> str:
    """Give the folder part of a path with its slash, ``./`` when there is none (flNotFile)."""
    slash = path.rfind("/")
    return "./" if slash < 0 else path[: slash + 1]


def warn_unreadable(path: str, function: str, messages: Messages, number: int = errno.ENOENT) -> None:
    """Add the warning ``Unable to read PATH - FUNCTION (NUMBER: REASON)``."""
    messages.warning(f"Unable to read {path} - {function} ({number}: {os.strerror(number)})")


def read_configuration_file(path: str, tree: FileTree, messages: Messages) -> bytes | None:
    """Read a whole configuration file (OpenConfigurationFileFd).

    Returns:
        Its bytes; None when it cannot be opened, with the warning added.
    """
    try:
        return tree.read(path)
    except IsADirectoryError:
        messages.error(f"Read error - read ({errno.EISDIR}: {os.strerror(errno.EISDIR)})")
        return None
    except OSError as error:
        warn_unreadable(path, "open", messages, error.errno or errno.EIO)
        return None


def lines_of(data: bytes) -> list[str]:
    """Split a file into lines as FileFd::ReadLine does: no line end, nothing behind a NUL byte."""
    lines = decode(data).split("\n")
    if not lines[-1]:
        lines.pop()
    return [(line.split("\0", 1)[0] if "\0" in line else line).rstrip("\r\n") for line in lines]


def files_in_folder(
    folder: str, extensions: tuple[str, ...], configuration: Configuration, tree: FileTree, messages: Messages
) -> list[str]:
    """List the files of a configuration folder, sorted, with notices about those passed over (GetListOfFilesInDir).

    Args:
        folder: its path with a ``/`` at the end, as the notices print it.
        extensions: which extensions are accepted; ``""`` accepts a name without a dot.
        configuration: asked for the names to ignore silently.
        tree: where the folder lies.
        messages: takes the notices.
    """
    if not folder_exists(folder, tree):
        messages.error(f"List of files can't be created as '{folder}' is not a directory")
        return []
    try:
        names = tree.names(folder)
    except OSError as error:
        number = error.errno or errno.EIO
        if number == errno.EACCES:
            warn_unreadable(folder, "opendir", messages, number)
        else:
            messages.errno("opendir", f"Unable to read {folder}", number, os.strerror(number))
        return []
    accepted: list[str] = []
    for name in names:
        if name.startswith("."):
            continue
        reason = _reason_to_ignore(name, folder, extensions, tree)
        if reason:
            if not _is_silently_ignored(name, configuration):
                messages.notice(reason)
        elif _is_accepted(name, folder, tree):
            accepted.append(name)
    return [join_path(folder, name) for name in sorted(accepted)]


def _reason_to_ignore(name: str, folder: str, extensions: tuple[str, ...], tree: FileTree) -> str:
    path = join_path(folder, name)
    if not real_file_exists(path, tree):
        if folder_exists(path, tree):
            return ""
        return f"Ignoring '{name}' in directory '{folder}' as it is not a regular file"
    extension = extension_of(name)
    if extension == name:
        if "" not in extensions:
            return f"Ignoring file '{name}' in directory '{folder}' as it has no filename extension"
    elif extension not in extensions:
        return f"Ignoring file '{name}' in directory '{folder}' as it has an invalid filename extension"
    return ""


def _is_accepted(name: str, folder: str, tree: FileTree) -> bool:
    if name.endswith(".") or _ACCEPTED_NAME.fullmatch(name) is None:
        return False
    return real_file_exists(join_path(folder, name), tree)


def _is_silently_ignored(name: str, configuration: Configuration) -> bool:
    return any(
        pattern.search(name) is not None
        for pattern in map(_compile_pattern, configuration.find_vector("Dir::Ignore-Files-Silently"))
        if pattern is not None
    )


def _compile_pattern(pattern: str) -> re.Pattern[str] | None:
    for posix, python in _POSIX_CLASSES.items():
        pattern = pattern.replace(posix, python)
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error:
        return None


def _mode_of(path: str, tree: FileTree) -> int | None:
    try:
        return tree.stat(path).mode
    except (OSError, ValueError):
        return None
