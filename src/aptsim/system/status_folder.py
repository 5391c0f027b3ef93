"""The installed packages of an image without dpkg: one file each in ``status.d`` instead of one status file.

Images that are built without a shell ("distroless") have no dpkg, but note for scanners what was put in. A file holds a
package's control stanza, without the Status field that dpkg would write; beside it may lie its MD5 sums.

Source: the README of GoogleContainerTools/distroless, "Package Metadata"; deb-control(5); dpkg's lib/dpkg/parse.c for
the Status field.
"""

from __future__ import annotations

import re

from aptsim.files.folder import file_exists, folder_exists, join_path
from aptsim.files.memory_tree import MemoryTree, MountedTree
from aptsim.files.tree import FileTree
from aptsim.model.configuration import Configuration

_SUMS = ".md5sums"
_INSTALLED = b"Status: install ok installed\n"
_STATUS_FIELD = re.compile(rb"^status[ \t]*:", re.MULTILINE | re.IGNORECASE)
_PACKAGE_FIELD = re.compile(rb"^package[ \t]*:[^\n]*\n", re.MULTILINE | re.IGNORECASE)


def with_status_folder(tree: FileTree, configuration: Configuration) -> FileTree:
    """Give the tree with a status file made of the folder ``status.d``, where there is one and no status file.

    Args:
        tree: where the system lies.
        configuration: complete; it names the status file.
    """
    status = configuration.find_file("Dir::State::status")
    folder = f"{status}.d"
    if not status or file_exists(status, tree) or not folder_exists(folder, tree):
        return tree
    made = MemoryTree({"/status": status_of_folder(tree, folder)})
    return MountedTree(tree, {status: (made, "/status")})


def status_of_folder(tree: FileTree, folder: str) -> bytes:
    """Join the files of the folder, in the order of their names, to what dpkg would have written."""
    stanzas: list[bytes] = []
    for name in sorted(tree.names(folder)):
        if name.endswith(_SUMS):
            continue
        text = tree.read(join_path(folder, name)).strip(b"\n") + b"\n"
        package = _PACKAGE_FIELD.search(text)
        if package is not None and _STATUS_FIELD.search(text) is None:
            text = text[: package.end()] + _INSTALLED + text[package.end() :]
        stanzas.append(text)
    return b"\n".join(stanzas)
