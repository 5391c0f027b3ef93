"""The console entry: one function that never raises and never shows a traceback."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from aptsim.cli.exit_codes import FAILED, INTERRUPTED, WRONG_USAGE

TRACEBACK_VARIABLE = "APTSIM_TRACEBACK"
"""Environment variable that lets an error of ours through, for those who work on it."""


def command() -> NoReturn:
    """Run the line of this process, and end it.

    A process that ends soon collects no garbage, and tears nothing down: its memory goes back to the system as a whole.
    That is a seventh of a warm run. Longer commands have the collector back on.
    """
    gc.disable()
    code = main()
    if not _is_waited_for() and _is_flushed():
        os._exit(code)
    sys.exit(code)


def _is_waited_for() -> bool:
    """Say whether a thread, a temporary file or a profiler may be waiting for the end."""
    return bool({"threading", "tempfile", "atexit"} & sys.modules.keys() or sys.getprofile() or sys.gettrace())


def _is_flushed() -> bool:
    """Flush both streams, and say whether that worked."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return False
    return True


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``simulate`` with these arguments and give its exit code.

    Args:
        argv: the words behind the program's name; those of this process when None.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _have_streams()
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("simulate: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output went away; there is nobody to tell, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except RecursionError:
        print("simulate: the dependencies are nested too deeply to follow", file=sys.stderr)
        return FAILED
    except MemoryError:
        print("simulate: not enough memory", file=sys.stderr)
        return FAILED
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        print(f"simulate: internal error: {type(error).__name__}: {error}", file=sys.stderr)
        print(f"simulate: this is a bug; please report it with what {TRACEBACK_VARIABLE}=1 shows", file=sys.stderr)
        return FAILED


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        from aptsim.cli.version import VERSION_LINE

        print(VERSION_LINE)
        return 0
    if arguments in (["--help"], ["-h"], ["help"]):
        from aptsim.cli.help_page import help_page

        print(help_page(), end="")
        return 0
    _keep_bytes()
    from aptsim.cli.refusals import RefusedError
    from aptsim.errors import AptsimError

    try:
        return _dispatch(arguments)
    except RefusedError as error:
        print(f"Error: {error}", file=sys.stderr)
        return WRONG_USAGE
    except AptsimError as error:
        print(f"E: {error}", file=sys.stderr)
        return FAILED
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        print(f"E: {error.filename or 'simulate'}: {error.strerror or error}", file=sys.stderr)
        return FAILED


def _dispatch(arguments: list[str]) -> int:
    from aptsim.cli.plain_line import read_plain_line

    line = read_plain_line(arguments)
    if line is not None:
        return line.run()
    from aptsim.cli.commands import run_by_click

    gc.enable()
    return run_by_click(arguments)


def _have_streams() -> None:
    """Write to nowhere where a stream is closed (``>&-``), which Python says by having none."""
    if sys.stdout is None:
        sys.stdout = io.StringIO()
    if sys.stderr is None:
        sys.stderr = io.StringIO()


def _keep_bytes() -> None:
    """Have names that are no UTF-8 come out as they came in."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="surrogateescape")
