"""Arguments that name a file instead of a package: an archive, a source package, a source folder.

Grammar:

    argument = path [ "/" release ]

where the path begins with ``/``, ``./`` or ``../``, or is ``.`` or ``..``; the release only where the whole is no file.

Source: apt-private/private-install.cc, GetPseudoPackages, AddIfVolatile, AddVolatileSourceFile, AddVolatileBinaryFile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aptsim.files.folder import extension_of, file_exists
from aptsim.files.tree import DISK
from aptsim.model.message import Messages
from aptsim.model.value import Value

_PACKAGE = ("deb", "ddeb")
_BINARY = (*_PACKAGE, "changes")


class FileArgument(Value):
    """A file with packages, and the release that their dependencies shall come from ('' for no wish)."""

    path: str
    release: str = ""


def split_file_arguments(
    arguments: Sequence[str], is_supported: Callable[[str], bool], messages: Messages
) -> tuple[list[FileArgument], list[str]]:
    """Gives the files among the arguments, and the other arguments; a file that is not supported is an error.

    Apt does this before it opens anything.
    """
    files: list[FileArgument] = []
    others: list[str] = []
    for argument in arguments:
        if not is_file_name(argument):
            others.append(argument)
            continue
        file = _file_argument(argument)
        if file is None or not is_supported(file.path):
            messages.error(f"Unsupported file {argument} given on commandline")
        elif file_exists(file.path, DISK):
            files.append(file)
    return files, others


def package_files_of(files: Iterable[FileArgument], messages: Messages) -> list[FileArgument]:
    """Gives the package files that arguments name, those of ``.changes`` files among them (AddVolatileBinaryFile)."""
    found: list[FileArgument] = []
    for file in files:
        if extension_of(file.path) == "changes":
            from aptsim.archive.changes_file import iter_changes

            listed = (FileArgument(path, file.release) for path in iter_changes(file.path, messages))
            found += package_files_of(listed, messages)
        elif extension_of(file.path) in _PACKAGE:
            found.append(file)
    return found


def is_file_name(argument: str) -> bool:
    """Says whether an argument names a file rather than a package."""
    return argument in (".", "..") or argument.startswith(("/", "./", "../"))


def is_binary_file(path: str) -> bool:
    """Says whether `install` can do something with a file of this name."""
    return extension_of(path) in _BINARY


def is_source_file(path: str) -> bool:
    """Says whether `build-dep` can do something with this file or folder."""
    return extension_of(path) == "dsc" or file_exists(f"{path}/debian/control", DISK)


def _file_argument(argument: str) -> FileArgument | None:
    if file_exists(argument, DISK):
        return FileArgument(argument)
    path, _, release = argument.rpartition("/")
    return FileArgument(path, release) if "/" in path else None
