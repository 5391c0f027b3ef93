"""The page that ``simulate --help`` shows. It is made without click, which takes longer to start than all the rest."""

from __future__ import annotations

import textwrap

from aptsim.cli.verbs import HIDDEN_VERBS, OWN_COMMANDS, PACKAGE_VERBS, QUESTION_VERBS

_HEAD = """\
Usage: simulate [OPTIONS] [COMMAND] [ARGS]...

  Predict what apt-get would do on a Debian system, to the byte, and say why.

  Verbs and options are spelled as in apt-get(8) and may stand in any order.
  Nothing is installed or written.

Options:
  --version  Show the version and exit.
  --help     Show this message and exit.

Commands:
"""
_EXAMPLES = """
  Examples:
    simulate install openssh-client
    simulate --root ./my-root install -y --no-install-recommends openssh-client
    simulate install --status status --packages Packages.xz openssh-client
    simulate install --format apt --root ./my-root vim
"""
_WIDTH = 78


def help_page() -> str:
    """Give the page, with the commands in the order in which a newcomer wants them."""
    commands = {**PACKAGE_VERBS, **QUESTION_VERBS, **OWN_COMMANDS}
    shown = {name: text for name, text in commands.items() if name not in HIDDEN_VERBS}
    indent = max(map(len, shown)) + 4
    rows = (
        textwrap.fill(text, _WIDTH, initial_indent=f"  {name}".ljust(indent), subsequent_indent=" " * indent)
        for name, text in shown.items()
    )
    return _HEAD + "\n".join(rows) + "\n" + _EXAMPLES
