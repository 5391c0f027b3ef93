"""The error tree: every exception that aptsim raises on purpose.

::

    AptsimError
    ├── InputError               a damaged input, at PATH:LINE, that apt has no words of its own for
    ├── MissingInputError        a file or folder that was asked for is not there
    ├── CompressionError         a compressed file that cannot be unpacked
    │   └── MissingLibraryError  the library that unpacks it is not installed
    ├── MirrorError              a mirror did not give what was asked of it (in ``archive/mirror_errors.py``)
    │   ├── NotOnMirrorError     it has no such file
    │   ├── PassingMirrorError   something that may go away by itself
    │   ├── UntrustedError       no trusted key has signed its Release file
    │   └── NotKeptError         without a network: it is not in the cache
    ├── SignatureError           no trusted key has signed (in ``archive/openpgp.py``)
    ├── FailedRunError           a run that did not come off, so that there is no system after it
    ├── AptCrashError            apt itself dies here, by a fault of its own
    └── PendingErrors            apt would stop here; its own words are in ``messages``

What apt says itself is a :class:`aptsim.model.message.Message`, not an exception; :class:`PendingErrors` carries
such messages up to whoever prints them.
"""

from __future__ import annotations


class AptsimError(Exception):
    """Base of everything that aptsim raises on purpose."""


class InputError(AptsimError):
    """A damaged input; its text names the file and the line.

    Args:
        path: the file as the user named it, or as it lies on disk.
        line: the line in it, counted from 1; 0 when no line can be named.
        text: what is wrong there.
    """

    def __init__(self, path: str, line: int, text: str) -> None:
        super().__init__(path, line, text)
        self.path = path
        self.line = line
        self.text = text

    def __str__(self) -> str:
        if self.line > 0:
            return f"{self.path}:{self.line}: {self.text}"
        return f"{self.path}: {self.text}"


class MissingInputError(AptsimError):
    """A file or folder that was asked for does not exist or cannot be read."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, text)
        self.path = path
        self.text = text

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class CompressionError(AptsimError):
    """A compressed file is damaged, cut short or of a kind that cannot be unpacked."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(path, text)
        self.path = path
        self.text = text

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class MissingLibraryError(CompressionError):
    """A compressed file needs a Python library that is not installed."""


class AptCrashError(AptsimError):
    """Apt itself dies here, by a fault of its own, so there is no answer to foretell; the text says of what."""

    def __str__(self) -> str:
        return f"apt itself crashes on {self.args[0]}"


class FailedRunError(AptsimError):
    """A run failed or was given up, so it leaves the system as it was."""


class PendingErrors(AptsimError):
    """Apt would stop here with the errors that are already on the message stack.

    Raised after the words were put on the stack, so whoever catches it prints the stack and nothing else.
    """


class WholeUniverseNeededError(Exception):
    """A question that only a universe with all packages answers was asked of one that is read in part.

    Nobody sees it: whoever reads in part asks the whole one instead.
    """
