"""Downloaded lists on disk: each content once, each set of lists as a folder that never changes.

Below the store's folder lie

``objects/``
    unpacked lists, named by the sum that a Release file promises. Beside each a note of its size and time, by which
    one that somebody has changed is noticed.
``partial/``
    downloads under way, named by the sum of what they shall become, so that they can be gone on with.
``suites/``
    for each suite the Release file that was last found good, and what the server needs to tell whether it has changed.
``lists/`` and ``roots/``
    folders as apt's own, with what is in the objects under apt's names, and root folders that point to them. A folder's
    name stands for exactly its content, so whoever reads one is never disturbed.
``locks/``
    one file for each suite that is being brought up to date, and for each list that is being fetched.

Everything is written under another name and then renamed; nobody ever sees half of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import filelock

from aptsim.archive.download_watcher import DownloadWatcher
from aptsim.archive.transport import Fetched
from aptsim.files.whole_file import UNFINISHED, write_file

_RELEASE_NAMES = ("InRelease", "Release", "Release.gpg")
_NOTE = "state.json"
_NOTE_END = ".json"
KEPT_FOR = 60 * 24 * 3600  # seconds; what was not used for so long is removed


class ListStore:
    """The lists that are kept below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._objects = folder / "objects"
        self._partial = folder / "partial"
        self._suites = folder / "suites"

    @contextlib.contextmanager
    def locked(self, name: str, watcher: DownloadWatcher) -> Iterator[None]:
        """Keep other processes from fetching the same suite, or a list with the same sum, meanwhile."""
        folder = self.folder / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / f"{_short(name)}.lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            watcher.on_note(f"{name}: another process is fetching it; waiting")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    # ---------------------------------------------------------------------- lists, by their sums

    def find(self, key: str) -> Path | None:
        """Give the list with this sum; None when it is not kept, or was changed since."""
        path = self._objects / key
        try:
            is_whole = json.loads(_note_of(path).read_bytes()) == _state_of(path)
        except (OSError, ValueError):
            return None
        return path if is_whole else None

    def partial(self, key: str) -> Path:
        """Give the path for a download that shall have this sum."""
        self._partial.mkdir(parents=True, exist_ok=True)
        return self._partial / key

    @contextlib.contextmanager
    def new_file(self) -> Iterator[Path]:
        """Give the path of a file to be made; what is not kept of it is removed."""
        self._objects.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._objects, prefix=UNFINISHED)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)

    def keep(self, unpacked: Path, key: str) -> Path:
        """Keep a finished file under its sum."""
        path = self._objects / key
        os.chmod(unpacked, 0o644)
        _note_of(path).unlink(missing_ok=True)
        os.replace(unpacked, path)
        write_file(_note_of(path), json.dumps(_state_of(path)).encode())
        return path

    # ---------------------------------------------------------------------- Release files, by their suites

    def release_files(self, suite: str) -> dict[str, Fetched]:
        """Give the Release files of a suite as they were last found good, by name."""
        folder = self._suites / _short(suite)
        try:
            notes = json.loads((folder / _NOTE).read_bytes())
            return {
                name: Fetched((folder / name).read_bytes(), str(notes[name][0]), str(notes[name][1])) for name in notes
            }
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return {}

    def keep_release_files(self, suite: str, files: Mapping[str, Fetched]) -> None:
        """Keep the Release files of a suite; they take the place of those before."""
        folder = self._suites / _short(suite)
        (folder / _NOTE).unlink(missing_ok=True)
        for name in _RELEASE_NAMES:
            if name in files:
                write_file(folder / name, files[name].data)
            else:
                (folder / name).unlink(missing_ok=True)
        notes = {name: [file.etag, file.last_modified] for name, file in files.items()}
        write_file(folder / _NOTE, json.dumps(notes).encode())

    # ---------------------------------------------------------------------- folders of lists

    def make_folder(self, kind: str, content: Mapping[str, Path | bytes]) -> Path:
        """Give a folder with these files.

        Args:
            kind: ``lists`` or ``roots``.
            content: lists of the store, and the bytes of other files, by their names; a name that ends with a slash is
                an empty folder.
        """
        digest = hashlib.sha256()
        for name, value in sorted(content.items()):
            what = value.name if isinstance(value, Path) else hashlib.sha256(value).hexdigest()
            digest.update(f"{name}\0{what}\0".encode())
        folder = self.folder / kind / digest.hexdigest()[:32]
        if _is_whole(folder, content):
            os.utime(folder)
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=UNFINISHED))
        os.chmod(unfinished, 0o755)
        for name, value in content.items():
            _put(unfinished / name, value, is_folder=name.endswith("/"))
        shutil.rmtree(folder, ignore_errors=True)
        try:
            os.rename(unfinished, folder)
        except OSError:  # another process was quicker with the same content
            shutil.rmtree(unfinished, ignore_errors=True)
        return folder

    def sweep(self) -> None:
        """Remove what was not used for long: folders, then the lists that are in none, and forgotten downloads."""
        limit = time.time() - KEPT_FOR
        for folder in (*_entries(self.folder / "lists"), *_entries(self.folder / "roots")):
            if folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)
        for path in (*_entries(self._objects), *_entries(self._partial)):
            if path.name.endswith(_NOTE_END) and path.with_name(path.name[1 : -len(_NOTE_END)]).exists():
                continue
            found = path.stat()
            if found.st_nlink == 1 and max(found.st_mtime, found.st_ctime) < limit:
                path.unlink(missing_ok=True)


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _short(suite: str) -> str:
    return hashlib.sha256(suite.encode()).hexdigest()[:32]


def _note_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{_NOTE_END}")


def _state_of(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _is_whole(folder: Path, content: Mapping[str, Path | bytes]) -> bool:
    """Tell whether a folder has these files, as far as the sizes and times of the large ones say."""
    try:
        for name, value in content.items():
            path = folder / name
            if name.endswith("/"):
                if not path.is_dir():
                    return False
            elif isinstance(value, bytes):
                if path.read_bytes() != value:
                    return False
            elif _state_of(path) != _state_of(value):
                return False
        return True
    except OSError:
        return False


def _put(target: Path, value: Path | bytes, *, is_folder: bool) -> None:
    if is_folder:
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(value, bytes):
        target.write_bytes(value)
        return
    try:
        os.link(value, target)
    except OSError:  # a file system without links
        shutil.copy2(value, target)
