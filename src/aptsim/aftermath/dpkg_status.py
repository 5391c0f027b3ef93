"""The dpkg status file, and what installing and removing make of it.

What a run does not touch stays as it is written, byte for byte. What it does touch gets what dpkg leaves behind for a
package without maintainer scripts.

Source: dpkg(1), "Package states"; deb-control(5); dpkg's lib/dpkg/dump.c, writedb; src/main/unpack.c and remove.c.
"""

from __future__ import annotations

from aptsim.aftermath.stanza import Fields, format_stanza, installed_fields, read_fields
from aptsim.archive.tag_file import UnparsableTagFileError, iter_stanzas
from aptsim.errors import InputError

#: A package in the status: name and architecture as its stanza has them.
Key = tuple[str, str]

_HALF_DONE = ("unpacked", "half-configured", "triggers-awaited", "triggers-pending")
_OF_TRIGGERS = ("Triggers-Pending", "Triggers-Awaited")


class DpkgStatus:
    """The stanzas of a status file by package."""

    def __init__(self, data: bytes, path: str) -> None:
        """Reads a status file.

        Args:
            path: the file as it is to be named in errors.

        Raises:
            InputError: when its rest is no stanza.
        """
        text = data.decode("latin-1")
        self._stanzas: dict[Key, str] = {}
        try:
            for stanza in iter_stanzas(text):
                key = (stanza.fields.get("package", "").lower(), stanza.fields.get("architecture", ""))
                self._stanzas[key] = text[stanza.offset : stanza.offset + stanza.size].strip("\n") + "\n"
        except UnparsableTagFileError as error:
            line = text.count("\n", 0, error.offset) + 1
            raise InputError(path, line, "this is no stanza of a dpkg status") from error

    def find(self, name: str, arch: str, native: str) -> Key | None:
        """Gives the key of a package; the native one may be of the architecture `all`."""
        keys = ((name, arch), (name, "all")) if arch == native else ((name, arch),)
        return next((key for key in keys if key in self._stanzas), None)

    def install(self, index_stanza: bytes, before: Key | None) -> None:
        """Puts a package in as installed and configured.

        The names of its configuration files are not in an index; those of the version before are kept.

        Args:
            index_stanza: what an index says of it.
            before: the package that it replaces or that left its configuration behind; None when there was none.
        """
        fields = installed_fields(read_fields(index_stanza.decode("latin-1")))
        old = read_fields(self._stanzas.pop(before)) if before is not None else {}
        if "Conffiles" in old:
            fields["Conffiles"] = old["Conffiles"]
        self._put(fields)

    def remove(self, key: Key, has_postrm: bool) -> None:
        """Takes a package off, but for its configuration; without any, it is gone.

        Args:
            has_postrm: whether it has a script that dpkg keeps for the purge.
        """
        fields = read_fields(self._stanzas[key])
        if not has_postrm and "Conffiles" not in fields:
            del self._stanzas[key]
            return
        for name in ("Essential", "Protected", *_OF_TRIGGERS):
            fields.pop(name, None)
        fields["Status"] = "deinstall ok config-files"
        fields["Config-Version"] = fields["Version"]
        self._put(fields)

    def purge(self, key: Key) -> None:
        """Takes a package off with its configuration."""
        self._stanzas.pop(key, None)

    def configure_pending(self) -> None:
        """Has everything configured that was only unpacked (dpkg --configure --pending)."""
        for stanza in list(self._stanzas.values()):
            fields = read_fields(stanza)
            words = fields.get("Status", "").split()
            if len(words) == 3 and words[2] in _HALF_DONE:
                fields["Status"] = f"{words[0]} ok installed"
                for name in ("Config-Version", *_OF_TRIGGERS):
                    fields.pop(name, None)
                self._put(fields)

    def _put(self, fields: Fields) -> None:
        self._stanzas[fields["Package"].lower(), fields.get("Architecture", "")] = format_stanza(fields)

    def format(self) -> bytes:
        """Gives the file, sorted as dpkg sorts it: by name, then by architecture."""
        text = "".join(f"{self._stanzas[key]}\n" for key in sorted(self._stanzas))
        return text.encode("latin-1")
