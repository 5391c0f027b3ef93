"""Takes what could be a secret out of configuration files and source lists, before they go into a snapshot.

Apt keeps passwords in ``auth.conf``, which no simulation reads and no snapshot holds. But addresses may carry a user
and a password too, and so may settings like ``Acquire::ftp::ProxyLogin``. None of it changes what apt would do: it
names the lists of a source without them.

Source: apt_auth.conf(5); apt.conf(5), "The Acquire Group"; apt-transport-http(1), "Proxy Configuration".
"""

from __future__ import annotations

import re

_IN_ADDRESS = re.compile(
    rb"(?<=://)(?:"
    rb"(?:[^\s\"'/@]*@)+"  # a user, a password, and what else stands before the host
    rb"|[^\s\"'/@]*:(?!\d+/)[^\s\"'@]*@"  # a password with a slash in it, which is no port
    rb")"
)
_TOKEN = re.compile(
    rb"(?P<comment>//[^\n]*|\#[^\n]*|/\*.*?(?:\*/|\Z))"
    rb"|(?P<string>\"[^\"\n]*\")"
    rb"|(?P<word>[^\s\"{};]+)"
    rb"|(?P<sign>[{};])",
    re.DOTALL,
)
_SECRET_NAME = re.compile(rb"passw|passphrase|login|token|secret|credential", re.IGNORECASE)
_PROXY_NAME = re.compile(rb"proxy", re.IGNORECASE)
_BEFORE_HOST = re.compile(rb"(?P<scheme>\w+://)?[^\n]*@")


def source_without_secrets(text: bytes) -> tuple[bytes, int]:
    """Give a source list or another text without users and passwords in addresses, and how many places were emptied.

    >>> source_without_secrets(b'deb [arch=amd64] https://me:pw@example.org/debian sid main')
    (b'deb [arch=amd64] https://example.org/debian sid main', 1)
    """
    return _IN_ADDRESS.subn(b"", text)


def settings_without_secrets(text: bytes) -> tuple[bytes, int]:
    """Give a text in apt.conf syntax without addresses' passwords and without values of settings that sound secret.

    >>> settings_without_secrets(b'Acquire::http::Proxy "http://user:p@ss/x@proxy:3128/";')
    (b'Acquire::http::Proxy "http://proxy:3128/";', 1)
    >>> settings_without_secrets(b'Acquire::ftp { ProxyLogin { "USER joe"; "PASS sesame"; }; Timeout 5; };')
    (b'Acquire::ftp { ProxyLogin { ""; ""; }; Timeout 5; };', 2)
    """
    editor = _SettingsEditor()
    text = _TOKEN.sub(editor.edit, text)
    text, count = source_without_secrets(text)
    return text, editor.count + count


class _SettingsEditor:
    """Goes through the tokens of a file and empties values below a name that sounds secret."""

    def __init__(self) -> None:
        self.count = 0
        self._names: list[bytes] = []
        self._name = b""

    def edit(self, match: re.Match[bytes]) -> bytes:
        token = match[0]
        match match.lastgroup:
            case "sign":
                if token == b"{":
                    self._names.append(self._name)
                elif token == b"}" and self._names:
                    self._names.pop()
                self._name = b""
                return token
            case "string":
                return self._value(token)
            case "word" if self._name:
                return self._value(token)
            case "word":
                self._name = token
        return token

    def _value(self, token: bytes) -> bytes:
        names = b" ".join((*self._names, self._name))
        if _SECRET_NAME.search(names) and token != b'""':
            self.count += 1
            return b'""'
        if _PROXY_NAME.search(names) and b"@" in token:
            self.count += 1
            quote = b'"' if token.startswith(b'"') else b""
            return quote + _BEFORE_HOST.sub(rb"\g<scheme>", token.removeprefix(quote), count=1)
        return token
