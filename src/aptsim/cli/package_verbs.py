"""The verbs of apt-get that change packages, and `check`: one click command each, all made alike.

Click takes our own options out of the line wherever they stand; everything else goes to apt's own option reader.
"""

from __future__ import annotations

import click

from aptsim.cli.click_options import SystemCommand, own_options, own_options_of, write_options, write_options_of
from aptsim.cli.verbs import HIDDEN_VERBS, PACKAGE_VERBS

_NAMING = ("install", "reinstall", "remove", "purge", "build-dep")
"""Verbs that are rarely used without a package."""

_PACKAGES = """\
A PACKAGE is a name, name:arch, name=version, name/suite, a glob, a regular expression, task^ or a pattern; with + or
- behind it, it is to be installed or removed whatever the verb says. It can also be a file: ./name.deb, or a
./name.changes that lists some."""
_OPERANDS = {
    "build-dep": """\
A PACKAGE is the name of a source package or of one that is built from it, with name=version, name/suite or name:arch;
or a file: ./name.dsc, or a folder with debian/control in it. Names need deb-src lines and their lists.""",
    "satisfy": """\
A PACKAGE is a dependency string like 'a (>= 2) | b, c [amd64] <!nocheck>', with Conflicts: in front for what must not
be there.""",
}
_BUILD_OPTIONS = """  -a, --host-architecture ARCH       build for another architecture
  -P, --build-profiles NAME,...      with these build profiles
"""
_OWN_OPTIONS = {
    "build-dep": f"{_BUILD_OPTIONS}  --arch-only, --indep-only          leave out what only the other packages need\n",
    "satisfy": _BUILD_OPTIONS,
}
_HELP = """{text}

{operands}

\b
Options of apt-get:
{options}  -y, --assume-no, --trivial-only    answers to its question
  -f, -m                             --fix-broken, --ignore-missing
  -t, --target-release RELEASE       prefer a release
  --[no-]install-recommends, --[no-]install-suggests
  --reinstall, --only-upgrade, --no-upgrade, --no-remove, --auto-remove, --purge
  --allow-downgrades, --allow-change-held-packages, --allow-remove-essential
  -V, -q[=N], -o NAME=VALUE, -c FILE and all others of apt-get(8)
"""
_EPILOG = """\b
Examples:
  simulate {verb} {packages}
  simulate {verb} --root ./my-root --format apt {packages}
  simulate {verb} -t bookworm-backports -o APT::Get::Show-Versions=true {packages}
"""
_SETTINGS = {"ignore_unknown_options": True, "allow_interspersed_args": True}


def make_package_command(verb: str) -> click.Command:
    """Give the command of one verb."""
    packages = "openssh-client" if verb in _NAMING else ""

    @click.command(
        verb,
        cls=SystemCommand,
        help=_HELP.format(
            text=PACKAGE_VERBS[verb],
            operands=_OPERANDS.get(verb, _PACKAGES),
            options=_OWN_OPTIONS.get(verb, ""),
        ),
        short_help=PACKAGE_VERBS[verb],
        epilog=_EPILOG.format(verb=verb, packages=packages).rstrip(),
        context_settings=_SETTINGS,
        hidden=verb in HIDDEN_VERBS,
        options_metavar="[OPTIONS]",
    )
    @own_options
    @write_options
    @click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[PACKAGE]...")
    @click.pass_context
    def command(ctx: click.Context, /, words: tuple[str, ...], **_: object) -> int:
        from aptsim.cli.run import run_verb

        return run_verb(own_options_of(ctx), words, ctx.get_help, write_options_of(ctx))

    return command


def help_of(verb: str) -> str:
    """Give the help page of a verb."""
    return _context_of(verb).get_help()


def show_wrong_usage(verb: str, reason: str) -> None:
    """Say on stderr why a line makes no sense, with the usage of its verb."""
    click.UsageError(reason, _context_of(verb)).show()


def _context_of(verb: str) -> click.Context:
    above = click.Context(click.Group(), info_name="simulate")
    return click.Context(make_package_command(verb), above, verb)
