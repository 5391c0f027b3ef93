"""A plan for a person: how much, how large, and a table of what changes and who asked for it.

On a terminal the table has colours and fits the window; otherwise it is plain text in columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from aptsim.display.causes import describe_cause
from aptsim.display.sizes import format_size
from aptsim.display.unmet_dependencies import format_unmet
from aptsim.model.value import Value
from aptsim.resolver.events import Note, UnmetDependencies
from aptsim.resolver.plan import Change, Outcome, Plan, PlannedPackage
from aptsim.universe.universe import Universe

_ORDER = (Change.REMOVE, Change.PURGE, Change.DOWNGRADE, Change.INSTALL, Change.UPGRADE, Change.REINSTALL)
_STYLES = {
    Change.REMOVE: "red",
    Change.PURGE: "red",
    Change.DOWNGRADE: "yellow",
    Change.INSTALL: "green",
    Change.UPGRADE: "cyan",
    Change.REINSTALL: "blue",
}
_COLUMNS = ("", "package", "version", "size", "because of")
_SIZE_COLUMN = 3
_MARGIN = 2


class _Row(Value):
    change: Change
    cells: tuple[str, ...]


def format_text(plan: Plan, universe: Universe) -> str:
    """Gives the headline and the table as plain text."""
    rows = _rows(plan, universe)
    return headline(plan) + (f"\n{_plain_table(rows)}" if rows else "") + _remarks(plan)


def write_text(plan: Plan, universe: Universe, stream: TextIO) -> None:
    """Writes the same to a stream, with colours where it is a terminal."""
    if stream.isatty():
        _write_to_terminal(plan, universe, stream)
    else:
        stream.write(format_text(plan, universe))


def headline(plan: Plan) -> str:
    """Gives one line or two: what changes, what is downloaded, what it takes on disk."""
    if plan.outcome is Outcome.FAILED:
        return "apt-get would fail.\n"
    if not plan.changes:
        return f"Nothing changes.{_kept_back(plan)}\n"
    counts = [(change, len(plan.of(change))) for change in _ORDER]
    parts = ", ".join(f"{count} to {change.value}" for change, count in counts if count)
    disk = "more" if plan.disk_change >= 0 else "less"
    download = f"{format_size(plan.archive_size)}B"
    if plan.download_size != plan.archive_size:
        download = f"{format_size(plan.download_size)}B of {download}"
    return f"{parts}.{_kept_back(plan)}\n{download} to download, {format_size(plan.disk_change)}B {disk} on disk.\n"


def _kept_back(plan: Plan) -> str:
    return f" {len(plan.kept_back)} not upgraded." if plan.kept_back else ""


def _remarks(plan: Plan) -> str:
    """Gives what is said below the table: why it fails, unmet dependencies, packages that nothing needs."""
    parts = ["\n" + format_unmet(event) for event in plan.events if isinstance(event, UnmetDependencies)]
    if plan.outcome is Outcome.FAILED:
        parts = [f"\n{event.text.rstrip()}\n" for event in plan.events if isinstance(event, Note)] + parts
    if plan.unused:
        parts.append(f"\nNo longer needed: {', '.join(plan.unused)}\n")
    return "".join(parts)


def _rows(plan: Plan, universe: Universe) -> list[_Row]:
    """Gives the rows grouped by what happens, the gravest first; in a group requested packages come first."""
    found: list[_Row] = []
    for change in _ORDER:
        packages = sorted(plan.of(change), key=lambda package: package.is_automatic)
        found += [_row(package, universe) for package in packages]
    return found


def _row(package: PlannedPackage, universe: Universe) -> _Row:
    versions = [one for one in (package.current_version, package.version) if one]
    if package.change is Change.REINSTALL:
        versions = versions[:1]
    size = f"{format_size(package.download_size)}B" if package.download_size else ""
    reason = describe_cause(package.cause, universe)
    return _Row(package.change, (package.change.value, package.name, " -> ".join(versions), size, reason))


def _plain_table(rows: Sequence[_Row]) -> str:
    table = [_COLUMNS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(_COLUMNS))]
    return "".join(_plain_line(line, widths) for line in table)


def _plain_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.rjust(width) if column == _SIZE_COLUMN else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return (" " * _MARGIN).join(padded).rstrip() + "\n"


def _write_to_terminal(plan: Plan, universe: Universe, stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    console.print(Text(headline(plan).rstrip("\n"), style="bold"))
    rows = _rows(plan, universe)
    if rows:
        table = Table(box=None, pad_edge=False)
        for column, title in enumerate(_COLUMNS):
            table.add_column(title, justify="right" if column == _SIZE_COLUMN else "left")
        for row in rows:
            cells = [Text(cell) for cell in row.cells]
            cells[0].stylize(_STYLES[row.change])
            table.add_row(*cells)
        console.print(table)
    remarks = _remarks(plan)
    if remarks:
        console.print(Text(remarks.rstrip("\n")))
