"""A line with a verb of apt-get and nothing wrong about our own options: read and run without click.

That is nearly every line. All others, and those that ask for a help page, are click's (`commands`).
"""

from __future__ import annotations

from collections.abc import Sequence

from aptsim.cli.command_words import named_command
from aptsim.cli.exit_codes import WRONG_USAGE
from aptsim.cli.own_option import read_options
from aptsim.cli.own_options import OWN_OPTIONS, WRITE_OPTIONS, OwnOptions, read_own
from aptsim.cli.refusals import WrongUsageError
from aptsim.cli.verbs import PACKAGE_VERBS, WITH_MORE
from aptsim.cli.write_options import WriteOptions, read_write
from aptsim.model.value import Value


class PlainLine(Value):
    """The line as `run_verb` takes it; `verb` names its help page."""

    verb: str
    options: OwnOptions
    files: WriteOptions
    words: Sequence[str]

    def run(self) -> int:
        """Run it and give the exit code."""
        from aptsim.cli.run import run_verb

        try:
            return run_verb(self.options, self.words, self._help_text, self.files)
        except WrongUsageError as error:
            from aptsim.cli.package_verbs import show_wrong_usage

            show_wrong_usage(self.verb, str(error))
            return WRONG_USAGE

    def _help_text(self) -> str:
        from aptsim.cli.package_verbs import help_of

        return help_of(self.verb)


def read_plain_line(arguments: Sequence[str]) -> PlainLine | None:
    """Read a line; None where it is click's."""
    verb = named_command(arguments)
    if verb not in PACKAGE_VERBS or verb == WITH_MORE or "--help" in arguments:
        return None
    read = read_options(arguments, (*OWN_OPTIONS, *WRITE_OPTIONS))
    if read is None:
        return None
    values, words = read
    try:
        return PlainLine(verb, read_own(values, arguments), read_write(values), words)
    except WrongUsageError:
        return None
