"""A report on a system's health, for a person and for programs.

The text fits a screen where the system allows it: of a finding that is about many packages the first few are named.
The JSON document is described in docs/doctor.md.
"""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TextIO

from aptsim.health.finding import Finding, FindingSeverity, Item
from aptsim.health.report import Prospect, Report, SystemCard

SCHEMA_VERSION = 1

_WIDTH = 100
_MOST_ITEMS = 6
_MOST_NAMES = 24
_INDENT = "  "
_STYLES = {FindingSeverity.ERROR: "bold red", FindingSeverity.WARNING: "bold yellow", FindingSeverity.NOTE: "bold cyan"}
_LABELS = ("apt", "do")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the text; its head, and how that is to be set off on a terminal."""

    text: str
    head: int = 0
    style: str = ""


def format_report(report: Report, width: int = _WIDTH) -> str:
    """Gives the report as plain text."""
    return "".join(f"{line.text}\n" for line in _lines(report, width))


def write_report(report: Report, stream: TextIO) -> None:
    """Writes the report to a stream, with colours and in the window's width where that is a terminal."""
    if not stream.isatty():
        stream.write(format_report(report))
        return
    from rich.console import Console
    from rich.text import Text

    width = min(_WIDTH, shutil.get_terminal_size().columns)
    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in _lines(report, width):
        text = Text(line.text)
        if line.style:
            text.stylize(line.style, 0, line.head or len(line.text))
        console.print(text)


def format_report_json(report: Report) -> str:
    """Gives the document as text, indented, with a newline at its end."""
    return json.dumps(report_document(report), indent=2, ensure_ascii=True) + "\n"


def report_document(report: Report) -> dict[str, object]:
    """Gives the document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "is_healthy": report.is_healthy,
        "exit_code": 0 if report.is_healthy else 1,
        "now": report.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "system": {**asdict(report.card), "architectures": list(report.card.architectures)},
        "findings": [_finding_document(finding) for finding in report.findings],
        "prospects": [{**asdict(prospect), "says": list(prospect.says)} for prospect in report.prospects],
        "not_examined": list(report.not_examined),
    }


def _finding_document(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.kind.code,
        "severity": finding.kind.severity.value,
        "text": finding.text,
        "path": finding.path or None,
        "line": finding.line or None,
        "offset": finding.offset if finding.offset >= 0 else None,
        "apt_will": finding.kind.apt_will,
        "remedy": finding.kind.remedy,
        "items": [_item_document(item) for item in finding.items],
        "apt_says": list(finding.apt_says),
    }


def _item_document(item: Item) -> dict[str, object]:
    return {"name": item.name, "text": item.text, "path": item.path or None, "line": item.line or None}


def _lines(report: Report, width: int) -> Iterator[_Line]:
    for text in _wrapped(_card_text(report.card), width):
        yield _Line(text, style="bold")
    yield _Line(_verdict(report), style="bold green" if report.is_healthy else "bold")
    for finding in report.findings:
        yield _Line("")
        yield from _finding_lines(finding, width)
    if report.prospects:
        yield _Line("")
        yield _Line("How it would go on:")
        commands = max(len(prospect.command) for prospect in report.prospects)
        for prospect in report.prospects:
            head = f"{_INDENT}{prospect.command.ljust(commands)}  "
            for text in _wrapped(_prospect_text(prospect), width, head):
                yield _Line(text)
    for omission in report.not_examined:
        yield _Line("")
        for text in _wrapped(f"Not looked at: {omission}.", width):
            yield _Line(text)


def _card_text(card: SystemCard) -> str:
    parts = [", ".join(card.architectures)] if card.architectures else []
    if card.installed is not None:
        parts.append(_counted(card.installed, "package") + " installed")
    if card.architectures:
        lists = _counted(card.lists, "package list")
        parts.append(f"{lists} with {_counted(card.offered, 'version')}" if card.lists else "no package lists")
    return f"{card.name}: {'; '.join(parts)}" if parts else card.name


def _verdict(report: Report) -> str:
    counts = [_counted(len(report.of(severity)), severity.value) for severity in FindingSeverity if report.of(severity)]
    if report.is_healthy:
        return f"Healthy; {', '.join(counts)}." if counts else "Healthy."
    return f"{', '.join(counts)}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _finding_lines(finding: Finding, width: int) -> Iterator[_Line]:
    severity = finding.kind.severity
    place = f"{finding.path}:{finding.line}" if finding.line else finding.path
    place += f" (byte {finding.offset})" if finding.offset >= 0 else ""
    head = f"{severity.value} {finding.kind.code}"
    yield _Line(f"{head}  {place}".rstrip(), len(head), _STYLES[severity])
    for text in _wrapped(finding.text, width, _INDENT):
        yield _Line(text)
    yield from _item_lines(finding.items, width)
    for label, text in zip(_LABELS, (finding.kind.apt_will, finding.kind.remedy), strict=True):
        label = f"{_INDENT}{label}: "
        for number, line in enumerate(_wrapped(text, width, label.ljust(7))):
            yield _Line(line, len(label), "bold") if not number else _Line(line)


def _item_lines(items: Sequence[Item], width: int) -> Iterator[_Line]:
    """Gives one line for each of the first items; names alone share lines."""
    indent = _INDENT * 2
    if not any(item.text for item in items):
        names = [item.name for item in items[:_MOST_NAMES]]
        rest = len(items) - len(names)
        if names:
            text = ", ".join(names) + (f" and {rest} more" if rest else "")
            yield from (_Line(line) for line in _wrapped(text, width, indent))
        return
    shown = items[:_MOST_ITEMS] if len(items) > _MOST_ITEMS + 1 else items
    names_width = min(max(len(item.name) for item in shown), width - 40)
    for item in shown:
        head = f"{indent}{item.name.ljust(names_width)}{_INDENT if names_width else ''}"
        place = f" (line {item.line})" if item.line else ""
        yield from (_Line(line) for line in _wrapped(item.text + place, width, head))
    if len(shown) < len(items):
        yield _Line(f"{indent}and {len(items) - len(shown)} more; --format json has them all")


def _prospect_text(prospect: Prospect) -> str:
    if prospect.exit_code:
        return f"fails ({prospect.exit_code}): {' '.join(prospect.says)}".rstrip(": ")
    return f"would work: {prospect.effect}" if prospect.effect else "would work"


def _wrapped(text: str, width: int, head: str = "") -> list[str]:
    """Breaks a text into lines; those behind the first are indented as wide as the head is."""
    return textwrap.wrap(
        " ".join(text.split()),
        max(width, len(head) + 20),
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [head.rstrip()]
