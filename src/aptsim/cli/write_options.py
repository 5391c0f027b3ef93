"""``--write-status`` and ``--write-extended-states``: the system after a run, as files to go on with."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aptsim.cli.refusals import WrongUsageError
from aptsim.model.value import Value

if TYPE_CHECKING:
    from aptsim.run import Run

_OWN_FILES = ("/var/lib/dpkg/status", "/var/lib/apt/extended_states")
"""What a simulation never writes: this machine's own state."""


class WriteOptions(Value):
    """Where the system after a run is written to; None to write nothing."""

    status: str | None
    extended_states: str | None

    @property
    def are_wanted(self) -> bool:
        """Tell whether anything is to be written."""
        return self.status is not None or self.extended_states is not None

    def write(self, run: Run) -> None:
        """Write what was asked for; a run that fails leaves nothing to write.

        Raises:
            InputError: when the dpkg status cannot be taken apart.
            OSError: when a file cannot be written.
        """
        if not self.are_wanted:
            return
        if run.plan is None or run.exit_code:
            print("simulate: the run fails, so no state is written", file=sys.stderr)
            return
        from aptsim.aftermath.system_after import extended_states_of, status_of

        system = run.plan.apply()
        if self.status is not None:
            _write(self.status, status_of(system))
        if self.extended_states is not None:
            _write(self.extended_states, extended_states_of(system))


def read_write(values: Mapping[str, Any]) -> WriteOptions:
    """Give the values of the options on a command line.

    Args:
        values: by parameter, as click has them.

    Raises:
        WrongUsageError: when one names this machine's own state.
    """
    options = WriteOptions(values["write_status"], values["write_extended_states"])
    for path in (options.status, options.extended_states):
        if path is not None and os.path.realpath(path) in map(os.path.realpath, _OWN_FILES):
            raise WrongUsageError(f"{path} is this machine's own state, and a simulation does not write there.")
    return options


def _write(path: str, data: bytes) -> None:
    """Write a file as a whole or not at all; what was there under the name is replaced."""
    import tempfile

    target = os.path.realpath(path)
    try:
        descriptor, unfinished = tempfile.mkstemp(prefix=".simulate-", dir=os.path.dirname(target))
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o644)
        os.replace(unfinished, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)
        raise
