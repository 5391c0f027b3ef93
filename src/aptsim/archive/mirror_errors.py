"""What can go wrong between a mirror and the lists that are kept of it."""

from __future__ import annotations

from aptsim.errors import AptsimError


class MirrorError(AptsimError):
    """A mirror did not give what was asked of it.

    Args:
        uri: what was asked for.
        text: what went wrong.
    """

    def __init__(self, uri: str, text: str) -> None:
        super().__init__(uri, text)
        self.uri = uri
        self.text = text

    def __str__(self) -> str:
        return f"{self.uri}: {self.text}"


class NotOnMirrorError(MirrorError):
    """The mirror has no such file."""


class PassingMirrorError(MirrorError):
    """Something that may go away by itself, so that it is worth to try again.

    Args:
        wait: seconds that the mirror wants to be left alone.
    """

    def __init__(self, uri: str, text: str, wait: float = 0.0) -> None:
        super().__init__(uri, text)
        self.wait = wait


class LoginNeededError(MirrorError):
    """The server wants to know who asks.

    Args:
        challenge: how, in the words of the header WWW-Authenticate.
    """

    def __init__(self, uri: str, text: str, challenge: str) -> None:
        super().__init__(uri, text)
        self.challenge = challenge


class UntrustedError(MirrorError):
    """A Release file is not signed by a key that is trusted for it."""


class NotKeptError(MirrorError):
    """Without a network: what is needed is not in the cache."""
