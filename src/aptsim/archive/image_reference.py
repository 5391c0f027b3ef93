"""References to images in registries, as everybody writes them.

Grammar::

    reference  = [ scheme ] [ host [ ":" port ] "/" ] path [ ":" tag ] [ "@" digest ]
    scheme     = "http://" | "https://"
    host       = a name with a dot or a port, or "localhost"
    path       = component *( "/" component )
    digest     = "sha256:" 64hex

Source: distribution specification, "Pulling manifests"; the Go package distribution/reference, which also fixes the
defaults: docker.io, library/ and latest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DEFAULT_HOST = "docker.io"
_DEFAULT_SERVER = "registry-1.docker.io"
_DEFAULT_TAG = "latest"
_SCHEMES = ("http://", "https://")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?")
_PATH = re.compile(r"[a-z0-9]+(?:(?:\.|_{1,2}|-+|/)[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LOCAL = re.compile(r"(?:localhost|127\.[0-9.]+|\[::1\])(?::[0-9]+)?")
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class ImageReference:
    """Which image of which registry.

    Args:
        scheme: ``https://``, or ``http://`` for this machine's own registries and where the user says so.
        host: the registry as it is named.
        path: the repository.
        tag: which of its images; '' when the digest tells.
        digest: which image for sure; '' when the tag tells.
    """

    scheme: str
    host: str
    path: str
    tag: str
    digest: str = ""

    @property
    def server(self) -> str:
        """Give the beginning of all addresses of the registry."""
        return f"{self.scheme}{_DEFAULT_SERVER if self.host == _DEFAULT_HOST else self.host}/v2/"

    @property
    def version(self) -> str:
        """Give the digest, or the tag."""
        return self.digest or self.tag

    def __str__(self) -> str:
        separator = "@" if self.digest else ":"
        return f"{self.host}/{self.path}{separator}{self.version}"


def parse_image_reference(text: str) -> ImageReference | None:
    """Read a reference; None when it is none.

    >>> str(parse_image_reference("node:22-bookworm")), parse_image_reference("debian").server
    ('docker.io/library/node:22-bookworm', 'https://registry-1.docker.io/v2/')
    >>> str(parse_image_reference("registry.example:5000/team/app"))
    'registry.example:5000/team/app:latest'
    >>> parse_image_reference("localhost:5000/x").scheme, parse_image_reference("No/Capitals")
    ('http://', None)
    """
    scheme = next((one for one in _SCHEMES if text.startswith(one)), "")
    rest, at, digest = text.removeprefix(scheme).partition("@")
    if at and _DIGEST.fullmatch(digest) is None:
        return None
    first, slash, behind = rest.partition("/")
    if slash and (scheme or "." in first or ":" in first or first == "localhost"):
        host, rest = first, behind
    else:
        host = _DEFAULT_HOST
    path, colon, tag = rest.partition(":")
    if host == _DEFAULT_HOST and "/" not in path:
        path = f"library/{path}"
    if _HOST.fullmatch(host) is None or _PATH.fullmatch(path) is None or len(path) > _LONGEST:
        return None
    if colon and _TAG.fullmatch(tag) is None:
        return None
    scheme = scheme or ("http://" if _LOCAL.fullmatch(host) else "https://")
    return ImageReference(scheme, host, path, tag or ("" if digest else _DEFAULT_TAG), digest)
