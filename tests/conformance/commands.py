"""The commands of the suite, each a function of the parsed arguments."""

from __future__ import annotations

import argparse
import sys
import time

from .oracle import Answer, Oracle, run_debug
from .roots import find_root, make_root, real_kinds


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare every command."""
    roots = commands.add_parser("roots", help="make the roots, and list them")
    roots.add_argument("kinds", nargs="*", metavar="KIND")
    roots.add_argument("--again", action="store_true", help="make them anew")
    roots.set_defaults(run=_roots)
    for name, text in (("oracle", "what apt answers"), ("debug", "what apt decides, in its own debug output")):
        command = commands.add_parser(name, help=f"print {text}: {name} ROOT -- install vim")
        command.add_argument("root", help="a kind, or the path of a root folder")
        command.add_argument("arguments", nargs="*", help="apt-get's arguments, the verb among them")
        command.set_defaults(run=_oracle if name == "oracle" else _debug)


def _roots(arguments: argparse.Namespace) -> int:
    for kind in arguments.kinds or real_kinds():
        start = time.monotonic()
        root = make_root(kind, again=arguments.again)
        print(f"{kind:20} {root.installed:5} packages  {root.path}  ({time.monotonic() - start:.1f} s)", flush=True)
    return 0


def _oracle(arguments: argparse.Namespace) -> int:
    return _show(Oracle().answer(find_root(arguments.root), tuple(arguments.arguments)))


def _debug(arguments: argparse.Namespace) -> int:
    return _show(run_debug(find_root(arguments.root), tuple(arguments.arguments)))


def _show(answer: Answer) -> int:
    sys.stdout.write(answer.stdout)
    sys.stdout.flush()
    sys.stderr.write(answer.stderr)
    return answer.exit_code
