"""The questions of apt-cache: one click command each, all made alike."""

from __future__ import annotations

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of
from aptsim.cli.verbs import QUESTION_VERBS

_DEPENDENCY_OPTIONS = """
  -i, --important                    only Depends and Pre-Depends
  --installed                        only installed packages
  --recurse                          also for the packages found
  --implicit                         also what multi-arch adds
  --no-depends, --no-pre-depends, --no-recommends, --no-suggests,
  --no-conflicts, --no-breaks, --no-replaces, --no-enhances"""
_OWN_OPTIONS = {
    "depends": _DEPENDENCY_OPTIONS,
    "rdepends": _DEPENDENCY_OPTIONS,
    "show": "\n  -a, --[no-]all-versions            all versions (the default), or the candidate",
}
_HELP = """{text}

A PACKAGE is a name, name:arch, a glob, a regular expression, task^ or a pattern; where a version is meant, also
name=version or name/suite.

\b
Options of apt-cache:{options}
  -t, --target-release RELEASE       prefer a release
  -q[=N], -o NAME=VALUE, -c FILE and all others of apt-cache(8)
"""
_EPILOG = """\b
Examples:
  simulate {verb} openssh-client
  simulate {verb} --root ./my-root --format apt openssh-client
"""


def make_question_command(verb: str) -> click.Command:
    """Give the command of one question."""
    text = QUESTION_VERBS[verb]

    @click.command(
        verb,
        cls=SystemCommand,
        help=_HELP.format(text=text, options=_OWN_OPTIONS.get(verb, "")),
        short_help=text,
        epilog=_EPILOG.format(verb=verb).rstrip(),
        context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
        options_metavar="[OPTIONS]",
    )
    @own_options
    @click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[PACKAGE]...")
    @click.pass_context
    def command(ctx: click.Context, /, words: tuple[str, ...], **_: object) -> int:
        from aptsim.cli.question import answer_question

        return answer_question(own_options_of(ctx), words, ctx.get_help)

    return command
