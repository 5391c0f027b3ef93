"""URIs as apt takes them apart and puts them together.

Source: apt-pkg/contrib/strutl.cc, class URI.
"""

from __future__ import annotations

from aptsim.model.value import Value
from aptsim.model.words import dequote_string, parse_number, quote_string

_USER_UNSAFE = ":/?#[]@"


class Uri(Value):
    """A URI in its parts; the path keeps its leading slash, a port of 0 means none was given."""

    access: str = ""
    user: str = ""
    password: str = ""
    host: str = ""
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        result = f"{self.access}:" if self.access else ""
        if self.host:
            if self.access:
                result += "//"
            if self.user:
                result += quote_string(self.user, _USER_UNSAFE)
                if self.password:
                    result += ":" + quote_string(self.password, _USER_UNSAFE)
                result += "@"
            bracketed = self.access and ("/" in self.host or ":" in self.host)
            result += f"[{self.host}]" if bracketed else self.host
            if self.port:
                result += f":{self.port}"
        if self.path:
            result += self.path if self.path.startswith("/") else f"/{self.path}"
        return result

    @property
    def archive_only(self) -> str:
        """Write the URI without user and password and without the last slash (URI::ArchiveOnly)."""
        path = self.path[:-1] if self.path.endswith("/") else self.path
        return str(self.changed(user="", password="", path=path))


def parse_uri(text: str) -> Uri:
    """Take a URI apart (URI::CopyFrom).

    >>> parse_uri("http://me:se%63ret@[::1]:8080/debian/")
    Uri(access='http', user='me', password='secret', host='::1', port=8080, path='/debian/')
    """
    colon = text.find(":")
    if colon < 0:
        colon = len(text)
    slash = _end_of_host(text, colon)
    access = text[:colon]
    path = text[slash:] or "/"
    start = colon + 3 if text[colon + 1 : colon + 3] == "//" else colon + 1
    if start >= len(text):
        return Uri(access=access, path=path)
    start = min(start, slash)
    first = min(start + 1, slash)
    at = text.rfind("@", first, slash)
    if at < 0:
        host, port = _split_port(text[start:slash])
        return Uri(access=access, host=host, port=port, path=path)
    second_colon = text.find(":", first, at)
    user_end = at if second_colon < 0 else second_colon
    host, port = _split_port(text[at + 1 : slash])
    return Uri(
        access=access,
        user=dequote_string(text[start:user_end]),
        password="" if second_colon < 0 else dequote_string(text[second_colon + 1 : at]),
        host=host,
        port=port,
        path=path,
    )


def _end_of_host(text: str, colon: int) -> int:
    """Find the slash behind the host, passing over those in brackets; without ``//`` the first slash of all."""
    position = colon
    if position + 3 < len(text) and text[position + 1 : position + 3] == "//":
        position += 3
    in_bracket = False
    while position < len(text) and (text[position] != "/" or in_bracket):
        if text[position] == "[":
            in_bracket = True
        elif in_bracket and text[position] == "]":
            in_bracket = False
        position += 1
    return position


def _split_port(host: str) -> tuple[str, int]:
    bracket_end = 0
    in_bracket = False
    plain = ""
    for char in host:
        if char == "[":
            in_bracket = True
        elif char == "]" and in_bracket:
            in_bracket = False
            bracket_end = len(plain)
        else:
            plain += char
    if in_bracket:
        return "", 0
    colon = plain.rfind(":")
    if colon < 0 or colon < bracket_end:
        return plain, 0
    return plain[:colon], parse_number(plain[colon + 1 :])[0]
