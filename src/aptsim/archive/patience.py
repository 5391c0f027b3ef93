"""How much a web server may try ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, and how often tried again; times are in seconds.

    Args:
        retries: how often something is tried again that may pass.
        backoff: the pause before the first new attempt; it doubles each time.
        connect: until the connection stands.
        silence: between two bytes.
        window: after each such time, the speed is looked at.
        least: bytes that must have come in it.
        redirects: how often one address may lead to another.
    """

    retries: int = 3
    backoff: float = 0.5
    connect: float = 10.0
    silence: float = 30.0
    window: float = 30.0
    least: int = 4096
    redirects: int = 10
